"""`python -m benchmarks.models --data DATA`: what the shipped models are worth, each beside its baselines.

Writes `benchmarks/results/models-COMMIT.json` and the tables and curves of `docs/models.md`.
"""
