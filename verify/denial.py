"""Whether a text denies what somebody takes for granted: the same things, with another amount or with a no.

Made to be right where it says so, at the price of missing what is put in other words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verify.quantity import CLOCK, find_days, find_quantities, is_unit

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_STEM = 5
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|e)$")
# Without these the two may still speak of the same thing: they join, or say that somebody has, gets or pays something.
_LIGHT = frozenset(
    """
    a about above after all also always am an and any anybody are as at be been before being below by can could cost
    costs cent percent hundred thousand million billion did do does
    for from gave get gets getting give given gives go goes going got had has have having he her here his how i if
    in into is it its last lasts make makes may me must my need needs of off on once one or our out over paid
    pay pays per please receive receives run runs shall she should so stay stays take takes than that the their them
    till until
    then there these they this those to too up us valid was we were what when where which who why will with would you
    your allowed entitled become becomes became
    bekomme bekommen dann das dem den der des die ein eine einem einen einer für habe haben hat ich im in ist kann man
    mein mit muss pro sind und von war wir wird zu
    """.split()
)
_NO = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|cannot|\w+n['’]t|kein\w*|nicht|nie)\b", re.I)
# A no that holds only somewhere, or that says how much.
_BUT = re.compile(
    r"\b(?:unless|except|without|only|until|if|when|whether|otherwise|just|since|neither|no (?:more|less|later|longer|"
    r"fewer)|not (?:more|less|later|longer|fewer|always|yet)|außer|ohne|nur|wenn|falls)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:.]\s|,?\s(?:but|because|although|whereas|that|aber|weil|dass)\s|,\s(?=(?:we|they|you|he|she|it|and|since)\b)"
)
_ASIDE = re.compile(r"\([^)]*\)")
_MOST = re.compile(r"\b(?:at most|up to|limit|maximum|no more than|within|höchstens|bis zu)\b", re.I)
_LEAST = re.compile(r"\b(?:at least|more than|over|above|minimum|mindestens|mehr als)\b", re.I)
# What stands behind it is what the sentence is not about.
_INSTEAD = re.compile(r"\b(?:instead of|rather than|other than|apart from|statt|anstatt|anstelle)\b[^,;:.]*", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<!^)\b[A-ZÀ-Þ][\w'’-]+")
_LEANS = re.compile(r"(?:\S+\s+){0,6}(?:it|they|he|she|this|these|those|es|sie|er)\b", re.I)
_IN_YEAR = "in the year"
_POINTS = (_IN_YEAR, CLOCK)
_IRREGULAR = dict(
    pair.split("/")
    for pair in "left/leave sold/sell bought/buy kept/keep sent/send held/hold built/build lost/lose rose/rise"
    " fell/fall began/begin won/win met/meet taken/take took/take gave/give chose/choose".split()
)
_MOSTLY, _DENIED, _RELATED, _BRIEF, _BEFORE = 0.75, 0.6, 0.75, 8, 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and what it stands under or leans on: its title, its headings."""

    text: str
    around: str = ""


def denying(premise: str, statements: Sequence[Statement]) -> int | None:
    """The position of the statement that denies `premise`; None where none does, or where one as close bears it out.

    Of several it is the one that shares most with the premise, the first of those.
    """
    near = [_closeness(premise, statement) for statement in statements]
    found = [at for at, one in enumerate(statements) if _other_amount(premise, one) or _says_no(premise, one)]
    if any(_has_amounts(premise, one) for one in statements):
        found = [at for at in found if _says_no(premise, statements[at])]
    best = max(found, key=near.__getitem__, default=None)
    if best is None or any(_bears_out(premise, one) and near[at] >= near[best] for at, one in enumerate(statements)):
        return None
    return best


def leans(sentence: str) -> bool:
    """Whether it speaks of something that only the sentence before it names."""
    return bool(_LEANS.match(sentence))


def _closeness(premise: str, statement: Statement) -> tuple[float, float]:
    whole = _share(premise, f"{statement.text} {statement.around}")
    return _share(premise, statement.text) + whole, whole


