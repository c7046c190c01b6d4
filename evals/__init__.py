"""The scale: how good the assistant is, and whether a variant may take its place.

In: a suite of questions with gold documents, gold spans and reference answers, and a variant. Out: a run, one
`Prediction` and one row of metrics a question, and for two runs a `Comparison` with a verdict.
Modules: `suite`, `variants`, `metrics`, `run`, `compare`, `report`; `triage` and `advise`; `collect` and `drift`
from the audit log; `cli` is `python -m evals`.

Invariants: a metric that does not apply is absent, never zero; two runs are compared question by question,
with the same seed the same verdict; no evaluation question is ever trained or tuned on.
Errors: `evals.errors.EvalError`.
"""
