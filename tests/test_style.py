"""The measured rules: sizes of functions and files, docstrings, the shape of errors."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("models", "ingest", "retrieval", "verify", "answer", "ragstone", "api", "evals")
SOURCE = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def _body_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0


def _file_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_function_bodies_stay_small() -> None:
    sizes = [_body_lines(function) for path in SOURCE for function in _functions(path)]
    assert median(sizes) <= 8
    assert quantiles(sizes, n=10)[-1] <= 25


@pytest.mark.parametrize("path", SOURCE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_over_50_lines(path: Path) -> None:
    assert [function.name for function in _functions(path) if _body_lines(function) > 50] == []


def test_files_stay_small() -> None:
    sizes = [_file_lines(path) for path in SOURCE]
    assert median(sizes) <= 150
    assert quantiles(sizes, n=10)[-1] <= 350
    assert max(sizes) <= 500


def test_every_room_says_what_it_is_in_at_most_20_lines() -> None:
    for room in ROOMS:
        docstring = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8")))
        assert docstring is not None, room
        assert len(docstring.splitlines()) <= 20, room


def test_more_than_two_arguments_are_keyword_only() -> None:
    """Functions only: a method's `self`, the fields of a dataclass and the options of a command do not count."""
    crowded = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in SOURCE
        if path.name not in ("app.py", "routes.py")
        for function in _functions(path)
        if not function.name.startswith("_")
        and not function.name.endswith("_command")
        and len([argument for argument in function.args.args if argument.arg not in ("self", "cls")]) > 4
    ]
    assert crowded == []


def test_no_module_is_named_for_nothing() -> None:
    assert not {"utils", "helpers", "common", "manager", "base"} & {path.stem for path in SOURCE}


def test_tests_have_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_nothing_committed_names_a_path_of_a_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    needle = "/" + "work/"
    texts = [
        ROOT / name for name in tracked.stdout.split() if Path(name).suffix in {".py", ".md", ".toml", ".yaml", ".txt"}
    ]
    assert [
        str(path) for path in texts if path.exists() and needle in path.read_text(encoding="utf-8", errors="replace")
    ] == []
