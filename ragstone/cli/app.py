"""The commands and their options. What a command needs is imported when it runs, so that `--help` is quick."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="ragstone",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Answers from your own documents: every sentence cited and checked, or an abstention that says why.",
)

IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder of the index [default: .ragstone/index]")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="Settings file [default: ragstone.toml]")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON")]
# An option that may be given several times; None where it is not given at all.
_Several = list[str] | None
GroupOption = Annotated[_Several, typer.Option("--group", help="A group that the asker belongs to; repeatable")]
FilterOption = Annotated[_Several, typer.Option("--filter", help="KEY=VALUE that documents must carry; repeatable")]
InferOption = Annotated[bool, typer.Option("--infer/--no-infer", help="Read tags, years and misspelt words")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="Day that documents must be in force on [default: today]")
]
JsonlOption = Annotated[Path | None, typer.Option("--jsonl", help="Rows to work through instead; needs --out")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Where the rows' results go")]


class StageName(StrEnum):
    """The stages that `search --stage` can show."""

    dense = "dense"
    bm25 = "bm25"
    hybrid = "hybrid"
    reranked = "reranked"


class EngineName(StrEnum):
    """What `sync --engine` can work on."""

    local = "local"
    ray = "ray"


class FailOnName(StrEnum):
    """What `doctor --fail-on` may fail on."""

    error = "error"
    warning = "warning"


class CalibratedName(StrEnum):
    """What `calibrate` can fit."""

    verifier = "verifier"
    reranker = "reranker"
    abstention = "abstention"


@app.command()
def sync(
    places: Annotated[
        list[str], typer.Argument(metavar="PLACE...", help="Folders, files, addresses, or a .places.yaml of them")
    ],
    as_json: JsonOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start from nothing: only PLACE... will be there")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try even what is put off because it failed before")] = False,
    watch: Annotated[
        float | None, typer.Option("--watch", min=0.01, help="Go on for ever, so many minutes apart")
    ] = None,
    engine: Annotated[
        EngineName | None, typer.Option("--engine", help="Where it parses and embeds: here, or on a Ray cluster")
    ] = None,
    metrics: Annotated[
        Path | None, typer.Option("--metrics", help="Write what it came to for Prometheus' node exporter")
    ] = None,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Make the index agree with folders, files, buckets, repositories or sites of documents."""
    from ragstone.cli.sync import Manner, run, run_watching
    from ragstone.cli.terms import IndexTerms

    manner = Manner(as_json, dry_run, retry, metrics, engine.value if engine is not None else None)
    if watch is not None:
        _leave(run_watching(IndexTerms(index, config), places, manner, minutes=watch, rebuild=rebuild))
    else:
        _leave(run(IndexTerms(index, config), places, manner, rebuild=rebuild))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question")] = None,
    as_json: JsonOption = False,
    group: GroupOption = None,
    filter_: FilterOption = None,
    as_of: AsOfOption = None,
    infer: InferOption = True,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the answer came about")] = False,
    stream: Annotated[bool, typer.Option("--stream", help="Print each sentence as soon as it is verified")] = False,
    jsonl: JsonlOption = None,
    out: OutOption = None,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Answer a question with citations, or abstain and say why."""
    from ragstone.cli.ask import run, run_explain, run_stream
    from ragstone.cli.terms import AskTerms, IndexTerms

    terms = AskTerms(question, tuple(group or ()), tuple(filter_ or ()), as_of, jsonl, out, infer)
    if explain and jsonl is None:
        _leave(run_explain(IndexTerms(index, config), terms, as_json=as_json))
    elif stream and not as_json and jsonl is None:
        _leave(run_stream(IndexTerms(index, config), terms))
    else:
        _leave(run(IndexTerms(index, config), terms, as_json=as_json))


@app.command()
def search(
    question: Annotated[str | None, typer.Argument(help="The question")] = None,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many hits")] = 5,
    stage: Annotated[
        StageName, typer.Option("--stage", help="Show the hits as they stand after it")
    ] = StageName.reranked,
    group: GroupOption = None,
    filter_: FilterOption = None,
    as_of: AsOfOption = None,
    infer: InferOption = True,
    jsonl: JsonlOption = None,
    out: OutOption = None,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Find the chunks that may answer a question."""
    from ragstone.cli.search import run
    from ragstone.cli.terms import AskTerms, IndexTerms

    terms = AskTerms(question, tuple(group or ()), tuple(filter_ or ()), as_of, jsonl, out, infer)
    _leave(run(IndexTerms(index, config), terms, stage=stage.value, limit=limit, as_json=as_json))


