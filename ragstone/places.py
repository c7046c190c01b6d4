"""From places as people name them to what they stand for."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.sources.place import Place
from ingest.sources.places import places_of
from ragstone.settings import Settings, process_environment


def named_places(texts: Iterable[str], settings: Settings) -> list[Place]:
    """What paths, addresses and files of places name; what need not be fetched twice is kept in the index's folder.

    Raises:
        CorpusError: One of them cannot be used.
    """
    environment, cache = process_environment(), settings.index.path / "places"
    return [place for text in texts for place in places_of(text, environment=environment, cache=cache)]
