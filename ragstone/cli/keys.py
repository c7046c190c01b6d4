"""`ragstone keys`."""

from __future__ import annotations

from datetime import UTC, datetime

import typer
from pydantic import ValidationError

from ragstone.cli.batch import validation_sentence
from ragstone.cli.failures import ExitCode, UsageError
from ragstone.cli.terms import IndexTerms, day_of
from ragstone.clock import today
from ragstone.keys.key import Key, Scope, digest, new_secret
from ragstone.keys.keyring import Keyring
from ragstone.wiring import build_keyring


def create(
    index: IndexTerms, name: str, groups: tuple[str, ...], expires: str | None, *, scopes: tuple[Scope, ...]
) -> ExitCode:
    """Make a key; its secret is printed and kept nowhere."""
    secret = new_secret()
    try:
        key = Key(
            name=name,
            sha256=digest(secret),
            groups=groups,
            scopes=scopes,
            created=datetime.now(UTC),
            expires=None if expires is None else day_of("--expires", expires),
        )
    except ValidationError as error:
        raise UsageError(validation_sentence(error)) from error
    _keyring(index).add(key)
    typer.echo(secret)
    typer.echo(f"the key '{name}' is shown this once", err=True)
    return ExitCode.DONE


def show(index: IndexTerms) -> ExitCode:
    """Every key with what it opens."""
    for key in _keyring(index).entries():
        state = "revoked" if key.revoked else "opens" if key.opens(today()) else "expired"
        until = f" until {key.expires}" if key.expires is not None else ""
        groups = ", ".join(key.groups) or "public documents only"
        typer.echo(f"{key.name}  {state}{until}  {', '.join(key.scopes)}  {groups}")
    return ExitCode.DONE


def revoke(index: IndexTerms, name: str) -> ExitCode:
    """Let a key open nothing any more."""
    _keyring(index).revoke(name)
    typer.echo(f"the key '{name}' opens nothing any more")
    return ExitCode.DONE


def _keyring(index: IndexTerms) -> Keyring:
    return build_keyring(index.load().settings.api)