@app.command()
def verify(
    jsonl: Annotated[Path, typer.Option("--jsonl", help="Rows `id, context, response` or `id, context, claim`")],
    out: Annotated[Path, typer.Option("--out", help="Where the rows' verdicts go")],
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Check texts against given passages."""
    from ragstone.cli.terms import IndexTerms
    from ragstone.cli.verify import run

    _leave(run(IndexTerms(index, config), jsonl, out))


@app.command()
def calibrate(
    what: Annotated[CalibratedName, typer.Argument(help="Head, share or threshold to fit")],
    jsonl: Annotated[Path, typer.Option("--jsonl", help="Rows `claim, context, label`, or `question, gold_documents`")],
    out: Annotated[Path | None, typer.Option("--out", help="Where the verifier's calibration goes")] = None,
    risk: Annotated[float, typer.Option("--risk", help="Share of the answers that may be wrong")] = 0.02,
    as_json: JsonOption = False,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Fit a verifier's head, or choose the reranker's share or the threshold of abstention, on your own rows."""
    from ragstone.cli.calibrate import run_abstention, run_reranker, run_verifier
    from ragstone.cli.terms import IndexTerms

    terms = IndexTerms(index, config)
    if what is CalibratedName.verifier:
        _leave(run_verifier(terms, jsonl, out, as_json=as_json))
    elif what is CalibratedName.reranker:
        _leave(run_reranker(terms, jsonl, as_json=as_json))
    else:
        _leave(run_abstention(terms, jsonl, risk, as_json=as_json))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port [default: 8000]")] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Place that `POST /v1/sync` syncs; repeatable")
    ] = None,
    uploads: Annotated[Path | None, typer.Option("--uploads", help="Folder that uploads are kept in")] = None,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Serve the HTTP API and the page."""
    from ragstone.cli.serve import ServeTerms, run
    from ragstone.cli.terms import IndexTerms

    _leave(run(IndexTerms(index, config), ServeTerms(host, port, tuple(source or ()), uploads)))


@app.command()
def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Serve at /mcp of the API's address, not on stdin and stdout")
    ] = False,
    port: Annotated[int | None, typer.Option("--port", help="Port [default: 8000]")] = None,
    group: GroupOption = None,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Serve `ask`, `search` and `verify` to agents that speak MCP."""
    from ragstone.cli.mcp import run
    from ragstone.cli.terms import IndexTerms

    _leave(run(IndexTerms(index, config), tuple(group or ()), http=http, port=port))


