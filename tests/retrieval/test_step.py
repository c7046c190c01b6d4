"""Steps are timed whether or not anybody listens, and whoever listens hears of each when it is over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from retrieval.step import Step, listening, pulled, timed


def test_a_step_that_comes_twice_counts_as_both_together() -> None:
    timings: dict[str, float] = {}
    for _ in range(2):
        with timed(timings, "verify"):
            time.sleep(0.002)
    assert timings["verify"] >= 4


def test_a_listener_hears_of_a_step_its_facts_and_its_end() -> None:
    heard: list[Step] = []
    with listening(heard.append), timed({}, "search") as facts:
        facts["candidates"] = 7
    assert [(step.name, dict(step.facts), step.error) for step in heard] == [("search", {"candidates": 7}, "")]
    assert 0 <= heard[0].ended_ns - heard[0].started_ns < 1e9


def test_what_ends_a_step_is_told_by_its_class_alone() -> None:
    heard: list[Step] = []
    with listening(heard.append), pytest.raises(ValueError, match="a secret"), timed({}, "draft"):
        raise ValueError("a secret")
    assert heard[0].error == "ValueError"


def test_a_listener_is_heard_of_in_the_threads_that_get_the_work() -> None:
    heard: list[Step] = []

    def work() -> None:
        with timed({}, "rerank"):
            pass

    with listening(heard.append), ThreadPoolExecutor(1) as pool:
        pool.submit(copy_context().run, work).result()
    assert [step.name for step in heard] == ["rerank"]


def test_outside_the_block_nobody_listens() -> None:
    heard: list[Step] = []
    with listening(heard.append):
        pass
    with timed({}, "search"):
        pass
    assert heard == []


def test_of_pieces_only_the_getting_is_timed() -> None:
    heard: list[Step] = []
    timings: dict[str, float] = {}
    with listening(heard.append):
        for _ in pulled(iter("ab"), timings, "draft"):
            time.sleep(0.02)
    assert timings["draft"] < 20
    assert [dict(step.facts) for step in heard] == [{"pieces": 2}]


def test_pieces_that_break_off_are_told_of() -> None:
    def pieces() -> Iterator[str]:
        yield "a"
        raise ConnectionError

    heard: list[Step] = []
    with listening(heard.append), pytest.raises(ConnectionError):
        list(pulled(pieces(), {}, "draft"))
    assert (heard[0].error, heard[0].facts["pieces"]) == ("ConnectionError", 1)
