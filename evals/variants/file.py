"""Variants by name, or from a YAML file that says what answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.errors import EvalError, unusable
from evals.variants.language_model import PROMPT, ModelAlone
from evals.variants.metered import Metered, Price
from evals.variants.rag import Rag
from evals.variants.recorded import Recorded
from evals.variants.router import Router
from evals.variants.variant import Variant
from ragstone.language import build_language_model
from ragstone.settings import Loaded, Tree, load_settings
from ragstone.wiring import build_assistant

# Settings that say where something is served from, not what it answers.
_ELSEWHERE = ("api.", "ingest.", "index.", "llm.base_url", "llm.api_key")


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RagSpec(_Spec):
    """The assistant.

    Attributes:
        settings: Laid over those of `ragstone.toml` and the environment.
        price: Of the language model's tokens.
    """

    kind: Literal["rag"]
    name: str = "rag"
    settings: Tree = {}
    price: Price | None = None


class ModelSpec(_Spec):
    """A language model alone: the one of `llm` in the settings, after a system's message."""

    kind: Literal["closed-book"]
    name: str = "closed-book"
    prompt: str = PROMPT
    settings: Tree = {}
    price: Price | None = None


class RecordedSpec(_Spec):
    """Answers from a JSONL file, its path relative to this file."""

    kind: Literal["recorded"]
    name: str
    answers: Path


class RouterSpec(_Spec):
    """Other variants by workflow."""

    kind: Literal["router"]
    name: str = "router"
    default: Spec
    workflows: dict[str, Spec]


Spec = Annotated[RagSpec | ModelSpec | RecordedSpec | RouterSpec, Field(discriminator="kind")]
RouterSpec.model_rebuild()
_SPEC: TypeAdapter[RagSpec | ModelSpec | RecordedSpec | RouterSpec] = TypeAdapter(Spec)
NAMED: Mapping[str, _Spec] = {"rag": RagSpec(kind="rag"), "closed-book": ModelSpec(kind="closed-book")}


def load_variant(name: str, *, flags: Tree) -> Variant:
    """The variant `rag` or `closed-book`, or the one that a YAML file describes.

    Args:
        name: One of the names, or a path.
        flags: Settings from the command line, over all others.

    Raises:
        EvalError: There is no such name and no such file, or the file cannot be used.
        SettingsError: Its settings cannot be used.
        ModelError: A model is not there.
        StoreError: There is no index.
    """
    if name in NAMED:
        return _build(NAMED[name], Path(), flags)
    path = Path(name)
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        known = ", ".join(NAMED)
        raise EvalError(f"got variant '{name}', expected {known} or a readable YAML file; check the name") from error
    try:
        return _build(_SPEC.validate_python(fields), path.parent, flags)
    except ValidationError as error:
        raise unusable(error, f"'{path}'") from error


def _build(spec: _Spec, folder: Path, flags: Tree) -> Variant:
    if isinstance(spec, RouterSpec):
        routes = {workflow: _build(one, folder, flags) for workflow, one in spec.workflows.items()}
        return Router(_build(spec.default, folder, flags), routes, spec.name)
    if isinstance(spec, RecordedSpec):
        return Recorded.load(folder / spec.answers, name=spec.name)
    if isinstance(spec, RagSpec):
        # Another writer's answers must not count as this variant's, so a server that dies ends the run.
        loaded = load_settings(flags=_over(_over(spec.settings, flags), {"answer": {"fallback": False}}))
        return Metered(Rag(build_assistant(loaded.settings), spec.name, _shown(loaded, "")), spec.price)
    if isinstance(spec, ModelSpec):
        loaded = load_settings(flags=_over(spec.settings, flags))
        shown = _shown(loaded, "llm.") | {"prompt": spec.prompt}
        return Metered(ModelAlone(build_language_model(loaded.settings.llm), spec.name, spec.prompt, shown), spec.price)
    raise TypeError(f"got {type(spec).__name__}, expected a variant's description; add it here")


def _over(settings: Tree, flags: Tree) -> Tree:
    """`settings` with `flags` laid over them, section by section."""
    return settings | {section: {**settings.get(section, {}), **values} for section, values in flags.items()}


def _shown(loaded: Loaded, prefix: str) -> dict[str, str]:
    rows = (row for row in loaded.rows() if row.name.startswith(prefix) and not row.name.startswith(_ELSEWHERE))
    return {row.name: row.value for row in rows}
