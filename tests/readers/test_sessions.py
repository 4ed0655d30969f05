"""What users did: LogRocket, Smartlook, Hotjar, and links of replays, as their definitions have them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import cited, data_of, events, links

from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z

# ---- LogRocket ----


def rocket(**more: Any) -> dict[str, Any]:
    return {
        "event_type": "click",
        "session_id": "5-01",
        "seq_id": 12,
        "session_time": "2026-03-17T14:02:11.250Z",
    } | more


def test_logrocket_events_stand_at_the_users_clock(read):
    value = rocket(app_id="shop/web", user_id="u-17", user_email="ann@shop.example", tab_id=2, of_tomorrow=[1],
                   updated_at="2026-03-17T14:02:20Z", click_href="https://shop.example/cart?x=1")  # fmt: skip
    (event,) = events(read, "logrocket.events", value)
    assert (event.t, event.t_observed) == (NOON + 250_000_000, NOON + 9 * 10**9)
    assert (event.kind, event.severity, event.group_key) == ("usersession", 9, "5-01")
    assert {("session_id", "5-01"), ("user_id", "u-17"), ("email", "ann@shop.example"),
            ("url", "https://shop.example/cart?x=1"),
            ("replay_url", "https://app.logrocket.com/shop/web/s/5-01/2?t=1773756131250")} <= links(event)  # fmt: skip
    assert event.title == "click shop.example/cart"
    assert event.attributes["logrocket.of_tomorrow"] == [1]


@pytest.mark.parametrize("text", ["2026-03-17 14:02:11.250000 UTC", "2026-03-17 14:02:11.250", "1773756131250"])
def test_logrocket_times_of_a_warehouse_are_utc(read, text: str):
    (event,) = events(read, "logrocket.events", rocket(session_time=text))
    assert (event.t, event.naive) == (NOON + 250_000_000, False)


def test_logrocket_kinds(read):
    rows = [rocket(event_type="exception", exception_message="boom", seq_id=3),
            rocket(event_type="networkResponse", network_request_url="https://api.example/pay?x=1",
                   network_request_method="POST", network_response_status=502, seq_id=2),
            rocket(event_type="deadClick", seq_id=1)]  # fmt: skip
    found = events(read, "logrocket.events", "\n".join(map(json.dumps, rows)))
    assert [(one.kind, one.severity) for one in found] == [("error", 17), ("http", 17), ("usersession", 13)]
    assert found[1].title == "POST api.example/pay 502"
    assert [one.event_id for one in found] == ["5-01/0/3", "5-01/0/2", "5-01/0/1"]


def test_logrockets_session_export_and_session(read, registry: Registry):
    lines = [
        {
            "eventType": "lr.network",
            "timestamp": 1773756131250,
            "sessionId": "5-01",
            "network": {"method": "GET", "url": "https://api.example/a", "status": 404},
        },
        {
            "eventType": "lr.console",
            "timestamp": 1773756131250,
            "sessionId": "5-01",
            "console": {"level": "warn", "message": "slow"},
        },
        {"eventType": "lr.error", "timestamp": 1773756131250, "sessionId": "5-01", "error": {"message": "boom"}},
    ]
    data = "\n".join(map(json.dumps, lines))
    chosen = registry.choose(data.encode(), "x.json")
    assert chosen is not None
    assert chosen[0].id == "logrocket.events"
    found = events(read, "logrocket.events", data)
    assert [(one.kind, one.severity, one.t) for one in found] == [
        ("http", 13, NOON + 250_000_000), ("log", 13, NOON + 250_000_000), ("error", 17, NOON + 250_000_000)]  # fmt: skip
    (session,) = events(read, "logrocket.events", {"sessionId": "5-01", "appId": "shop/web",
        "startTime": "2026-03-17T14:02:11Z", "endTime": "2026-03-17T14:02:12Z"})  # fmt: skip
    assert (session.t, session.t_end) == (NOON, NOON + 10**9)


# ---- Smartlook ----

LOOK = {"id": "s1", "visitorId": "v1", "startedAt": "2026-03-17T14:02:11.250Z"}


def test_a_smartlook_session_with_what_it_must_have(read):
    value = LOOK | {"endedAt": "2026-03-17T14:02:12Z", "identification": {"uid": "u-17", "properties": [
        {"name": "email", "value": "ann@shop.example"}]}, "landingPage": "https://shop.example/",
        "exitPage": "https://shop.example/cart", "dashboardURL": "https://s.example/play/s1", "duration": 750,
        "of_tomorrow": 1}  # fmt: skip
    (event,) = events(read, "smartlook.session", value)
    assert (event.t, event.t_end, event.kind, event.group_key) == (
        NOON + 250_000_000,
        NOON + 10**9,
        "usersession",
        "s1",
    )
    assert {("session_id", "s1"), ("user_id", "u-17"), ("email", "ann@shop.example"), ("url", "https://shop.example/"),
            ("url", "https://shop.example/cart"), ("replay_url", "https://s.example/play/s1")} <= links(event)  # fmt: skip
    assert (event.attributes["smartlook.duration"], event.attributes["smartlook.of_tomorrow"]) == (750, 1)


@pytest.mark.parametrize(("kind", "severity"), [("click", 9), ("error", 17), ("rage_click", 13), ("url", 9)])
def test_smartlook_events_of_a_visitor(read, registry: Registry, kind: str, severity: int):
    row = {"id": "e1", "visitorId": "v1", "sessionId": "s1", "type": kind, "eventName": "Pay", "selector": "#pay",
           "startedAt": "2026-03-17T14:02:11Z", "pageUrl": "https://shop.example/cart", "value": None,
           "properties": [{"name": "plan", "type": "string", "value": "pro"}]}  # fmt: skip
    value = {"pagination": {"after": "x"}, "events": [row, {**row, "id": "e0"}], "_links": {}}
    chosen = registry.choose(data_of(value), "x.json")
    assert chosen is not None
    assert chosen[0].id == "smartlook.session"
    first, second = events(read, "smartlook.session", value)
    assert (first.t, first.severity, first.title) == (NOON, severity, f"{kind} Pay #pay")
    assert first.kind == ("error" if kind == "error" else "usersession")
    assert first.attributes["smartlook.properties.plan"] == "pro"
    assert {("session_id", "s1"), ("url", "https://shop.example/cart")} <= links(first)
    assert (second.event_id, json.loads(cited(first, value))) == ("e0", row)


def test_smartlook_replies_with_many_sessions_and_its_issues_webhook(read, registry: Registry):
    many = {"sessions": [LOOK | {"id": f"s{n}", "domain": "x" * 600} for n in range(300)], "totalSessionsCount": 300}
    chosen = registry.choose(data_of(many)[:65_536], "x.json")
    assert chosen is not None
    assert chosen[0].id == "smartlook.session"
    assert len(events(read, "smartlook.session", many)) == 300
    hook = {"type": "issues.created", "timestamp": "2026-03-17T14:03:00Z", "project": {"id": "p"},
            "organization": {"id": "o"}, "data": {"session": {"id": "s1", "url": "https://s.example/s1?time=3"},
            "summary": "Pay fails", "time": 3,
                     "createdAt": "2026-03-17T14:02:11Z"}}  # fmt: skip
    (event,) = events(read, "smartlook.session", hook)
    assert (event.t, event.title) == (NOON, "issues.created Pay fails")
    assert ("replay_url", "https://s.example/s1?time=3") in links(event)


# ---- Hotjar, Crazy Egg ----


def test_hotjar_responses_have_no_time_unless_one_is_told(read):
    row = {"id": "r1", "answers": [{"question_id": "q1", "answer": "No"}, {"question_id": "q2", "answer": "It hangs"}],
           "comment": "twice", "tags": []}  # fmt: skip
    value = {"results": [row, row | {"id": "r2", "created_time": "2026-03-17T14:02:11Z"}], "next_cursor": "c"}
    first, second = events(read, "hotjar.survey", value)
    assert (first.t, first.t_raw, first.title, first.body) == (None, "", "survey response: No", "No\nIt hangs\ntwice")
    assert (second.t, second.event_id) == (NOON, "r2")


def test_hotjar_webhooks(read, registry: Registry):
    value = {"event": "recording", "version": 1, "data": {"recording_id": "9", "created_time": "2026-03-17T14:02:11Z",
             "recording_url": "https://insights.hotjar.com/sites/1/recordings/9", "user_id": "u-17"}}  # fmt: skip
    chosen = registry.choose(data_of(value), "x.json")
    assert chosen is not None
    assert chosen[0].id == "hotjar.survey"
    (event,) = events(read, "hotjar.survey", value)
    assert event.t == NOON
    assert {("user_id", "u-17"), ("replay_url", "https://insights.hotjar.com/sites/1/recordings/9")} <= links(event)


def test_survey_and_recording_tables_by_the_names_of_their_columns(read, registry: Registry):
    survey = (
        '\ufeffOS;Number;Date Submitted;Source URL;Why?\r\nWindows;1;2026-03-17 14:02:11;https://shop.example/;"It\nhangs;'
        ' ""twice"""\r\nmacOS;2;;;\r\nodd;1\r\n'
    )
    recordings = (
        "Start Time,Recording URL,Landing Page,User ID\n"
        "2026-03-17T14:02:11Z,https://insights.hotjar.com/r/9,https://shop.example/,u-17\n"
    )
    for text in (survey, recordings):
        chosen = registry.choose(text.encode(), "x.csv")
        assert chosen is not None
        assert chosen[0].id == "hotjar.csv"
    batches = read("hotjar.csv", survey.encode(), "x.csv")
    first, second = (event for batch in batches for event in batch.events)
    assert (first.t, first.naive, first.body) == (NOON, True, 'Why?: It\nhangs; "twice"')
    assert (first.attributes["hotjar.OS"], first.event_id) == ("Windows", "1")
    assert cited(first, survey).startswith(b"Windows;1;")
    assert (second.t, second.event_id) == (None, "2")
    assert sum(batch.skipped for batch in batches) == 1
    (row,) = events(read, "hotjar.csv", recordings)
    assert (row.t, row.naive) == (NOON, False)
    assert {("user_id", "u-17"), ("replay_url", "https://insights.hotjar.com/r/9")} <= links(row)


