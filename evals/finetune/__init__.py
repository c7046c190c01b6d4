"""A fine-tune to put on the scale: recipes from an index to a served model, each run with its card.

In: an index, a suite that nothing may be trained on, and a recipe in YAML. Out: a data folder, checkpoint folders
with a `card.json`, and a server that `evals run` asks like any other.
Modules: `training_set`, `supervised`, `preference`, `merge`, `serve`, `card`, `split`.

Invariants: no question of the suite is trained on, and no text of the documents that are held apart; only what
everybody may read is trained on, since weights know no groups; the same recipe gives the same data.
Errors: `evals.errors.EvalError`. Training and serving need the extra `finetune`; the training set does not.
"""
