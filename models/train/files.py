"""Prints the training files of a card, with their licences and digests.

Run: python -m models.train.files --data DATA
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.train.made import FOLDERS
from models.train.questions import SETS as QUESTION_SETS
from models.train.rows import SETS

LICENCES = {
    "ragtruth": "MIT; passages from MS MARCO, whose terms are for non-commercial research",
    "factcg": "MIT (claims written by GPT-4)",
    "contractnli": "CC BY 4.0",
    "dialogue_faithfulness": "MIT, Apache-2.0, BSD-3-Clause",
    "begin": "CC BY 4.0; CMU's permissive licence",
    "fm2": "Apache-2.0; Wikipedia text CC BY-SA 3.0",
    "scifact": "claims CC BY 4.0, abstracts ODC-By 1.0",
    "infotabs": "Apache-2.0; Wikipedia text CC BY-SA",
    "tabfact": "MIT; Wikipedia tables CC BY-SA",
    "fever_symmetric": "CC BY-SA 3.0",
    "nli_multinli": "OANC terms",
    "nli_semi_auto_wiki": "Wikipedia text CC BY-SA 3.0; no licence of its own",
    "nli_new_protocols": "Wikipedia text CC BY-SA 3.0; no licence of its own",
    "nli_snli_counterfactual": "Apache-2.0; SNLI CC BY-SA 4.0",
    "nli_breaking": "CC BY-SA 4.0",
    "nli_negation": "MIT; base pairs share-alike",
    "nli_conjunction": "MIT; Wikipedia text CC BY-SA",
    "nli_scone": "CC0 1.0",
    "nli_monotonicity": "CC BY-SA 4.0",
    "nli_snli": "CC BY-SA 4.0",
    "medquad": "CC BY 4.0",
    "squadshifts_new_wiki": "CC BY 4.0 (dataset card); Wikipedia text CC BY-SA",
    "squad_train_sentences": "CC BY-SA 4.0",
    "nq_qed": "CC BY-SA 3.0",
    "docs_headings": "CC BY 4.0",
    "tatqa_financial": "CC BY 4.0",
    "readings_questions": "CC BY 4.0",
    "pubmedqa": "MIT; abstracts third party",
    "microsoft_learn_faq": "CC BY 4.0",
    "covid_qa": "Apache-2.0; articles under their own open licences",
    "nist": "US government work",
    "18f-handbook": "public domain (US), CC0 elsewhere",
    "18f-guides": "public domain (US), CC0 elsewhere",
}


def files(data: Path) -> Iterator[tuple[str, str, Sequence[Path]]]:
    """Name, licence and paths of each training file, or folder of documents."""
    for name in SETS:
        yield f"verifier/{name}", LICENCES[name.partition("/")[0]], [data / "verifier" / name]
    for name in QUESTION_SETS:
        yield f"train/{name}.jsonl", LICENCES[name], [data / "train" / f"{name}.jsonl"]
    for name in FOLDERS:
        paths = sorted((data / "documents" / name).rglob("*.md"))
        yield f"documents/{name}/**/*.md", LICENCES[name.partition("/")[0]], paths


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 of a file; of several, of their contents one after the other in the order of their names."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data: Path = parser.parse_args().data
    print("| file | licence | SHA-256 |\n|---|---|---|")
    for name, licence, paths in files(data):
        print(f"| {name} | {licence} | `{digest(paths)}` |")


if __name__ == "__main__":
    main()
