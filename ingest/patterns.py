"""What secrets and numbers that belong to a person look like.

The forms are those that their issuers publish, much as detect-secrets' plugins have them; check digits are worked out
where a number has some, so that an order number is not taken for a card.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date


def _always(text: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of thing.

    Attributes:
        kind: What it is called, with its article.
        form: The group `value`, or all of it, is what must not be repeated.
        holds: Whether a value is one, by its check digits.
    """

    kind: str
    form: re.Pattern[str]
    holds: Callable[[str], bool] = _always

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Half-open offsets of every value."""
        for match in self.form.finditer(text):
            group = "value" if "value" in self.form.groupindex else 0
            if self.holds(match.group(group)):
                yield match.span(group)


def masked(text: str) -> str:
    """`text` with every secret and every number of a person replaced by a mark."""
    for pattern in (*SECRETS, *NUMBERS):
        for start, end in reversed(list(pattern.find(text))):
            text = f"{text[:start]}[withheld]{text[end:]}"
    return text


def luhn(text: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812."""
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_card(text: str) -> bool:
    """Whether the check digit holds; the numbers that payment services give out for tests are nobody's."""
    return luhn(text) and re.sub(r"\D", "", text) not in _TEST_CARDS


def is_iban(text: str) -> bool:
    """Whether the check digits of ISO 13616 hold and the length is the country's."""
    flat = re.sub(r"[\s-]", "", text).upper()
    if _IBAN_LENGTHS.get(flat[:2]) != len(flat):
        return False
    return int("".join(str(int(character, 36)) for character in flat[4:] + flat[:4])) % 97 == 1


def is_pesel(text: str) -> bool:
    """Whether the check digit of a Polish PESEL holds and it begins with a day."""
    digits = [int(character) for character in text]
    weighed = sum(digit * weight for digit, weight in zip(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), strict=True))
    century, month = divmod(int(text[2:4]), 20)
    try:
        date((1900, 2000, 2100, 2200, 1800)[century] + int(text[:2]), month, int(text[4:6]))
    except (ValueError, IndexError):
        return False
    return weighed % 10 == 0


def is_tax_id(text: str) -> bool:
    """Whether the check digit of a German Steuer-ID holds (ISO/IEC 7064, MOD 11,10)."""
    digits = [int(character) for character in text if character.isdigit()]
    product = 10
    for digit in digits[:-1]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == digits[-1]


def _is_password(text: str) -> bool:
    """Letters with a digit or a sign among them, and no place holder; a word of prose is none, nor "12-character"."""
    if text.islower() and _PROSE.fullmatch(text):
        return False
    placeholder = _PLACEHOLDER.search(text)
    letters = any(character.isalpha() for character in text)
    others = any(character.isdigit() or character in "!#$%&*+=?@^~" for character in text)
    return placeholder is None and letters and others


def _is_random(text: str) -> bool:
    """Not the same few characters again and again, as in a description of the form."""
    return len(set(text)) >= 8 and not re.search(r"example|x{6}|\.\.\.", text, re.IGNORECASE)


# By country, of those whose accounts a company in Europe meets.
_IBAN_LENGTHS = {
    name[:2]: int(name[2:])
    for name in """
    AD24 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GR27
    HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MT31 NL18 NO15 PL28 PT25
    RO24 SE24 SI19 SK24 UA29
    """.split()
}
_TEST_CARDS = frozenset(
    """
    4111111111111111 4242424242424242 4000056655665556 4012888888881881 5555555555554444 5105105105105100
    5200828282828210 2223003122003222 378282246310005 371449635398431 378734493671000 6011111111111117 6011000990139424
    """.split()
)
_PLACEHOLDER = re.compile(
    r"^[<\[{$%*(]|\.\.\.|…|x{4}|example|placeholder|your[_-]|changeme|\*{3}|://|"
    r"^(?:my|the)?[_-]?(?:secret|api|access)[_-]?(?:key|token)",
    re.IGNORECASE,
)
_PROSE = re.compile(r"(?:\d+-)?[^\W\d_]+(?:-[^\W\d_]+)*[.!?…]*")
_BARE = r"(?<![\w.+/-])"
# Between groups of digits; word processors put blanks there at which no line is broken.
_GAP = r"[ \u00a0\u202f-]?"
# One form a country, for what follows an IBAN ("BIC ...") could belong to a longer one.
_IBAN = "|".join(rf"{country}\d\d(?:{_GAP}[A-Z0-9]){{{length - 4}}}" for country, length in _IBAN_LENGTHS.items())

