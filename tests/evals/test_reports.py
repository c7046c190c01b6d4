"""The page and the JUnit file of a comparison."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from evals.compare import Comparison, compare
from evals.gates import Gain, Gate, Gates
from evals.html import ReportedRun, changed_cases, html_report
from evals.junit import junit_xml
from evals.manifest import Manifest
from evals.prediction import Prediction
from evals.score import Scored
from evals.suite import EvalQuestion

NOW = datetime(2026, 11, 24, tzinfo=UTC)
QUESTIONS = [
    EvalQuestion(id=f"q{n}", question=f"How long is {n} <b>?", reference_answer=f"{n} days") for n in range(12)
]
RULES = Gates(
    gates=(
        Gate(name="score", metric="score", worse="down", limit=0.05),
        Gate(name="latency", metric="latency_ms", worse="up", limit=0.1),
    ),
    gain=Gain(metric="score", least=0.1),
)


def reported(name: str, scores: list[float]) -> ReportedRun:
    manifest = Manifest(
        variant=name, suite="made", suite_sha256="0" * 64, cases=12, today=date(2026, 11, 24), index_revision="",
        settings={}, jobs=1, commit="", machine="", started=NOW, finished=NOW,
    )  # fmt: skip
    rows = [
        Scored(
            id=f"q{n}", document=f"q{n}", slice="core", tags=(), must_abstain=False, abstained=False,
            metrics={"score": value},
        )
        for n, value in enumerate(scores)
    ]  # fmt: skip
    said = [Prediction(id=row.id, text=f"{name} says {row.id} & more", citations=[("a.md", 1, 9)]) for row in rows]
    return ReportedRun(manifest, {row.id: row for row in said}, {row.id: row for row in rows})


BEFORE = reported("rag", [0.5] * 12)
BETTER = reported("tuned", [0.9] * 10 + [0.5, 0.4])
WORSE = reported("tuned", [0.1] * 12)


def weighed(candidate: ReportedRun) -> Comparison:
    return compare(list(BEFORE.scored.values()), list(candidate.scored.values()), RULES)


class Outline(HTMLParser):
    """Tags, text, and whatever would be loaded from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []
        self.loaded: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loaded += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_says_the_verdict_first_and_loads_nothing() -> None:
    page = html_report(weighed(BETTER), BEFORE, BETTER, QUESTIONS)
    outline = Outline(page)
    assert page.index("<h1") < page.index("<table") < page.index("<details")
    assert "Ship" in "".join(outline.text)
    assert "url(" not in page
    assert (outline.loaded, "script" in outline.tags) == ([], False)


def test_the_page_has_a_row_for_each_gate_and_a_plot_for_each_difference() -> None:
    found = weighed(BETTER)
    outline = Outline(html_report(found, BEFORE, BETTER, QUESTIONS))
    assert outline.tags.count("svg") == len(found.differences)
    text = " ".join(outline.text)
    assert "not measured" in text
    assert "of baseline" not in text


def test_cases_that_changed_stand_side_by_side_the_worst_first() -> None:
    assert changed_cases(BEFORE, BETTER, QUESTIONS)[0].question.id == "q11"
    page = html_report(weighed(BETTER), BEFORE, BETTER, QUESTIONS)
    assert page.index("What got worse") < page.index("tuned says q11") < page.index("What got better")
    assert "rag says q11 &amp; more" in page
    assert "q10" not in page.split("What got worse")[1].split("The runs")[0].replace("rag says q10", "")


def test_what_somebody_wrote_is_shown_and_not_run() -> None:
    page = html_report(weighed(BETTER), BEFORE, BETTER, QUESTIONS)
    assert "How long is 1 &lt;b&gt;?" in page
    assert "<b>" not in page


def test_the_page_of_a_run_on_itself_has_no_case() -> None:
    assert "<details" not in html_report(weighed(BEFORE), BEFORE, BEFORE, QUESTIONS)


@pytest.mark.parametrize(
    ("candidate", "failures", "skipped"), [(BETTER, [], ["latency"]), (WORSE, ["score", "gain", "ship"], ["latency"])]
)
def test_junit_fails_for_what_is_breached(candidate: ReportedRun, failures: list[str], skipped: list[str]) -> None:
    root = ElementTree.fromstring(junit_xml(weighed(candidate)))  # noqa: S314 - our own text
    cases = {case.get("name"): case for case in root}
    assert list(cases) == ["score", "latency", "gain", "ship"]
    assert [name for name, case in cases.items() if case.find("failure") is not None] == failures
    assert [name for name, case in cases.items() if case.find("skipped") is not None] == skipped
    assert (root.get("tests"), root.get("failures")) == ("4", str(len(failures)))
