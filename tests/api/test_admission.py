"""Under load: so many at once, so many in line, and none for ever."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from answer.answer import Answer
from api.admission import Admission
from api.app import create_app
from api.door import Door
from api.failures import BusyError
from ragstone.assistant import Assistant
from ragstone.keys.key import Key, digest
from ragstone.keys.keyring import Keyring
from ragstone.settings import ApiSettings
from retrieval.hit import Evidence
from retrieval.question import Question
from tests.page_parts import served

ASK = {"question": "How long is annual leave?", "as_of": "2026-11-24"}


async def hold(admission: Admission, until: asyncio.Event) -> None:
    async with admission.turn():
        await until.wait()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def ran(story: Callable[[], Coroutine[None, None, None]]) -> None:
    """In a thread of its own, for the browser's tests leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(story())).result(30)


def test_as_many_work_as_may_and_the_next_is_let_in_when_one_is_done() -> None:
    seen: list[tuple[int, int]] = []

    async def story() -> None:
        admission, first, second = Admission(1), asyncio.Event(), asyncio.Event()
        tasks = [asyncio.create_task(hold(admission, event)) for event in (first, second)]
        await settled()
        seen.append((admission.working, admission.waiting))
        first.set()
        await settled()
        seen.append((admission.working, admission.waiting))
        second.set()
        await asyncio.gather(*tasks)
        seen.append((admission.working, admission.waiting))

    ran(story)
    assert seen == [(1, 1), (1, 0), (0, 0)]


def test_who_comes_to_a_full_line_is_told_when_to_come_back() -> None:
    caught: list[BusyError] = []

    async def story() -> None:
        admission, end = Admission(1, waiting=1), asyncio.Event()
        tasks = [asyncio.create_task(hold(admission, end)) for _ in range(2)]
        await settled()
        with pytest.raises(BusyError, match="got 1 requests waiting, expected at most 1; come back in 2 s") as refused:
            await hold(admission, end)
        caught.append(refused.value)
        end.set()
        await asyncio.gather(*tasks)

    ran(story)
    assert caught[0].headers == {"Retry-After": "2"}


def test_nobody_waits_for_ever_and_who_gave_up_takes_no_place() -> None:
    done: list[str] = []

    async def story() -> None:
        admission, end = Admission(1, patience_s=0.05), asyncio.Event()
        holder = asyncio.create_task(hold(admission, end))
        await settled()
        with pytest.raises(BusyError, match="got no turn within 0.05 s"):
            await hold(admission, end)
        end.set()
        await holder
        await asyncio.wait_for(hold(admission, end), 1)
        done.append("a turn")

    ran(story)
    assert done == ["a turn"]


def test_of_those_who_come_in_one_moment_as_many_are_taken_as_there_is_room_for() -> None:
    told: list[str] = []

    async def story() -> None:
        admission, end = Admission(2, waiting=3), asyncio.Event()

        async def come() -> None:
            try:
                await hold(admission, end)
                told.append("a turn")
            except BusyError:
                told.append("refused")

        crowd = asyncio.gather(*(come() for _ in range(12)))
        await settled()
        assert (admission.working, admission.waiting, told) == (2, 3, ["refused"] * 7)
        end.set()
        await crowd

    ran(story)
    assert sorted(told) == ["a turn"] * 5 + ["refused"] * 7


def test_an_error_gives_the_place_back() -> None:
    async def story() -> None:
        admission = Admission(1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with admission.turn():
                    raise ZeroDivisionError

    ran(story)


@dataclass
class Gate:
    """Holds answers back, and counts how many are made at once."""

    opened: threading.Event = field(default_factory=threading.Event)
    at_once: int = 0
    most: int = 0


@pytest.fixture
def gated(small_assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate()
    ask = Assistant.consider

    def held(self: Assistant, question: Question, *, top_k: int = 0) -> tuple[Evidence, Answer]:
        gate.at_once += 1
        gate.most = max(gate.most, gate.at_once)
        gate.opened.wait(10)
        gate.at_once -= 1
        return ask(self, question, top_k=top_k)

    monkeypatch.setattr(Assistant, "consider", held)
    return gate


@contextmanager
def at(assistant: Assistant, settings: ApiSettings) -> Iterator[httpx.Client]:
    with (
        served(create_app(lambda: assistant, settings=settings)) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client,
    ):
        yield client


def test_a_crowd_is_answered_or_told_to_come_back(small_assistant: Assistant, gated: Gate) -> None:
    found: list[httpx.Response] = []
    with at(small_assistant, ApiSettings(concurrent=2, waiting=3)) as client:
        crowd = [threading.Thread(target=lambda: found.append(client.post("v1/ask", json=ASK))) for _ in range(12)]
        for one in crowd:
            one.start()
        while len(found) < 7:
            time.sleep(0.01)
        free = client.get("v1/documents").status_code
        gated.opened.set()
        for one in crowd:
            one.join()
    assert (sorted(response.status_code for response in found), gated.most) == ([200] * 5 + [503] * 7, 2)
    assert all(int(response.headers["retry-after"]) >= 1 for response in found if response.status_code == 503)
    assert free == 200


def test_who_has_gone_away_takes_no_turn(small_assistant: Assistant, gated: Gate) -> None:
    with at(small_assistant, ApiSettings(concurrent=1)) as client:
        first = threading.Thread(target=lambda: client.post("v1/ask", json=ASK))
        first.start()
        while gated.at_once < 1:
            time.sleep(0.01)
        with pytest.raises(httpx.ReadTimeout):
            client.post("v1/ask", json=ASK, timeout=0.2)
        gated.opened.set()
        first.join()
        last = client.post("v1/ask", json=ASK)
        metrics = client.get("metrics").text
    assert last.status_code == 200
    assert 'ragstone_answers_total{reason="all_claims_supported",status="answered"} 2.0' in metrics


def test_without_a_key_nobody_stands_in_line(small_assistant: Assistant, gated: Gate, tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys.json")
    keyring.add(Key(name="one", sha256=digest("one"), created=datetime(2026, 1, 1, tzinfo=UTC)))
    app = create_app(lambda: small_assistant, Door(keyring), settings=ApiSettings(concurrent=1, waiting=0))
    bearer = {"Authorization": "Bearer one"}
    with served(app) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        holder = threading.Thread(target=lambda: client.post("v1/ask", json=ASK, headers=bearer))
        holder.start()
        while gated.at_once < 1:
            time.sleep(0.01)
        unknown = client.post("v1/ask", json=ASK)
        busy = client.post("v1/chat/completions", json={"model": "ragstone", "messages": []}, headers=bearer)
        gated.opened.set()
        holder.join()
    assert unknown.status_code == 401
    assert (busy.status_code, busy.json()["error"]["code"]) == (503, "busy")


def test_a_stream_holds_its_place_to_its_end(small_assistant: Assistant) -> None:
    with TestClient(create_app(lambda: small_assistant, settings=ApiSettings(concurrent=1, waiting=0))) as client:
        for _ in range(3):
            streamed = client.post("/v1/ask", json=ASK, headers={"Accept": "text/event-stream"})
            assert "event: done" in streamed.text
