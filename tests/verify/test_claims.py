from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.claims import lead_of, sentence_spans, split_claims, whole_claim


def statements(text: str) -> list[str]:
    return [claim.statement for claim in split_claims(text)]


def cited(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.statement, claim.markers) for claim in split_claims(text)]


def test_every_sentence_is_a_claim() -> None:
    assert statements("Leave is 25 days. It lapses in March! Really?") == [
        "Leave is 25 days.",
        "It lapses in March!",
        "Really?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Leave is 25 days [1]. Sick leave is 10 days [2].",
        "Leave is 25 days. [1] Sick leave is 10 days. [2]",
        "Leave is 25 days.[1] Sick leave is 10 days.[2]",
        "- Leave is 25 days. [1]\n- Sick leave is 10 days [2].",
    ],
)
def test_a_marker_belongs_to_the_sentence_it_follows(text: str) -> None:
    assert cited(text) == [("Leave is 25 days.", (1,)), ("Sick leave is 10 days.", (2,))]


def test_a_claim_reaches_over_the_markers_behind_it() -> None:
    first, second = split_claims("It is so. [1] [2] It is not.")
    assert (first.text, second.text) == ("It is so. [1] [2]", "It is not.")


@pytest.mark.parametrize("marker", ["[1, 3]", "[1; 3]", "[1][3]", "[1] [3]", "[1][3][1]"])
def test_several_markers_are_all_kept_once(marker: str) -> None:
    assert cited(f"It is so {marker}.") == [("It is so.", (1, 3))]


def test_a_marker_in_front_of_everything_counts_for_the_first_claim() -> None:
    assert cited("[2] It is so. It is not.") == [("It is so.", (2,)), ("It is not.", ())]


def test_a_year_in_brackets_is_a_marker_that_leads_nowhere_and_words_are_none() -> None:
    assert cited("As in [2026] and [sic] it is.") == [("As in and [sic] it is.", (2026,))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one item\n* two items\n• three items", ["one item", "two items", "three items"]),
        ("1. First thing\n2) Second thing\n(3) Third thing", ["First thing", "Second thing", "Third thing"]),
        ("| item | price |\n|---|---|\n| gauge | 120 |", ["| gauge | 120 |"]),
        ("You need:\n\n- a badge", ["a badge"]),
    ],
)
def test_each_line_of_a_list_is_a_claim_without_its_bullet(text: str, expected: list[str]) -> None:
    assert statements(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith pays 3.5 percent, e.g. for tools, i.e. a lot.",
        "The meeting on Monday is at 5 p.m. in room 2.",
        "Write to Ms. Ferreira at Corrow Ltd. in Hexham.",
        "Section 4.2 allows 1,500.50 euros.",
        "Version 2.0.1 is in force.",
        "Write to a.b@example.com for help.",
        "Der Urlaub beträgt z. B. 30 Tage.",
        "Er beginnt am 3. Januar 2026.",
        "Es sind ca. 5 Tage, d. h. eine Woche.",
        "Die Regel von Dr. Müller gilt bzw. galt bis zum 31. Dezember.",
        "Die Pauschale beträgt max. 240 Euro je Woche.",
        "Der Betrag liegt bei mind. 30 Euro pro Tag.",
        "Die Frist endet am 31.3. des Folgejahres.",
        "Anträge sind bis 15.9. einzureichen.",
        "Sie erreichen uns unter Tel. 030 1234 von Mo. bis Fr. von 8 bis 16 Uhr.",
        "Es gelten die Regeln des § 5 Abs. 2 Nr. 3 des Gesetzes.",
        "Die Rüstzeit beträgt 3 Std. 20 Min. pro Auftrag.",
        "Das gilt auch für Werkstudenten, Praktikanten usw. im ersten Jahr.",
        "Die Zahlung von 3 Mrd. Euro erfolgt einschl. MwSt. binnen 14 Tagen.",
        "Der 2. Stock ist gesperrt.",
        "Im 3. Quartal steigt der Satz auf 5 %.",
        "Herr Dr. Schmidt und Fr. Meier entscheiden.",
        "Am 24. und am 31. Dezember ist frei.",
        "Vom 1. bis 15. Mai ist geschlossen.",
        "Am 2., 3. und 4. Kalendertag ist ein Attest nötig.",
        "The rate is approx. 45p a mile.",
        "The office is at 12 St. Mary's Rd. in Hexham.",
        "It opens at 9 a.m. and closes at 5 p.m. on Fridays.",
        "The max. load is 750 kg and the min. load is 5 kg.",
        "Mr. J. R. Smith and Mrs. Lee decide.",
        "The meeting is on Wed. 4 Nov. at the depot.",
        "Cf. para. 3 of the contract.",
        "The tank holds 5 gal. of fuel.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert statements(f"{sentence} This follows.") == [sentence, "This follows."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The limit is 25.", "March is excluded."),
        ("Wages rose to 25.", "Later they fell."),
        ("The rate is 3.5.", "Employees pay it."),
        ("The answer is no.", "Employees pay it."),
        ("He sat.", "They went."),
        ("Trainees wait 5 min.", "Everybody leaves."),
        ("Das gilt für Werkstudenten usw.", "Festangestellte erhalten mehr."),
        ("Die Frist endet am 31.3.", "Danach verfällt der Urlaub."),
        ("It opens at 9 a.m.", "Employees come at 10."),
        ("The phone is new.", "iPads are not."),
        ("Is it so?", "no, it is not."),
        ("This goes to Max.", "He signs."),
        ("Urlop trwa 26 dni.", "Święta są wolne."),
        ("Отпуск длится 28 дней.", "Праздники свободны."),
        ("Everybody has peace of mind.", "Laptops are handed in."),
        ("Please ask HR.", "Employees get vitamin D."),
    ],
)
def test_what_may_stand_before_a_full_stop_inside_a_sentence_may_end_one(first: str, second: str) -> None:
    assert statements(f"{first} {second}") == [first, second]


