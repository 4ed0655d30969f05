"""What became of an e-mail, as its senders tell it: SendGrid's and Brevo's events, Amazon SES' notifications.

SendGrid: event webhook, a list of objects, `timestamp` in epoch seconds, `sg_event_id` unique. Brevo (Sendinblue): an object
a call; of its clocks only `ts_epoch` (ms) is UTC, the others are the account's local time. SES: feedback notifications and
event publishing, bare or inside an SNS envelope whose `Message` is the JSON text; the event's own time stands in the object
named after it, `mail.timestamp` is when it was sent. A notification that names several recipients gives a record each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import Form, mapped, objects, reader_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsonvalues import first_object, value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.mapping import Maker
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

# Reference table of severities: what did not arrive is an error, what may still arrive a warning.
OUTCOMES = {
    "bounce": 17, "dropped": 17, "reject": 17, "rejected": 17, "complaint": 17, "spamreport": 17, "spam": 17, "blocked": 17,
    "hard_bounce": 17, "invalid_email": 17, "error": 17, "rendering failure": 17, "deferred": 13, "soft_bounce": 13,
    "deliverydelay": 13, "unsubscribe": 9, "unsubscribed": 9,
    # The words of Brevo's report of events.
    "bounces": 17, "hardbounces": 17, "softbounces": 13, "invalid": 17,
}  # fmt: skip
SENDGRID = RecordMap(
    "sendgrid.events", "SendGrid events (webhook)", "email", needs=("event", "email", "timestamp", "sg_event_id"),
    t="timestamp", form="epoch", severity="event", severities=OUTCOMES, usual=9, name="{event} {email}: {reason|response}",
    body="reason|response", event_id="sg_event_id", group="smtp-id|sg_message_id",
    attributes={"email.to.address": "email", "event.action": "event"},
    links={"email_message_id": "smtp-id", "sg_message_id": "sg_message_id", "email": "email"}, prefix="sendgrid",
)  # fmt: skip
BREVO = RecordMap(
    "brevo.events", "Brevo (Sendinblue) events (webhook, report)", "email",
    needs=("event", "email", "message-id", "ts_epoch"), t="ts_epoch", form="epoch", severity="event",
    severities=OUTCOMES, usual=9, name="{event} {email}: {reason|subject}",
    body="reason|subject", event_id="{message-id}/{event}/{ts_epoch}/{email}", group="message-id",
    attributes={"email.to.address": "email", "email.subject": "subject", "event.action": "event"},
    links={"email_message_id": "message-id", "email": "email"}, prefix="brevo",
)  # fmt: skip
BREVO_REPORT = replace(
    BREVO, needs=("events[0].event", "events[0].messageId", "events[0].date"), each="events", t="date", form="iso",
    event_id="{messageId}/{event}/{date}/{email}", group="messageId",
    links={"email_message_id": "messageId", "email": "email", "url": "link"},
)  # fmt: skip
SES = RecordMap(
    "ses.events", "Amazon SES notifications (bare or from SNS)", "email", t="^.timestamp|^^.mail.timestamp", form="iso",
    severity="^^.notificationType|^^.eventType", severities=OUTCOMES, usual=9,
    name="{^^.notificationType|^^.eventType} {address}: {status|^.smtpResponse|^.bounceType}",
    body="diagnosticCode|^.smtpResponse|^.reason|^.errorMessage", group="^^.mail.commonHeaders.messageId|^^.mail.messageId",
    event_id="{^^.mail.messageId}/{^^.notificationType|^^.eventType}/{^.timestamp}/{address}",
    attributes={"email.to.address": "address", "email.subject": "^^.mail.commonHeaders.subject",
                "email.from.address": "^^.mail.source", "event.action": "^^.notificationType|^^.eventType"},
    links={"email_message_id": "^^.mail.commonHeaders.messageId", "email": "address"}, prefix="ses",
)  # fmt: skip
EXAMPLES = {
    "sendgrid.events": json.dumps([
        {"email": "ann@shop.example", "timestamp": 1773756131, "smtp-id": "<o-17@shop.example>", "event": "bounce",
         "sg_event_id": "e1", "sg_message_id": "wrf.filter04.1", "reason": "550 5.1.1 No such user", "type": "bounce"},
    ]),
    "brevo.events": json.dumps({
        "event": "delivered", "email": "ann@shop.example", "ts_epoch": 1773756131000, "message-id": "<o-17@shop.example>",
    }),
    "ses.events": json.dumps({
        "notificationType": "Delivery",
        "mail": {"timestamp": "2026-03-17T14:02:10.237Z", "messageId": "0000-1", "destination": ["ann@shop.example"]},
        "delivery": {"timestamp": "2026-03-17T14:02:11.237Z", "recipients": ["ann@shop.example"], "smtpResponse": "250 ok"},
    }),
}  # fmt: skip
# The list of recipients in the object named after what happened, and the key of the address in each.
_LISTS = ("bouncedRecipients", "complainedRecipients", "delayedRecipients", "recipients")


def _sniff(head: bytes, _name: str) -> Sniff:
    if b"mail" not in head or not (b"notificationType" in head or b"eventType" in head):
        return NOT_MINE
    found = _opened(first_object(head))
    if isinstance(found, Mapping) and _kind(found) and isinstance(found.get("mail"), Mapping):
        return Sniff(0.95, f"it tells of a {_kind(found)} of a mail, as SES does")
    if b'"TopicArn"' in head and b'\\"mail\\"' in head:
        return Sniff(0.9, "it is an SNS envelope whose message tells of a mail, as SES does")
    return NOT_MINE


def _opened(value: Any) -> Any:
    """What an SNS envelope holds; anything else as it is."""
    if isinstance(value, Mapping) and "TopicArn" in value and isinstance(value.get("Message"), str):
        inner = value_of(value["Message"].encode("utf-8", "replace"))
        if isinstance(inner, Mapping):
            return {
                **inner,
                "wb.sns": {key: value[key] for key in ("MessageId", "TopicArn", "Timestamp") if key in value},
            }
    return value


def _kind(value: Mapping[str, Any]) -> str:
    kind = value.get("notificationType") or value.get("eventType")
    return kind if isinstance(kind, str) else ""


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    return batches(text, _events(text, Maker.of(SES)), kinds="notifications")


def _events(text: JsonSource, maker: Maker) -> Iterator[Event]:
    for (outer,), start, end in objects(text, maker.map):
        found = _opened(outer)
        if not _kind(found) or not isinstance(found.get("mail"), Mapping):
            text.wrong("this is no notification of SES: it has no mail", start)
            continue
        pointer = "/Message" if found is not outer else ""
        told = _told_of(found)
        for recipient in _recipients(found, told):
            yield maker.event((found, told, recipient), text.place(start, end, pointer))


def _told_of(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object named after what happened: `bounce` of a Bounce, `renderingFailure` of a Rendering Failure."""
    words = _kind(found).split()
    name = words[0][:1].lower() + words[0][1:] + "".join(words[1:])
    inner = found.get(name) or found.get("failure")
    return inner if isinstance(inner, Mapping) else {}


