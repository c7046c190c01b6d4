"""What language a document is in; plainly English ones are told without the library, and as it would."""

from __future__ import annotations

from pathlib import Path

import pytest
from langdetect import DetectorFactory, detect

from ingest import language
from ingest.language import detect_language

HANDBOOK = Path(__file__).parents[2] / "samples" / "handbook"
ENGLISH = (
    "The card is blocked at once when it is lost, and a new one can be had from the desk. If it is found again, bring"
    " it back to the people who gave it to you, as it will not open any of the doors by then."
)
OTHERS = {
    "de": "Die Karte wird sofort gesperrt, wenn sie verloren ist, und eine neue gibt es am Schalter. Wer sie wieder"
    " findet, bringt sie denen zurück, die sie ausgegeben haben, denn sie öffnet dann keine Tür mehr.",
    "nl": "De kaart wordt direct geblokkeerd als hij is verloren en een nieuwe is bij de balie te krijgen. Wie hem weer"
    " vindt, brengt hem terug naar de mensen die hem gaven, want hij opent dan geen enkele deur meer in het gebouw.",
    "da": "Kortet bliver spærret med det samme, når det er tabt, og et nyt kan fås ved skranken. Den, der finder det"
    " igen, bringer det tilbage til dem, som gav det, for det åbner ikke længere nogen af dørene i huset.",
    "fr": "La carte est bloquée aussitôt qu'elle est perdue, et une nouvelle peut être retirée au guichet. Celui qui la"
    " retrouve la rapporte aux personnes qui la lui ont donnée, car elle n'ouvre alors plus aucune porte.",
}


@pytest.mark.parametrize("expected", OTHERS)
def test_other_languages_are_told_from_english(expected: str) -> None:
    assert detect_language(OTHERS[expected]) == expected


def test_plain_english_asks_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langdetect.detect", lambda text: pytest.fail("asked"))
    assert detect_language(ENGLISH) == "en"


def test_a_document_that_quotes_english_is_in_its_own_language() -> None:
    assert detect_language(f"{OTHERS['de']} {OTHERS['de']} Auf dem Schild steht: the card is blocked.") == "de"


@pytest.mark.parametrize("share", [0.25, 0.33, 0.5])
@pytest.mark.parametrize("other", OTHERS)
def test_a_document_of_two_languages_is_in_the_one_that_the_library_says(other: str, share: float) -> None:
    text = f"{(OTHERS[other] + ' ') * 2}"[: int(600 * (1 - share))] + f" {(ENGLISH + ' ') * 2}"[: int(600 * share)]
    DetectorFactory.seed = 0
    assert detect_language(text) == detect(text)


def test_too_little_text_has_the_default() -> None:
    assert detect_language("A-17 / 2026", default="de") == "de"


def test_the_short_way_says_what_the_library_says() -> None:
    DetectorFactory.seed = 0
    texts = [path.read_text(encoding="utf-8") for path in sorted(HANDBOOK.rglob("*.md"))]
    plain = [text[: language._SAMPLE] for text in texts if language._is_plainly_english(text[: language._SAMPLE])]
    assert len(plain) > len(texts) / 2
    assert {detect(text) for text in plain} == {"en"}
