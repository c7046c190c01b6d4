"""In which encoding the bytes of a text are: what they say themselves, or the likeliest, which is a warning."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ingest.errors import LoadError

# What programs save in, the likelier first: the first of those that fit equally well is taken. UTF-8 may be damaged.
_USUAL = (
    "utf-8", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp1255", "cp1256", "koi8_r", "cp932",
    "gb18030", "big5", "euc_jp", "cp949", "cp850", "mac_roman",
)  # fmt: skip
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset=[\"' ]*([\w-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w-]+)", re.IGNORECASE
)
_FOREIGN = re.compile(rb"[\x00-\x7f]?[\x80-\xff][^\n]{0,500}")
_SAMPLE = 8_000  # bytes
_BLOCK = 1 << 20
_WIDER = {"iso8859-1": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
# Which letters beyond ASCII the texts of one language have: German, French, Spanish, Portuguese, Italian, Catalan,
# Nordic, Icelandic, Polish, Czech and Slovak, Hungarian, Romanian, South Slavic, Turkish, Baltic, Russian, Greek.
_ALPHABETS = tuple(map(frozenset, (
    "äöüßé", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "áàâãçéêíóôõúü", "àèéìîòù", "àçèéíïòóúü", "åäöæøéü", "áðéíóúýþæö",
    "ąćęłńóśźż", "áäčďéěíĺľňóôŕřšťúůýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "âçğiıîöşûü", "ąčęėįšųūžāēģīķļņõäöü",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
)))  # fmt: skip
_FITTING = 0.95
_MISFIT = 0.3
_UNLIKELY = 0.2  # the detector leaves out what is more
_MOST_ODD = 0.15  # of signs, where the detector finds nothing either
_THREE_ACCENTS = re.compile(r"[À-ÖØ-öø-ɏ]{3}")
_WHOLE = frozenset(("CJK", "ARABIC", "HEBREW"))  # scripts of which any letter will do
_EAST = frozenset(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "FULLWIDTH", "IDEOGRAPHIC"))
_ANY = frozenset(("MICRO", "FEMININE", "MASCULINE"))  # µ, ª and º stand beside letters of every script


@dataclass(frozen=True, slots=True)
class Encoding:
    """The name of an encoding, and whether the bytes alone made it the likeliest."""

    name: str
    is_guessed: bool = False


def decode(data: bytes) -> str:
    """The text of `data`, in the encoding that it is in.

    Raises:
        LoadError: It is no text in any encoding.
    """
    return data.decode(encoding_of(data).name, errors="replace")


def guess_warning(data: bytes) -> tuple[str, ...]:
    """A sentence on the encoding of `data` where it was guessed; nothing where it is known, or all but known.

    What Excel and old editors save, in the letters of one language, is no reason to call anybody.

    Raises:
        LoadError: It is no text in any encoding.
    """
    encoding = encoding_of(data)
    if not encoding.is_guessed or (encoding.name == "cp1252" and _fits_a_language(decode(data))):
        return ()
    return (f"its encoding is not said and was taken for {encoding.name}; save it as UTF-8 if letters are wrong",)


def encoding_of(data: bytes) -> Encoding:
    """UTF-8, or what the byte order mark or the page says, else the likeliest one.

    Raises:
        LoadError: It is no text in any encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    blocks = (data[start : start + _BLOCK] for start in range(0, len(data), _BLOCK))
    try:
        for _ in codecs.iterdecode(blocks, "utf-8-sig"):  # never whole: an emoji makes it four times as large
            pass
    except UnicodeDecodeError as error:
        if b"\x00" in data[:4096]:
            raise LoadError("got binary content, expected text; check the extension") from error
        return _declared(data) or Encoding(_likeliest(data), is_guessed=True)
    return Encoding("utf-8-sig")


def _declared(data: bytes) -> Encoding | None:
    """What a page says of itself, where it can be true: the word for it was found by reading ASCII."""
    said = _DECLARED.search(data[:2048])
    try:
        name = codecs.lookup((said.group(1) or said.group(2)).decode()).name if said else ""
        name = _WIDER.get(name, name)
        is_possible = b"<meta".decode(name) == "<meta" and bool(data.decode(name))
    except (LookupError, UnicodeError):
        return None
    return Encoding(name) if is_possible else None


def _likeliest(data: bytes) -> str:
    """The one that makes the least nonsense; on a tie the one that is used most."""
    from charset_normalizer import from_bytes  # which most texts do not need

    lines = b"\n".join(match.group() for match in _FOREIGN.finditer(data))
    sample = (lines or data[-_SAMPLE:])[:_SAMPLE]
    matches = from_bytes(sample, cp_isolation=[*_USUAL])
    found = {name: match.chaos for match in matches for name in match.could_be_from_charset}
    texts = {name: sample.decode(name, errors="replace") for name in _USUAL}
    odd = {name: _odd_share(text) for name, text in texts.items()}
    if not found and min(odd.values()) > _MOST_ODD:
        raise LoadError("got bytes that are text in no known encoding; save the file as UTF-8")

    def nonsense(name: str) -> float:
        return round(odd[name] + found.get(name, _UNLIKELY) + _MISFIT * (not _fits_a_language(texts[name])), 1)

    return min(_USUAL, key=nonsense)


def _fits_a_language(text: str) -> bool:
    """Whether there is a language that has its letters."""
    letters = [char.lower()[:1] for char in text if char > "\x7f" and _script(char)]
    whole = sum(letter.isalpha() and _script(letter) in _WHOLE for letter in letters)
    most = max(sum(letter in alphabet for letter in letters) for alphabet in _ALPHABETS)
    return whole + most >= _FITTING * len(letters)


def _odd_share(text: str) -> float:
    """How many of the letters and signs beyond ASCII stand where none of their kind does."""
    foreign = [at for at, char in enumerate(text) if char > "\x7f"]
    odd = sum(_is_odd(text[at - 1 : at], text[at], text[at + 1 : at + 2]) for at in foreign)
    return (odd + len(_THREE_ACCENTS.findall(text))) / max(1, len(foreign))


def _is_odd(before: str, sign: str, after: str) -> bool:
    """Whether `sign` is none between these: another script, a capital within a word, a fraction before a letter."""
    kind = unicodedata.category(sign)
    if kind.startswith("C") or sign == "\ufffd":
        return True
    if kind.startswith(("L", "M")):
        scripts = {_script(char) for char in (before, sign, after) if char} - {""}
        return len(scripts) > 1 or (before.islower() and sign.isupper()) or (sign.islower() and after.isupper())
    is_within = before.isalpha() and kind not in ("Pd", "Zs") and sign not in "’·"
    return after.isalpha() and (is_within or kind in ("Sc", "Sk", "No"))


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The first word of its name, one for those of the East; empty for what is no letter."""
    name = unicodedata.name(char, "").split(" ")[0] if unicodedata.category(char).startswith(("L", "M")) else ""
    return "" if name in _ANY else "CJK" if name in _EAST else name
