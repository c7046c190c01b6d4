"""What can go wrong with policies."""

from __future__ import annotations

import yaml


class PolicyError(Exception):
    """The file of policies, a table that it names, or a file of cases cannot be used; the message is one sentence."""


def no_yaml(error: yaml.YAMLError, where: str) -> PolicyError:
    """Where a file stops being YAML."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", "")
    line = f" in line {mark.line + 1}" if mark is not None else ""
    return PolicyError(f"{where} is no YAML{line} ({problem or type(error).__name__}); correct it")
