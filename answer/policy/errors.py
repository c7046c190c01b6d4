"""What can go wrong with policies."""

from __future__ import annotations

import yaml


class PolicyError(Exception):
    """The file of policies, a table that it names, or a file of cases cannot be used; the message is one sentence."""


def no_yaml(error: yaml.YAMLError | ValueError | RecursionError, where: str) -> PolicyError:
    """Where a file stops being YAML; a day like 2026-02-30 is none, either."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", "")
    problem = problem or (str(error) if isinstance(error, ValueError) else "")
    line = f" in line {mark.line + 1}" if mark is not None else ""
    return PolicyError(f"{where} is no YAML{line} ({problem or type(error).__name__}); correct it")
