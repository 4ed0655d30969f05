"""Spans of this service, sent as OTLP/HTTP JSON."""

import json
import secrets
import threading
import time
import urllib.error
import urllib.request


class Span:
    """One timed piece of work of a request."""

    def __init__(self, name: str, traceparent: str | None) -> None:
        parts = (traceparent or "").split("-")
        known = len(parts) == 4
        self.name = name
        self.trace_id = parts[1] if known else secrets.token_hex(16)
        self.parent_id = parts[2] if known else ""
        self.sampled = known and parts[3].endswith("1")
        self.span_id = secrets.token_hex(8)
        self.start = time.time_ns()
        self.attributes: dict[str, object] = {}
        self.error: str | None = None

    def as_otlp(self) -> dict[str, object]:
        """The span as it ends now."""
        status = {"message": self.error, "code": 2} if self.error else {}
        return {
            "traceId": self.trace_id, "spanId": self.span_id, "parentSpanId": self.parent_id,
            "name": self.name, "kind": 2, "startTimeUnixNano": str(self.start),
            "endTimeUnixNano": str(time.time_ns()), "attributes": attributes(self.attributes),
            "status": status,
        }


def attributes(pairs: dict[str, object]) -> list[dict[str, object]]:
    """Write a mapping the way OTLP does."""
    return [{"key": key, "value": {"stringValue": str(value)}} for key, value in pairs.items()]


class Exporter:
    """Sends ended spans every two seconds."""

    def __init__(self, endpoint: str, resource: dict[str, object]) -> None:
        self._endpoint = endpoint + "/v1/traces"
        self._resource = {"attributes": attributes(resource)}
        self._ended: list[dict[str, object]] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._run, daemon=True).start()

    def ended(self, span: Span) -> None:
        """Keep a span that was sampled or failed."""
        if span.sampled or span.error:
            with self._lock:
                self._ended.append(span.as_otlp())

    def _run(self) -> None:
        while True:
            time.sleep(2)
            with self._lock:
                batch, self._ended = self._ended, []
            if batch:
                self._send(batch)

    def _send(self, batch: list[dict[str, object]]) -> None:
        scope = {"scope": {"name": "catalog.tracing"}, "spans": batch}
        body = {"resourceSpans": [{"resource": self._resource, "scopeSpans": [scope]}]}
        request = urllib.request.Request(
            self._endpoint, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request, timeout=2).close()
        except (urllib.error.URLError, OSError):
            # Spans are worth less than answers: a lost batch is not retried.
            return
