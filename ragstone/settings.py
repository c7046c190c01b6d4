"""All settings in one typed tree, and where each value came from.

A later place wins: defaults, the profile, ``ragstone.toml``, the environment (``RAGSTONE_SECTION__KEY``), flags.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_origin

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from ingest.keep_out import KINDS

PREFIX = "RAGSTONE_"
CONFIG_FILE = "ragstone.toml"
_HANDED = "RAGSTONE_HANDED_SETTINGS"
_OTHER_VARIABLES = {"RAGSTONE_CONFIG", "RAGSTONE_QDRANT_URL", "RAGSTONE_KEY", _HANDED}

_CREDENTIALS = re.compile(r"//[^/@\s]+@")
Tree = dict[str, dict[str, object]]


class SettingsError(Exception):
    """A setting is unknown or has an unusable value."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _meant(cls, raw: object) -> object:
        """A variable holds several words with commas between; an empty one is no words, no text or no path."""
        if not isinstance(raw, dict):
            return raw
        kinds = {name: field.annotation for name, field in cls.model_fields.items()}
        return {key: _meant(value, kinds.get(key)) for key, value in raw.items()}


class IndexSettings(_Section):
    """Where chunks live."""

    store: Literal["edge", "server"] = Field("edge", description="`edge`: on disk in this process; `server`: Qdrant")
    path: Path = Field(Path(".ragstone/index"), description="Folder of the index, and of what a sync prepares")
    url: str = Field("http://127.0.0.1:6333", description="Qdrant server, for `store = server`")
    api_key: SecretStr | None = Field(None, description="Key of the Qdrant server")
    collection: str = Field("ragstone", description="Collection on the Qdrant server")


class IngestSettings(_Section):
    """How documents become chunks."""

    max_file_mb: float = Field(50, gt=0, description="Larger files are refused")
    whole_text_mb: float = Field(
        8, ge=2, description="A plain text (`.txt`, `.log`) that is larger is read in parts, each a document of its own"
    )
    max_tokens: int = Field(180, ge=32, le=400, description="Largest chunk, in the embedder's tokens")
    min_tokens: int = Field(60, ge=0, description="Below this a chunk takes in the next section, too")
    engine: Literal["local", "ray"] = Field(
        "local", description="Where a sync parses and embeds: here, or on a cluster"
    )
    ray_address: str = Field("auto", description="Of the Ray cluster; `local` makes one of this machine alone")
    workers: int | None = Field(
        None, ge=0, description="Processes that parse; empty: all cores but one; 0: none, and no limit holds"
    )
    keep_out: tuple[str, ...] = Field(
        (), description="What is not to be indexed: `secrets`, `personal` (numbers of persons); bars stand in its place"
    )
    word_changes: Literal["accept", "reject"] = Field(
        "accept", description="Read Word documents with their tracked changes accepted, or rejected"
    )
    word_comments: bool = Field(False, description="Read the comments of Word documents, below what they are about")
    parse_timeout_s: int = Field(120, ge=1, description="Parsing one file may take so long")
    parse_memory_mb: int = Field(2000, ge=500, description="Address space of a process that parses")

    @field_validator("keep_out")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(value) - set(KINDS))
        if unknown:
            raise ValueError(f"expected {' and '.join(KINDS)} alone")
        return value


class ModelSettings(_Section):
    """Which models run, and from where."""

    embedder: Literal["onnx", "sentence", "flag"] = Field("onnx", description="Runtime of the embedder")
    embedder_path: Path | None = Field(None, description="Folder of the embedder; empty: the shipped one")
    reranker: Literal["onnx", "sentence", "flag", "none"] = Field("onnx", description="Runtime of the reranker")
    reranker_path: Path | None = Field(None, description="Folder of the reranker; empty: the shipped one")
    verifier: Literal["onnx", "sentence"] = Field("onnx", description="Runtime of the verifier")
    verifier_path: Path | None = Field(None, description="Folder of the verifier; empty: the shipped one")
    verifier_calibration: Path | None = Field(
        None, description="What `ragstone calibrate` wrote for another verifier than the shipped one"
    )
    device: str = Field("cpu", min_length=1, description="Where `sentence` and `flag` models run: `cpu`, `cuda:0`, ...")
    threads: int | None = Field(None, ge=1, description="Threads of each `onnx` model; empty: all cores")


