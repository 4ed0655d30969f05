"""A recorded session: pages, what was clicked, console and network, as rrweb defines its events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import cited, data_of, events, links, problems

from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z

META = {
    "type": 4,
    "data": {"href": "https://shop.example/cart?x=1", "width": 800, "height": 600},
    "timestamp": 1773756131250,
}
PAGE = {"type": 2, "timestamp": 1773756131260, "data": {"node": {"type": 0, "id": 1, "childNodes": [
    {"type": 2, "tagName": "button", "id": 7, "attributes": {"id": "pay"}, "childNodes": [
        {"type": 2, "tagName": "b", "id": 8, "attributes": {}, "childNodes": [
            {"type": 3, "textContent": " Pay \n now ", "id": 9}]}]},
    {"type": 2, "tagName": "input", "id": 10, "attributes": {"name": "card", "placeholder": "Card"}, "childNodes": []},
]}}}  # fmt: skip


def act(source: int, at: int = 1773756132250, **data: Any) -> dict[str, Any]:
    return {"type": 3, "data": {"source": source, **data}, "timestamp": at}


def test_an_rrweb_session_tells_pages_and_what_was_clicked(read):
    value = [META | {"sessionId": "s-1", "of_tomorrow": 5}, PAGE, act(2, type=2, id=7, x=1, y=2)]
    page, snapshot, click = events(read, "rrweb.events", value)
    assert (page.title, page.t, page.kind) == ("page shop.example/cart", NOON + 250_000_000, "usersession")
    assert (page.t_raw, page.resolution_ns, page.naive) == ("1773756131250", 10**6, False)
    assert (click.title, click.t) == ('click button#pay "Pay now"', NOON + 10**9 + 250_000_000)
    assert (click.attributes["rrweb.source"], click.attributes["rrweb.interaction"]) == ("mouse_interaction", "click")
    assert click.attributes["rrweb.type"] == "incremental_snapshot"
    assert {one.group_key for one in (page, snapshot, click)} == {"s-1"}
    assert {("session_id", "s-1"), ("url", "https://shop.example/cart?x=1")} <= links(click)
    assert (snapshot.severity, click.severity) == (1, 9)
    assert page.attributes["rrweb.of_tomorrow"] == 5
    assert json.loads(cited(click, value)) == value[2]


SOURCES = ("mutation", "mouse_move", "mouse_interaction", "scroll", "viewport_resize", "input", "touch_move", "media",
           "style_sheet_rule", "canvas_mutation", "font")  # fmt: skip


def test_rrwebs_numbers_are_words(read):
    found = events(read, "rrweb.events", [act(n) for n in range(len(SOURCES))] + [act(77)])
    assert [one.attributes["rrweb.source"] for one in found] == [*SOURCES, "77"]
    kinds = [{"type": n, "data": {}, "timestamp": 1773756131250} for n in (0, 1, 7)]
    assert [one.title for one in events(read, "rrweb.events", kinds)] == ["dom content loaded", "load", "asset"]


@pytest.mark.parametrize(("number", "word"), [(0, "mouse up"), (1, "mouse down"), (2, "click"), (3, "context menu"),
    (4, "double click"), (5, "focus"), (6, "blur"), (7, "touch start"), (9, "touch end")])  # fmt: skip
def test_rrwebs_interactions(read, number: int, word: str):
    (event,) = events(read, "rrweb.events", [act(2, type=number, id=3)])
    assert event.title == f"{word} node 3"


def test_what_was_typed_is_kept_only_where_it_is_masked(read):
    typed, masked, ticked = events(read, "rrweb.events", [
        PAGE, act(5, id=10, text="4111 1111"), act(5, id=10, text="****"), act(5, id=10, text="", isChecked=True),
    ])[1:]  # fmt: skip
    assert typed.title == 'input input[name=card] "Card"'
    assert "4111" not in repr((typed.attributes, typed.body, typed.title))
    assert typed.attributes["rrweb.text_length"] == 9
    assert masked.attributes["rrweb.text"] == "****"
    assert ticked.attributes["rrweb.is_checked"] is True


def test_nodes_that_were_added_later_have_names_too_and_a_new_page_forgets(read):
    added = act(0, adds=[{"parentId": 1, "nextId": None, "node": {
        "type": 2, "tagName": "a", "id": 20, "attributes": {"class": "help big", "title": "Help"}, "childNodes": []}}],
        removes=[{"id": 7}], texts=[], attributes=[])  # fmt: skip
    found = events(read, "rrweb.events", [PAGE, added, act(2, type=2, id=20), act(2, type=2, id=7), PAGE,
                                          act(2, type=2, id=20)])  # fmt: skip
    assert [one.title for one in found[2:4]] == ['click a.help "Help"', "click node 7"]
    assert found[5].title == "click node 20"
    assert (found[1].attributes["rrweb.adds"], found[1].attributes["rrweb.removes"]) == (1, 1)


@pytest.mark.parametrize(("level", "severity"), [("log", 9), ("info", 9), ("warn", 13), ("error", 17), ("debug", 5),
                                                  ("assert", 17), ("table", 9), ("trace", 1)])  # fmt: skip
def test_console_messages_are_log_records_by_their_level(read, level: str, severity: int):
    payload = {"level": level, "payload": ['"no answer"', '{"code":503}'], "trace": ["pay (app.js:17:5)"]}
    plugin = {"type": 6, "data": {"plugin": "rrweb/console@1", "payload": payload}, "timestamp": 1773756131250}
    old = act(11, at=1773756131250, **payload)
    for value in (plugin, old):
        (event,) = events(read, "rrweb.events", [value])
        assert (event.kind, event.severity, event.severity_text) == ("log", severity, level)
        assert event.title == 'no answer {"code":503}'
        assert event.body.endswith("pay (app.js:17:5)")


def test_requests_of_the_network_plugin_are_http_records(read):
    rows = [{"url": "https://api.example/pay?x=1", "method": "post", "status": 503, "startTime": 100.5, "endTime": 350,
             "timeOrigin": 1773756131000, "requestHeaders": {"X-Request-Id": "r-17"}, "initiatorType": "fetch",
             "responseBody": "down"},
            {"name": "https://api.example/a.js", "responseStatus": 200, "startTime": 5, "duration": 20}]  # fmt: skip
    value = [META | {"sessionId": "s-1"}, {"type": 6, "data": {"plugin": "rrweb/network@1", "payload": {"requests": rows}},
                                           "timestamp": 1773756140000}]  # fmt: skip
    first, second = events(read, "rrweb.events", value)[1:]
    assert (first.kind, first.t, first.t_end) == ("http", NOON + 100_500_000, NOON + 350_000_000)
    assert (first.title, first.severity) == ("POST api.example/pay 503", 17)
    assert {("request_id", "r-17"), ("url", "https://api.example/pay?x=1"), ("session_id", "s-1")} <= links(first)
    assert first.attributes["http.response.body.content"] == "down"
    assert first.attributes["rrweb.initiatorType"] == "fetch"
    assert first.place.pointer == "/data/payload/requests/0"
    assert (second.t, second.t_end) == (NOON + 9 * 10**9, NOON + 9 * 10**9 + 20_000_000)
    assert (second.group_key, second.attributes["http.response.status_code"]) == ("s-1", 200)


def test_custom_events_and_sentrys_replay_crumbs(read):
    crumb = {"tag": "breadcrumb", "payload": {"timestamp": 1773756131, "category": "ui.click", "message": "Pay",
                                              "level": "warning"}}  # fmt: skip
    span = {
        "tag": "performanceSpan",
        "payload": {
            "op": "resource.fetch",
            "description": "https://api.example/pay",
            "startTimestamp": 1773756131.5,
            "endTimestamp": 1773756132,
            "data": {"method": "GET", "statusCode": 404},
        },
    }
    first, second, third = events(read, "rrweb.events", [
        {"type": 5, "data": data, "timestamp": 1773756139000}
        for data in (crumb, span, {"tag": "paid", "payload": "4 EUR"})])  # fmt: skip
    assert (first.title, first.severity) == ("breadcrumb ui.click Pay", 13)
    assert (second.kind, second.t, second.t_end, second.severity) == ("http", NOON + 5 * 10**8, NOON + 10**9, 13)
    assert (third.title, third.severity) == ("paid 4 EUR", 9)


@pytest.mark.parametrize("wrap", [
    lambda rows: {"events": rows, "sessionId": "s-9", "userId": "u-1"},
    lambda rows: {"version": "1", "data": {"id": "x", "session_id": "s-9", "distinct_id": "u-1", "snapshots": rows}},
    lambda rows: "\n".join(json.dumps(row | {"sessionId": "s-9", "userId": "u-1"}) for row in rows)])  # fmt: skip
def test_rrweb_comes_in_several_envelopes(read, registry: Registry, wrap: Any):
    value = wrap([META, act(2, type=2, id=1)])
    found = events(read, "rrweb.events", value)
    assert [one.title for one in found] == ["page shop.example/cart", "click node 1"]
    assert {one.group_key for one in found} == {"s-9"}
    assert ("user_id", "u-1") in links(found[1])
    if isinstance(value, str) or "events" in value:
        chosen = registry.choose(data_of(value), "x.json")
        assert chosen is not None
        assert chosen[0].id == "rrweb.events"


def test_a_recording_without_an_id_is_one_lane_by_its_files_name(read):
    assert {one.group_key for one in events(read, "rrweb.events", [META, PAGE])} == {"part-1.json"}


def test_an_rrweb_file_cut_off_and_events_that_are_none(read):
    text = json.dumps([META, act(3), "packed", {"type": 4, "data": None, "timestamp": "soon"}, act(3)])
    batches = read("rrweb.events", text[:-10].encode(), "x.json")
    found = [event for batch in batches for event in batch.events]
    assert [event.t is None for event in found] == [False, False, True]
    assert sum(batch.skipped for batch in batches) == 2
    assert any("truncated" in problem.what for problem in problems(batches))