@pytest.mark.parametrize(
    ("text", "t", "offset", "session"),
    [
        ("https://app.logrocket.com/shop/web/s/5-01/0?t=1773756131250\n", NOON + 250_000_000, None, "5-01"),
        ("[InternetShortcut]\r\nIDList=\r\nURL=https://app.crazyegg.com/v2/recordings/abc?t=1m23s\r\n", None, 83, "abc"),
        ("\ufeffhttps://insights.hotjar.com/sites/1/recordings/9", None, None, "9"),
        ("  https://replay.example/recordings/17?start=4.5  ", None, 4.5, "17"),
    ],
)  # fmt: skip
def test_a_link_of_a_replay_in_a_file(read, registry: Registry, text: str, t: int | None, offset: Any, session: str):
    chosen = registry.choose(text.encode(), "replay.url")
    assert chosen is not None
    assert chosen[0].id == "replay.link"
    (event,) = events(read, "replay.link", text)
    assert (event.t, event.attributes.get("wb.replay.offset_s"), event.group_key) == (t, offset, session)
    url = cited(event, text).decode()
    assert url in text
    assert {("replay_url", url), ("session_id", session)} <= links(event)


@pytest.mark.parametrize(
    "text",
    ["https://shop.example/cart\n", "see https://app.logrocket.com/a/b/s/1\nand more", "[InternetShortcut]\nURL=x:y\n",
     "https://[bad/recordings/1?t=5", "https://shop.example/cart?t=5"],
)  # fmt: skip
def test_other_links_and_texts_are_no_replay(registry: Registry, text: str):
    reader = registry.named("replay.link")
    assert reader is not None
    assert reader.sniff(text.encode(), "x.txt").confidence == 0