class RetrievalSettings(_Section):
    """How evidence is found."""

    glossary: Path | None = Field(None, description="YAML file of what people say and what the documents call it")
    infer: bool = Field(True, description="Read tags and years out of the question; each question may switch it off")
    acronyms: bool = Field(True, description="Search short forms with what documents say they stand for")
    expand: tuple[Literal["condense", "multi_query", "hyde"], ...] = Field(
        (),
        description="What the `llm` server does before a search: make follow-ups stand alone (`condense`), "
        "other wordings (`multi_query`), a made-up passage (`hyde`)",
    )
    correct: bool = Field(
        True, description="Search a misspelt word as the documents spell it; each question may switch it off"
    )
    infer_keys: tuple[str, ...] = Field((), description="Tags whose values count wherever a question says them")
    candidates: int = Field(50, ge=1, le=1000, description="Length of the dense and of the BM25 ranking")
    dense_weight: float = Field(0.4, ge=0, le=1, description="Share of the dense score in the fused one")
    rerank_depth: int = Field(20, ge=1, le=200, description="How many candidates the reranker reads at most")
    rerank_floor: float = Field(
        0.0, ge=0, le=1, description="Beyond five it reads those with this share of the best fused score; 0: all"
    )
    rerank_weight: float = Field(0.7, ge=0, le=1, description="Share of the reranker's score in the final one")
    top_k: int = Field(5, ge=1, le=50, description="Hits that an answer is drafted from")


class VerifySettings(_Section):
    """What may be shown."""

    threshold: float | None = Field(None, ge=0, le=1, description="Support a claim needs; empty: the verifier's own")
    min_groundedness: float = Field(
        0.5, ge=0, le=1, description="Share of supported claims below which all is withheld"
    )


class AnswerSettings(_Section):
    """How answers are drafted."""

    writer: Literal["extractive", "llm"] = Field("extractive", description="Who drafts")
    fallback: bool = Field(True, description="With `llm`: quote the documents, and say so, when its server fails")
    max_sentences: int = Field(3, ge=1, le=10, description="Sentences of an extractive answer at most")
    tone: str = Field(
        "", max_length=500, description="How the house speaks; the `llm` server rewrites whole answers so"
    )
    premises: bool = Field(True, description="Say first what the documents say against what a question assumes")
    sufficiency: float = Field(0.18, ge=0, le=1, description="Evidence scored below this gets an abstention")


class LlmSettings(_Section):
    """The OpenAI-compatible server behind `writer = llm`."""

    base_url: str = Field("http://127.0.0.1:8080/v1", description="Base URL of the server")
    model: str = Field("default", description="Model name that the server knows")
    api_key: SecretStr | None = Field(None, description="Key of the server")
    routes: Path | None = Field(None, description="YAML file of models and when each drafts; empty: always this one")
    timeout_s: float = Field(
        60, gt=0, description="Seconds to wait for a reply and between its pieces; five times that for all"
    )
    temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature")


class PolicySettings(_Section):
    """Rules that no model has a say in."""

    path: Path | None = Field(None, description="YAML file of policies; empty: none but small talk")
    small_talk: bool = Field(True, description="Answer greetings, thanks and 'who are you' without searching")


class AuditSettings(_Section):
    """What is kept of every question."""

    path: Path | None = Field(None, description="Folder of the audit log; empty: none is kept")
    keep_text: bool = Field(True, description="Keep questions, claims, filters and comments in their words")
    max_file_mb: float = Field(64, gt=0, description="A file of the log that has reached this is left for the next")


class ApiSettings(_Section):
    """The HTTP server."""

    host: str = Field("127.0.0.1", description="Address; only loopback until `api.keys` or `oidc.issuer` is set")
    port: int = Field(8000, ge=0, le=65535, description="Port")
    hosts: tuple[str, ...] = Field((), description="Names besides loopback's to answer to while anybody may ask")
    keys: Path | None = Field(None, description="File of `ragstone keys`; empty: no keys open it")
    requests_per_minute: int | None = Field(None, ge=1, description="What each asker may ask; empty: no limit")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer, each with models of its own")
    concurrent: int | None = Field(None, ge=1, description="Requests a process works on at once; empty: one a core")
    waiting: int = Field(64, ge=0, description="Requests that may wait for their turn; who comes then gets 503")
    patience_s: float = Field(30, gt=0, description="Longest wait for a turn, in seconds; then 503")
    max_body_mb: float = Field(2, gt=0, description="Larger requests get 413")
    body_timeout_s: float = Field(30, gt=0, description="Longest wait for the next piece of a request; then 408")
    shutdown_s: int = Field(30, ge=0, description="Seconds in which what is being answered may end when stopped")
    cors_origins: tuple[str, ...] = Field((), description="Pages elsewhere that may ask from a browser, as origins")
    sources: tuple[str, ...] = Field((), description="Places that `POST /v1/sync` syncs, as `ragstone sync` takes them")
    uploads: Path | None = Field(None, description="Folder that uploads are kept in; empty: none are taken")
    max_upload_mb: float | None = Field(
        None, gt=0, description="Largest upload; empty: `ingest.max_file_mb`, which is the most in any case"
    )


