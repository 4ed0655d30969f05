"""What became of an e-mail: times, outcomes and message ids as SendGrid, Brevo and Amazon SES define them."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from workbench.model.records import Event

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z


def events(read: Any, reader: str, value: Any) -> list[Event]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(chain.from_iterable(batch.events for batch in read(reader, data, "x.json")))


def links(event: Event) -> set[tuple[str, str]]:
    return {(link.type, link.value) for link in event.links}


def test_sendgrid_tells_what_became_of_one_mail_in_a_lane(read):
    base = {"email": "ann@shop.example", "smtp-id": "<o-17@shop.example>", "sg_message_id": "wrf.filter0425.13037.0"}
    rows = [
        {**base, "event": "processed", "timestamp": 1773756131, "sg_event_id": "a", "category": ["orders", "mail"]},
        {
            **base,
            "event": "deferred",
            "timestamp": 1773756132,
            "sg_event_id": "b",
            "response": "421 later",
            "attempt": "1",
        },
        {**base, "event": "bounce", "timestamp": 1773756133, "sg_event_id": "c", "reason": "550 5.1.1 unknown"},
        {**base, "event": "open", "timestamp": 1773756134, "sg_event_id": "d", "order": "17"},
    ]
    found = events(read, "sendgrid.events", rows)
    assert [event.t for event in found] == [NOON + second * 10**9 for second in range(4)]
    assert [event.severity for event in found] == [9, 13, 17, 9]
    assert {event.group_key for event in found} == {"o-17@shop.example"}
    wanted = {("email_message_id", "o-17@shop.example"), ("sg_message_id", "wrf"), ("email", "ann@shop.example")}
    assert wanted <= links(found[2])
    assert found[2].title == "bounce ann@shop.example: 550 5.1.1 unknown"
    assert found[3].attributes["sendgrid.order"] == "17"
    assert found[0].attributes["sendgrid.category"] == ["orders", "mail"]


def test_brevo_is_timed_by_its_one_clock_that_is_utc(read):
    (event,) = events(read, "brevo.events", {
        "event": "hard_bounce", "email": "x@example.com", "message-id": "<1@relay.example>", "ts_epoch": 1773756131250,
        "date": "2026-03-17 06:02:11", "ts": 1773727331, "ts_event": 1773727331, "reason": "550 no", "tag": '["a"]',
    })  # fmt: skip
    assert (event.t, event.severity) == (NOON + 250_000_000, 17)
    assert event.event_id == "<1@relay.example>/hard_bounce/1773756131250/x@example.com"
    assert ("email_message_id", "1@relay.example") in links(event)


MAIL = {
    "timestamp": "2026-03-17T14:02:09.000Z", "source": "shop@shop.example", "messageId": "0100-aa",
    "destination": ["a@x.example"],
    "commonHeaders": {"subject": "Your order", "messageId": "<o-17@shop.example>"},
}  # fmt: skip
BOUNCE = {
    "bounceType": "Permanent", "timestamp": "2026-03-17T14:02:11.101Z",
    "bouncedRecipients": [{"emailAddress": "a@x.example", "status": "5.1.1", "diagnosticCode": "smtp; 550 unknown"},
                          {"emailAddress": "b@x.example", "status": "5.2.2"}],
}  # fmt: skip


@pytest.mark.parametrize("enveloped", [False, True])
def test_a_bounce_of_two_gives_a_record_each_at_the_bounces_own_time(read, enveloped: bool):
    value: Any = {"notificationType": "Bounce", "mail": MAIL, "bounce": BOUNCE}
    if enveloped:
        value = {"Type": "Notification", "MessageId": "m1", "TopicArn": "arn:aws:sns:eu:1:mails",
                 "Message": json.dumps(value),
                 "Timestamp": "2026-03-17T14:02:12.000Z"}  # fmt: skip
    data = json.dumps(value).encode()
    found = events(read, "ses.events", data)
    assert [event.attributes["email.to.address"] for event in found] == ["a@x.example", "b@x.example"]
    assert {event.t for event in found} == {NOON + 101_000_000}
    assert {event.severity for event in found} == {17}
    assert {event.group_key for event in found} == {"o-17@shop.example"}
    assert found[0].body == "smtp; 550 unknown"
    assert found[0].place.length == len(data)
    assert found[0].place.pointer == ("/Message" if enveloped else "")


def test_what_has_no_time_of_its_own_happened_when_the_mail_was_sent(read):
    (event,) = events(read, "ses.events", {"eventType": "Send", "mail": MAIL, "send": {}})
    assert event.t == NOON - 2 * 10**9
    assert event.severity == 9


def test_lines_of_different_kinds_are_read_and_what_is_no_mail_is_counted(read):
    lines = [{"eventType": "Open", "mail": MAIL, "open": {"timestamp": "2026-03-17T14:02:11Z", "ipAddress": "192.0.2.1"}},
             {"eventType": "Click"}, {"eventType": "Reject", "mail": MAIL, "reject": {"reason": "Bad content"}}]  # fmt: skip
    parts = read("ses.events", "\n".join(map(json.dumps, lines)).encode(), "x.ndjson")
    found = list(chain.from_iterable(part.events for part in parts))
    assert [(event.t, event.severity, event.body or "") for event in found] == [
        (NOON, 9, found[0].body), (NOON - 2 * 10**9, 17, "Bad content")]  # fmt: skip
    assert sum(part.skipped for part in parts) == 1
