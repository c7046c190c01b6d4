"""Judges every claim of a text by the evidence that it cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.protocols import Support, Verifier
from verify.claim import Claim
from verify.claims import lead_of, split_claims, whole_claim
from verify.exact import Conflict, conflicts
from verify.quote import closest_sentence
from verify.verification import CheckedClaim, Quote, Verdict, Verification

_VETO = 0.5
_CONTRADICTED = 0.5
_OPPOSITE = frozenset({Conflict.NEGATION, Conflict.UNIT, Conflict.ARITHMETIC})


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks texts with one verifier.

    Attributes:
        threshold: Support from which a claim counts as supported, in [0, 1]; None takes the verifier's own.
    """

    verifier: Verifier
    threshold: float | None = None

    def at_least(self, support: float | None) -> Checker:
        """The same, but a claim needs `support` where that is more than this one asks for; None asks for nothing."""
        own = self.verifier.threshold if self.threshold is None else self.threshold
        return self if support is None or support <= own else replace(self, threshold=support)

    def verify(self, text: str, evidence: Sequence[str]) -> Verification:
        """Each claim of `text` against the evidence that it cites, or all evidence when it cites none.

        Raises:
            ModelError: The verifier cannot be run.
        """
        return self.verify_claims(split_claims(text), evidence)

    def verify_claim(self, text: str, evidence: Sequence[str]) -> Verification:
        """All of `text` as one claim.

        Raises:
            ModelError: The verifier cannot be run.
        """
        return self.verify_claims(whole_claim(text), evidence)

    def verify_claims(self, claims: Sequence[Claim], evidence: Sequence[str]) -> Verification:
        """`claims` against the evidence that each cites; the verifier reads them in one batch.

        Raises:
            ModelError: The verifier cannot be run.
        """
        cited = [_cited(claim, len(evidence)) for claim in claims]
        items = [(claim.judged, [evidence[n] for n in numbers]) for claim, numbers in zip(claims, cited, strict=True)]
        supports = self.verifier.score_many(items)
        checked = [
            self._judge(claim, numbers, evidence, support)
            for claim, numbers, support in zip(claims, cited, supports, strict=True)
        ]
        return Verification(tuple(checked))

    def _judge(self, claim: Claim, numbers: list[int], evidence: Sequence[str], support: Support) -> CheckedClaim:
        if claim.statement.endswith("?"):
            return CheckedClaim(claim, Verdict.UNSUPPORTED, 0.0, "not_a_statement", None)
        if not numbers or support.best_index < 0:
            reason = "no_such_citation" if claim.markers and not numbers else "no_evidence"
            return CheckedClaim(claim, Verdict.UNSUPPORTED, 0.0, reason, None)
        quote = _quote(claim, numbers[support.best_index], evidence, support)
        cited = "\n".join(evidence[n] for n in numbers)
        led = f"{lead_of(evidence[quote.index], quote.start)} {quote.text}"
        found = conflicts(claim.judged, cited, quote.text, bare=claim.statement, led=led)
        verdict, score, reason = self._decide(support, found)
        return CheckedClaim(claim, verdict, score, reason, quote)

    def _decide(self, support: Support, found: Sequence[Conflict]) -> tuple[Verdict, float, str]:
        threshold = self.verifier.threshold if self.threshold is None else self.threshold
        if found:
            # A veto keeps the order of scores, but no vetoed claim reaches the threshold.
            score = min(support.support_score * _VETO, threshold * 0.999)
            opposite = found[0] in _OPPOSITE or support.contradiction_score >= _CONTRADICTED
            return (Verdict.CONTRADICTED if opposite else Verdict.UNSUPPORTED), score, found[0].value
        if support.support_score >= threshold:
            return Verdict.SUPPORTED, support.support_score, "supported"
        if support.contradiction_score >= _CONTRADICTED:
            return Verdict.CONTRADICTED, support.support_score, "contradicted_by_evidence"
        return Verdict.UNSUPPORTED, support.support_score, "not_in_evidence"


def _cited(claim: Claim, available: int) -> list[int]:
    """Positions of the evidence that counts for `claim`; none when it cites what is not there."""
    if not claim.markers:
        return list(range(available))
    if any(not 1 <= number <= available for number in claim.markers):
        return []
    return [number - 1 for number in claim.markers]


def _quote(claim: Claim, index: int, evidence: Sequence[str], support: Support) -> Quote:
    text = evidence[index]
    start, end = closest_sentence(claim.statement, text, support.best_start, support.best_end, judged=claim.judged)
    return Quote(index, start, end, text[start:end])
