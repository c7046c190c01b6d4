"""What can go wrong in an evaluation."""

from __future__ import annotations

from pydantic import ValidationError


class EvalError(Exception):
    """A suite or a run cannot be used; the message is one sentence."""


def unusable(error: ValidationError, where: str) -> EvalError:
    """The first field of `error` that cannot be used, and the place in which it stands."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return EvalError(f"got an unusable `{field}` in {where}: {first['msg']}; correct it")