SECRETS = (
    Pattern(
        "a private key",
        re.compile(r"-----BEGIN (?:(?:RSA|DSA|EC|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----[^-]{0,8000}"),
    ),
    Pattern("a key of AWS", re.compile(r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"), _is_random),
    Pattern(
        "a secret key of AWS",
        re.compile(r"(?i:aws.{0,20}?(?:secret|key)\W{1,12})(?P<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"),
        _is_random,
    ),
    Pattern("a token of GitHub", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})"), _is_random),
    Pattern("a token of GitLab", re.compile(r"\bglpat-[\w-]{20,}"), _is_random),
    Pattern("a token of Slack", re.compile(r"\bxox[abeoprs]-(?:\d+-)*[A-Za-z0-9-]{10,}"), _is_random),
    Pattern("a webhook of Slack", re.compile(r"https://hooks\.slack\.com/services/T\w+/B\w+/\w{20,}"), _is_random),
    Pattern("a key of Stripe", re.compile(r"\b[rs]k_live_[0-9A-Za-z]{16,}"), _is_random),
    Pattern("a key of Google", re.compile(r"\bAIza[\w-]{35}(?![\w-])"), _is_random),
    Pattern("a key of a language model's server", re.compile(r"\bsk-(?:proj-|ant-)?[\w-]{32,}"), _is_random),
    Pattern("a JSON web token", re.compile(r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"), _is_random),
    Pattern(
        "a password in an address",
        re.compile(r"\b[a-z][a-z+.-]{2,12}://(?P<user>[^\s/:@<>{}$]*):(?!(?P=user)@|pass(?:word)?@|secret@)(?P<value>[^\s/:@<>{}$]{4,})@"),
    ),
    Pattern(
        "a password",
        re.compile(
            r"(?<![^\W_])(?:password|passwd|passphrase|pwd|passwort|kennwort|hasło|secret(?:[ _-]key)?|api[ _-]?key|"
            r"(?:access|auth)[ _-]?token)\b[\"'`]?\s*(?:=|:|\bis\b|\bist\b)\s*[\"'`]?(?P<value>[^\s\"'`|,;)<>]{6,100})",
            re.IGNORECASE,
        ),
        _is_password,
    ),
)  # fmt: skip

NUMBERS = (
    Pattern(
        "a card number",
        re.compile(
            rf"{_BARE}(?:(?:4\d{{3}}|5[1-5]\d\d|2[2-7]\d\d|6011|65\d\d)(?:{_GAP}\d){{12}}|"
            rf"3[47]\d\d(?:{_GAP}\d){{11}})(?![\w-])"
        ),
        is_card,
    ),
    Pattern("an IBAN", re.compile(rf"{_BARE}(?:{_IBAN})(?!\w)"), is_iban),
    Pattern(
        "a British National Insurance number",
        re.compile(rf"{_BARE}(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b"),
    ),
    Pattern(
        "an American Social Security number",
        re.compile(
            r"\b(?:SSN|social security)\b.{0,30}?(?P<value>\b(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}\b)",
            re.IGNORECASE,
        ),
    ),
    Pattern(
        "a German Steuer-ID",
        re.compile(
            r"\b(?:Steuer-?ID|Steueridentifikationsnummer|IdNr)\b\D{0,20}(?P<value>[1-9]\d(?: ?\d{3}){3})\b",
            re.IGNORECASE,
        ),
        is_tax_id,
    ),
    Pattern("a Polish PESEL", re.compile(r"\bPESEL\b\D{0,20}(?P<value>\d{11})\b", re.I), is_pesel),
)  # fmt: skip

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
# A day with its hour has as many digits as a telephone number.
PHONE = re.compile(
    r"(?<![\w.])(?<!\d[/-])(?!\d\d([./-])\d\d\1(?:19|20)\d\d\b)"
    r"(?:\+\d{1,3}[ ./-]?|\(?0\d)(?:[ ()./-]{0,2}\d){7,12}(?!\w|\.\d)"
)
