"""`ragstone keys`."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from ragstone.keys.key import Scope
from ragstone.keys.keyring import Keyring
from tests.ragstone.conftest import Command

DAY = date(2026, 11, 24)


@pytest.fixture
def keys(here: Path) -> Path:
    with (here / "ragstone.toml").open("a") as file:
        file.write("[api]\nkeys = 'keys.json'\n")
    return here / "keys.json"


def test_a_secret_is_shown_once_and_only_its_hash_is_kept(ragstone: Command, keys: Path) -> None:
    made = ragstone("keys", "create", "intranet", "--group", "hr", "--expires", "2027-01-31")
    secret = made.out.strip()
    assert made.code == 0
    assert len(secret) > 40
    assert secret not in keys.read_text()
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    key = Keyring(keys).holder(secret, DAY)
    assert key is not None
    assert (key.name, key.groups, key.expires) == ("intranet", ("hr",), date(2027, 1, 31))
    assert Keyring(keys).holder(secret, date(2027, 2, 1)) is None
    assert ragstone("keys", "create", "other").out.strip() != secret


def test_keys_are_listed_with_what_they_open(ragstone: Command, keys: Path) -> None:
    ragstone("keys", "create", "a", "--group", "hr", "--group", "board")
    ragstone("keys", "create", "b", "--act-for", "--expires", "2020-01-01")
    ragstone("keys", "create", "c")
    ragstone("keys", "create", "d", "--no-ask", "--ingest")
    ragstone("keys", "revoke", "c")
    assert ragstone("keys", "list").out.splitlines() == [
        "a  opens  ask  hr, board",
        "b  expired until 2020-01-01  ask, act-for  public documents only",
        "c  revoked  ask  public documents only",
        "d  opens  metrics, ingest  public documents only",
    ]


@pytest.mark.parametrize(
    ("options", "field"), [(("",), "name"), (("a", "--group", ""), "groups.0"), (("a" * 101,), "name")]
)
def test_a_key_without_a_name_is_refused_in_one_sentence(
    ragstone: Command, keys: Path, options: tuple[str, ...], field: str
) -> None:
    finished = ragstone("keys", "create", *options)
    assert (finished.code, finished.out) == (2, "")
    assert finished.err.startswith(f"ragstone: got an unusable `{field}`: ")
    assert not keys.exists()


def test_a_name_is_used_once_and_only_what_is_there_is_revoked(ragstone: Command, keys: Path) -> None:
    ragstone("keys", "create", "a")
    before = keys.read_text()
    again = ragstone("keys", "create", "a")
    assert (again.code, again.out) == (2, "")
    assert "'a', which a key has already" in again.err
    assert "expected one that `ragstone keys list` shows" in ragstone("keys", "revoke", "b").err
    assert keys.read_text() == before


def test_a_revoked_key_stays_in_the_file(ragstone: Command, keys: Path) -> None:
    secret = ragstone("keys", "create", "a").out.strip()
    assert ragstone("keys", "revoke", "a").code == 0
    assert Keyring(keys).holder(secret, DAY) is None
    assert json.loads(keys.read_text())["keys"][0]["name"] == "a"


def test_without_a_file_configured_the_setting_is_named(ragstone: Command) -> None:
    assert ragstone("keys", "list").err == "ragstone: got no api.keys, expected its folder or file; set it\n"


def test_a_day_that_is_none_makes_no_key(ragstone: Command, keys: Path) -> None:
    assert ragstone("keys", "create", "a", "--expires", "soon").code == 2
    assert not keys.exists()


def test_a_key_may_be_made_for_changing_documents_or_for_everything(ragstone: Command, keys: Path) -> None:
    ragstone("keys", "create", "curator", "--ingest", "--group", "hr")
    ragstone("keys", "create", "chief", "--admin")
    assert ragstone("keys", "list").out.splitlines() == [
        "curator  opens  ask, ingest  hr",
        "chief  opens  ask, admin  public documents only",
    ]
    curator, chief = Keyring(keys).entries()
    assert [scope.value for scope in Scope if curator.allows(scope)] == ["ask", "ingest", "metrics"]
    assert all(chief.allows(scope) for scope in Scope)
