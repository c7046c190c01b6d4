"""Edits of kinds that no training saw, on passages that no training saw."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from models.calibration import Float64
from models.support import SupportScorer
from models.train.edits import HELD_OUT, TRAINED, edited, reworded
from models.train.made import held_back, read_passages, sentences
from verify.checker import Checker

Row = dict[str, object]
_PASSAGES, _MOST, _SEED = 8000, 60, 4
_FALSE_REJECTION = 0.05
_Pair = tuple[str, str]
_Scores = Callable[[Sequence[_Pair]], Float64]


def measure(data: Path, scorer: SupportScorer) -> list[Row]:
    """Share of edited claims rejected at 5 % false rejection of the same claims, only reworded; per kind of edit."""
    chance = random.Random(_SEED)
    passages = [passage for passage in read_passages(data, random.Random(21), most=_PASSAGES) if held_back(passage)]
    pool = [(passage, one) for passage in passages for one in sentences(passage)]
    chance.shuffle(pool)
    checker = Checker(scorer)
    true = [(reworded(claim, chance), passage) for passage, claim in pool[: 2 * _MOST]]
    found: list[Row] = []
    for method, score in (("verifier", _raw(scorer)), ("with exact checks", _checked(checker))):
        floor = float(np.quantile(score(true), _FALSE_REJECTION))
        for group, kinds in (("held out", HELD_OUT), ("trained", TRAINED)):
            for kind in kinds:
                false = _edited(pool, kind, random.Random(_SEED))
                rejected = float((score(false) < floor).mean())
                found.append(
                    {
                        "method": method,
                        "kind": kind,
                        "group": group,
                        "claims": len(false),
                        "rejected": round(rejected, 3),
                    }
                )
    return found


def mean_rejected(found: Sequence[Row], *, method: str, group: str) -> float:
    """The plain mean over the kinds of one group."""
    return float(np.mean([float(str(r["rejected"])) for r in found if (r["method"], r["group"]) == (method, group)]))


def _edited(pool: Sequence[tuple[str, str]], kind: str, chance: random.Random) -> list[_Pair]:
    kinds = {kind: {**HELD_OUT, **TRAINED}[kind]}
    pairs: list[_Pair] = []
    for passage, claim in pool:
        made = edited(reworded(claim, chance), [one for one in sentences(passage) if one != claim], chance, kinds=kinds)
        if made is not None:
            pairs.append((made[1], passage))
        if len(pairs) == _MOST:
            break
    return pairs


def _raw(scorer: SupportScorer) -> _Scores:
    return lambda pairs: np.array([s.support_score for s in scorer.score_many([(c, [p]) for c, p in pairs])])


def _checked(checker: Checker) -> _Scores:
    return lambda pairs: np.array([checker.verify_claim(claim, [passage]).support_score for claim, passage in pairs])
