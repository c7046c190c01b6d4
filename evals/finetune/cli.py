"""The commands `prepare`, `train`, `prefer`, `merge`, `serve`, `weigh`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from evals.cli.places import SUITE, day_of, documents_of
from evals.errors import EvalError
from evals.finetune.card import Card
from evals.finetune.checkpoint import Checkpoint, base
from evals.finetune.data_folder import EXAMPLES, load_apart, write
from evals.finetune.merge import merge
from evals.finetune.preference import prefer
from evals.finetune.recipe import DEFAULT, Recipe, load_recipe
from evals.finetune.serve import serve
from evals.finetune.split import split_table
from evals.finetune.supervised import supervise
from evals.finetune.training_set import make
from evals.run_folder import RunFolder
from evals.suite import load_suite
from ingest.index.protocol import Conditions
from ragstone.cli.failures import EXPECTED, ExitCode, exit_code
from ragstone.settings import load_settings

_USAGE, _MISSING = 2, 4
_Recipe = Annotated[Path, typer.Option("--recipe", help="YAML file", show_default="evals/finetune/recipe.yaml")]
_Start = Annotated[Path | None, typer.Option("--from", help="Folder of a checkpoint [default: the recipe's model]")]
_Data = Annotated[Path, typer.Option("--data", help="Folder that `prepare` wrote")]
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Fine-tunes to put on the scale. Exit codes: 0 done, 2 usage, 4 something is missing.",
)


def prepare_command(
    out: Annotated[Path, typer.Option("--out", help="Folder to write")],
    recipe: _Recipe = DEFAULT,
    suite: Annotated[Path, typer.Option("--suite", help="Folder of the questions that are never trained on")] = SUITE,
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index")] = None,
) -> None:
    """Make the training set from what everybody may read in an index, held apart from a suite."""
    rules, asked = load_recipe(recipe), load_suite(suite)
    settings = load_settings(flags={"index": {"path": index}} if index else {}).settings
    documents = documents_of(settings.index.path)
    public = Conditions(as_of=day_of(asked))
    names = [record.document_id for record in documents.index.documents(public)]
    chunks = {name: sorted(documents.chunks(name, public), key=lambda chunk: chunk.ordinal) for name in names}
    found = make(chunks, asked.questions, rules.data, seed=rules.seed)
    apart = write(found, asked.sha256, out)
    typer.echo(
        f"{len(found.examples)} examples from {len(apart.documents)} documents, {len(apart.apart)} held apart, "
        f"{apart.dropped} left out as too like the suite; written to {out}"
    )


def train_command(
    data: _Data,
    out: Annotated[Path, typer.Option("--out", help="Folder of the checkpoint to write")],
    recipe: _Recipe = DEFAULT,
    start: _Start = None,
) -> None:
    """Fine-tune on the right answers (LoRA, merged into the weights)."""
    rules = load_recipe(recipe)
    with _needs_extra():
        typer.echo(_trained(supervise(_start(start, rules), data / EXAMPLES, out, recipe=rules)))


def prefer_command(
    data: _Data,
    out: Annotated[Path, typer.Option("--out", help="Folder of the checkpoint to write")],
    recipe: _Recipe = DEFAULT,
    start: _Start = None,
) -> None:
    """Train on pairs of a preferred and a rejected answer (DPO with LoRA, merged into the weights)."""
    rules = load_recipe(recipe)
    with _needs_extra():
        typer.echo(_trained(prefer(_start(start, rules), data / EXAMPLES, out, recipe=rules)))


def merge_command(
    first: Annotated[Path, typer.Argument(help="Folder of a checkpoint")],
    second: Annotated[Path, typer.Argument(help="Folder of another one of the same base")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the checkpoint to write")],
    share: Annotated[float, typer.Option("--share", min=0, max=1, help="How far from the first to the second")] = 0.5,
) -> None:
    """Interpolate two checkpoints spherically (SLERP)."""
    with _needs_extra():
        typer.echo(f"merged; weights {merge(first, second, out, share=share).weights_sha256[:12]}")


def serve_command(
    checkpoint: Annotated[Path | None, typer.Argument(help="Its folder [default: the recipe's model]")] = None,
    recipe: _Recipe = DEFAULT,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="On the loopback")] = 8080,
    batch: Annotated[int, typer.Option("--batch", min=1, help="Questions answered at once")] = 8,
    tokens: Annotated[int, typer.Option("--tokens", min=1, help="Longest reply")] = 96,
) -> None:
    """Serve a checkpoint as OpenAI's chat completions until interrupted."""
    rules = load_recipe(recipe)
    with _needs_extra():
        serve(_start(checkpoint, rules), rules.model, port=port, batch=batch, tokens=tokens)


def weigh_command(
    runs: Annotated[list[Path], typer.Argument(help="Folders of runs on one suite")],
    data: _Data,
    suite: Annotated[Path, typer.Option("--suite", help="Folder of their questions")] = SUITE,
) -> None:
    """Set runs beside each other: cases on documents trained on, on those held apart, and those due an abstention."""
    apart, asked = load_apart(data), load_suite(suite)
    folders = [RunFolder(path) for path in runs]
    for folder in folders:
        folder.manifest().require_suite(asked)
    scores = {folder.path.name: folder.scores() for folder in folders}
    typer.echo(split_table(asked.questions, scores, trained=apart.documents))


_COMMANDS: Mapping[str, Callable[..., None]] = {
    "prepare": prepare_command,
    "train": train_command,
    "prefer": prefer_command,
    "merge": merge_command,
    "serve": serve_command,
    "weigh": weigh_command,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)


def main() -> None:
    """Run the command line of this process."""
    try:
        app()
    except EvalError as error:
        sys.exit(_say(error, _USAGE))
    except EXPECTED as error:
        sys.exit(_say(error, _MISSING if exit_code(error) is ExitCode.MISSING else _USAGE))


def _say(error: Exception, code: int) -> int:
    typer.echo(f"evals.finetune: {error}", err=True)
    return code


def _start(folder: Path | None, recipe: Recipe) -> Checkpoint:
    return base(recipe.model) if folder is None else Checkpoint(folder)


def _trained(card: Card) -> str:
    last = card.losses[-1][1] if card.losses else float("nan")
    return f"{card.stage}: {card.tokens} tokens in {card.seconds:.0f} s, last loss {last:.3f}"


@contextmanager
def _needs_extra() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise EvalError(
            f"got no `{error.name}`, expected what trains and serves models; install `ragstone[finetune]`"
        ) from error
