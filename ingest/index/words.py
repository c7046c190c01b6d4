"""Which words an index holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ingest.index.payload import Payload

# Counting them takes about a second; in a larger index nobody waits for it.
MOST_CHUNKS = 50_000
_WORD = re.compile(r"[^\W\d_]{3,}")


def count_words(payloads: Iterable[Payload]) -> dict[str, int]:
    """Each word of at least three letters in lower case, and in how many of the chunks it stands."""
    counts: Counter[str] = Counter()
    for payload in payloads:
        counts.update(set(_WORD.findall(f"{payload['context']}\n{payload['text']}".lower())))
    return dict(counts)
