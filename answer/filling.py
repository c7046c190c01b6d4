"""One object's way from evidence to answer: draft, form, values, verify, repair, leave out what does not hold."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from answer.addressed import without_addressed
from answer.answer import Answer, AnswerClaim, AnswerStatus, Citation, WithheldClaim
from answer.compose import abstain, refusal
from answer.form import Form, Value, parsed, values, written
from answer.writers.object import ObjectWriter
from models.errors import LanguageModelError
from retrieval.hit import Evidence
from verify.checker import Checker
from verify.claim import Claim
from verify.gate import Decision, Status
from verify.quote import closest_sentence
from verify.verification import CheckedClaim


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply and what became of it.

    Attributes:
        found: Its JSON; None where it is none of the form that was asked for.
        faults: What is wrong with it, a sentence each.
        checked: Its values with their verdicts.
    """

    reply: str
    found: object | None
    faults: tuple[str, ...]
    checked: tuple[tuple[Value, CheckedClaim], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it is of the form, and every value of it is supported."""
        return self.found is not None and not self.faults


@dataclass(frozen=True, slots=True)
class Filling:
    """Fills in objects. Every string, number and truth value of them is a claim."""

    writer: ObjectWriter
    checker: Checker

    def answer(self, evidence: Evidence, form: Form) -> Answer:
        """The object as JSON, without what its evidence does not bear, or an abstention.

        Raises:
            ModelError: A model or the language model's server failed.
        """
        query = evidence.query
        reply = self.writer.write(query, evidence, form.schema)
        if not reply:
            return abstain("insufficient", evidence.hits)
        draft = self._judged(reply, evidence, form)
        if not draft.holds:
            with suppress(LanguageModelError):
                again = self.writer.repair(query, evidence, schema=form.schema, draft=reply, faults=draft.faults)
                other = self._judged(again, evidence, form)
                draft = other if _better(other, draft) else draft
        return _settled(draft, evidence, form)

    def _judged(self, reply: str, evidence: Evidence, form: Form) -> Draft:
        found = form.named(parsed(reply))
        if found is None:
            return Draft(reply, None, ("the reply is no JSON",))
        if faults := form.faults(found):
            return Draft(reply, None, tuple(faults))
        texts = [without_addressed(hit.chunk.embedded_text) for hit in evidence.hits]
        every = list(values(found))
        claims = [Claim(value.said, value.start, value.end) for value in every]
        checked = tuple(zip(every, self.checker.verify_claims(claims, texts).claims, strict=True))
        failed = (f'"{value.said}": {one.reason.replace("_", " ")}' for value, one in checked if not one.supported)
        return Draft(reply, found, tuple(failed), checked)


def _better(one: Draft, other: Draft) -> bool:
    return one.found is not None and (other.found is None or len(one.faults) < len(other.faults))


def _settled(draft: Draft, evidence: Evidence, form: Form) -> Answer:
    shown = tuple(checked for _, checked in draft.checked if checked.supported)
    failed = [(value, checked) for value, checked in draft.checked if not checked.supported]
    if draft.found is None or not draft.checked:
        return abstain("not_of_the_form", evidence.hits)
    withheld = tuple(checked for _, checked in failed)
    kept = form.without(draft.found, [value.path for value, _ in failed]) if failed else draft.found
    if not shown or kept is None:
        decision = Decision(Status.ABSTAINED, "too_little_supported", (), withheld)
        return abstain(refusal(decision) if not shown else "too_little_supported", evidence.hits, decision)
    claims = tuple(
        AnswerClaim(
            written(kept)[value.start : value.end], value.start, value.end, one.support_score, _cited(one, evidence)
        )
        for value, one in zip(values(kept), shown, strict=True)
    )
    status, reason = (
        (AnswerStatus.TRIMMED, "some_claims_withheld") if failed else (AnswerStatus.ANSWERED, "all_claims_supported")
    )
    return Answer(status, reason, written(kept), claims, tuple(_held(one) for one in withheld))


def _cited(checked: CheckedClaim, evidence: Evidence) -> tuple[Citation, ...]:
    if checked.quote is None:
        return ()
    hit = evidence.hits[checked.quote.index]
    return (Citation.of(hit, *closest_sentence(checked.claim.statement, hit.chunk.text, 0, len(hit.chunk.text))),)


def _held(checked: CheckedClaim) -> WithheldClaim:
    return WithheldClaim(checked.verdict, checked.support_score, checked.reason)
