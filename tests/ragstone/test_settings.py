from __future__ import annotations

from pathlib import Path

import pytest

from ragstone.settings import (
    PROFILES,
    Loaded,
    Row,
    Settings,
    SettingsError,
    Tree,
    hand_on,
    handed_on,
    load_settings,
    settings_table,
)

SECRET = "sk-do-not-show-me"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(text: str | None = None, *, flags: Tree | None = None, **environment: str) -> Loaded:
    """Settings of a `ragstone.toml` that holds `text`."""
    if text is not None:
        Path("ragstone.toml").write_text(text)
    return load_settings(flags=flags, environment=environment)


def row(loaded: Loaded, name: str) -> tuple[str, str]:
    return next((row.value, row.origin) for row in loaded.rows() if row.name == name)


def test_without_anything_the_defaults_hold() -> None:
    loaded = load()
    assert loaded.settings == Settings()
    assert {row.origin for row in loaded.rows()} == {"default"}


def test_each_place_wins_over_the_one_before() -> None:
    layers: list[tuple[str | None, Tree | None, dict[str, str], tuple[str, str]]] = [
        (None, None, {}, ("extractive", "default")),
        ('profile = "server"', None, {}, ("llm", "profile server")),
        ('profile = "server"\n[answer]\nwriter = "extractive"', None, {}, ("extractive", "file ragstone.toml")),
        (None, None, {"RAGSTONE_ANSWER__WRITER": "llm"}, ("llm", "environment RAGSTONE_ANSWER__WRITER")),
        (None, {"answer": {"writer": "extractive"}}, {"RAGSTONE_ANSWER__WRITER": "llm"}, ("extractive", "flag")),
    ]
    for text, flags, environment, expected in layers:
        assert row(load(text, flags=flags, **environment), "answer.writer") == expected


def test_what_one_place_says_leaves_the_rest_of_its_section_alone() -> None:
    loaded = load("[retrieval]\ntop_k = 7\ncandidates = 20", RAGSTONE_RETRIEVAL__TOP_K="9")
    assert (loaded.settings.retrieval.top_k, loaded.settings.retrieval.candidates) == (9, 20)


