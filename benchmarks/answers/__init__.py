"""How well questions are answered, in depth; `python -m benchmarks.answers`."""