class OidcSettings(_Section):
    """Whose tokens open the API, beside keys."""

    issuer: str = Field("", description="OpenID Connect issuer whose tokens open the API; empty: no tokens do")
    audience: str = Field("", description="Whom a token must be for; needed with `oidc.issuer`")
    jwks_url: str = Field("", description="Where the issuer's keys are; empty: where its own description says")
    groups_claim: str = Field(
        "groups", min_length=1, description="Claim of the groups that a token's holder reads: `realm_access.roles`, ..."
    )
    scopes_claim: str = Field(
        "", description="Claim that grants more than to ask, as `ragstone:act-for`; empty: nothing does"
    )
    leeway_s: float = Field(30, ge=0, le=300, description="Seconds by which the issuer's clock may differ")


class LogSettings(_Section):
    """What the server writes to stderr."""

    format: Literal["text", "json"] = Field("text", description="One line an event, as text or as JSON")
    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`info` has a line for each request, `debug` also those of `/healthz` and `/metrics`"
    )


class OtelSettings(_Section):
    """Where requests are traced; needs the extra `otel`."""

    endpoint: str = Field("", description="OTLP/HTTP collector, as `http://127.0.0.1:4318`; empty: nothing is traced")
    service_name: str = Field("ragstone", min_length=1, description="What traces call this server")


class Settings(_Section):
    """The whole tree."""

    profile: Literal["local", "bge", "server"] = Field("local", description="A set of defaults")
    index: IndexSettings = IndexSettings()
    ingest: IngestSettings = IngestSettings()
    models: ModelSettings = ModelSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    verify: VerifySettings = VerifySettings()
    answer: AnswerSettings = AnswerSettings()
    llm: LlmSettings = LlmSettings()
    policy: PolicySettings = PolicySettings()
    audit: AuditSettings = AuditSettings()
    api: ApiSettings = ApiSettings()
    oidc: OidcSettings = OidcSettings()
    log: LogSettings = LogSettings()
    otel: OtelSettings = OtelSettings()


