"""Train the verifier's encoder: is a claim supported, contradicted or neither; is a question answered?

Run: python -m models.train.verifier --data DATA --out OUT --minutes 90
The head that turns its logits into one calibrated score is fitted by `models.train.support_head`, the one for
sufficiency by `models.train.sufficiency_head`. A run that was killed goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer

from models.evidence_reader import EvidenceReader
from models.lexical import IdfTable
from models.onnx_session import load_tokenizer
from models.support_head import FEATURES
from models.train.cross_encoder import Batch, CrossEncoder, Schedule, by_length, padded, train
from models.train.export import export
from models.train.made import claim_edits, made_rows, read_passages
from models.train.near_misses import SHARE, question_examples
from models.train.pretrained import ms_marco
from models.train.questions import SETS, QuestionReader
from models.train.rows import Row, read_rows
from models.train.views import Example, row_examples

MAX_TOKENS, OUTPUTS = 256, 4
_BATCH, _POOL = 32, 60
_PASSAGES = 8000
_RATE = 6e-5
_SEED = 21
_SUFFICIENCY_WEIGHT = 0.7


def build_examples(
    rows: Sequence[Row], data: Path, tokenizer: Tokenizer, chance: random.Random, *, idf: IdfTable | None
) -> tuple[list[Example], IdfTable]:
    """All examples, and the IDF table, counted here where none is given; inference chooses windows by it as well."""
    passages = read_passages(data, chance, most=_PASSAGES)
    idf = idf or _counted(rows, passages, tokenizer)
    made = [*claim_edits(rows, chance), *made_rows(passages, chance)]
    claims = list(row_examples([*rows, *made], EvidenceReader(tokenizer, idf)))
    reader = QuestionReader(tokenizer, chance)
    questions = {name: reader.read(data / "train" / f"{name}.jsonl") for name in SETS}
    asked = list(question_examples(questions, chance))
    print(f"{len(rows)} rows, {len(made)} made, {len(claims)} views, {len(asked)} question pairs", flush=True)
    share = SHARE / (1 - SHARE) * sum(one.weight for one in claims) / sum(one.weight for one in asked)
    asked = [Example(one.evidence, one.text, (), one.sufficient, share * one.weight) for one in asked]
    return claims + asked, idf


def batches(examples: Sequence[Example], encodings: Sequence[Encoding], chance: random.Random) -> Iterator[Batch]:
    """Endless batches, drawn by weight, of like length; targets: a mask of the open classes, and sufficiency or -1."""
    weights = [example.weight for example in examples]
    lengths = [len(encoding) for encoding in encodings]
    while True:
        drawn = chance.choices(range(len(examples)), weights, k=_BATCH * _POOL)
        for batch in by_length(drawn, lengths, _BATCH, chance=chance):
            yield padded([encodings[index] for index in batch]), torch.tensor([_target(examples[at]) for at in batch])


def _counted(rows: Sequence[Row], passages: Sequence[str], tokenizer: Tokenizer) -> IdfTable:
    contexts = [*sorted({passage for row in rows for passage in row.context}), *passages]
    encoded = tokenizer.encode_batch(contexts, add_special_tokens=False)
    return IdfTable.count((frozenset(e.ids) for e in encoded), vocabulary=tokenizer.get_vocab_size())


def _target(example: Example) -> list[float]:
    classes = [float(label in example.allowed or not example.allowed) for label in range(3)]
    return [*classes, -1.0 if example.sufficient is None else float(example.sufficient)]


def joint_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """For claims minus the log of the probability of all open classes, for questions the logistic loss."""
    open_classes = -torch.logsumexp(logits[:, :3].log_softmax(1) + torch.log(target[:, :3]), dim=1)
    asked = (target[:, 3] >= 0).float()
    answered = torch.nn.functional.binary_cross_entropy_with_logits(
        logits[:, 3], target[:, 3].clamp(min=0), reduction="none"
    )
    return (open_classes * (1 - asked) + _SUFFICIENCY_WEIGHT * answered * asked).mean()


def main() -> None:
    """Train, export and quantise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--start", type=Path, help="folder of an exported model to go on from, in place of the base")
    parser.add_argument("--rate", type=float, default=_RATE, help="highest learning rate [default: %(default)s]")
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--without", nargs="*", default=(), help="folders of sets to leave out, to see what they give")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    torch.manual_seed(args.seed)
    base = ms_marco()
    tokenizer = load_tokenizer(base.folder / "tokenizer.json")
    idf = IdfTable.load(args.start / "idf.npy") if args.start is not None else None
    examples, idf = build_examples(read_rows(args.data, args.without), args.data, tokenizer, chance, idf=idf)
    args.out.mkdir(parents=True, exist_ok=True)
    idf.save(args.out / "idf.npy")
    tokenizer.enable_truncation(MAX_TOKENS)
    encodings = tokenizer.encode_batch([(example.evidence, example.text) for example in examples])
    model = CrossEncoder(base, OUTPUTS)
    if args.start is not None:
        model.read_weights(args.start / "model.onnx")
    schedule = Schedule(args.minutes, args.rate, args.out / "checkpoint.pt")
    train(model, batches(examples, encodings, chance), joint_loss, schedule=schedule)
    # Heads that know nothing yet; `models.train.support_head` and `models.train.sufficiency_head` fit them.
    head = {"weights": dict.fromkeys(FEATURES, 0.0), "bias": 0.0, "threshold": 0.5}
    fields = {
        "name": "ragstone-verifier-4", "max_tokens": MAX_TOKENS, "outputs": OUTPUTS, "head": head,
        "sufficiency": {"slope": 1.0, "bias": 0.0, "threshold": 0.5},
    }  # fmt: skip
    export(model, base.folder / "tokenizer.json", args.out, fields)


if __name__ == "__main__":
    main()
