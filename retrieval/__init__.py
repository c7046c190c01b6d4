"""From a question to the few chunks that may answer it.

In: a `Question` (words, history, groups, filters, day). Out: `Evidence`, at most `top_k` `Hit`s with ranks and
scores. Steps, one a module: `rewrite` (a follow-up stands alone), `limits` (tags and years that it names), `search`
(dense and BM25 under one filter, fused), `rerank`, `select` (no near duplicates); `retriever` walks through them.

Invariants: the access filter and the day are part of the search itself; a filter that matches nothing gives nothing;
scores lie in [0, 1], high is good; equal scores are ordered by chunk id, so the same index gives the same hits.
Errors: `retrieval.errors.QuestionError`, and `ingest.errors.StoreError` from the index.
"""