PROFILES: dict[str, Tree] = {
    "local": {},
    "bge": {"models": {"embedder": "flag", "reranker": "flag"}},
    "server": {"index": {"store": "server"}, "answer": {"writer": "llm"}},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One setting in force: its dotted name, its value as text (secrets hidden) and the place it came from."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force and the origin of each dotted name that is not a default."""

    settings: Settings
    origins: Mapping[str, str]

    def rows(self) -> list[Row]:
        """Every setting, in the order of the tree."""
        rows = [Row("profile", self.settings.profile, self.origins.get("profile", "default"))]
        for section in _sections():
            values = cast(_Section, getattr(self.settings, section))
            for key in type(values).model_fields:
                name = f"{section}.{key}"
                rows.append(Row(name, _shown(getattr(values, key)), self.origins.get(name, "default")))
        return rows


def load_settings(
    *, config: Path | None = None, flags: Tree | None = None, environment: Mapping[str, str] | None = None
) -> Loaded:
    """The settings in force.

    Args:
        config: A TOML file that must exist; None takes ``RAGSTONE_CONFIG`` or, if it is there, ``ragstone.toml``.
        flags: What the command line says.
        environment: In place of the process's own.

    Raises:
        SettingsError: An unknown setting, an unusable value, or a file that cannot be read.
    """
    variables = dict(os.environ if environment is None else environment)
    path = config or (Path(variables["RAGSTONE_CONFIG"]) if variables.get("RAGSTONE_CONFIG") else None)
    layers = [(f"file {path or CONFIG_FILE}", _from_file(path)), *_from_environment(variables), ("flag", flags or {})]
    profile, origin = _profile(layers)
    merged: Tree = {}
    origins = {"profile": origin} if origin != "default" else {}
    for name, layer in [(f"profile {profile}", PROFILES.get(profile, {})), *layers]:
        _lay_over(merged, layer, origins, name)
    try:
        return Loaded(Settings.model_validate({**merged, "profile": profile}), origins)
    except ValidationError as error:
        raise SettingsError(_sentence(error, origins)) from error


def process_environment() -> Mapping[str, str]:
    """The variables of this process, for whatever names them in a file."""
    return dict(os.environ)


def foreign_environment() -> Mapping[str, str]:
    """The variables of this process without our own, among which there are keys, for processes that read files."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def hand_on(settings: Settings) -> None:
    """Let the processes that this one starts find these very settings, secrets included, with `handed_on`."""
    tree = settings.model_dump(mode="json")
    for section in _sections():
        for key, value in cast(_Section, getattr(settings, section)):
            if isinstance(value, SecretStr):
                tree[section][key] = value.get_secret_value()
    os.environ[_HANDED] = json.dumps(tree)


def share_counters(folder: Path) -> None:
    """Let the processes that this one starts count together in `folder`, as prometheus_client wants it told."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def handed_on() -> Settings:
    """What the process that started this one has handed on.

    Raises:
        SettingsError: It has handed on nothing.
    """
    if _HANDED not in os.environ:
        raise SettingsError("got no settings from the process that started this one; start it with `ragstone serve`")
    return Settings.model_validate_json(os.environ[_HANDED])


def _meant(value: object, kind: object) -> object:
    if get_origin(kind) is tuple:
        return _words(value)
    if kind == Path | None and value == "":  # as a path it would be the folder that the process runs in
        return None
    return "" if kind is str and value is None else value


def _words(value: object) -> object:
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return () if value is None else value


def _from_file(path: Path | None) -> Tree:
    file = path or Path(CONFIG_FILE)
    if path is None and not file.is_file():
        return {}
    try:
        return cast(Tree, tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"the settings file '{file}' cannot be read ({error.strerror}); check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file '{file}' is no valid TOML ({error}); correct it") from error


def _from_environment(variables: Mapping[str, str]) -> list[tuple[str, Tree]]:
    layers: list[tuple[str, Tree]] = []
    for variable in sorted(variables):
        if not variable.startswith(PREFIX) or variable in _OTHER_VARIABLES:
            continue
        section, _, key = variable.removeprefix(PREFIX).lower().partition("__")
        if section != "profile" and section not in _sections():
            raise SettingsError(
                f"got the variable {variable}, expected {PREFIX}SECTION__KEY with a section of "
                f"{', '.join(_sections())}; correct or unset it"
            )
        value: object = variables[variable] if section == "profile" else {key: variables[variable] or None}
        layers.append((f"environment {variable}", cast(Tree, {section: value})))
    return layers


def _profile(layers: list[tuple[str, Tree]]) -> tuple[str, str]:
    named = [(str(layer["profile"]), name) for name, layer in layers if "profile" in layer]
    return named[-1] if named else ("local", "default")


def _lay_over(merged: Tree, layer: Tree, origins: dict[str, str], name: str) -> None:
    for section, values in layer.items():
        if section == "profile":
            continue
        if not isinstance(values, dict):
            raise SettingsError(f"got a value for '{section}' in {name}, expected a section; write [{section}]")
        merged.setdefault(section, {}).update(values)
        origins.update({f"{section}.{key}": name for key in values})


def _sections() -> list[str]:
    return [name for name in Settings.model_fields if name != "profile"]


def _sentence(error: ValidationError, origins: Mapping[str, str]) -> str:
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    origin = origins.get(name, "")
    where = f" from {origin}" if origin else ""
    if first["type"] == "extra_forbidden":
        return (
            f"got the unknown setting '{name}'{where}, expected one that `ragstone config` lists; correct or remove it"
        )
    secret = "key" in name
    shown = "a value" if secret else repr(first["input"])
    return f"got {shown} for '{name}'{where}, expected otherwise: {first['msg']}; correct it"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(one) for one in value)
    return "" if value is None else _CREDENTIALS.sub("//**********@", str(value))


def settings_table() -> str:
    """The settings as a Markdown table; README holds a copy that a test compares."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    fields = [("profile", Settings.model_fields["profile"])]
    for section in _sections():
        model = cast(type[_Section], Settings.model_fields[section].annotation)
        fields += [(f"{section}.{key}", field) for key, field in model.model_fields.items()]
    for name, field in fields:
        default = _shown(field.default)
        lines.append(f"| `{name}` | {f'`{default}`' if default else ''} | {field.description} |")
    return "\n".join(lines) + "\n"
