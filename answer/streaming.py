"""Verifies while a writer writes: a sentence goes out when it is whole and its evidence bears it, and not before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from answer.addressed import without_addressed
from answer.answer import Answer, AnswerClaim, AnswerStatus, WithheldClaim
from answer.compose import abstain, compose, refusal
from answer.writers.writer import Writer
from models.errors import LanguageModelError
from retrieval.hit import Evidence
from retrieval.step import Fact, pulled, timed
from verify.checker import Checker
from verify.claims import split_claims
from verify.gate import Decision, Status
from verify.recite import recited
from verify.verification import CheckedClaim

BROKEN_OFF = "The language model broke off; this is what it had written, as far as it holds."
# So much of the next sentence shows that the last one is over: "approx." is none.
_BEGUN = 12
_ENDS = frozenset(".!?:\n])")


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim that goes out; `lead` is what stands between it and the one before, so that all of them make the text."""

    lead: str
    claim: AnswerClaim


@dataclass(frozen=True, slots=True)
class Held:
    """A claim that does not go out: why, but not what it said."""

    claim: WithheldClaim


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer, always the last event; its text is the leads and claims that went out."""

    answer: Answer


Event = Shown | Held | Done


@dataclass(slots=True)
class Streaming:
    """One answer that is verified while it is written. What went out stays: no gate looks at the whole afterwards.

    Attributes:
        timings: Takes the milliseconds of each step.
        draft: What was written so far.
        checked: Its whole sentences, each with its verdict.
    """

    evidence: Evidence
    checker: Checker
    timings: dict[str, float] = field(default_factory=dict)
    draft: str = ""
    checked: list[CheckedClaim] = field(default_factory=list)

    def events(self, writer: Writer) -> Iterator[Event]:
        """Each claim as soon as it is judged, then `Done`. Where nothing held, the writer may write once more.

        Raises:
            LanguageModelError: The server failed before anything went out.
            ModelError: The verifier cannot be run.
        """
        broken = False
        try:
            yield from self._read(pulled(writer.write(self.evidence.query, self.evidence), self.timings, "draft"))
            if self.checked and not self._decision().shown:
                again = writer.repair(self.evidence.query, self.evidence, self.draft, self.checked)
                self.draft, refused, self.checked = "", self.checked, []
                yield from self._read(pulled(again, self.timings, "repair"))
                self.checked = self.checked or refused
        except LanguageModelError:
            if not self._decision().shown:
                raise
            broken = True
        yield Done(self._whole(broken=broken))

    def _read(self, pieces: Iterator[str]) -> Iterator[Event]:
        for piece in pieces:
            self.draft += piece
            if _ENDS & set(piece) or self._waits():
                yield from self._judged(whole=False)
        yield from self._judged(whole=True)

    def _waits(self) -> bool:
        """Whether a sentence ended a while ago, so that the next one has begun."""
        return bool(_ENDS & set(self.draft[-2 * _BEGUN : -_BEGUN]))

    def _judged(self, *, whole: bool) -> Iterator[Event]:
        """What can be said of the sentences that are over and were not judged yet."""
        judged = self.checked[-1].claim.end if self.checked else 0
        claims = [
            claim for claim in split_claims(self.draft if whole else _whole_rows(self.draft)) if claim.start >= judged
        ]
        if not whole:
            begun = [number for number, claim in enumerate(claims) if claim.end - claim.start >= _BEGUN]
            claims = claims[: max(begun, default=0)]
        if not claims:
            return
        with timed(self.timings, "verify") as facts:
            texts = [without_addressed(hit.chunk.embedded_text) for hit in self.evidence.hits]
            found = recited(self.checker, self.checker.verify_claims(claims, texts), texts).claims
            facts |= counted(self.checker, found)
        for checked in found:
            self.checked.append(checked)
            yield self._event(checked)

    def _event(self, checked: CheckedClaim) -> Event:
        if not checked.supported:
            return Held(WithheldClaim(checked.verdict, checked.support_score, checked.reason))
        so_far = self._composed()
        before, claim = so_far.claims[-2:-1], so_far.claims[-1]
        return Shown(so_far.text[before[0].end if before else 0 : claim.start], claim)

    def _decision(self) -> Decision:
        shown = tuple(one for one in self.checked if one.supported)
        withheld = tuple(one for one in self.checked if not one.supported)
        if withheld:
            return Decision(Status.TRIMMED, "some_claims_withheld", shown, withheld)
        return Decision(Status.ANSWERED, "all_claims_supported", shown, ())

    def _composed(self) -> Answer:
        return compose(self.draft, self._decision(), self.evidence.hits)

    def _whole(self, *, broken: bool) -> Answer:
        decision, hits = self._decision(), self.evidence.hits
        if not self.checked:
            return abstain("insufficient", hits)
        if not decision.shown:
            return abstain(refusal(decision), hits, decision)
        answer = self._composed()
        if not broken:
            return answer
        return broken_off(answer)


def _whole_rows(draft: str) -> str:
    """`draft` without the row of a table that is being written: half a row looks like a sentence."""
    start = draft.rfind("\n") + 1
    return draft[:start] if draft[start:].lstrip().startswith("|") else draft


def broken_off(answer: Answer) -> Answer:
    """`answer` to a draft that has no end."""
    return replace(answer, status=AnswerStatus.TRIMMED, reason="broken_off", notices=(BROKEN_OFF,))


def counted(checker: Checker, claims: Sequence[CheckedClaim]) -> dict[str, Fact]:
    """What may be told of a verification: by which model, of how many claims, how many of which hold."""
    return {"model": checker.verifier.name, "claims": len(claims), "supported": sum(one.supported for one in claims)}
