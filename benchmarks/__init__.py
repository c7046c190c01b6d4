"""Speed and quality, measured: each figure beside a baseline from the same run.

`python -m benchmarks [--data DIR] [--only PART]` prints tables and writes ``benchmarks/results/COMMIT.json``. Parts:
`speed` (sync, search, rerank, verify, ask, start-up, memory on samples/handbook), `edits` (quotes with one
thing changed), `retrieval` (public sets, each stage beside BM25), `verifier` (public sets, beside word coverage).
Without --data the public sets are left out.
`python -m benchmarks.tune --data DIR` chooses fusion weights on training pairs, never on an evaluation set.
"""
