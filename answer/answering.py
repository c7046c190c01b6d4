"""One question's way from evidence to answer: suffices, draft, claims, verify, repair, gate, compose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from answer.addressed import without_addressed
from answer.answer import Answer
from answer.compose import abstain, compose
from answer.disagreement import weighed
from answer.filling import Filling
from answer.form import Form
from answer.mention import telling
from answer.objection import Objection, noticed, objected, objecting, objection
from answer.premise import premises
from answer.routing import Router
from answer.streaming import Done, Event, Streaming, broken_off, counted
from answer.sufficiency import Sufficiency
from answer.tone import Tone
from answer.writers.object import ObjectWriter
from answer.writers.writer import Writer
from models.errors import CutOffError, LanguageModelError
from retrieval.errors import QuestionError
from retrieval.hit import Evidence
from retrieval.step import timed
from verify.checker import Checker
from verify.claims import split_claims
from verify.gate import Decision, Gate
from verify.recite import recited
from verify.verification import CheckedClaim

UNREACHABLE = "The language model could not be reached, so these are the documents' own sentences."


@dataclass(frozen=True, slots=True)
class Answering:
    """Drafts and checks. There is no way around the checker: without one this cannot be built.

    Attributes:
        fallback: Drafts when the writer's server fails, and the answer says so; None lets the failure out.
        object_writer: Drafts objects; None can only answer in sentences.
        tone: Puts whole answers into the house's tone; None leaves them as they were drafted, and so does a stream.
        router: Chooses who drafts in place of `writer`; None leaves it all to that.
        premises: Whether what the documents say against what a question takes for granted is said first.
    """

    writer: Writer
    checker: Checker
    gate: Gate
    sufficiency: Sufficiency
    fallback: Writer | None = None
    object_writer: ObjectWriter | None = None
    tone: Tone | None = None
    premises: bool = True
    router: Router | None = None

    def filled(self, evidence: Evidence, form: Form, *, support: float | None = None) -> Answer:
        """An object of `form` as JSON, every value of it verified, or an abstention.

        What denies a premise of the question cannot stand in the object, so it stands beside it, as a notice.

        Raises:
            QuestionError: There is no language model to fill it in.
            ModelError: A model or the language model's server failed.
        """
        writer = self.filler()
        timings: dict[str, float] = {}
        weakness = self._weakness(evidence, timings)
        if weakness is not None:
            abstention = telling(abstain(weakness, evidence.hits), evidence)
            return replace(abstention, timings_ms={**evidence.timings_ms, **timings})
        checker = self.checker.at_least(support)
        with timed(timings, "fill"):
            answer = Filling(writer, checker).answer(evidence, form)
        answer = replace(noticed(answer, self._objection(evidence, checker, timings)), writer=writer.name)
        return replace(telling(answer, evidence), timings_ms={**evidence.timings_ms, **timings})

    def filler(self) -> ObjectWriter:
        """Who fills in objects.

        Raises:
            QuestionError: There is no language model to do so.
        """
        if self.object_writer is None:
            raise QuestionError("got a schema, expected a language model to fill it in; set answer.writer to llm")
        return self.object_writer

    def answer(self, evidence: Evidence, *, support: float | None = None) -> Answer:
        """The answer to the question in `evidence.query`, or an abstention.

        Args:
            evidence: What it may rest on.
            support: What each claim needs, in [0, 1], where that is more than the checker asks for.

        Raises:
            ModelError: A model or a language model's server failed.
        """
        timings: dict[str, float] = {}
        checker = self.checker.at_least(support)
        answer = self._answer(evidence, checker, timings)
        if self.tone is not None:
            with timed(timings, "tone"):
                answer = self.tone.applied(answer, evidence, checker)
        answer = weighed(objected(answer, self._objection(evidence, checker, timings)), evidence.hits)
        return replace(telling(answer, evidence), timings_ms={**evidence.timings_ms, **timings})

    def events(self, evidence: Evidence, *, support: float | None = None) -> Iterator[Event]:
        """The same answer claim by claim, as it is written; the last event holds it as a whole.

        What went out stays, so the gate's share of supported claims does not count here.

        Raises:
            ModelError: A model failed, or a language model's server before anything went out.
        """
        timings: dict[str, float] = {}
        checker = self.checker.at_least(support)
        found = self._objection(evidence, checker, timings)
        for event in objecting(self._events(evidence, checker, timings), found):
            if isinstance(event, Done):
                answer = telling(weighed(event.answer, evidence.hits), evidence)
                yield Done(replace(answer, timings_ms={**evidence.timings_ms, **timings}))
            else:
                yield event

    def _events(self, evidence: Evidence, checker: Checker, timings: dict[str, float]) -> Iterator[Event]:
        weakness = self._weakness(evidence, timings)
        if weakness is not None:
            yield Done(abstain(weakness, evidence.hits))
            return
        route, writer = self._chosen(evidence)
        try:
            yield from _signed(Streaming(evidence, checker, timings).events(writer), writer, route)
        except LanguageModelError:
            if self.fallback is None:
                raise
            for event in _signed(Streaming(evidence, checker, timings).events(self.fallback), self.fallback, route):
                yield Done(replace(event.answer, notices=(UNREACHABLE,))) if isinstance(event, Done) else event

    def _answer(self, evidence: Evidence, checker: Checker, timings: dict[str, float]) -> Answer:
        weakness = self._weakness(evidence, timings)
        if weakness is not None:
            return abstain(weakness, evidence.hits)
        drafting = Drafting(evidence, checker, self.gate, timings)
        route, writer = self._chosen(evidence)
        try:
            return replace(drafting.answer(writer), writer=writer.name, route=route)
        except LanguageModelError:
            if self.fallback is None:
                raise
            answer = drafting.answer(self.fallback)
            return replace(answer, notices=(UNREACHABLE,), writer=self.fallback.name, route=route)

    def _chosen(self, evidence: Evidence) -> tuple[str, Writer]:
        """The route that applies, empty for none, and who drafts."""
        return self.router.chosen(evidence) if self.router is not None else ("", self.writer)

    def _objection(self, evidence: Evidence, checker: Checker, timings: dict[str, float]) -> Objection | None:
        if not self.premises or not premises(evidence.query):
            return None
        with timed(timings, "premise") as facts:
            found = objection(evidence, checker)
            facts["denied"] = found is not None
        return found

    def _weakness(self, evidence: Evidence, timings: dict[str, float]) -> str | None:
        with timed(timings, "sufficiency") as facts:
            weakness = self.sufficiency.weakness(evidence.query, evidence.hits)
            facts |= {"model": self.sufficiency.model.name, "hits": len(evidence.hits), "weakness": weakness or ""}
        return weakness


def _signed(events: Iterator[Event], writer: Writer, route: str) -> Iterator[Event]:
    """The events, the last with who drafted and why."""
    for event in events:
        if isinstance(event, Done):
            event = Done(replace(event.answer, writer=writer.name, route=route))
        yield event


@dataclass(frozen=True, slots=True)
class Drafting:
    """One draft, what the checker makes of it, and one more where some of it does not hold.

    Attributes:
        timings: Takes the milliseconds of each step.
    """

    evidence: Evidence
    checker: Checker
    gate: Gate
    timings: dict[str, float]

    def answer(self, writer: Writer) -> Answer:
        """What may be shown of what `writer` drafts.

        Raises:
            ModelError: A model or a language model's server failed.
        """
        hits = self.evidence.hits
        with timed(self.timings, "draft") as facts:
            facts["model"] = writer.name
            draft, whole = self._drafted(writer)
        if not split_claims(draft):
            return abstain("insufficient", hits)
        decision = self._decision(draft)
        if decision.withheld:
            repaired = self._repaired(writer, draft, decision.withheld)
            other = self._decision(repaired) if repaired.strip() else decision
            if len(other.shown) > len(decision.shown) or (other.shown and not other.withheld):
                draft, decision, whole = repaired, other, True
        answer = compose(draft, decision, hits)
        if whole or not answer.claims:
            return answer
        return broken_off(answer)

    def _drafted(self, writer: Writer) -> tuple[str, bool]:
        """The draft, and whether it is whole; of one that was cut off, what its last sentence says is not known."""
        draft = ""
        try:
            for piece in writer.write(self.evidence.query, self.evidence):
                draft += piece
        except CutOffError:
            claims = split_claims(draft)
            if len(claims) < 2:
                raise
            return draft[: claims[-1].start], False
        return draft, True

    def _repaired(self, writer: Writer, draft: str, refused: Sequence[CheckedClaim]) -> str:
        """The second draft; empty where there is none, for what held of the first is an answer, too."""
        with timed(self.timings, "repair"), suppress(LanguageModelError):
            return "".join(writer.repair(self.evidence.query, self.evidence, draft, refused))
        return ""

    def _decision(self, draft: str) -> Decision:
        with timed(self.timings, "verify") as facts:
            texts = [without_addressed(hit.chunk.embedded_text) for hit in self.evidence.hits]
            verification = recited(self.checker, self.checker.verify(draft, texts), texts)
            facts |= counted(self.checker, verification.claims)
        return self.gate.decide(verification)
