"""Every error of every room has an exit code and a status."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from io import StringIO

import pytest

from api.failures import code_of, problem_of, status_of
from ragstone.cli.failures import EXPECTED, ExitCode, UsageError, exit_code, report

TREES = ("models.errors", "ingest.errors", "retrieval.errors", "ragstone.settings", "ragstone.cli.failures")
ROOMS = {"models", "ingest", "retrieval", "verify", "answer", "ragstone"}


def ours(kind: type[Exception] = Exception) -> Iterator[type[Exception]]:
    """Every error class of ours that is a child of `kind`."""
    for child in kind.__subclasses__():
        if child.__module__.partition(".")[0] in ROOMS:
            yield child
        yield from ours(child)


for name in TREES:
    importlib.import_module(name)
ERRORS = sorted(set(ours()), key=lambda kind: kind.__qualname__)


def test_the_trees_are_walked() -> None:
    assert {"LanguageModelError", "IndexHeldError", "QuestionError", "SettingsError"} <= {e.__name__ for e in ERRORS}


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code(kind: type[Exception]) -> None:
    assert issubclass(kind, EXPECTED)
    assert exit_code(kind("x")) in (ExitCode.USAGE, ExitCode.MISSING)


@pytest.mark.parametrize("kind", [kind for kind in ERRORS if kind is not UsageError], ids=lambda kind: kind.__name__)
def test_every_error_has_a_status(kind: type[Exception]) -> None:
    assert 400 <= status_of(kind("x")) < 600
    assert problem_of(kind("x")).code == code_of(kind("x"))


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("QuestionError", ExitCode.USAGE, 422),
        ("SettingsError", ExitCode.USAGE, 503),
        ("UnknownFilterError", ExitCode.USAGE, 422),
        ("CorpusError", ExitCode.USAGE, 500),
        ("IndexMissingError", ExitCode.MISSING, 503),
        ("IndexMismatchError", ExitCode.MISSING, 503),
        ("IndexWriteError", ExitCode.MISSING, 503),
        ("ModelMissingError", ExitCode.MISSING, 503),
        ("LanguageModelError", ExitCode.MISSING, 502),
    ],
)
def test_the_nearest_class_decides(name: str, code: ExitCode, status: int) -> None:
    error = next(kind for kind in ERRORS if kind.__name__ == name)("x")
    assert (exit_code(error), status_of(error)) == (code, status)


def test_an_expected_error_is_one_sentence_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(UsageError("got a, expected b; do c")) is ExitCode.USAGE
    assert capsys.readouterr() == ("", "ragstone: got a, expected b; do c\n")


def test_an_error_that_nobody_expects_is_raised_again() -> None:
    with pytest.raises(ZeroDivisionError, match="by zero"):
        report(ZeroDivisionError("division by zero"))


def test_a_reader_that_goes_away_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", StringIO())
    assert report(BrokenPipeError()) is ExitCode.FAILURES
