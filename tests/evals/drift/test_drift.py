"""What the audit log shows month by month, on logs whose story is known."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from evals.cli.app import main
from evals.drift.corpus import CorpusChange
from evals.drift.drift import Drift, Watch
from evals.drift.lines import State, load_lines, rises
from evals.drift.report import markdown, page
from evals.drift.signals import Ratio
from evals.errors import EvalError
from models.protocols import Embedder
from ragstone.audit.log import AuditLog
from ragstone.audit.record import AnswerRecord, FeedbackRecord, Opinion, Record, Ruled
from tests.evals.suites import write_run
from tests.ragstone.audit.records import answer_record

SINCE, TODAY = date(2026, 3, 1), date(2026, 4, 30)
LEAVE = ["How long is annual leave?", "Can leave be carried over?", "Who signs my holiday?", "Is Easter a holiday?"]
PUMPS = ["Why does the pump leak?", "Which seal fits the pump?", "How often is the pump oiled?", "Is the pump loud?"]
Make = Callable[[int, datetime], AnswerRecord]


def ordinary(number: int, at: datetime) -> AnswerRecord:
    """One in five abstained from, one in ten with a claim withheld; sources a year old."""
    return answer_record(
        number, question=LEAVE[number % 4], at=at, status="abstained" if number % 5 == 0 else "answered",
        effective=at.date() - timedelta(days=365), withheld=int(number % 10 == 1),
    )  # fmt: skip


def month(number: int, make: Make, count: int = 200) -> list[Record]:
    begin = datetime(2026, number, 1, 8, tzinfo=UTC)
    return [make(1000 * number + n, begin + timedelta(hours=3 * n)) for n in range(count)]


@pytest.fixture
def drift(embedder: Embedder) -> Callable[[Sequence[Record]], Drift]:
    def of(records: Sequence[Record]) -> Drift:
        return Watch(load_lines(), embedder).drift(records, since=SINCE, today=TODAY)

    return of


def states(found: Drift, signal: str) -> list[State]:
    return [one.state for one in found.checked if one.line.signal == signal]


def test_where_nothing_changed_nothing_is_crossed(drift: Callable[[Sequence[Record]], Drift]) -> None:
    found = drift([record for number in (1, 2, 3, 4) for record in month(number, ordinary)])
    assert found.periods == ["before 2026-03-01", "2026-03", "2026-04"]
    assert found.asked == [400, 200, 200]
    assert found.crossed == []
    assert [value.value for value in found.values["abstention_rate"] if value] == [0.2, 0.2, 0.2]
    assert found.values["source_age_days"][0] is not None
    assert found.values["source_age_days"][0].value == 365


@pytest.mark.parametrize(
    ("signal", "change"),
    [
        ("abstention_rate", {"status": "abstained", "reason": "nothing_found", "shown": ()}),
        ("unsupported_rate", {"withheld": answer_record(withheld=2).withheld}),
        ("escalation_rate", {"status": "escalated", "reason": "policy", "shown": ()}),
        ("citation_rate", {"shown": (answer_record().shown[0].model_copy(update={"citations": ()}),)}),
    ],
)
def test_what_got_worse_in_one_month_crosses_its_line_there(
    drift: Callable[[Sequence[Record]], Drift], signal: str, change: dict[str, object]
) -> None:
    def worse(number: int, at: datetime) -> AnswerRecord:
        record = ordinary(number, at)
        return record.model_copy(update=change) if number % 3 == 0 else record

    found = drift([*month(1, ordinary), *month(2, ordinary), *month(3, ordinary), *month(4, worse)])
    assert states(found, signal) == [State.WITHIN, State.CROSSED]
    assert [sentence[:7] for sentence in found.crossed if signal in sentence] == ["2026-04"]


def test_sources_that_nobody_renews_cross_their_line(drift: Callable[[Sequence[Record]], Drift]) -> None:
    def aged(number: int, at: datetime) -> AnswerRecord:
        return answer_record(number, question=LEAVE[number % 4], at=at, effective=date(2025, 2, 1))

    fresh = [aged(n, datetime(2026, 2, 1, tzinfo=UTC)) for n in range(40)]
    found = drift([*fresh, *month(3, aged, 40), *month(4, aged, 40)])
    assert states(found, "source_age_days")[1] is State.CROSSED


def test_complaints_cross_their_line(drift: Callable[[Sequence[Record]], Drift]) -> None:
    def said(number: int, at: datetime, opinion: Opinion) -> FeedbackRecord:
        return FeedbackRecord(trace_id=f"trace{number}", at=at, opinion=opinion)

    def feedback_of(number: int, one_in: int) -> list[Record]:
        begin = datetime(2026, number, 2, tzinfo=UTC)
        kinds = [Opinion.WRONG_ANSWER if n % one_in == 0 else Opinion.HELPFUL for n in range(100)]
        return [said(n, begin + timedelta(hours=n), kind) for n, kind in enumerate(kinds)]

    quiet = [*month(1, ordinary), *feedback_of(1, 10)]
    found = drift([*quiet, *month(3, ordinary), *feedback_of(3, 10), *month(4, ordinary), *feedback_of(4, 2)])
    assert states(found, "complaint_rate") == [State.WITHIN, State.CROSSED]


def test_a_handful_of_questions_shows_nothing(drift: Callable[[Sequence[Record]], Drift]) -> None:
    def refused(number: int, at: datetime) -> AnswerRecord:
        return answer_record(number, at=at, status="abstained")

    found = drift([*month(1, ordinary), *month(3, refused, 20)])
    assert states(found, "abstention_rate") == [State.TOO_FEW]
    assert found.crossed == []
    assert found.shifts == []


def test_other_questions_show_and_so_do_their_words(drift: Callable[[Sequence[Record]], Drift]) -> None:
    def other(number: int, at: datetime) -> AnswerRecord:
        return ordinary(number, at).model_copy(update={"question": PUMPS[number % 4]})

    found = drift([*month(1, ordinary, 60), *month(3, ordinary, 60), *month(4, other, 60)])
    same, moved = found.shifts
    assert min(same.p_meaning, same.p_words) > 0.05
    assert max(moved.p_meaning, moved.p_words) < 0.01
    assert moved.distance > same.distance + 0.2
    assert "pump" in {term.word for term in moved.terms}
    (sentence,) = [sentence for sentence in found.crossed if "other questions" in sentence]
    assert sentence.startswith("2026-04: ")


def test_the_tests_of_the_questions_err_as_seldom_as_they_say(embedder: Embedder) -> None:
    """Both periods drawn from the same questions: a p below .2 in about one of five draws."""
    from evals.drift.questions import shift

    chance = random.Random(4)
    pool = [
        f"{chance.choice(LEAVE)[:-1]} in {chance.choice('Oslo Paris Rome Cairo Lima Bonn'.split())}?" for _ in range(80)
    ]
    found = []
    for _ in range(30):
        chance.shuffle(pool)
        found.append(shift("m", pool[:40], pool[40:], embedder))
    for values in ([one.p_meaning for one in found], [one.p_words for one in found]):
        assert sum(p < 0.2 for p in values) <= 13  # of 30, expected 6; 14 or more in one of a thousand
        assert sum(p > 0.5 for p in values) >= 6  # expected 15


def test_a_log_without_words_is_watched_all_the_same(drift: Callable[[Sequence[Record]], Drift]) -> None:
    def silent(number: int, at: datetime) -> AnswerRecord:
        return ordinary(number, at).model_copy(update={"question": None})

    found = drift([*month(1, silent), *month(3, silent)])
    assert found.shifts == []
    assert states(found, "abstention_rate") == [State.WITHIN]


def test_months_in_which_nobody_asked_are_there(drift: Callable[[Sequence[Record]], Drift]) -> None:
    found = drift([*month(1, ordinary), *month(3, ordinary, 40), *month(5, ordinary, 40)])
    assert found.periods[1:] == ["2026-03", "2026-04", "2026-05"]
    assert found.values["abstention_rate"][2] is None


@pytest.mark.parametrize(
    ("months", "sentence"), [((1, 2), "got no record since 2026-03-01"), ((3, 4), "got no answer before 2026-03-01")]
)
def test_what_cannot_be_weighed_says_so(
    drift: Callable[[Sequence[Record]], Drift], months: tuple[int, ...], sentence: str
) -> None:
    with pytest.raises(EvalError, match=sentence):
        drift([record for number in months for record in month(number, ordinary, 40)])


def test_a_revision_in_anothers_place_counts_once() -> None:
    assert CorpusChange("2026-03", documents=50, came=3, went=3).share == 0.06
    assert CorpusChange("2026-03", documents=0, came=3, went=0).share == 1.0


def _write_log(folder: Path) -> None:
    log = AuditLog(folder)
    for number in (1, 3):
        for record in month(number, ordinary, 40):
            log.append(record)


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["evals", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_command_writes_a_page_that_needs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _write_log(tmp_path / "audit")
    first, second = write_run("old", 0.4, ids=20), write_run("new", 0.6, ids=25)
    arguments = ("drift", "--since", SINCE, "--log", "audit", "--run", first, "--run", second, "--report", "drift.html")
    assert _run(monkeypatch, *arguments) == 0
    said = capsys.readouterr().out
    assert "| abstention_rate | 0.200 | 0.200 |" in said
    assert "| new | 2026-11-24 | 10 | 0.600 |" in said
    text = (tmp_path / "drift.html").read_text()
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org", "")
    assert "Nothing crossed its line" in text


def test_the_command_refuses_other_reports_and_missing_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "drift", "--since", SINCE, "--log", tmp_path / "none") == 2
    assert _run(monkeypatch, "drift", "--since", SINCE, "--log", tmp_path, "--report", "x.pdf") == 2


def test_a_documents_words_are_never_markup(drift: Callable[[Sequence[Record]], Drift]) -> None:
    def hostile(number: int, at: datetime) -> AnswerRecord:
        return ordinary(number, at).model_copy(update={"question": f"<script>alert{number % 2}</script> leave?"})

    found = drift([*month(1, ordinary, 40), *month(3, hostile, 40)])
    assert "<script" not in page(found)
    assert found.crossed[0] in markdown(found)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lines: [{signal: nonsense, worse: up, limit: 1}]", "got the signal 'nonsense'"),
        ("lines: [{signal: citation_rate, worse: sideways, limit: 1}]", "got an unusable `lines.0.worse`"),
        ("lines: [", "no YAML"),
    ],
)
def test_unusable_lines_say_so(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "lines.yaml").write_text(text)
    with pytest.raises(EvalError, match=sentence):
        load_lines(tmp_path / "lines.yaml")
    with pytest.raises(EvalError, match="cannot be read"):
        load_lines(tmp_path / "nowhere.yaml")


def test_what_ended_without_an_answer_is_told_by_its_rule(drift: Callable[[Sequence[Record]], Drift]) -> None:
    def escalated(number: int, at: datetime) -> AnswerRecord:
        ruled = (Ruled(rule="hurt", action="escalate", queue="first aid"),)
        return ordinary(number, at).model_copy(update={"status": "escalated", "policies": ruled})

    found = drift([*month(1, ordinary, 40), *month(3, escalated, 40)])
    assert found.endings[0] == {"abstained: all_claims_supported": 0.2}
    assert found.endings[1] == {"escalated: hurt (first aid)": 1.0}
    assert "| escalated: hurt (first aid) | 0.000 | 1.000 |" in markdown(found)


def of_hundred(share: float) -> list[tuple[float, float]]:
    return [(float(n < round(100 * share)), 1.0) for n in range(100)]


@pytest.mark.parametrize(
    ("shares", "weeks"),
    [
        ([0.10, 0.20, 0.35], ["c"]),
        ([0.10, 0.20, 0.15], []),
        ([0.10, 0.20, 0.35, 0.50], ["c", "d"]),
        ([0.100, 0.105, 0.110], []),  # chance
    ],
)
def test_escalations_that_rise_two_weeks_in_a_row_deserve_a_look(shares: list[float], weeks: list[str]) -> None:
    found = [(name, Ratio.of(of_hundred(share))) for name, share in zip("abcd", shares, strict=False)]
    assert rises(found, count=2, level=0.95) == weeks
    assert rises(found, count=0, level=0.95) == []


def test_a_week_with_a_handful_of_questions_is_no_rise() -> None:
    few = [(name, Ratio.of(of_hundred(share)[::10])) for name, share in (("a", 0.1), ("b", 0.4), ("c", 0.9))]
    assert rises(few, count=2, level=0.95) == []
