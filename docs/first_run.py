"""Writes docs/first-run.md: a sync of foreign documents and twenty questions, as they really came out.

Run: python docs/first_run.py --documents DIR
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PARTS = ("18f-handbook", "18f-guides", "nist", "sec-10-q", "office")
# A question, and what a right answer says; nothing here was used to tune anything.
QUESTIONS = (
    ("How long must a password be at least if the subscriber chooses it?", "8 characters"),
    ("How often must a user reauthenticate at AAL2?", "every 12 hours, or after 30 minutes of inactivity"),
    ("Are password hints allowed?", "no"),
    ("Should users have to change their password every few months?", "no, only on evidence of compromise"),
    (
        "What false match rate must a biometric system reach?",
        "1 in 1000 or better (the draft of revision 4: 1 in 10000)",
    ),
    ("What were Apple's total net sales in the quarter ended July 1, 2023?", "$81,797 million"),
    ("How much did Apple spend on research and development in the quarter ended April 1, 2023?", "$7,457 million"),
    ("What is the par value of Apple's common stock?", "$0.00001"),
    ("What was NVIDIA's revenue in the third quarter of fiscal year 2024?", "$18.12 billion"),
    ("What share of Apple's products are made by outsourcing partners?", "substantially all, mostly in Asia"),
    ("What contrast does text need against its background?", "4.5:1, large text 3:1"),
    ("What kind of contract should an agency use for custom software?", "time and materials, with a ceiling"),
    ("What does a product owner do?", "sets the vision and priorities, decides what is built"),
    ("What happens in a retrospective?", "the team looks back at what went well and what to change"),
    ("How do I get reimbursed for a trip at 18F?", "by a voucher in the travel system"),
    ("What is core hours at 18F?", "the hours in which everybody should be reachable, if the handbook says so"),
    ("How many Stanley Cups have the Flyers won?", "2"),
    ("Will Apple acquire NVIDIA?", "abstain: no document says so"),
    ("What is the minimum salary of an engineer at 18F in Tokyo?", "abstain: no such office"),
    ("How many characters may a password have at most under PCI DSS?", "abstain: another standard"),
)
Json = dict[str, Any]


def main() -> None:
    """Sync, ask, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True)
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        index, asked, answered = (str(Path(folder) / name) for name in ("index", "asked.jsonl", "answered.jsonl"))
        paths = [str(documents / part) for part in PARTS]
        synced, seconds, megabytes = _run("sync", *paths, "--index", index, "--json")
        again = _run("sync", *paths, "--index", index, "--json")[1]
        rows = [json.dumps({"id": str(n), "question": text}) for n, (text, _) in enumerate(QUESTIONS, start=1)]
        Path(asked).write_text("\n".join(rows), encoding="utf-8")
        _, ask_seconds, ask_megabytes = _run("ask", "--jsonl", asked, "--out", answered, "--index", index)
        one = _run("ask", QUESTIONS[0][0], "--index", index)[1]
        answers = [json.loads(line) for line in Path(answered).read_text(encoding="utf-8").splitlines()]
    figures = [
        f"- first sync: {seconds:.0f} s, at most {megabytes:.0f} MB; second sync, nothing changed: {again:.1f} s",
        f"- twenty questions in one process: {ask_seconds:.1f} s with the start, at most {ask_megabytes:.0f} MB",
        f"- one question alone, cold: {one:.1f} s",
    ]
    print("\n".join([_sync_text(json.loads(synced)), *figures, "", *map(_transcript, answers)]))


def _run(*arguments: str) -> tuple[str, float, float]:
    started = time.monotonic()
    command = [sys.executable, "-m", "ragstone.cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    return done.stdout, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def _sync_text(report: Json) -> str:
    kinds = Counter(Path(row["id"]).suffix for row in report["documents"] if row["outcome"] == "added")
    chunks = sum(row["chunks"] for row in report["documents"])
    formats = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    lines = [f"- {sum(kinds.values())} documents ({formats}), {chunks} chunks"]
    for row in report["documents"]:
        lines += [f"- {row['id']}: {text}" for text in (*([row["reason"]] if row["reason"] else []), *row["warnings"])]
    return "\n".join(lines)


def _transcript(answer: Json) -> str:
    text, expected = QUESTIONS[int(answer["id"]) - 1]
    cited = {c["n"]: c for claim in answer["claims"] for c in claim["citations"]}
    sources = [
        f"> [{n}] {c['document_id']}{', page ' + str(c['page']) if c['page'] else ''}" for n, c in sorted(cited.items())
    ]
    quoted = "\n>\n".join(f"> {line}" for line in answer["text"].replace("](", "]\\(").splitlines())
    total = answer["timings_ms"].get("total", 0)
    outcome = f"Got: **{answer['status']}** ({answer['reason']}), {total:.0f} ms"
    return "\n".join(
        [f"### {answer['id']}. {text}", f"*Expected: {expected}.* {outcome}", "", quoted, ">", *sources, ""]
    )


if __name__ == "__main__":
    main()
