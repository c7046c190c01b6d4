"""Characters that Word keeps as a place in a font of symbols: ``≤`` is A3 of Symbol."""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_SYMBOL = dict(
    enumerate(" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼", 0x20)
)
_SYMBOL |= dict(enumerate("€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑", 0xA0))
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
_PRIVATE = range(0xE000, 0xF900)


def spell_symbols(run: Element) -> None:
    """Make each symbol of `run` the text that it shows; one that has no character shows none."""
    for symbol in list(run.iter(qn("w:sym"))):
        symbol.tag = qn("w:t")
        symbol.text = _character(symbol.get(qn("w:font"), ""), symbol.get(qn("w:char"), ""))


def _character(font: str, place: str) -> str:
    try:
        code = int(place, 16)
    except ValueError:
        return ""
    characters = _FONTS.get(font.lower())
    if characters is not None:
        return characters.get(code & 0xFF, "")
    return "" if code in _PRIVATE or not 0x20 <= code < 0x110000 or 0xD800 <= code < 0xE000 else chr(code)
