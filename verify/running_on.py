"""Whether a full stop ends a sentence, or stands behind an abbreviation, an ordinal or a day.

A sentence too long is judged as one claim, which needs all of its evidence; half of one may pass for another. So it
runs on where that is in doubt.
"""

from __future__ import annotations

import re

_TAIL = 40
# They stand in front of what they belong to; behind a number min. is a unit: "after 5 min. Everybody leaves".
_LEADING = re.compile(
    r"(?<![\w.])(?:approx|avg|max|(?<!\d)(?<!\d\s)min|incl|excl|esp|cf|vs|viz|messrs|mrs?|ms|dr|prof|rev|st|mt|e\.g|i\.e|"
    r"bzw|ca|nr|inkl|exkl|ggf|evtl|sog|vgl|einschl|ausschl|zzgl|abzgl|bspw|frl|betr|ziff|mio|mrd|tsd|i\.\s?d\.\s?r|"
    # Otherwise they are words or names: HR, "vitamin D".
    r"(?-i:Hr|Fr|Abs|Kap|gem|lt|zw|[zduoiv]|[zduoiv]\.\s?[A-Za-zÄÖÜ]))\.$",
    re.IGNORECASE,
)
# A sentence may end with them, but not where a number follows.
_CLOSING = re.compile(
    r"(?<!\w)(?:etc|no|nos|sec|secs|para|paras|art|arts|fig|figs|vol|ch|cl|p|pp|ed|ext|tel|dept|ltd|inc|corp|co|rd|ave|"
    r"blvd|ft|gal|oz|lbs?|hrs?|mins?|yrs?|wks?|mon|tues?|wed|thurs?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|"
    r"nov|dec|okt|dez|mo|di|mi|do|sa|so|mind|usw|std|sek|stk|str|pos|anl|mwst|tgl|wtl|jh|dgl|ff?|[ap]\.m|u\.\s?[aä])\.$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\S)\d{1,3}\.$")
_BEFORE_ORDINAL = (
    r"(?<!\w)(?:d(?:er|ie|as|em|en|es)|(?:jed|dies)e[rsmn]?|eine?[rmns]?|[ai]m|zu[mr]|vo[mr]|bei|beim|bis|ab|seit|nach|"
    r"und|oder|\d{1,3}\.,?)"
)
_NAMED_ORDINAL = re.compile(rf"{_BEFORE_ORDINAL}\s+\d{{1,3}}\.$", re.IGNORECASE)
# The segmenter takes the ordinal behind it for the number of an item.
_OPEN = re.compile(rf"{_BEFORE_ORDINAL}(?<!\.)$", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(
    r"(?<!\w)(?:[ai]m|zu[mr]|vo[mr]|d(?:er|em|en|es)|bis|ab|seit|nach|und|\d\.\s?[-–])\s*\d{1,2}\.\d{1,2}\.$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"[\s\"“„»(]*(\w)(\w?)")
_NUMBER = re.compile(r"[\s(]*[€$£§]?\s?\d")
_GERMAN_MONTH = re.compile(r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")
_STARTS = re.compile(
    r"(?:The|This|That|These|Those|It|They|He|She|We|You|If|When|There|After|Then|In|On|At|For|"
    r"Der|Die|Das|Den|Dem|Dies\w*|Es|Sie|Er|Wir|Wer|Wenn|Danach|Dann|Dafür|Im|Am|Bei|Für|Ein\w*|Kein\w*)\b"
)


def runs_on(one: str, other: str) -> bool:
    """Whether the sentence that `one` is the end of goes on with `other`."""
    tail = one[-_TAIL:].rstrip()
    if _OPEN.search(tail):
        return True
    if not tail.endswith("."):
        return False
    if _begins_small(other) or (_CLOSING.search(tail) and _NUMBER.match(other)):
        return True
    if _ORDINAL.search(tail) and _GERMAN_MONTH.match(other):
        return True
    before = any(pattern.search(tail) for pattern in (_LEADING, _NAMED_ORDINAL, _DAY_OF_MONTH))
    return before and not _STARTS.match(other)


def _begins_small(text: str) -> bool:
    """Whether it begins with a small letter that is none of a name such as iPad."""
    first = _FIRST.match(text)
    return first is not None and first.group(1).islower() and not first.group(2).isupper()
