"""The numbers that are written as words, in English and in German."""

from __future__ import annotations

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_ENGLISH_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_GERMAN = (
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
).split()
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
# As often a pronoun or an article as a number.
ONE = frozenset("one ein eins eine einem einen einer eines".split())

NUMBER_WORD: dict[str, float] = {
    **{word: float(n) for n, word in enumerate(_ENGLISH)},
    **{word: 10.0 * n for n, word in enumerate(_ENGLISH_TENS, 3)},
    **{word: float(n) for n, word in enumerate(_GERMAN, 1)},
    **{word: 10.0 * n for n, word in enumerate(_GERMAN_TENS, 2)},
    **{f"{one}und{ten}": 10.0 * t + n for t, ten in enumerate(_GERMAN_TENS, 2) for n, one in enumerate(_GERMAN[:9], 1)},
    **{f"{one}hundert": 100.0 * n for n, one in enumerate(["", *_GERMAN[:9]]) if n},
    **{f"{one}tausend": 1000.0 * n for n, one in enumerate(["", *_GERMAN[:12]]) if n},
    **dict.fromkeys(ONE, 1.0),
    "hundert": 100.0,
    "tausend": 1000.0,
    "dreissig": 30.0,
}
_BY_LETTER = {word[0]: [other[1:] for other in NUMBER_WORD if other[0] == word[0]] for word in NUMBER_WORD}
# By their first letter, for at most places of a text none of them begins.
ANY_NUMBER_WORD = "|".join(
    f"{letter}(?:{'|'.join(sorted(ends, key=len, reverse=True))})" for letter, ends in _BY_LETTER.items()
)
