"""Small exports that one checkout left behind, with the ids that join them: spans, lines, an error, e-mails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from workbench.model.instants import SECOND, parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)
LONG, OTHER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b74bf92f3577b34da6"
SHORT = LONG[16:]
MESSAGE = "o-17@shop.example"


def told(**values: Any) -> list[dict[str, Any]]:
    return [{"key": key.replace("__", "."), "value": {"stringValue": str(value)}} for key, value in values.items()]


def span(
    name: str, id: str, start: float, end: float, parent: str = "", trace: str = LONG, **more: Any
) -> dict[str, Any]:
    """A span of OTLP, seconds after the start."""
    return {
        "traceId": trace.upper(), "spanId": id, "parentSpanId": parent, "name": name,
        "startTimeUnixNano": str(START + int(start * SECOND)), "endTimeUnixNano": str(START + int(end * SECOND)),
        "status": {"code": more.pop("status", 0)}, "kind": more.pop("kind", 1), "attributes": told(**more),
    }  # fmt: skip


def said(text: str, at: float, **more: Any) -> dict[str, Any]:
    ids = {key: more.pop(key) for key in ("traceId", "spanId") if key in more}
    return {"timeUnixNano": str(START + int(at * SECOND)), "severityNumber": more.pop("severity", 9),
            "body": {"stringValue": text}, "attributes": told(**more), **ids}  # fmt: skip


def otlp(service: str, spans: list[Any], logs: list[Any]) -> str:
    resource = {"attributes": told(service__name=service)}
    return json.dumps({
        "resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}],
        "resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": logs}]}],
    })  # fmt: skip


ROOT, CALL, SERVE, LOST = "00000000000000a1", "00000000000000a2", "00000000000000a3", "00000000000000ff"


def write(folder: Path) -> list[Path]:
    """The files of the case."""
    shop = otlp(
        "shop",
        [span("POST /checkout", ROOT, 0, 1, session__id="sess-9"), span("charge", CALL, 0.2, 0.8, ROOT, kind=3),
         span("GET /", "00000000000000b1", 5, 6, trace=OTHER)],
        [said("checkout begins", 0.1, traceId=LONG, spanId=ROOT), said("opened the basket", 60, session__id="sess-9"),
         said("unhandled TypeError", 61, severity=17, session__id="sess-9")],
    )  # fmt: skip
    served = span("charge card", SERVE, 0.3, 0.7, CALL, kind=2, status=2)
    bank = otlp("bank", [served, span("stray", "00000000000000a9", 2, 3, LOST)], [])
    lines = [f"2026-03-17T14:00:00.500Z INFO charge refused trace_id={SHORT}", "2026-03-17T14:00:09Z INFO idle",
             f"2026-03-17T14:00:08Z WARN late trace_id={LONG}"]  # fmt: skip
    error = {"event_id": "fc6d8c0c43fc4630ad850ee518f1b9d0", "platform": "python", "level": "error",
             "timestamp": START // SECOND + 1, "title": "CardRefused", "contexts": {"trace": {"trace_id": LONG}},
             "exception": {"values": [{"type": "CardRefused", "value": "no"}]}}  # fmt: skip
    mails = [
        {"event": event, "email": to, "timestamp": START // SECOND + at, "smtp-id": f"<{MESSAGE}>",
         "sg_event_id": f"e{at}{to}", "sg_message_id": "wrf.filter04.1", **more}
        for event, to, at, more in (
            ("processed", "ann@shop.example", 2, {}), ("delivered", "ann@shop.example", 4, {"response": "250 ok"}),
            ("processed", "bob@shop.example", 2, {}),
            ("bounce", "bob@shop.example", 3, {"reason": "550 5.1.1 No such user"}),
        )
    ]  # fmt: skip
    texts = {"spans.json": f"{shop}\n{bank}\n", "pay.log": "\n".join(lines) + "\n", "error.json": json.dumps(error),
             "mail.json": json.dumps(mails)}  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]
