"""Rules that are policy: decided by a readable file, the same way each time, before the search and after the draft.

In: a `Question`, and what a draft cites once there is one. Out: a `Ruling`: an answer that ends the matter (refused,
escalated, answered by a fixed text or a table), or terms for the answer that is drafted (more support, narrower
filters, a notice). Rules are tried in the order of the file. The first that ends the matter is the last that is tried;
terms add up.

Invariants: rules are tried on the question's own words and on every wording in which it is searched, so that nothing is
searched that no rule has seen; no model can keep a rule from applying; every rule that applied is named in the answer.
Errors: `PolicyError` for a file that cannot be used; nothing starts with one.
"""
