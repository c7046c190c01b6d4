"""Code stays as it is, and each part of it knows what it stands in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import BlockKind
from ingest.loaders.languages import LANGUAGES
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load

PYTHON = '''"""Rates."""

import math


@cache
def rate(city):
    """A class of things (not a class: a text)."""
    if city:
        return 1

    return 2


class Book(Shelf):
    size = 3

    async def find(self, name):
        pass
    # Said of `drop`.
    def drop(self): return None

LIMIT = 3
'''
TYPESCRIPT = """import x from "y";

export class Book extends Shelf {
  constructor(private size: number) {
    super();
  }

  async find(name: string): Promise<Page> {
    if (name) {
      return 1;
    }
  }
}

export const rate = async (city) => {
  return city;
};
"""
JAVA = """package a;

/** A book. */
public class Book {
    private int size;

    @Override
    public List<String> names(int most) {
        return found(
            most);
    }
}
"""
CPP = "class Book {\npublic:\n  int size(int x) const {\n    return x;\n  }\n};\n\nvoid Book::drop() {\n}\n"
RUST = "impl<T> Shelf for Book<T> {\n    pub async fn find(&self) -> u8 {\n        1\n    }\n}\n\npub struct Page;\n"


def read(name: str, text: str) -> Loaded:
    return load(RawFile(name, text.encode()))


def path_of(loaded: Loaded, part: str) -> tuple[str, ...]:
    return next(block.heading_path for block in loaded.blocks if part in block.span.of(loaded.text))


@pytest.mark.parametrize(
    ("name", "text", "part", "path"),
    [
        ("a.py", PYTHON, "import math", ()), ("a.py", PYTHON, "@cache", ("rate",)),
        ("a.py", PYTHON, "return 2", ("rate",)), ("a.py", PYTHON, "size = 3", ("Book",)),
        ("a.py", PYTHON, "pass", ("Book", "find")),
        ("a.py", PYTHON, "# Said", ("Book", "drop")), ("a.py", PYTHON, "LIMIT", ()),
        ("a.ts", TYPESCRIPT, "super()", ("Book", "constructor")), ("a.ts", TYPESCRIPT, "return 1", ("Book", "find")),
        ("a.js", TYPESCRIPT, "return city", ("rate",)), ("a.java", JAVA, "int size", ("Book",)),
        ("a.java", JAVA, "@Override", ("Book", "names")), ("a.cpp", CPP, "return x", ("Book", "size")),
        ("a.cpp", CPP, "void", ("Book::drop",)), ("a.rs", RUST, "1", ("Shelf for Book<T>", "find")),
        ("a.rs", RUST, "Page", ("Page",)), ("a.cs", "public class A\n{\n    int Go(int a)\n    {\n", "Go", ("A", "Go")),
        ("a.c", "static int add(int a)\n{\n    return a;\n}\n\nint sum;\n", "return", ("add",)),
        ("a.c", "static int add(int a)\n{\n    return a;\n}\n\nint sum;\n", "sum", ()),
        ("a.go", "// Find finds.\nfunc (b *Book) Find() error {\n\treturn nil\n}\n", "// Find", ("Find",)),
        ("a.rb", "class A < B\n  def ok?\n    true\n  end\nend\n", "true", ("A", "ok?")),
        ("a.sh", "set -e\n\nbuild() {\n  make\n}\n", "make", ("build",)),
        ("a.sql", "create table if not exists leave (\n  days int\n);\n", "days", ("leave",)),
        ("a.yaml", "on:\n  push:\n    branches: [main]\n", "branches", ("on", "push")),
        ("a.toml", '[project]\nname = "x"\n\n[[tool.a]]\nb = 1\n', "b = 1", ("tool.a",)),
    ],
)  # fmt: skip
def test_a_part_knows_what_it_stands_in(name: str, text: str, part: str, path: tuple[str, ...]) -> None:
    assert path_of(read(name, text), part) == path


def test_a_file_is_kept_letter_by_letter_under_its_own_name() -> None:
    loaded = read("tools/rate_book.py", PYTHON)
    assert loaded.text == PYTHON
    assert (loaded.title, loaded.media_type) == ("rate_book.py", "text/x-python")
    assert {block.kind for block in loaded.blocks} == {BlockKind.CODE}
    assert "    async def find(self, name):\n        pass" in [block.span.of(loaded.text) for block in loaded.blocks]


@given(
    text=st.text(alphabet="ab def class():{}#\n\t;=", min_size=1).filter(str.strip),
    extension=st.sampled_from(sorted(LANGUAGES)),
)
def test_blocks_hold_all_that_is_not_blank(text: str, extension: str) -> None:
    loaded = read(f"a{extension}", text)
    ends = [0, *(block.span.end for block in loaded.blocks)]
    starts = [*(block.span.start for block in loaded.blocks), len(loaded.text)]
    assert not "".join(loaded.text[end:start] for end, start in zip(ends, starts, strict=True)).strip()
    assert all(block.span.of(loaded.text).strip() for block in loaded.blocks)


def test_a_line_that_a_program_made_names_nothing_and_takes_no_time() -> None:
    assert read("a.c", "static int " * 50_000 + "add(int a)").blocks[0].heading_path == ()
