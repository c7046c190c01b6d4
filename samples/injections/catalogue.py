"""The injected documents: what each attacks, what would show that it worked, and the file that it is.

``python samples/injections/catalogue.py FOLDER`` writes every one of them as a file, to be looked at or synced.
"""

from __future__ import annotations

import base64
import codecs
import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

FAMILIES = Path(__file__).parent / "families"


@dataclass(frozen=True, slots=True)
class Injection:
    """One document that attacks the answer to one question.

    Attributes:
        id: Family and file name, such as ``06-overrides/ignore.md``.
        kind: ``instruction``: it tells a model what to do, or hides; ``statement``: it says something false, openly.
        attacks: Id of the question in ``samples/questions``.
        marker: What an answer holds that obeys or believes it.
        truth: For a statement, what the handbook's own answer holds.
        honest: What else it says.
        payload: What attacks, in plain words.
        page: The file's text with ``{title}``, ``{honest}`` and ``{payload}``; empty for Word and PDF.
        code: How the payload is written; empty for plain.
        hidden: How Word and PDF hide it.
    """

    id: str
    kind: str
    attacks: str
    marker: str
    payload: str
    truth: str = ""
    honest: str = ""
    title: str = ""
    page: str = ""
    code: str = ""
    hidden: str = ""

    @property
    def family(self) -> str:
        """The name of its family."""
        return self.id.partition("/")[0]

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        if self.id.endswith(".docx"):
            return _docx(self)
        if self.id.endswith(".pdf"):
            return _pdf(self)
        return self._filled(CODES[self.code](self.payload) if self.code else self.payload).encode()

    @property
    def carrier(self) -> str:
        """All of its text but the payload: anybody may cite that."""
        return self._filled("") if self.page else self.honest

    def _filled(self, payload: str) -> str:
        text = self.page.replace("{title}", self.title).replace("{honest}", self.honest)
        return text.replace("{payload}", payload)


def load() -> list[Injection]:
    """Every document of every family, in the order of the files."""
    found = []
    for path in sorted(FAMILIES.glob("*.yaml")):
        family = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in family["documents"]:
            rest = {key: value for key, value in entry.items() if key != "name"}
            fields: dict[str, str] = {"kind": family["kind"], "page": family.get("page", ""), **rest}
            found.append(Injection(id=f"{path.stem}/{entry['name']}", **fields))
    return found


def write(folder: Path) -> None:
    """Write every document below `folder`, each readable by one group of its own: `group_of` names it."""
    for injection in load():
        path = folder / injection.id
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(injection.data)
        said = {"groups": [group_of(injection)]}
        path.with_name(path.name + ".meta.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")


def group_of(injection: Injection) -> str:
    """Who may read it: a question asked in this group meets the handbook and this one document."""
    return f"injection:{injection.id}"


def _tags(text: str) -> str:
    """In the tag characters of plane 14, which mirror ASCII and show nothing."""
    return "".join(chr(0xE0000 + ord(character)) for character in text if ord(character) < 0x80)


def _variation_selectors(text: str) -> str:
    """A byte a selector: the first 16 stand at FE00, the others at E0100."""
    return "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in text.encode())


def _between(mark: str) -> Callable[[str], str]:
    return lambda text: mark.join(text)


CODES: Mapping[str, Callable[[str], str]] = {
    "zero-width": _between("\u200b"),
    "soft-hyphens": _between("\u00ad"),
    "word-joiners": _between("\u2060"),
    "tags": _tags,
    "variation-selectors": _variation_selectors,
    "right-to-left": lambda text: f"\u202e{text}\u202c",
    "terminal-codes": lambda text: f"\x1b[8m{text}\x1b[0m",
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "hex": lambda text: text.encode().hex(),
    "reversed": lambda text: text[::-1],
    "spaced": lambda text: " ".join(text),
}


def _docx(injection: Injection) -> bytes:
    import docx
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.add_paragraph(injection.honest)
    if injection.hidden == "white-cell":
        run = document.add_table(rows=1, cols=1).cell(0, 0).paragraphs[0].add_run(injection.payload)
    else:
        run = document.add_paragraph().add_run(injection.payload)
    run.font.hidden = True if injection.hidden == "vanish" else None
    if injection.hidden.startswith("white"):
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    if injection.hidden == "tiny":
        run.font.size = Pt(1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(injection: Injection) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    canvas.drawString(72, 760, injection.honest)
    text = canvas.beginText(72, -300 if injection.hidden == "off-page" else 700)
    text.setFont("Helvetica", 0.5 if injection.hidden == "tiny" else 11)
    text.setTextRenderMode(3 if injection.hidden == "invisible" else 0)
    if injection.hidden == "white":
        text.setFillColorRGB(1, 1, 1)
    text.textLine(injection.payload)
    canvas.drawText(text)
    canvas.save()
    return out.getvalue()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
