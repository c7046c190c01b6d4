"""What is said when a filter names a key that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ingest.tags import RESERVED_TAGS


def unknown_keys_message(tags: Mapping[str, tuple[str, ...]], known: Iterable[str]) -> str | None:
    """One sentence on the first key of `tags` that is neither in `known` nor built in; None if all are known."""
    all_known = sorted({*known, *RESERVED_TAGS})
    unknown = sorted(set(tags) - set(all_known))
    if not unknown:
        return None
    return f"got filter key '{unknown[0]}', expected one of {', '.join(all_known)}; correct the key"
