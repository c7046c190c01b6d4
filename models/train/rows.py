"""The verifier's training rows: which sets, which labels, and which rows are held back for calibration."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

SUPPORTED, CONTRADICTED, NEUTRAL = 0, 1, 2
NOT_SUPPORTED = (CONTRADICTED, NEUTRAL)

# How often a row of the set is drawn: sets close to the product's work count more, sentence pairs less.
SETS = {
    "ragtruth/train_sentences-1.jsonl": 3.0,
    "ragtruth/train_sentences-2.jsonl": 3.0,
    "factcg/train_doc.jsonl": 4.0,
    "contractnli/train.jsonl": 1.2,
    "dialogue_faithfulness/train.jsonl": 2.0,
    "begin/train.jsonl": 1.0,
    "fm2/train-dev.jsonl": 3.0,
    "fm2/train-test.jsonl": 3.0,
    "scifact/train.jsonl": 5.0,
    "infotabs/train.jsonl": 0.7,
    "tabfact/train.jsonl": 0.5,
    "fever_symmetric/train.jsonl": 2.5,
    "nli_multinli/train.jsonl": 1.0,
    "nli_semi_auto_wiki/train.jsonl": 0.8,
    "nli_new_protocols/train_base.jsonl": 0.8,
    "nli_new_protocols/train_edit_other.jsonl": 0.8,
    "nli_new_protocols/train_edit_premise.jsonl": 0.8,
    "nli_new_protocols/train_paragraph.jsonl": 1.5,
    "nli_snli_counterfactual/train.jsonl": 0.4,
    "nli_breaking/train.jsonl": 0.5,
    "nli_negation/train.jsonl": 0.8,
    "nli_conjunction/train.jsonl": 1.0,
    "nli_scone/train.jsonl": 0.3,
    "nli_monotonicity/train.jsonl": 0.3,
    "nli_snli/train.jsonl": 0.3,
}
# Of these, one document in eight is held back; of the others, one in thirty.
_CALIBRATION = {"ragtruth", "factcg", "contractnli", "dialogue_faithfulness", "begin", "fm2", "scifact"}


@dataclass(frozen=True, slots=True)
class Row:
    """One claim against one context.

    Attributes:
        source: Folder of the set.
        context: The evidence passages.
        claim: The statement.
        allowed: Which of the three classes the label leaves open; two when it only says "not supported".
        weight: How often it is drawn.
        held_back: True for rows that only the calibration may see.
    """

    source: str
    context: tuple[str, ...]
    claim: str
    allowed: tuple[int, ...]
    weight: float
    held_back: bool

    @property
    def supported(self) -> bool:
        """Whether the label says that the context supports the claim."""
        return self.allowed == (SUPPORTED,)


def read_rows(data: Path, without: Collection[str] = ()) -> list[Row]:
    """Rows of all sets that may be used for training, without boilerplate sentences.

    Raises:
        ValueError: A name in `without` is no folder of a set.
    """
    folders = {path.partition("/")[0] for path in SETS}
    if unknown := sorted(set(without) - folders):
        raise ValueError(f"got --without {', '.join(unknown)}, expected some of {', '.join(sorted(folders))}")
    used = {path: weight for path, weight in SETS.items() if path.partition("/")[0] not in without}
    return [row for path, weight in used.items() for row in _read_set(data / "verifier" / path, weight)]


def _read_set(path: Path, weight: float) -> Iterator[Row]:
    source = path.parent.name
    one_in = 8 if source in _CALIBRATION else 30
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if fields["kind"] in {"lead_in", "no_answer"}:
            continue
        held_back = zlib.crc32(fields["source_doc_id"].encode()) % one_in == 0
        allowed = _allowed(fields["label"], fields["kind"])
        yield Row(source, tuple(fields["context"]), fields["claim"], allowed, weight, held_back)


def _allowed(label: int, kind: str) -> tuple[int, ...]:
    name = kind.lower().rsplit(":", 1)[-1]
    if label == 1:
        return (SUPPORTED,)
    conflict = "conflict" in name or "contradict" in name or name == "refutes"
    baseless = "baseless" in name or name in {"neutral", "not_enough_info"}
    if conflict == baseless:
        return NOT_SUPPORTED
    return (CONTRADICTED,) if conflict else (NEUTRAL,)
