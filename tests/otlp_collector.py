"""An OTLP/HTTP collector on the loopback that keeps what it is sent."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.loopback_server import LoopbackServer


class Collector(LoopbackServer):
    """Receives while it is entered.

    Attributes:
        bodies: What was sent, unpacked.
    """

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.paths: list[str] = []
        super().__init__(_handler(self))

    @property
    def url(self) -> str:
        return self.address

    def resources(self) -> Sequence[Any]:
        return [one for body in self.bodies for one in ExportTraceServiceRequest.FromString(body).resource_spans]

    def spans(self) -> list[Any]:
        """As protobuf has them, in the order of their ends."""
        found = [span for one in self.resources() for scope in one.scope_spans for span in scope.spans]
        return sorted(found, key=lambda span: span.end_time_unix_nano)


def attributes(of: Any) -> dict[str, Any]:  # noqa: ANN401 - protobuf's own
    """Name to value."""
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in of.attributes}


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            zipped = self.headers.get("Content-Encoding") == "gzip"
            collector.paths.append(self.path)
            collector.bodies.append(gzip.decompress(body) if zipped else body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler
