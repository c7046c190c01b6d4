"""What a question says, however it is typed: spaces, invisible characters and forms of letters make no difference."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ingest.invisible import without_invisible

_BETWEEN_WORDS = r"[\s\-\u2010-\u2015]+"


def plain(text: str) -> str:
    """`text` in the one form in which it is compared: NFKC, nothing invisible, single spaces."""
    return " ".join(without_invisible(unicodedata.normalize("NFKC", text)).split())


def forms(text: str) -> tuple[str, str]:
    """`text` as it is compared, and the same without accents: an accent too many hides no word from a search."""
    text = plain(text)
    return text, "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def says(text: str, phrase: str) -> bool:
    """Whether a text that is `plain` says a phrase, as whole words, in any case; hyphens may join them."""
    return _whole(phrase).search(text) is not None


@cache
def _whole(phrase: str) -> re.Pattern[str]:
    words = _BETWEEN_WORDS.join(map(re.escape, plain(phrase).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
