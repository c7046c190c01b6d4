"""Secrets are put together here, so that nothing in this file looks like one to a scanner."""

from __future__ import annotations

import time

import pytest

from ragstone.doctor.personal import personal_data
from ragstone.doctor.secrets import secrets
from tests.ragstone.doctor.planted import Planted, corpus_of

SIGNS = "aZ3kQ9xLm2Vt7RbN4cWe8YpD5sJf6HgUaZ3kQ9xLm2"
SECRETS = {
    "a private key": "-----BEGIN RSA PRIVATE" + f" KEY-----\n{SIGNS}\n-----END",
    "a key of AWS": "AKI" + "AQ3EGRTX5UWZK7YPL",
    "a token of GitHub": "ghp" + f"_{SIGNS[:36]}",
    "a token of GitLab": "glpat" + f"-{SIGNS[:20]}",
    "a token of Slack": "xoxb" + f"-123456789012-{SIGNS[:24]}",
    "a key of Stripe": "sk_" + f"live_{SIGNS[:24]}",
    "a key of Google": "AIza" + SIGNS[:35],
    "a key of a language model's server": "sk-" + SIGNS[:40],
    "a JSON web token": "eyJ" + f"{SIGNS[:20]}.eyJ{SIGNS[:20]}.{SIGNS[:20]}",
}


@pytest.mark.parametrize(("kind", "value"), SECRETS.items())
def test_a_secret_is_found_told_and_never_repeated(kind: str, value: str) -> None:
    (found,) = secrets(corpus_of(Planted("a.md", f"Ask Jo. The one for builds is {value} and no other.")))
    assert f"what looks like {kind}," in found.sentence
    assert SIGNS[:6] not in repr(found)
    assert found.places[0].start == 30


@pytest.mark.parametrize(
    "text",
    [
        "password = Winter2026!",
        "The Wi-Fi passwort: gruen7Baum",
        'api_key: "q8Zr-71mPx"',
        "postgres://reader:s3cretwords@db.internal/app",
        "redis://:s3cretwords@cache.internal:6379",
        "DB_PASSWORD=gruen7Baum",
        "client_secret: q8Zr71mPx",
        "Passwort: Sommer!",
    ],
)
def test_a_password_that_is_written_out_is_found(text: str) -> None:
    (found,) = secrets(corpus_of(Planted("a.md", text)))
    assert "what looks like a password" in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "The password is changed every year and has 14 characters.",
        "password = <your-password1>",
        "password: ${DB_PASSWORD1}",
        "Set PASSWORD=xxxxxxxx1 in the file.",
        "Password: see the vault of 2026",
        "A token of GitHub begins with ghp_ and has 40 characters.",
        "Commit 3f786850e387550fdab836ed7e6dc881de23001b broke it.",
        "https://example.org/path?next=https://intranet@home",
        "What if my password is compromised?",
        "The password is case-sensitive!",
        "password: 12-character minimum",
    ],
)
def test_what_only_speaks_of_secrets_is_left_alone(text: str) -> None:
    assert list(secrets(corpus_of(Planted("a.md", text)))) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("a card number", "Pay with 4539 1488 0343 6467 at the desk."),
        ("a card number", "Pay with 4539\u00a01488\u00a00343\u00a06467"),
        ("an IBAN", "Account DE89 3704 0044 0532 0130 00 of the company."),
        ("an IBAN", "IBAN: DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX"),
        ("an IBAN", "PL61 1090 1014 0000 0712 1981 2874 PLN 50"),
        ("an IBAN", "Account DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000"),
        ("a British National Insurance number", "NI: AB 12 34 56 C"),
        ("an American Social Security number", "SSN 219-09-9999"),
        ("a German Steuer-ID", "Steuer-ID: 86 095 742 719"),
        ("a Polish PESEL", "PESEL 44051401359"),
    ],
)
def test_a_number_of_a_person_is_found_and_never_repeated(kind: str, text: str) -> None:
    (found,) = personal_data(corpus_of(Planted("a.md", text, groups=("hr",))))
    assert f"what looks like {kind}; hr may read it" in found.sentence
    assert text[-6:] not in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Order 4539 1488 0343 6468 went out.",
        "Account DE88 3704 0044 0532 0130 00 is not one.",
        "PESEL 44051401358",
        "Steuer-ID: 86 095 742 718",
        "Article 219-09-9999 is out of stock.",
        "Serial GB29AB12345678.",
        "Order 45320151128336 has 14 digits.",
        "Card 4012 8888 8888 1881 is for tests.",
        "VAT GB123456A",
    ],
)
def test_numbers_whose_check_digits_do_not_hold_are_left_alone(text: str) -> None:
    assert list(personal_data(corpus_of(Planted("a.md", text)))) == []


def test_a_list_of_addresses_is_told_and_a_few_contacts_are_not() -> None:
    def listed(count: int) -> str:
        return ", ".join(f"p{n}@corrow.example" for n in range(count))

    (found,) = personal_data(corpus_of(Planted("list.md", listed(25)), Planted("few.md", listed(5))))
    assert found.sentence == "'list.md' lists 25 mail addresses, and everybody may read it."


def test_numbers_at_the_end_of_a_sentence_are_telephone_numbers_and_days_with_their_hour_are_not() -> None:
    calls = " ".join(f"Call 020 7946 {n:04}." for n in range(1001, 1026))
    hours = "; ".join(f"{n:02}.03.2026 08:00 and 01/{n:02}/2026 14:30" for n in range(1, 26))
    (found,) = personal_data(corpus_of(Planted("calls.md", calls), Planted("rota.md", hours)))
    assert found.sentence == "'calls.md' lists 25 telephone numbers, and everybody may read it."


@pytest.mark.parametrize("text", ["eyJ-" * 30_000, "a." * 60_000])
def test_a_long_run_without_an_end_is_gone_through_once(text: str) -> None:
    started = time.perf_counter()
    assert [*secrets(corpus_of(Planted("a.md", text))), *personal_data(corpus_of(Planted("a.md", text)))] == []
    assert time.perf_counter() - started < 5