@pytest.mark.parametrize(
    ("more", "t", "phase"),
    [
        ({"timestamp": 1773756131250, "status": "triggered"}, NOON + 250_000_000, "open"),
        ({"triggered_at": "2026-03-17T15:02:11+01:00", "state": "resolved"}, NOON, "close"),
        ({}, None, "point"),
    ],
)
def test_logrockets_alert_names_the_sessions_it_links_to(
    read, registry: Registry, more: dict, t: int | None, phase: str
):
    session = "https://app.logrocket.com/shop/web/s/5-01/0?t=1773756131250"
    value = {"alert": {"name": "Rage clicks", "url": "https://app.logrocket.com/shop/web/alerts/7"},
             "sessions": [session], "description": "12 in 5 min", "of_tomorrow": {"x": 1}} | more  # fmt: skip
    chosen = registry.choose(data_of(value), "x")
    assert chosen is not None
    assert chosen[0].id == "logrocket.events"
    (event,) = events(read, "logrocket.events", value)
    assert (event.t, event.kind, event.phase, event.severity) == (t, "alert", phase, 13)
    assert event.title == "Rage clicks 12 in 5 min"
    assert links(event) == {("alert", "Rage clicks"), ("replay_url", session), ("session_id", "5-01"),
                            ("url", "https://app.logrocket.com/shop/web/alerts/7")}  # fmt: skip
    assert event.attributes["logrocket.of_tomorrow.x"] == 1


def test_an_alert_without_a_link_to_logrocket_is_not_its_own(registry: Registry):
    value = {"alert": {"name": "Rage clicks"}, "url": "https://other.example/app.logrocket.com"}
    chosen = registry.choose(data_of(value), "x")
    assert chosen is None or chosen[0].id != "logrocket.events"
