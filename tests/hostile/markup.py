"""HTML and Markdown that nest, repeat and point without end."""

from __future__ import annotations

from collections.abc import Callable

_GOOD = "<p>Leave is 25 days a year for everybody.</p>"
_MANY = 50_000


def entities() -> bytes:
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "lol">{rows}]><html><p>&e11;</p>{_GOOD}</html>'.encode()


def drawing() -> bytes:
    return (
        b'<html><svg><!DOCTYPE svg [<!ENTITY a "'
        + b"x" * 99_999
        + b'">]><text>'
        + b"&a;" * 99_999
        + b"</text></svg>"
        + _GOOD.encode()
    )


def rules() -> str:
    sheet = "".join(f"div.a{n} > p:not(.b{n}) ~ p:nth-child({n}n+1) {{ display:none }}" for n in range(400))
    return f"<style>{sheet}</style>" + "<div class=a1>" + "<p>One more line.</p>" * 3000 + "</div>"


def selector_bomb() -> str:
    return f"<style>{':not(' * 2000}p{')' * 2000} {{display:none}} {'a ' * 20_000}{{color:#fff}}</style>" + _GOOD * 50


def lists(depth: int) -> str:
    return "<ul><li>x" * depth + "</ul>" * depth + _GOOD


def wide_table(columns: int, rows: int) -> str:
    head = "<tr>" + "".join(f"<th>c{n}" for n in range(columns))
    return "<table>" + head + ("<tr>" + "<td>1" * columns) * rows + "</table>"


def yaml_bomb() -> str:
    rows = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    rows += [
        f"{name}: &{name} [{','.join(['*' + before] * 10)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "---\n" + "\n".join([*rows, "title: *i"]) + "\n---\n# Leave\n\nLeave is 25 days.\n"


FILES: dict[str, Callable[[], str | bytes]] = {
    "entities.html": entities,
    "drawing.html": drawing,
    "divs-40000-deep.html": lambda: "<div>" * 40_000 + "deep" + "</div>" * 40_000 + _GOOD,
    "spans-40000-deep.html": lambda: "<span>" * 40_000 + "deep" + _GOOD,
    "unclosed.html": lambda: "<b><i><u><p>x" * 5_000 + _GOOD,
    "fonts-that-cross.html": lambda: "<p><a><b><font><i>x" * 3000 + _GOOD,
    "lists-3000-deep.html": lambda: lists(3000),
    "lists-of-lists.html": lambda: lists(200) * 60,
    "tables-in-tables.html": lambda: "<table><tr><td>x" * 3000 + "</table>" * 3000 + _GOOD,
    "thousands-of-tables.html": lambda: "<table><tr><td>a<td>b</tr></table>" * 4_000,
    "columns-without-end.html": lambda: f"<table><tr><td colspan=999999999 rowspan=999999999>a<td>b</table>{_GOOD}",
    "rows-that-span-all.html": lambda: f"<table>{'<tr><td rowspan=65534 colspan=1000>x<td>y' * 500}</table>",
    "wide-table.html": lambda: wide_table(2000, 10),
    "attribute-of-10-mb.html": lambda: f"<p title='{'x' * 10_000_000}' style='{'a:b;' * 99_999}'>Leave.</p>",
    "hundred-thousand-attributes.html": lambda: "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{_GOOD}",
    "comments.html": lambda: "<!--x-->" * 40_000 + _GOOD + "<!-- <!-- " * 50_000,
    "rules.html": rules,
    "selectors.html": selector_bomb,
    "braces.html": lambda: f"<style>{'@media{' * 20_000}{'/*' * 50_000}</style>{_GOOD}",
    "at-signs.html": lambda: f"<style>{'@' * 50_000}</style>{_GOOD}",
    "hidden-in-hidden.html": lambda: "<div style='color:#fff'>x" * 3000 + _GOOD,
    "definitions.html": lambda: "<dl>" + "<dt>a<dd><dl>" * 1500 + _GOOD,
    "long-line.html": lambda: "<p>" + "leave " * 500_000,
    "nothing-but-tags.html": lambda: "<br>" * 20_000 + "<<<" * 20_000,
    "quotes.md": lambda: ">" * _MANY + " deep\n\nLeave is 25 days.\n",
    "lists.md": lambda: "- " * _MANY + "deep\n\nLeave is 25 days.\n",
    "lists-stepped.md": lambda: "\n".join("  " * n + "- x" for n in range(600)) + "\n\nLeave is 25 days.\n",
    "numbers.md": lambda: "1. " * _MANY + "deep\n",
    "brackets.md": lambda: "[" * 20_000 + "\n\nLeave is 25 days.\n",
    "brackets-closed.md": lambda: "[" * 5000 + "a" + "](b)" * 5000 + "\n",
    "pictures.md": lambda: "![" * 10_000 + "\n\nLeave is 25 days.\n",
    "stars.md": lambda: "*a **a " * 10_000 + "\n\nLeave is 25 days.\n",
    "stars-nested.md": lambda: "*" * _MANY + "a" + "*" * _MANY + "\n\nLeave is 25 days.\n",
    "underscores.md": lambda: "_a __b " * 8_000 + "c_ d__ " * 8_000,
    "ticks.md": lambda: " ".join("`" * n for n in range(1, 700)) + "\n\nLeave is 25 days.\n",
    "less-thans.md": lambda: "<" * _MANY + "\n\n" + "<a " * _MANY + "\n",
    "links.md": lambda: "[a](<b" * 20_000 + "\n\nLeave is 25 days.\n",
    "references.md": lambda: "".join(f"[r{n}]: /u\n" for n in range(5000)) + "[r1] " * 5000,
    "reference-bomb.md": lambda: f"[r]: /{'x' * 10_000}\n\n" + "[r] " * 5_000,
    "wide-table.md": lambda: "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + ("|1" * 1000 + "|\n") * 20,
    "narrow-rows.md": lambda: "|a" * 700 + "|\n" + "|-" * 700 + "|\n" + "|\n" * 700,
    "tags.md": lambda: "<b>x</b> " * 8_000 + "\n\nLeave is 25 days.\n",
    "tags-open.md": lambda: "<b> " * 15_000 + "\n\nLeave is 25 days.\n",
    "blocks-open.md": lambda: "<div>\n\nx\n\n" * 1000 + "Leave is 25 days.\n",
    "yaml-bomb.md": yaml_bomb,
    "yaml-deep.md": lambda: "---\ntitle: " + "[" * 20_000 + "\n---\nLeave is 25 days.\n",
    "yaml-unended.md": lambda: "---\n" + "a: b\n" * 20_000,
}
