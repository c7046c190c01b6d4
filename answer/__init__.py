"""From evidence to an answer of which every claim was checked, or to an abstention with a reason.

In: a `Question` and its `Evidence`. Out: an `Answer`, or the events of one that is verified while it is written.
`policy` holds the rules that no model has a say in, `writers` draft (extractive: sentences of the evidence; llm: a
language model), `sufficiency` says whether the evidence is worth a draft, `compose` turns what the gate lets pass into
the answer, `streaming` does so sentence by sentence. A draft is unverified and never leaves this room.

Invariants: each shown claim carries at least one citation whose quote is exactly ``document.text[start:end]``; the
text is the shown claims in their order; an abstention has a reason code and words and shows no claim.
Errors: `models.errors.ModelError`, also from the language model's server.
"""