def _recipients(found: Mapping[str, Any], told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = next((told[key] for key in _LISTS if isinstance(told.get(key), list)), None)
    if listed is None:
        listed = found["mail"].get("destination")
    rest = {key: value for key, value in told.items() if key not in _LISTS and key != "timestamp"}
    rest |= {
        key: value
        for key, value in found.items()
        if key not in ("mail", "notificationType", "eventType") and value != told
    }
    rows = []
    for one in listed if isinstance(listed, list) and listed else [""]:
        own = dict(one) if isinstance(one, Mapping) else {"emailAddress": one}
        rows.append({**rest, **own, "address": own.get("emailAddress", "")})
    return rows


READERS = (
    *mapped(SENDGRID), reader_of(BREVO.id, BREVO.title, ("email",), Form(BREVO), Form(BREVO_REPORT)),
    RecordReader("ses.events", SES.title, ("email",), _sniff, _read),
)  # fmt: skip
SYSTEMS = (
    System(
        "SendGrid", "e-mail", ("sendgrid.events",),
        "Event webhook: keep the posted bodies, one a file or one a line.",
        "A record an event: what became of a message, to whom, why; one message is one group.",
        "The CSV of Email activity; the message itself, which no event carries.",
    ),
    System(
        "Brevo (Sendinblue)", "e-mail", ("brevo.events",),
        "Transactional webhook: keep the posted bodies, one a line. REST: `/v3/smtp/statistics/events` as it replies.",
        "A record an event: of a webhook at `ts_epoch`, the only one of its three clocks that is UTC; of a reply at `date`.",
        "A webhook's `date` and `ts_event` are kept as attributes and never used as times.",
    ),
    System(
        "Amazon SES", "e-mail", ("ses.events",),
        "Event publishing or feedback to SNS (or Firehose): keep the bodies, as they come.",
        "A record a recipient and event, at the event's own time; SNS envelopes are opened.",
        "The content of messages, where a receipt rule put it into S3.",
    ),
)  # fmt: skip
