"""Checks a text against evidence: (text, evidence texts) in, a verdict for each claim out.

In: a text, with or without ``[n]`` markers, and a list of evidence texts that n counts from 1. Out: a
`Verification`: each claim with its span, verdict, support score, reason and the span of evidence that it rests on.
Steps: `claims` (splitting), `exact` (numbers, dates, units, negation, names), the verifier model, `quote` (the
sentence to show), `checker` (all together), `gate` (what may be shown).

Invariants: every span fits the text it was given; a marker that points nowhere makes its claim unsupported; no
evidence means no support; scores lie in [0, 1], high is good, one calibrated threshold for all.
Knows nothing of documents, chunks or retrieval. Errors: `models.errors.ModelError` from the verifier.
"""
