"""HTTP face of the catalog: `python -m catalog.server`."""

import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from catalog.logfmt import log
from catalog.metrics import Metrics
from catalog.store import Catalog
from catalog.tracing import Exporter, Span

PAGE = 12


class Server(ThreadingHTTPServer):
    """Holds what all requests share."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, catalog: Catalog, exporter: Exporter) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.catalog = catalog
        self.exporter = exporter
        self.metrics = Metrics()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer, count and log."""
        parts = urlsplit(self.path)
        if parts.path == "/metrics":
            self._send(200, self.server.metrics.text().encode(), "text/plain; version=0.0.4")
            return
        route = "/" + parts.path.split("/")[1]
        span = Span("GET " + route, self.headers.get("traceparent"))
        begin = time.monotonic()
        status, body = self._answer(route, parts.path, parse_qs(parts.query), span)
        took = time.monotonic() - begin
        self.server.metrics.request(route, status, took)
        span.attributes["http.response.status_code"] = status
        self.server.exporter.ended(span)
        log("info" if status < 500 else "error", "request", route=route, path=parts.path,
            status=status, ms=round(took * 1000, 1), trace_id=span.trace_id)
        self._send(status, json.dumps(body).encode(), "application/json")

    def _answer(self, route: str, path: str, query: dict[str, list[str]],
                span: Span) -> tuple[int, Any]:
        try:
            return self._look_up(route, path.rpartition("/")[2], query)
        except Exception as error:
            # The boundary of the process: whatever went wrong becomes an answer and a log line.
            span.error = f"{type(error).__name__}: {error}"
            log("error", str(error).strip(), kind=type(error).__name__, trace_id=span.trace_id)
            return 500, {"error": "internal"}

    def _look_up(self, route: str, name: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if route == "/search":
            return 200, self.server.catalog.search(query.get("category", [""])[0], PAGE)
        if route == "/product":
            found = self.server.catalog.product(name)
            return (200, found) if found else (404, {"error": "no_such_product"})
        if route == "/price":
            cents = self.server.catalog.price(name)
            return (200, {"sku": name, "cents": cents}) if cents else (404, {"error": "no_price"})
        return 404, {"error": "no_such_route"}

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until the process is told to stop."""
    env = os.environ
    exporter = Exporter(env["OTLP_URL"], {
        "service.name": "catalog", "service.version": env["SERVICE_VERSION"],
        "host.name": env["SERVICE_HOST"]})
    server = Server(int(env["PORT"]), Catalog(env["CATALOG_DB"]), exporter)
    log("info", "catalog listens", version=env["SERVICE_VERSION"], port=env["PORT"])
    server.serve_forever()


if __name__ == "__main__":
    main()
