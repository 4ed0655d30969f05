"""Real sessions: the reader chosen by content, and each record's time, kind, severity and links worked out from the file."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from recordrows import EXAMPLE_FILES, cited, links, ms

pytestmark = pytest.mark.skipif(not EXAMPLE_FILES.is_dir(), reason="the shared examples are not beside this checkout")


def ns(milliseconds: Any) -> int:
    return int(Decimal(milliseconds) * 10**6)


def test_a_har_of_chrome(brought):
    reader, found, data = brought("har/example_chrome_github_home.har")
    log = json.loads(data, parse_float=Decimal)["log"]
    assert reader == "har.log"
    pages = [event for event in found if event.kind == "usersession"]
    requests = [event for event in found if event.kind == "http"]
    assert (len(pages), len(requests)) == (len(log["pages"]), len(log["entries"])) == (1, 20)
    assert (pages[0].t, pages[0].event_id) == (ms(log["pages"][0]["startedDateTime"]), "page_1")
    for event, entry in zip(requests, log["entries"], strict=True):
        assert json.loads(cited(event, data), parse_float=Decimal) == entry
        assert event.t == ms(entry["startedDateTime"])
        assert event.t_end == event.t + ns(entry["time"])
        status = entry["response"]["status"]
        assert event.severity == (17 if status >= 500 else 13 if status >= 400 else 9)
        assert event.attributes["http.response.status_code"] == status
        assert event.title.startswith(f"{entry['request']['method']} ")
        assert "?" not in event.title
        assert event.group_key == entry["pageref"]
        timings = {key for key, value in entry["timings"].items() if value >= 0}
        assert {key.removeprefix("wb.timing.") for key in event.attributes if key.startswith("wb.timing.")} == timings
        names = {header["name"].lower(): header["value"] for header in entry["response"]["headers"]}
        for name in ("x-github-request-id", "x-fastly-request-id", "x-request-id", "cf-ray"):
            assert name not in names or ("request_id", names[name]) in links(event)


def test_a_recording_of_rrweb(brought):
    reader, found, data = brought("rrweb/example_player_events.json")
    rows = json.loads(data)
    assert reader == "rrweb.events"
    assert len(found) == len(rows) == 272
    for event, row in zip(found, rows, strict=True):
        assert event.t == row["timestamp"] * 10**6
        assert (event.kind, event.naive, event.group_key) == ("usersession", False, row["sessionId"])
        assert ("session_id", row["sessionId"]) in links(event)
    for at in (0, 1, 136, 271):
        assert json.loads(cited(found[at], data)) == rows[at]
    clicks = [row for row in rows if row["type"] == 3 and row["data"]["source"] == 2 and row["data"]["type"] == 2]
    told = [event for event in found if event.attributes.get("rrweb.interaction") == "click"]
    assert [event.attributes["rrweb.node"] for event in told] == [row["data"]["id"] for row in clicks]
    assert all(event.title.startswith("click ") and event.severity == 9 for event in told)
    assert found[0].title == "page demoit.app/e/react"


def test_events_of_logrocket(brought):
    reader, found, data = brought("logrocket/example_events_stream.ndjson")
    rows = [json.loads(line) for line in data.splitlines()]
    assert reader == "logrocket.events"
    assert len(found) == len(rows) == 2
    for event, row in zip(found, rows, strict=True):
        assert json.loads(cited(event, data)) == row
        assert (event.t, event.t_observed) == (ms(row["session_time"]), ms(row["updated_at"]))
        assert {("session_id", row["session_id"]), ("user_id", row["user_id"])} <= links(event)
        replay = next(value for kind, value in links(event) if kind == "replay_url")
        assert replay.endswith(f"?t={ms(row['session_time']) // 10**6}")
    assert [(event.kind, event.severity) for event in found] == [("usersession", 9), ("error", 17)]
    assert ("email", "alex@example.com") in links(found[0])


def test_a_session_of_smartlook(brought):
    reader, (event,), data = brought("smartlook/example_session.json")
    row = json.loads(data)
    assert reader == "smartlook.session"
    assert json.loads(cited(event, data)) == row
    assert (event.t, event.t_end) == (ms(row["startedAt"]), ms(row["endedAt"]))
    assert (event.kind, event.severity, event.group_key) == ("usersession", 9, row["id"])
    pages = {("url", page) for page in row["pageUrl"]}
    assert links(event) >= pages | {
        ("session_id", row["id"]), ("user_id", row["identification"]["uid"]), ("replay_url", row["dashboardURL"]),
        ("email", "alex@example.com"),
    }  # fmt: skip


def test_answers_of_hotjar(brought):
    reader, (event,), data = brought("hotjar/example_survey_responses.json")
    row = json.loads(data)["results"][0]
    assert reader == "hotjar.survey"
    assert json.loads(cited(event, data)) == row
    assert (event.t, event.t_raw, event.kind, event.event_id) == (None, "", "usersession", row["id"])
    assert event.body == row["answers"][0]["answer"]
