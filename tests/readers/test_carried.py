"""Any tool's JSON in an envelope that any service puts around it: the right reader, at the bytes of the source."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import batches, cited, events, said

from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
BUILD = {"id": 7, "state": "failure", "context": "ci/bäu", "creator": {"login": "ci"}, "target_url": "https://ci.example/7",
         "created_at": "2026-03-17T14:02:11Z"}  # fmt: skip
EVENTS = [{"type": 4, "data": {"href": "https://shop.example/"}, "timestamp": 1773756131000},
          {"type": 5, "data": {"tag": "pay", "payload": {}}, "timestamp": 1773756132000}]  # fmt: skip


def topic(value: Any) -> dict[str, Any]:
    return {"Type": "Notification", "MessageId": "m-1", "TopicArn": "arn:aws:sns:eu-west-1:1:builds",
            "Timestamp": "2026-03-17T14:09:00.000Z", "Message": json.dumps(value, ensure_ascii=False)}  # fmt: skip


def bus(value: Any) -> dict[str, Any]:
    return {"version": "0", "id": "e-1", "detail-type": "status", "source": "github.com",
            "time": "2026-03-17T14:09:00Z", "detail": value}  # fmt: skip


def request(value: Any) -> dict[str, Any]:
    return {"headers": {"Content-Type": "application/json"}, "method": "POST", "body": json.dumps(value, indent=1)}


def chosen(registry: Registry, text: str) -> str:
    found = registry.choose(text.encode(), "kept.json")
    return found[0].id if found else ""


@pytest.mark.parametrize("around", [topic, bus, request])
@pytest.mark.parametrize("layout", ["one", "lines", "list", "pretty"])
def test_what_is_inside_is_read_and_cited_where_it_stands(read, registry: Registry, around: Any, layout: str):
    rows = [around(BUILD), around(BUILD | {"id": 8, "created_at": "2026-03-17T14:02:12Z"})][
        : 1 if layout == "one" else 2
    ]
    text = {"one": json.dumps(rows[0]), "lines": "\n".join(map(json.dumps, rows)), "list": json.dumps(rows),
            "pretty": "\n".join(json.dumps(row, indent=2, ensure_ascii=False) for row in rows)}[layout]  # fmt: skip
    assert chosen(registry, text) == "github.events"
    found = events(read, "github.events", text)
    assert [event.t for event in found] == [NOON + number * 10**9 for number in range(len(rows))]
    assert found[0].title == "ci/bäu failure"
    # The bytes of the record alone: escaped where they stand in a text, as they are where they stand in an object.
    own = cited(found[-1], text)
    assert json.loads(own if around is bus else json.loads(b'"' + own + b'"'))["id"] == (7 if layout == "one" else 8)
    assert found[-1].place.line == text[: found[-1].place.offset].count("\n") + 1


def test_a_body_cut_off_in_its_envelope_gives_what_was_whole(read, registry: Registry):
    text = json.dumps(request(EVENTS))
    cut = text[: text.index("1773756132000")]
    assert chosen(registry, cut) == "rrweb.events"
    found = batches(read, "rrweb.events", cut)
    assert [event.t for batch in found for event in batch.events] == [NOON]
    assert "truncated" in said(found)


def test_a_log_of_which_some_lines_hold_a_body_stays_a_log(registry: Registry):
    lines = [{"time": "2026-03-17T14:02:10Z", "level": "info", "msg": "hook came", "body": json.dumps(BUILD)},
             {"time": "2026-03-17T14:02:11Z", "level": "info", "msg": "answered"}]  # fmt: skip
    assert chosen(registry, "\n".join(json.dumps(line) for line in lines * 5)) == "json.lines"


def test_envelopes_that_hold_nothing_behind_the_head_are_counted(read):
    lines = [*(request(BUILD) for _ in range(400)), {"method": "GET", "headers": {}}]
    found = batches(read, "github.events", "\n".join(json.dumps(line) for line in lines))
    assert sum(len(batch.events) for batch in found) == 400
    assert sum(batch.skipped for batch in found) == 1
    assert "1 envelopes held nothing" in said(found)
