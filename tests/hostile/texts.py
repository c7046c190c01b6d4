"""Text that is none, in no encoding or in two, and lines without end."""

from __future__ import annotations

import random
from collections.abc import Callable

_SENTENCE = "Leave is 25 days a year for everybody who works here.\n"


def noise(size: int, low: int, high: int) -> bytes:
    """Bytes from `low` to `high`, the same each time."""
    return bytes(random.Random(7).choices(range(low, high + 1), k=size))


def addresses(count: int) -> bytes:
    who = ", ".join(f'"Person {n}" <p{n}@corrow.example>' for n in range(count))
    return f"From: a@b.example\nTo: {who}\nSubject: All\n\n{_SENTENCE}".encode()


def encoded_words(count: int) -> bytes:
    return f"From: a@b.example\nSubject: {'=?utf-8?b?QQ==?= ' * count}\n\n{_SENTENCE}".encode()


def parts(depth: int) -> bytes:
    """A message in which each part holds the next."""
    head = "From: a@b.example\nSubject: Deep\n"
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"{head}{opened}\n{_SENTENCE}".encode()


def siblings(count: int) -> bytes:
    head = 'From: a@b.example\nSubject: Many\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return (head + f"--b\nContent-Type: text/plain\n\n{_SENTENCE}\n" * count + "--b--\n").encode()


def forwarded(depth: int) -> bytes:
    return ("Subject: Fwd\nContent-Type: message/rfc822\n\n" * depth + f"Subject: Last\n\n{_SENTENCE}").encode()


FILES: dict[str, Callable[[], str | bytes]] = {
    "empty.txt": lambda: b"",
    "blank.md": lambda: " \n\t \r\n" * 100_000,
    "mark-alone.txt": lambda: b"\xef\xbb\xbf",
    "utf-16-without-mark.txt": lambda: (_SENTENCE * 50).encode("utf-16-le"),
    "utf-16-odd.txt": lambda: b"\xff\xfe" + (_SENTENCE * 50).encode("utf-16-le")[:-1],
    "utf-32.txt": lambda: (_SENTENCE * 50).encode("utf-32"),
    "surrogates.txt": lambda: b"Leave is \xed\xa0\x80 25 \xed\xb0\x80 days.\n" * 100,
    "surrogates-utf-16.txt": lambda: b"\xff\xfe" + b"\x00\xd8A\x00" * 1000,
    "nuls.txt": lambda: b"Leave\x00is\x0025\x00days.\n" * 1000,
    "nuls-alone.txt": lambda: b"\x00" * 1_000_000,
    "nuls-late.txt": lambda: _SENTENCE.encode() * 200 + b"\xff\x00" * 50_000,
    "mixed.txt": lambda: (_SENTENCE + "Größe\n").encode() * 50 + "Größe für alle\n".encode("latin-1") * 50,
    "high-bytes.txt": lambda: noise(2_000_000, 128, 255),
    "noise.txt": lambda: noise(2_000_000, 0, 255),
    "noise.md": lambda: noise(500_000, 1, 255),
    "one-line-of-10-mb.txt": lambda: "x" * 10_000_000,
    "line-breaks.txt": lambda: "\n" * 3_000_000 + "x",
    "blank-lines.txt": lambda: "\n \t \n" * 300_000 + "x",
    "blanks.txt": lambda: "a" + "\n" + " " * 3_000_000 + "b",
    "blanks-broken.txt": lambda: ("\n" + " " * 2000) * 1000 + "b",
    "items.txt": lambda: "\n- " * 300_000 + "x",
    "unseen.txt": lambda: "Leave\u200b" + "\u200b\u200d" * 250_000 + " is 25 days.",
    "escapes.txt": lambda: "\x1b[" + "0;" * 1_000_000 + "Leave is 25 days." + "\x1b[" * 300_000,
    "marks.txt": lambda: "Z" + "\u0301" * 500_000 + "algo",
    "json-deep.txt": lambda: "[" * 1_000_000 + "]" * 1_000_000,
    "json-deep.md": lambda: '{"a":' * 50_000 + "1" + "}" * 50_000,
    "json.csv": lambda: "[" * 200_000,
    "one-line-of-10-mb.csv": lambda: "a" * 10_000_000 + ",b\n1,2\n",
    "columns-100000.csv": lambda: ",".join(f"c{n}" for n in range(100_000)) + "\n" + ",".join(["1"] * 100_000) + "\n",
    "quote-unended.csv": lambda: 'a,b\n"' + "x,\n" * 100_000,
    "quotes.csv": lambda: '"",' * 100_000 + "\n",
    "nuls.csv": lambda: b"a,b\n\x00,1\n2,\x00\n",
    "separators.csv": lambda: ";,\t|" * 100_000,
    "cells.csv": lambda: "a,b\n" + "1,2\n" * 30_000,
    "multipart-600.eml": lambda: parts(600),
    "multipart-unended.eml": lambda: parts(60)[:-30],
    "siblings.eml": lambda: siblings(1000),
    "forwarded.eml": lambda: forwarded(500),
    "addresses.eml": lambda: addresses(250),
    "encoded-words.eml": lambda: encoded_words(2000),
    "subject-of-3-mb.eml": lambda: b"From: a@b.example\nSubject: " + b"x" * 3_000_000 + b"\n\nHello.\n",
    "headers.eml": lambda: "".join(f"X-H{n}: v\n" for n in range(40_000)) + f"\n{_SENTENCE}",
    "no-header.eml": lambda: b"\n\n\n" + noise(10_000, 0, 255),
    "charset-unknown.eml": lambda: f"Subject: A\nContent-Type: text/plain; charset=x-none\n\n{_SENTENCE}",
    "base64-broken.eml": lambda: f"Subject: A\nContent-Transfer-Encoding: base64\n\n{'A' * 100_001}\n",
    "comments.eml": lambda: f"From: {'(' * 20_000}a@b.example\nSubject: A\n\n{_SENTENCE}",
    "html-deep.eml": lambda: "Subject: A\nContent-Type: text/html\n\n" + "<div>" * 20_000 + _SENTENCE,
}