@app.command()
def documents(
    as_json: JsonOption = False,
    group: GroupOption = None,
    as_of: AsOfOption = None,
    forget: Annotated[str | None, typer.Option("--forget", help="Take out all that was synced from SOURCE")] = None,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """List the documents that may be read, or forget a source."""
    from ragstone.cli.documents import run
    from ragstone.cli.terms import AskTerms, IndexTerms

    terms = AskTerms(groups=tuple(group or ()), as_of=as_of)
    _leave(run(IndexTerms(index, config), terms, forget=forget, as_json=as_json))


@app.command()
def doctor(
    only: Annotated[_Several, typer.Option("--only", metavar="CHECK", help="This check alone; repeatable")] = None,
    skip: Annotated[_Several, typer.Option("--skip", metavar="CHECK", help="All but this check; repeatable")] = None,
    as_json: JsonOption = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write the report as a page")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Findings of a check to print; the rest are counted")] = 10,
    fail_on: Annotated[
        FailOnName | None, typer.Option("--fail-on", help="End with 1 where a finding is so grave, or graver")
    ] = None,
    group: Annotated[
        _Several, typer.Option("--group", help="See what this group sees; repeatable [default: all documents]")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day to look at them on [default: today]")] = None,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Look for what is wrong with the documents themselves, and say what to do about it."""
    from ragstone.cli.doctor import DoctorTerms, run
    from ragstone.cli.terms import IndexTerms

    least = fail_on.value if fail_on else None
    shown = DoctorTerms(tuple(only or ()), tuple(skip or ()), tuple(group or ()), as_of, least)
    _leave(run(IndexTerms(index, config), shown, as_json=as_json, html=html, most=most))


@app.command("audit-log")
def audit_log(
    since: Annotated[str | None, typer.Option("--since", help="First day (UTC)")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day (UTC)")] = None,
    document: Annotated[str | None, typer.Option("--document", help="Only answers drafted from it")] = None,
    status: Annotated[str | None, typer.Option("--status", help="answered, trimmed or abstained")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Of an answer, or of a claim it withheld")] = None,
    principal: Annotated[str | None, typer.Option("--principal", help="The key, or the token's subject")] = None,
    user: Annotated[str | None, typer.Option("--user", help="Whom its holder asked for")] = None,
    trace_id: Annotated[str | None, typer.Option("--trace-id", help="Of an answer, and what was said of it")] = None,
    verify_: Annotated[bool, typer.Option("--verify", help="Go through the chain and print its last hash")] = False,
    head: Annotated[str | None, typer.Option("--head", help="A hash noted earlier, which --verify must meet")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show what was asked, shown and withheld, or verify that nothing of it was changed."""
    from ragstone.cli.audit_log import Wanted, run, verify_chain
    from ragstone.cli.terms import IndexTerms, first_day, last_day

    terms = IndexTerms(None, config)
    if verify_ or head is not None:
        _leave(verify_chain(terms, head))
    else:
        days = first_day("--since", since), last_day("--until", until)
        _leave(run(terms, Wanted(*days, document, status, reason, principal, user, trace_id), as_json=as_json))


@app.command()
def plan(
    documents: Annotated[int, typer.Option("--documents", help="How many there will be")],
    cores: Annotated[int, typer.Option("--cores", help="That parse and embed, over all machines")] = 8,
    memory: Annotated[float, typer.Option("--memory", help="GB of a machine that serves the index")] = 64,
    price: Annotated[float, typer.Option("--price", help="Of such a machine an hour; 0: no price is told")] = 0,
    copies: Annotated[int, typer.Option("--copies", help="Of each chunk on the servers")] = 1,
    as_json: JsonOption = False,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Reckon what a number of documents needs: hours, disk, memory, machines."""
    from ragstone.cli.plan import run
    from ragstone.cli.terms import IndexTerms
    from ragstone.plan import Hardware

    hardware = Hardware(cores, memory, price)
    _leave(run(IndexTerms(index, config), documents, hardware, copies=copies, as_json=as_json))


@app.command()
def reindex(
    places: Annotated[list[str], typer.Argument(metavar="PLACE...", help="All that the index is made of")],
    as_json: JsonOption = False,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Make the index anew, for another embedder or splitter, and switch to it when it is whole."""
    from ragstone.cli.index import run_reindex
    from ragstone.cli.terms import IndexTerms

    _leave(run_reindex(IndexTerms(index, config), places, as_json=as_json))


index_app = typer.Typer(no_args_is_help=True, help="Keep, restore and take back states of the index.")
app.add_typer(index_app, name="index")


@index_app.command("backup")
def index_backup(
    file: Annotated[Path, typer.Argument(help="Where to; replaced when the backup is whole")],
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Write every document of the index to one file."""
    from ragstone.cli.index import run_backup
    from ragstone.cli.terms import IndexTerms

    _leave(run_backup(IndexTerms(index, config), file))


@index_app.command("restore")
def index_restore(
    file: Annotated[Path, typer.Argument(help="What `index backup` wrote")],
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Put a backup in the place of the index, on disk or on a server."""
    from ragstone.cli.index import run_restore
    from ragstone.cli.terms import IndexTerms

    _leave(run_restore(IndexTerms(index, config), file))


@index_app.command("rollback")
def index_rollback(index: IndexOption = None, config: ConfigOption = None) -> None:
    """Take back what was published last: the state before it is in force again."""
    from ragstone.cli.index import run_rollback
    from ragstone.cli.terms import IndexTerms

    _leave(run_rollback(IndexTerms(index, config)))


@index_app.command("history")
def index_history(
    as_json: JsonOption = False,
    last: Annotated[int, typer.Option("--last", min=1, help="How many runs")] = 20,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what the last syncs came to, and what could not be read."""
    from ragstone.cli.index import run_history
    from ragstone.cli.terms import IndexTerms

    _leave(run_history(IndexTerms(index, config), last=last, as_json=as_json))


policy_app = typer.Typer(no_args_is_help=True, help="Work with the file of policies.")
app.add_typer(policy_app, name="policy")


@policy_app.callback()
def policy() -> None:
    """Work with the file of policies."""


@policy_app.command("test")
def policy_test(
    cases: Annotated[Path, typer.Argument(help="YAML of questions with the rules that must apply")],
    config: ConfigOption = None,
) -> None:
    """Hold the configured policies against cases; ends with 1 if one fails or a rule is tried by none."""
    from ragstone.cli.policy import run
    from ragstone.cli.terms import IndexTerms

    _leave(run(IndexTerms(None, config), cases))


keys_app = typer.Typer(no_args_is_help=True, help="Make, list and revoke the keys of the HTTP API.")
app.add_typer(keys_app, name="keys")


@keys_app.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="Who holds it; the audit log names it")],
    group: GroupOption = None,
    act_for: Annotated[bool, typer.Option("--act-for", help="Its requests may name any groups")] = False,
    ingest: Annotated[bool, typer.Option("--ingest", help="It may upload, sync and remove documents")] = False,
    admin: Annotated[bool, typer.Option("--admin", help="It may do all that keys can do")] = False,
    no_ask: Annotated[bool, typer.Option("--no-ask", help="No questions: for what uploads, or reads /metrics")] = False,
    expires: Annotated[str | None, typer.Option("--expires", help="Last day [default: never]")] = None,
    config: ConfigOption = None,
) -> None:
    """Make a key and print its secret, once."""
    from ragstone.cli.keys import create
    from ragstone.cli.terms import IndexTerms
    from ragstone.keys.key import Scope

    basic = Scope.METRICS if no_ask else Scope.ASK
    wanted = {basic: True, Scope.ACT_FOR: act_for, Scope.INGEST: ingest, Scope.ADMIN: admin}
    scopes = tuple(scope for scope, given in wanted.items() if given)
    _leave(create(IndexTerms(None, config), name, tuple(group or ()), expires, scopes=scopes))


@keys_app.command("list")
def keys_list(config: ConfigOption = None) -> None:
    """List the keys, without their secrets."""
    from ragstone.cli.keys import show
    from ragstone.cli.terms import IndexTerms

    _leave(show(IndexTerms(None, config)))


@keys_app.command("revoke")
def keys_revoke(name: Annotated[str, typer.Argument(help="Of the key")], config: ConfigOption = None) -> None:
    """Let a key open nothing any more, from the next request on."""
    from ragstone.cli.keys import revoke
    from ragstone.cli.terms import IndexTerms

    _leave(revoke(IndexTerms(None, config), name))


@app.command("config")
def show_config(as_json: JsonOption = False, index: IndexOption = None, config: ConfigOption = None) -> None:
    """Show every setting and where its value comes from."""
    from ragstone.cli.config import run
    from ragstone.cli.terms import IndexTerms

    _leave(run(IndexTerms(index, config), as_json=as_json))


def _leave(code: int) -> None:
    if code:
        raise typer.Exit(int(code))


def main() -> None:
    """Run the command line of this process."""
    _quiet_pipes()
    try:
        app()
    except Exception as error:  # noqa: BLE001 - `report` raises again what it does not expect
        from ragstone.cli.failures import report

        sys.exit(report(error))


def _quiet_pipes() -> None:
    """Text goes out as UTF-8 whatever the terminal says, so that a quote can always be printed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
