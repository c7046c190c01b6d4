"""The language of a document, as an ISO 639-1 code."""

from __future__ import annotations

_SAMPLE = 1000
_ENOUGH = 40


def detect_language(text: str, *, default: str = "en") -> str:
    """The likeliest language of `text`; short or wordless text gets `default`.

    langdetect samples at random, so it is seeded: the same text always gives the same language.
    """
    from langdetect import DetectorFactory, LangDetectException, detect

    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH:
        return default
    DetectorFactory.seed = 0
    try:
        return str(detect(sample)).split("-")[0]
    except LangDetectException:
        return default
