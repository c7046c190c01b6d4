"""Word tables of the edits: opposites, units, quantifiers, and words that mean the same."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence


class Wording:
    """Replaces one word or phrase of a table by one of its counterparts, keeping a capital letter."""

    def __init__(self, groups: Sequence[Sequence[str]], *, one_way: bool = False) -> None:
        """Take groups of counterparts; `one_way` replaces only the first of each by one of the others."""
        self._others: dict[str, list[str]] = {}
        for group in groups:
            for word in group[:1] if one_way else group:
                self._others.setdefault(word.lower(), []).extend(other for other in group if other != word)
        words = sorted(map(re.escape, self._others), key=len, reverse=True)
        self._pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)

    def replace(self, text: str, chance: random.Random) -> str | None:
        """The text with one word of the table replaced; None when it holds none."""
        found = list(self._pattern.finditer(text))
        if not found:
            return None
        match = chance.choice(found)
        new = chance.choice(self._others[match.group().lower()])
        new = new[:1].upper() + new[1:] if match.group()[:1].isupper() else new
        return text[: match.start()] + new + text[match.end() :]


OPPOSITES = Wording([
    ("cannot", "can"), ("must not", "must"), ("should not", "should"), ("is not", "is"), ("are not", "are"),
    ("does not need to", "needs to"), ("may not", "may"), ("will not", "will"), ("was not", "was"),
    ("before", "after"), ("minimum", "maximum"), ("increase", "decrease"), ("increased", "decreased"),
    ("increases", "decreases"), ("rose", "fell"), ("higher", "lower"), ("more than", "less than"),
    ("required", "optional"), ("allowed", "forbidden"), ("permitted", "prohibited"), ("enable", "disable"),
    ("enabled", "disabled"), ("first", "last"), ("with", "without"), ("inside", "outside"), ("public", "private"),
    ("large", "small"), ("January", "June"), ("February", "July"), ("March", "October"), ("April", "November"),
    ("September", "December"), ("Monday", "Thursday"), ("Tuesday", "Friday"), ("north", "south"), ("east", "west"),
    ("early", "late"), ("accept", "reject"), ("accepted", "rejected"), ("approve", "reject"), ("internal", "external"),
    ("success", "failure"), ("begin", "end"), ("above", "below"), ("buy", "sell"), ("include", "exclude"),
    ("includes", "excludes"), ("including", "excluding"), ("best", "worst"), ("safe", "unsafe"), ("legal", "illegal"),
    ("high", "low"), ("open", "closed"), ("same", "different"), ("old", "new"), ("positive", "negative"),
    ("employer", "employee"), ("buyer", "seller"), ("male", "female"), ("won", "lost"), ("son", "daughter"),
    ("won the", "lost the"), ("husband", "wife"), ("father", "mother"), ("north of", "south of"), ("hot", "cold"),
    ("temporary", "permanent"), ("voluntary", "mandatory"), ("full-time", "part-time"), ("in advance", "afterwards"),
])  # fmt: skip

UNITS = Wording([
    ("seconds", "minutes", "hours"), ("second", "minute", "hour"), ("days", "weeks", "months", "years"),
    ("day", "week", "month", "year"), ("daily", "weekly", "monthly", "yearly"), ("annually", "quarterly"),
    ("million", "billion", "thousand"), ("kilometres", "miles", "metres"), ("kilometers", "miles", "meters"),
    ("km", "miles"), ("kg", "pounds", "grams"), ("mg", "g"), ("ml", "litres"), ("euros", "dollars", "pounds"),
    ("EUR", "USD", "GBP"), ("percent", "percentage points"), ("MB", "GB", "KB"), ("feet", "inches", "yards"),
    ("ounces", "cups", "tablespoons", "teaspoons"), ("degrees Fahrenheit", "degrees Celsius"), ("dozen", "hundred"),
    ("working days", "calendar days"), ("business days", "calendar days"),
])  # fmt: skip

QUANTIFIERS = Wording([
    ("some", "all"), ("may", "must"), ("can", "must"), ("often", "always"), ("usually", "always"),
    ("sometimes", "always"), ("typically", "always"), ("generally", "always"), ("up to", "exactly", "at least"),
    ("at most", "at least"), ("at least", "exactly", "at most"), ("most", "all"), ("many", "all"), ("several", "all"),
    ("a few", "most"), ("should", "must"), ("only", "also"), ("approximately", "exactly"), ("about half", "all"),
    ("rarely", "never"), ("in some cases", "in all cases"), ("certain", "all"), ("one of the", "the only"),
    ("almost", "exactly"), ("partly", "entirely"), ("could", "will"), ("might", "will"), ("likely", "certain"),
    ("each", "one"), ("either", "both"), ("any", "no"), ("all", "some"), ("every", "one"), ("both", "one"),
], one_way=True)  # fmt: skip

SYNONYMS = Wording([
    ("must", "has to"), ("need to", "have to"), ("staff", "employees"), ("obtain", "get"),
    ("receive", "get"), ("begin", "start"), ("began", "started"), ("end", "finish"), ("buy", "purchase"),
    ("help", "assist"), ("show", "demonstrate"), ("large", "big"), ("small", "little"), ("many", "numerous"),
    ("people", "persons"), ("children", "kids"), ("doctor", "physician"), ("request", "ask for"), ("allow", "let"),
    ("allowed", "permitted"), ("required", "needed"), ("provide", "give"), ("provides", "gives"),
    ("provided", "given"), ("however", "but"), ("because", "since"), ("therefore", "so"), ("about", "roughly"),
    ("approximately", "around"), ("more than", "over"), ("less than", "under"), ("per year", "a year"),
    ("annual", "yearly"), ("annually", "every year"), ("such as", "for example"), ("in order to", "to"),
    ("prior to", "before"), ("also", "in addition"), ("located in", "situated in"), ("important", "key"),
    ("usually", "normally"), ("often", "frequently"), ("quickly", "fast"), ("difficult", "hard"), ("create", "make"),
    ("created", "made"), ("contains", "holds"), ("includes", "comprises"), ("choose", "pick"), ("ensure", "make sure"),
    ("change", "modify"), ("changed", "modified"), ("remove", "take away"), ("error", "mistake"), ("job", "work"),
    ("company", "firm"), ("movie", "film"), ("car", "vehicle"), ("illness", "disease"), ("well-known", "famous"),
    ("died", "passed away"), ("film", "movie"), ("wrote", "authored"), ("is able to", "can"), ("whole", "entire"),
    ("during", "in the course of"), ("try", "attempt"), ("answer", "reply"), ("fix", "repair"),
    ("first", "initial"), ("various", "different"), ("main", "principal"), ("enough", "sufficient"),
], one_way=True)  # fmt: skip