def _bears_out(premise: str, statement: Statement) -> bool:
    """Whether the premise's amounts stand there, as far as it has any, of much the same things."""
    if _share(premise, f"{statement.text} {statement.around}") < _DENIED:
        return False
    said, known = _amounts(premise), _amounts(statement.text)
    both = said.keys() & known
    return bool(both) and all(said[thing] & known[thing] for thing in both)


def _has_amounts(premise: str, statement: Statement) -> bool:
    """Whether each amount of the premise stands there, beside something else of it: who knows of what else it holds."""
    said, known = _amounts(premise), _amounts(statement.text)
    same = bool(said) and all(amounts & known.get(thing, set()) for thing, amounts in said.items())
    return same and _share(premise, f"{statement.text} {statement.around}") >= _RELATED


def _other_amount(premise: str, statement: Statement) -> bool:
    """Whether the statement says how much of the same thing there is, and it is another amount."""
    words, own = _words(premise), _words(_INSTEAD.sub(" ", statement.text))
    whole = own | _words(statement.around)
    if not words & own or len(words & whole) < _MOSTLY * len(words) or not _words(_names(premise)) <= whole:
        return False
    # What only the title has in common with the premise may be about anything under that title.
    named = words <= own or words & own - _words(statement.around)
    if not named or (len(words) < 2 and len(statement.text.split()) > _BRIEF):
        return False
    said, known = _amounts(premise), _amounts(statement.text)
    return any(
        (words <= own) if thing in _POINTS else _is_about(premise, statement, thing)
        for thing in said.keys() & known
        if _differ(said[thing], known[thing], statement.text)
    )


def _is_about(premise: str, statement: Statement, thing: str) -> bool:
    """Whether a clause with an amount of `thing` speaks of little else than the premise, and so of the same thing."""
    words = _words(premise)
    known = words | _words(statement.around)
    shared = len(words & (_words(statement.text) | _words(statement.around)))
    clauses = [clause for clause in _CLAUSE.split(statement.text) if thing in _amounts(clause)]
    return any(len(_words(clause) - known) <= shared for clause in clauses)


def _says_no(premise: str, statement: Statement) -> bool:
    """Whether the statement says of all that the premise speaks of that it is not so."""
    words = _words(premise)
    if len(words) < 2 or _NO.search(premise) or not words <= _words(f"{statement.text} {statement.around}"):
        return False
    for clause in _CLAUSE.split(_ASIDE.sub(" ", statement.text)):
        no = _NO.search(clause)
        denied = clause[no.end() :] if no and not _BUT.search(clause) else ""
        if words & _words(" ".join(denied.split()[:_BEFORE])) and _share(premise, denied) >= _DENIED:
            return True
    return False


def _differ(said: set[float], known: set[float], sentence: str) -> bool:
    """Whether none of the amounts agree; less than a limit is within it."""
    if said & known:
        return False
    most, least = bool(_MOST.search(sentence)), bool(_LEAST.search(sentence))
    if most != least:
        return min(said) > max(known) if most else max(said) < min(known)
    return True


def _amounts(text: str) -> dict[str, set[float]]:
    """What is counted or measured, and how much of it; years and times of day are points of their own."""
    days, bare = find_days(text)
    years = {float(year) for year in _YEAR.findall(bare)} | {float(day.year) for day in days if day.year}
    found = {_IN_YEAR: years} if years else {}
    for quantity in find_quantities(_YEAR.sub(" ", bare)):
        if thing := quantity.unit or quantity.noun:
            found.setdefault(thing, set()).update(quantity.readings)
    return found


def _share(premise: str, text: str) -> float:
    words = _words(premise)
    return len(words & _words(text)) / len(words) if words else 0.0


def _names(text: str) -> str:
    return " ".join(_NAME.findall(text))


def _words(text: str) -> set[str]:
    bare = [word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]
    return {_stem(word) for word in bare if word not in _LIGHT and not is_unit(word) and not find_quantities(word)}


def _stem(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    return _ENDING.sub("", word)[:_STEM]
