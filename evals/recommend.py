"""From causes to what to do about them: the rules of thumb, with how sure they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from evals.triage import Cause, Triaged

# Shares of the failures above which a remedy is called for.
_RETRIEVAL, _RULES, _OUTPUT = 0.40, 0.25, 0.50
# Fewer failures than this, and the shares may be chance: it is said how sure they are.
_SURE_FROM = 200
_SHOWN = 5
_STAGES = {
    "index": "add the missing documents", "freshness": "sync the new revisions and withdraw the old",
    "search": "look at the splitting, the fusion and the wording", "ranking": "look at the reranker and top_k",
    "no search": "give it retrieval", "abstaining": "weigh other values of answer.sufficiency and verify.threshold",
    "writing": "weigh another writer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do.

    Attributes:
        share: Of the failures that ask for it, in [0, 1].
        sure: P(the true share is over the rule's line), for failures drawn like these.
        cases: Ids, five at most.
    """

    sentence: str
    share: float
    sure: float
    cases: tuple[str, ...]


def recommend(triaged: Sequence[Triaged]) -> list[Advice]:
    """The remedies whose line is crossed, the weightiest first; for anything else, that none is."""
    total = len(triaged)
    if not total:
        return []
    facts = [one for one in triaged if one.cause in (Cause.MISSING, Cause.STALE)]
    policy = [one for one in triaged if one.cause is Cause.POLICY]
    output = [one for one in triaged if one.cause is Cause.FORMAT]
    rules = [
        (facts, _RETRIEVAL, f"retrieval, not fine-tuning: {_stage(facts)}"),
        (policy, _RULES, "rules, not fine-tuning: put these decisions into the policy's configuration"),
        (output, _OUTPUT, "constrained output, not fine-tuning: have the form enforced where the answer is written"),
    ]
    found = [_advice(sentence, ones, total, line) for ones, line, sentence in rules if len(ones) > line * total]
    if found:
        return found
    rest = [one for one in triaged if one not in facts and one not in policy]
    return [
        Advice(
            f"no remedy's line is crossed; {_stage(triaged)}; only behaviour that is stable may be trained",
            len(rest) / total, 1.0, tuple(one.id for one in rest[:_SHOWN]),
        )
    ]  # fmt: skip


def how_sure(total: int) -> str:
    """A sentence for few failures, empty for enough."""
    if total >= _SURE_FROM:
        return ""
    return f"{total} failures are fewer than {_SURE_FROM}: each remedy says how likely its line is truly crossed"


def share_above(hits: int, total: int, line: float) -> float:
    """P(share > line) after `hits` of `total`, every share being as likely before: exact, by binomial terms."""
    return sum(comb(total + 1, k) * line**k * (1 - line) ** (total + 1 - k) for k in range(hits + 1))


def cohen_kappa(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Agreement beyond chance in [-1, 1] (Cohen, 1960); 1.0 where both only ever say one and the same."""
    total = len(ours)
    agreed = sum(one == other for one, other in zip(ours, theirs, strict=True)) / total
    counts, others = Counter(ours), Counter(theirs)
    by_chance = sum(counts[label] * others[label] for label in counts) / total**2
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def _advice(sentence: str, ones: Sequence[Triaged], total: int, line: float) -> Advice:
    shown = tuple(one.id for one in ones[:_SHOWN])
    return Advice(sentence, len(ones) / total, share_above(len(ones), total, line), shown)


def _stage(ones: Sequence[Triaged]) -> str:
    """The stage that loses most, and what to do there."""
    return ", ".join(
        f"{count} of {len(ones)} are lost at '{stage}': {_STAGES.get(stage, 'read their trails')}"
        for stage, count in Counter(one.stage for one in ones).most_common(1)
    )