@pytest.mark.parametrize("text", ["", "  \n ", "***", "---\n...", "[1]"])
def test_a_text_without_words_has_no_claims(text: str) -> None:
    assert split_claims(text) == []


def test_a_line_too_long_to_be_prose_is_still_split() -> None:
    assert len(split_claims("This is one of many. " * 400)) == 400
    assert len(split_claims("This is approx. 1 of many. " * 400)) == 400


PIECES = st.lists(
    st.sampled_from(
        ["Leave is 25 days", ". ", " [1]", "[2, 3]", "\n", "- ", "1. ", "z. B. ", "Dr. Smith", "! ", "3.5", "é漢 ", "|"]
    ),
    max_size=30,
).map("".join)
TEXTS = PIECES | st.text(max_size=200)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_claims_are_exactly_their_spans_in_order_and_never_overlap(text: str) -> None:
    claims = split_claims(text)
    assert all(claim.text == text[claim.start : claim.end] for claim in claims)
    assert all(0 <= claim.start < claim.end <= len(text) for claim in claims)
    assert all(one.end <= other.start for one, other in zip(claims, claims[1:], strict=False))


@given(PIECES)
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost_between_claims(text: str) -> None:
    left = list(text)
    for claim in split_claims(text):
        left[claim.start : claim.end] = " " * len(claim.text)
    assert "days" not in "".join(left)
    assert "Smith" not in "".join(left)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_sentences_of_evidence_fit_and_never_overlap(text: str) -> None:
    spans = sentence_spans(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))


def test_a_whole_text_can_be_one_claim() -> None:
    (claim,) = whole_claim("Leave is 25 days [2]. It lapses [1][2].")
    assert (claim.start, claim.end, claim.markers) == (0, 39, (2, 1))
    assert claim.statement == "Leave is 25 days. It lapses."
    assert whole_claim(" \n") == []


@pytest.mark.parametrize(
    "text",
    [
        "Travel and expenses 2026\nWhat is not paid\n\nParking fines and the minibar.",
        "Travel and expenses 2026 > What is not paid\nParking fines and the minibar.",
        "Travel\n\nWhat is paid\n\nHotels.\n\n## What is not paid\n\nParking fines and the minibar.",
    ],
)
def test_a_heading_that_says_no_stands_above_what_it_heads(text: str) -> None:
    assert lead_of(text, text.index("Parking")) == "What is not paid:"


def test_a_heading_that_says_nothing_of_the_kind_hides_the_one_before() -> None:
    text = "What is not paid\n\nParking fines.\n\nWhat is paid\n\nHotels and trains."
    assert lead_of(text, text.index("Hotels")) == ""