def test_the_environment_names_another_file(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[retrieval]\ntop_k = 7")
    assert row(load(RAGSTONE_CONFIG=str(other)), "retrieval.top_k") == ("7", f"file {other}")


def test_a_file_on_the_command_line_wins_over_the_environments(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[retrieval]\ntop_k = 7")
    loaded = load_settings(config=other, environment={"RAGSTONE_CONFIG": "missing.toml"})
    assert loaded.settings.retrieval.top_k == 7


def test_an_empty_variable_takes_a_value_back() -> None:
    loaded = load("[models]\nthreads = 2", RAGSTONE_MODELS__THREADS="")
    assert loaded.settings.models.threads is None


@pytest.mark.parametrize("text", ["[api]\nuploads = ''", "[audit]\npath = ''", "[api]\nkeys = ''"])
def test_an_empty_path_is_none_and_not_the_folder_one_is_in(text: str) -> None:
    settings = load(text).settings
    assert (settings.api.uploads, settings.audit.path, settings.api.keys) == (None, None, None)


def test_an_empty_variable_is_no_text() -> None:
    settings = load("[otel]\nendpoint = 'http://127.0.0.1:4318'", RAGSTONE_OTEL__ENDPOINT="").settings
    assert settings.otel.endpoint == ""


def test_the_key_of_a_client_in_the_same_shell_is_no_setting() -> None:
    assert load(RAGSTONE_KEY=SECRET).settings == load().settings


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_profile_can_be_chosen(profile: str) -> None:
    loaded = load(RAGSTONE_PROFILE=profile)
    assert row(loaded, "profile")[0] == profile
    assert all(
        row(loaded, f"{section}.{key}") == (value, f"profile {profile}")
        for section, values in PROFILES[profile].items()
        for key, value in values.items()
    )


@pytest.mark.parametrize(
    ("text", "environment", "message"),
    [
        ("[index]\nstoer = 'edge'", {}, r"unknown setting 'index\.stoer' from file ragstone\.toml"),
        ("[indx]\nstore = 'edge'", {}, "unknown setting 'indx'"),
        (None, {"RAGSTONE_INDEX__STOER": "edge"}, "'index.stoer' from environment RAGSTONE_INDEX__STOER"),
        (None, {"RAGSTONE_INDX__STORE": "edge"}, "got the variable RAGSTONE_INDX__STORE, expected .*SECTION__KEY"),
        ("[retrieval]\ntop_k = 99", {}, r"got 99 for 'retrieval\.top_k' from file .*less than or equal to 50"),
        (None, {"RAGSTONE_API__PORT": "many"}, "got 'many' for 'api.port' from environment RAGSTONE_API__PORT"),
        ("profile = 'mine'", {}, "got 'mine' for 'profile'"),
        ("top_k = 3", {}, "got a value for 'top_k' in file ragstone.toml, expected a section"),
        ("[index", {}, "'ragstone.toml' is no valid TOML"),
        (None, {"RAGSTONE_CONFIG": "missing.toml"}, "'missing.toml' cannot be read .*check the path"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str | None, environment: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load(text, flags=None, **environment)


def test_an_unknown_flag_is_said_to_be_one() -> None:
    with pytest.raises(SettingsError, match="'index.pth' from flag"):
        load(flags={"index": {"pth": "x"}})


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ragstone.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="no valid TOML"):
        load()


def test_secrets_are_hidden_where_settings_are_listed() -> None:
    loaded = load(RAGSTONE_LLM__API_KEY=SECRET, RAGSTONE_INDEX__API_KEY=SECRET)
    assert SECRET not in repr(loaded)
    assert SECRET not in repr(loaded.rows())
    assert row(loaded, "llm.api_key")[0] == "**********"


@pytest.mark.parametrize(
    "text", [f"[llm]\napi_key = ['{SECRET}']", f"api_key = '{SECRET}'", f"[llm]\napi_keys = '{SECRET}'"]
)
def test_secrets_are_hidden_in_errors(text: str) -> None:
    with pytest.raises(SettingsError, match="api_key") as caught:
        load(text)
    assert SECRET not in str(caught.value)


def test_a_secret_in_a_section_written_as_a_list_is_hidden() -> None:
    with pytest.raises(SettingsError, match=r"write \[llm\]") as caught:
        load(f"[[llm]]\napi_key = '{SECRET}'")
    assert SECRET not in str(caught.value)


def test_a_misplaced_secret_in_the_environment_is_hidden() -> None:
    with pytest.raises(SettingsError, match="RAGSTONE_API_KEY") as caught:
        load(RAGSTONE_API_KEY=SECRET)
    assert SECRET not in str(caught.value)


def test_the_table_has_a_line_for_every_setting() -> None:
    names = [line.split("`")[1] for line in settings_table().splitlines()[2:]]
    assert names == [row.name for row in load().rows()]
    assert "None |" not in settings_table()


def test_what_is_handed_on_is_found_with_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGSTONE_HANDED_SETTINGS", "")
    given = load_settings(flags={"llm": {"api_key": "hush", "model": "m"}}, environment={}).settings
    hand_on(given)
    assert handed_on() == given
    assert load_settings().settings.llm.model == "default"


def test_nothing_handed_on_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAGSTONE_HANDED_SETTINGS", raising=False)
    with pytest.raises(SettingsError, match="got no settings from the process that started this one"):
        handed_on()


def test_a_variable_names_several_words_with_commas_between() -> None:
    found = load_settings(
        environment={"RAGSTONE_API__HOSTS": "a.example, b.example,", "RAGSTONE_API__CORS_ORIGINS": ""}
    )
    assert (found.settings.api.hosts, found.settings.api.cors_origins) == (("a.example", "b.example"), ())


def test_a_variable_names_several_sources() -> None:
    address = "git+https://git.corrow.example:8443/wiki.git"
    found = load_settings(environment={"RAGSTONE_API__SOURCES": f"docs, {address}"})
    assert found.settings.api.sources == ("docs", address)
    assert Row("api.sources", f"docs, {address}", "environment RAGSTONE_API__SOURCES") in found.rows()
    assert load_settings(environment={"RAGSTONE_API__SOURCES": ""}).settings.api.sources == ()


def test_what_is_to_be_kept_out_is_of_a_known_kind() -> None:
    found = load_settings(environment={"RAGSTONE_INGEST__KEEP_OUT": "secrets, personal"})
    assert found.settings.ingest.keep_out == ("secrets", "personal")
    with pytest.raises(SettingsError, match=r"ingest\.keep_out.*expected secrets and personal alone"):
        load_settings(environment={"RAGSTONE_INGEST__KEEP_OUT": "passwords"})
