"""Train the verifier's cross-encoder: does a window of evidence support, contradict or not touch a claim?

Run: python -m models.train.verifier --data DATA --out OUT --minutes 40
The head that turns its logits into one calibrated score is fitted by `models.train.support_head`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer

from models.evidence import LONG, SHORT
from models.lexical import IdfTable
from models.support_head import FEATURES
from models.train.cross_encoder import CrossEncoder, Schedule, by_length, padded, train
from models.train.edits import contradict
from models.train.export import base_folder, export
from models.train.rows import CONTRADICTED, NEUTRAL, SUPPORTED, Row, read_rows
from models.windows import Window, split_windows

MAX_TOKENS = 256
_BATCH, _POOL = 32, 60
_EDITED_PASSAGES = 6000


@dataclass(frozen=True, slots=True)
class Example:
    """One pair of evidence and claim, ready to be tokenised, with the classes its label leaves open."""

    evidence: str
    claim: str
    allowed: tuple[int, ...]
    weight: float


class Windower:
    """Finds the window that holds most of a claim's words, as inference does."""

    def __init__(self, tokenizer: Tokenizer, idf: IdfTable) -> None:
        self._tokenizer = tokenizer
        self._idf = idf

    def best(self, context: str, claim: str) -> list[str]:
        """The best long window, and the best short one where it holds nearly as many of the claim's words."""
        encoding = self._tokenizer.encode(context, add_special_tokens=False)
        ids = frozenset(self._tokenizer.encode(claim, add_special_tokens=False).ids)
        long, short = (self._top(split_windows(context, encoding, size=size), ids) for size in (LONG, SHORT))
        if long is None or short is None:
            return []
        enough = self._idf.coverage(ids, short.ids) >= 0.9 * self._idf.coverage(ids, long.ids)
        chosen = [long, short] if enough and (short.start, short.end) != (long.start, long.end) else [long]
        return [context[window.start : window.end] for window in chosen]

    def _top(self, windows: Sequence[Window], ids: frozenset[int]) -> Window | None:
        return max(windows, key=lambda window: self._idf.coverage(ids, window.ids), default=None)


def row_examples(rows: Sequence[Row], windower: Windower) -> Iterator[Example]:
    """One or two examples of each row that is not held back."""
    for row in rows:
        windows = [] if row.held_back else windower.best("\n".join(row.context), row.claim)
        weight = row.weight / max(len(windows), 1)
        yield from (Example(window, row.claim, row.allowed, weight) for window in windows)


def claim_edits(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Contradictions made from supported claims by a small edit."""
    for example in examples:
        edited = contradict(example.claim, chance) if example.allowed == (SUPPORTED,) else None
        if edited is not None and chance.random() < 0.25:
            yield Example(example.evidence, edited, (CONTRADICTED,), 1.0)


def passage_edits(passages: Sequence[str], tokenizer: Tokenizer, chance: random.Random) -> Iterator[Example]:
    """From plain passages: a sentence as it stands, the sentence edited, and the sentence without its passage."""
    for passage in passages:
        encoding = tokenizer.encode(passage, add_special_tokens=False)
        windows = split_windows(passage, encoding, size=LONG)
        sentences = [w for w in split_windows(passage, encoding, size=40) if w.end - w.start > 30]
        if not windows or not sentences:
            continue
        sentence = chance.choice(sentences)
        claim = passage[sentence.start : sentence.end]
        holding = [w for w in windows if w.start <= sentence.start and sentence.end <= w.end]
        apart = [w for w in windows if w.end <= sentence.start or sentence.end <= w.start]
        edited = contradict(claim, chance)
        for window in holding[:1]:
            text = passage[window.start : window.end]
            yield Example(text, claim, (SUPPORTED,), 0.7)
            if edited is not None:
                yield Example(text, edited, (CONTRADICTED,), 1.0)
        yield from (Example(passage[w.start : w.end], claim, (NEUTRAL,), 0.5) for w in apart[:1])


def read_passages(data: Path, chance: random.Random) -> list[str]:
    """Passages of the reranker's training sets, for edits and for counting words."""
    lines = [line for path in sorted((data / "train").glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    return [json.loads(line)["positive"] for line in chance.sample(lines, min(len(lines), 2 * _EDITED_PASSAGES))]


def batches(
    examples: Sequence[Example], encodings: Sequence[Encoding], chance: random.Random
) -> Iterator[tuple[dict[str, torch.Tensor], torch.Tensor]]:
    """Endless batches, drawn by weight, of like length; targets are masks of the classes left open."""
    weights = [example.weight for example in examples]
    lengths = [len(encoding) for encoding in encodings]
    while True:
        drawn = chance.choices(range(len(examples)), weights, k=_BATCH * _POOL)
        for batch in by_length(drawn, lengths, _BATCH, chance=chance):
            allowed = [[float(label in examples[index].allowed) for label in range(3)] for index in batch]
            yield padded([encodings[index] for index in batch]), torch.tensor(allowed)


def open_class_loss(logits: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """Minus the log of the probability of all classes that the label leaves open."""
    return -torch.logsumexp(logits.log_softmax(1) + torch.log(allowed), dim=1).mean()


def build_examples(data: Path, out: Path, chance: random.Random) -> list[Example]:
    """All examples; writes the IDF table on the way, for inference chooses windows by it as well."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows, passages = read_rows(data), read_passages(data, chance)
    contexts = sorted({passage for row in rows for passage in row.context}) + passages
    encoded = tokenizer.encode_batch(contexts, add_special_tokens=False)
    idf = IdfTable.count((frozenset(e.ids) for e in encoded), vocabulary=tokenizer.get_vocab_size())
    out.mkdir(parents=True, exist_ok=True)
    idf.save(out / "idf.npy")
    examples = list(row_examples(rows, Windower(tokenizer, idf)))
    edits = [*claim_edits(examples, chance), *passage_edits(passages[:_EDITED_PASSAGES], tokenizer, chance)]
    print(f"{len(rows)} rows, {len(examples)} windows, {len(edits)} edits", flush=True)
    return examples + edits


def main() -> None:
    """Train, export and quantise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=40)
    args = parser.parse_args()
    chance = random.Random(11)
    torch.manual_seed(11)
    examples = build_examples(args.data, args.out, chance)
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    encodings = tokenizer.encode_batch([(example.evidence, example.claim) for example in examples])
    model = CrossEncoder(3)
    schedule = Schedule(args.minutes, 1e-4, args.out / "checkpoint.pt")
    train(model, batches(examples, encodings, chance), open_class_loss, schedule=schedule)
    # A head that knows nothing yet; `models.train.support_head` fits it.
    head = {"weights": dict.fromkeys(FEATURES, 0.0), "bias": 0.0, "threshold": 0.5}
    export(model, args.out, {"name": "ragstone-verifier-1", "max_tokens": MAX_TOKENS, "outputs": 3, "head": head})


if __name__ == "__main__":
    main()
