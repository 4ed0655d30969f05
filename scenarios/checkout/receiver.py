"""Takes in what the shop sends out, spans and alerts, and serves the exporters' pages."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scenarios.checkout.exporters import GatewayExporter, PostgresExporter
from scenarios.checkout.room import Room


class Receiver(ThreadingHTTPServer):
    """Writes every body as it came: spans one request a line, alerts one request a file."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, room: Room, postgres: PostgresExporter, gateway: GatewayExporter) -> None:
        super().__init__(("127.0.0.1", room.ports.receiver), Handler)
        self._out = room.out
        self._lock = threading.Lock()
        self.pages = {"/postgres/metrics": postgres.text, "/gateway/metrics": gateway.text}

    def begin(self) -> None:
        """Serve in the background."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def keep(self, path: str, body: bytes) -> None:
        """Write one body."""
        with self._lock:
            if path == "/v1/traces":
                with (self._out / "traces/spans.jsonl").open("ab") as sink:
                    sink.write(body + b"\n")
            else:
                stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3] + "Z"
                (self._out / f"alerts/alertmanager-{stamp}.json").write_bytes(body)


class Handler(BaseHTTPRequestHandler):
    """One request to the receiver."""

    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        """Keep a body."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keep(self.path, body)
        self._answer(b"{}", "application/json")

    def do_GET(self) -> None:
        """Serve the page of an exporter."""
        self._answer(self.server.pages[self.path]().encode(), "text/plain; version=0.0.4")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the recording holds what came."""

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
