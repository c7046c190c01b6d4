"""Turns claims and evidence texts into the cases that an entailment model is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from models.evidence import Case, PreparedClaim, PreparedText, prepare_text, view
from models.lexical import IdfTable
from models.onnx_session import load_tokenizer
from models.windows import split_statements


@dataclass(frozen=True, slots=True)
class EvidenceReader:
    """Chooses views by words: a tokenizer that cuts nothing off, and how rare each of its pieces is."""

    tokenizer: Tokenizer
    idf: IdfTable

    @classmethod
    def load(cls, folder: Path) -> EvidenceReader:
        """Read `tokenizer.json` and `idf.npy`.

        Raises:
            ModelMissingError: One of them is not there.
            ModelLoadError: One of them is broken.
        """
        return cls(load_tokenizer(folder / "tokenizer.json"), IdfTable.load(folder / "idf.npy"))

    def cases(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[list[Case]]:
        """For each (claim, evidence texts) the views of each statement of the claim; none without words."""
        prepared = self._prepared([text for _, texts in items for text in texts])
        return [
            [case for statement in split_statements(claim) if (case := self._view(statement, texts, prepared))]
            for claim, texts in items
        ]

    def views(self, claim: str, texts: Sequence[str]) -> list[str]:
        """The best long window and the gathered sentences, for training; one when alike, none without words."""
        case = self._view(claim, texts, self._prepared(texts))
        return [] if case is None else list(dict.fromkeys([case.pieces[0], case.gathered]))

    def _view(self, claim: str, texts: Sequence[str], prepared: dict[str, PreparedText]) -> Case | None:
        ids = frozenset(self.tokenizer.encode(claim, add_special_tokens=False).ids)
        return view(PreparedClaim(claim, ids), [prepared[text] for text in texts], self.idf)

    def _prepared(self, texts: Sequence[str]) -> dict[str, PreparedText]:
        different = list(dict.fromkeys(texts))
        encodings = self.tokenizer.encode_batch(different, add_special_tokens=False)
        return {text: prepare_text(text, encoding) for text, encoding in zip(different, encodings, strict=True)}
