"""What locust plays: people who ask the handbook's questions, one after another without a pause, and search between."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import ClassVar

from locust import HttpUser, task
from locust.clients import ResponseContextManager

QUESTIONS = [
    json.loads(line)["question"] for line in Path(os.environ["LOAD_QUESTIONS"]).read_text(encoding="utf-8").splitlines()
]
LATER = "told to come back"
FIRST = "first sentence of a stream"


class Person(HttpUser):
    """Asks, and comes back when told to."""

    said: ClassVar[dict[str, str]] = {}

    @task(6)
    def ask(self) -> None:
        """One question, as JSON; under load its answer is the one that it always is."""
        question = random.choice(QUESTIONS)
        with self.client.post("/v1/ask", json=asked(question), catch_response=True, name="ask") as response:
            if not self.is_later(response):
                text = response.json()["text"]
                if self.said.setdefault(question, text) != text:
                    response.failure("another answer than before")

    @task(2)
    def stream(self) -> None:
        """One question, as events."""
        started, first = time.perf_counter(), 0.0
        with self.client.post(
            "/v1/ask", json=asked(random.choice(QUESTIONS)), headers={"Accept": "text/event-stream"}, stream=True,
            catch_response=True, name="ask, streamed",
        ) as response:  # fmt: skip
            if self.is_later(response):
                return
            text = ""
            for line in response.iter_lines():
                if line == b"event: claim" and not first:
                    first = time.perf_counter()
                text = line.decode() if line else text
            if not text.startswith("data: "):
                response.failure("a stream without an end")
        if first:
            self.environment.events.request.fire(
                request_type="SSE", name=FIRST, response_time=(first - started) * 1000, response_length=0,
                exception=None, context={},
            )  # fmt: skip

    @task(2)
    def search(self) -> None:
        """The hits for one question."""
        body = asked(random.choice(QUESTIONS))
        with self.client.post("/v1/search", json=body, catch_response=True, name="search") as response:
            self.is_later(response)

    def is_later(self, response: ResponseContextManager) -> bool:
        """Whether the server wants to be asked later, which is no failure if it says when; then that is waited for."""
        after = response.headers.get("Retry-After")
        if response.status_code not in (429, 503) or after is None:
            return bool(response.status_code != 200)
        response.request_meta["name"] = LATER
        response.success()
        time.sleep(min(float(after), 5))
        return True


def asked(question: str) -> dict[str, str]:
    """The body of a request."""
    return {"question": question, "as_of": "2026-11-24"}
