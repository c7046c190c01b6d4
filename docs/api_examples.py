"""Writes api/examples/: what a server over samples/handbook answers, shortened, for the description at /openapi.json.

`ragstone serve` that server with `audit.path` and `api.uploads` set, then `python docs/api_examples.py
http://127.0.0.1:8000`.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from pydantic import JsonValue

EXAMPLES = Path(__file__).parent.parent / "api" / "examples"
QUESTION = {"question": "Who must agree to a flight?", "as_of": "2026-11-24"}
LEAVE = "/v1/documents/people/annual-leave.md"
CHAT = {"model": "ragstone", "messages": [{"role": "user", "content": QUESTION["question"]}]}
CHECK = {
    "context": ["The nightly limit is EUR 140. It applies from January 2026."],
    "response": "The nightly limit is EUR 140 [1]. It applies from March 2026 [1].",
}
ASKED: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "ask": ("POST", "/v1/ask", QUESTION),
    "search": ("POST", "/v1/search", QUESTION),
    "explain": ("POST", "/v1/explain", QUESTION),
    "verify": ("POST", "/v1/verify", CHECK),
    "chat_completions": ("POST", "/v1/chat/completions", CHAT),
    "models": ("GET", "/v1/models", None),
    "model": ("GET", "/v1/models/ragstone", None),
    "documents": ("GET", "/v1/documents?limit=2", None),
    "document": ("GET", LEAVE, None),
    "chunks": ("GET", f"{LEAVE}/chunks?limit=1", None),
    "source": ("GET", f"{LEAVE}/source?start=180&end=260&around=80", None),
    "me": ("GET", "/v1/me", None),
    "healthz": ("GET", "/healthz", None),
}
PARKING = b"# Parking\n\nParking behind the workshop is free.\n"
_LONGEST = 400
_COUNTS = re.compile(r"(?m)^(?:# (?:HELP|TYPE) )?ragstone_(?:answers_total|index_\w+).*\n")
_PLACE = re.compile(r"(file://)?/[^ \"]*samples/handbook")


def shortened(value: JsonValue) -> JsonValue:
    """The same with short lists and texts, and with a folder that everybody may have."""
    if isinstance(value, dict):
        return {key: shortened(held) for key, held in value.items()}
    if isinstance(value, list):
        return [shortened(held) for held in value[:2]]
    if isinstance(value, str):
        return _PLACE.sub(lambda found: (found[1] or "") + "/srv/handbook", value)[:_LONGEST]
    return value


def events(text: str) -> str:
    """A stream, the data of each of its events shortened."""
    lines = []
    for line in text.splitlines():
        data = line.removeprefix("data: ")
        is_json = data != line and data.startswith("{")
        lines.append(f"data: {json.dumps(shortened(json.loads(data)), ensure_ascii=False)}" if is_json else line)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Ask, and write."""
    EXAMPLES.mkdir(exist_ok=True)
    with httpx.Client(base_url=sys.argv[1], timeout=60, trust_env=False) as api:
        found = {name: api.request(method, path, json=body) for name, (method, path, body) in ASKED.items()}
        said = {"trace_id": found["ask"].json()["trace_id"], "opinion": "helpful"}
        found["feedback"] = api.post("/v1/feedback", json=said)
        found["upload"] = api.post("/v1/documents", files={"file": ("parking.md", PARKING)}, data={"public": "true"})
        path = f"/v1/jobs/{found['upload'].json()['id']}"
        while (found_job := api.get(path)).json()["state"] in ("queued", "running"):
            time.sleep(0.2)
        found["job"], found["jobs"] = found_job, api.get("/v1/jobs", params={"limit": 1})
        chunks = {**CHAT, "stream": True, "stream_options": {"include_usage": True}}
        texts = {
            "ask.sse": events(api.post("/v1/ask", json=QUESTION, headers={"Accept": "text/event-stream"}).text),
            "chat_completions.sse": events(api.post("/v1/chat/completions", json=chunks).text),
            "metrics.txt": "".join(_COUNTS.findall(api.get("/metrics").text)),
        }
        found["sync"], found["remove"] = api.post("/v1/sync"), api.delete("/v1/documents/parking.md")
    for name, text in texts.items():
        (EXAMPLES / name).write_text(text, encoding="utf-8")
    for name, response in found.items():
        text = json.dumps(shortened(response.raise_for_status().json()), indent=1, ensure_ascii=False)
        (EXAMPLES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
