"""What the documents say against what a question takes for granted: it comes first, cited and verified as all else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from answer.addressed import without_addressed
from answer.answer import Answer, AnswerClaim, AnswerStatus, Citation
from answer.premise import premises
from answer.streaming import Done, Event, Shown
from retrieval.hit import Evidence, Hit
from verify.checker import Checker
from verify.claim import MARKER, Claim
from verify.claims import split_claims
from verify.denial import Statement, denying, leans

LEAD = "The documents say otherwise: "
# Of 100 true premises of training questions the verifier alone contradicts 2 so surely, and 12 from .7 on.
_SURE = 0.9
_LEADS = {"de": "In den Dokumenten steht es anders: "}


@dataclass(frozen=True, slots=True)
class Objection:
    """A sentence of a document that denies a premise, as the first claim of the answer.

    Attributes:
        lead: What announces it.
        claim: The sentence with its citation; its offsets count the lead.
    """

    lead: str
    claim: AnswerClaim

    def is_said_by(self, claim: AnswerClaim) -> bool:
        """Whether `claim` is the same sentence."""
        return _bare(claim.text) == _bare(self.claim.text)


def objection(evidence: Evidence, checker: Checker) -> Objection | None:
    """The first sentence of the evidence that denies what its question takes for granted; None where none does.

    What the evidence merely does not mention is denied by nothing, and what it bears out in other words is not denied.

    Raises:
        ModelError: The verifier cannot be run.
    """
    for premise in premises(evidence.query):
        said = _said(evidence.hits)
        at = denying(premise, [statement for _, _, statement in said])
        if at is None:
            continue
        hit, claim, statement = said[at]
        if not _borne_out(premise, evidence.hits, checker) or _contradicts(statement, premise, checker):
            return _verified(hit, claim, checker)
    return None


def objected(answer: Answer, found: Objection | None) -> Answer:
    """`answer` with the objection in front; an abstention becomes an answer, for this much can be said."""
    if found is None:
        return answer
    shown = list(_behind(found, _pieces(answer)))
    text = "".join(piece.lead + piece.claim.text for piece in shown if isinstance(piece, Shown))
    answer = replace(answer, text=text, claims=tuple(piece.claim for piece in shown if isinstance(piece, Shown)))
    if answer.status is not AnswerStatus.ABSTAINED:
        return answer
    if answer.withheld:
        return replace(answer, status=AnswerStatus.TRIMMED, reason="some_claims_withheld", closest=())
    return replace(answer, status=AnswerStatus.ANSWERED, reason="all_claims_supported", closest=())


def noticed(answer: Answer, found: Objection | None) -> Answer:
    """`answer` with the objection beside it, where its text must stay as it is."""
    if found is None:
        return answer
    notice = f"{found.lead}{found.claim.text}"
    return replace(answer, notices=(*answer.notices, notice), against=(*answer.against, *found.claim.citations))


def objecting(events: Iterable[Event], found: Objection | None) -> Iterator[Event]:
    """The events of a stream with the objection in front."""
    for event in _behind(found, events) if found is not None else events:
        yield Done(objected(event.answer, found)) if isinstance(event, Done) else event


def _behind(found: Objection, events: Iterable[Event]) -> Iterator[Event]:
    """The objection, then what is shown without its repetition, each at its new place."""
    yield Shown(found.lead, found.claim)
    length, joint = found.claim.end, "\n"
    for event in events:
        if not isinstance(event, Shown):
            yield event
        elif not found.is_said_by(event.claim):
            lead = joint + event.lead
            start = length + len(lead)
            length, joint = start + len(event.claim.text), ""
            yield Shown(lead, replace(event.claim, start=start, end=length))


def _pieces(answer: Answer) -> Iterator[Shown]:
    end = 0
    for claim in answer.claims:
        yield Shown(answer.text[end : claim.start], claim)
        end = claim.end


def _said(hits: Sequence[Hit]) -> list[tuple[Hit, Claim, Statement]]:
    """Every sentence of the hits with what it stands under and, where it leans on it, the sentence before."""
    found: list[tuple[Hit, Claim, Statement]] = []
    for hit in hits:
        above, before = " ".join((hit.chunk.title, *hit.chunk.heading_path)), ""
        for claim in split_claims(without_addressed(hit.chunk.text)):
            around = f"{above} {before}" if leans(claim.statement) else above
            found.append((hit, claim, Statement(claim.judged, around)))
            before = claim.statement
    return found


def _borne_out(premise: str, hits: Sequence[Hit], checker: Checker) -> bool:
    return checker.verify_claim(premise, [without_addressed(hit.chunk.embedded_text) for hit in hits]).supported


def _contradicts(statement: Statement, premise: str, checker: Checker) -> bool:
    """Whether the verifier, too, is sure of it, from that sentence alone."""
    text = f"{statement.around}\n{statement.text}"
    return checker.verifier.score_many([(premise, [text])])[0].contradiction_score >= _SURE


def _verified(hit: Hit, claim: Claim, checker: Checker) -> Objection | None:
    """The sentence as a claim, if the checker lets it pass as it would any other."""
    checked = checker.verify_claim(claim.statement, [without_addressed(hit.chunk.embedded_text)])
    if not checked.supported:
        return None
    lead, text = _LEADS.get(hit.chunk.language, LEAD), f"{claim.statement} [{hit.rank}]"
    cited = (Citation.of(hit, claim.start, claim.end),)
    return Objection(lead, AnswerClaim(text, len(lead), len(lead) + len(text), checked.support_score, cited))


def _bare(text: str) -> str:
    return " ".join(MARKER.sub("", text).split())
