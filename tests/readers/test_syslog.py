"""Syslog in the ways it is written: RFC 3164, RFC 5424, rsyslog's and journalctl's files, frames, the programs' bodies."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wholelog import MS, NOON, US, YEARLESS, holds, links_of, whole_log

from workbench.readers.sysloghead import PRI_SEVERITIES, facility_word, severity_word

HOUR = 3_600_000_000_000
SYSLOG_SEVERITIES = (21, 19, 18, 17, 13, 10, 9, 5)  # OpenTelemetry's table for 0 emergency … 7 debug


@pytest.mark.parametrize(
    ("line", "reader", "t", "severity", "title", "service", "pid"),
    [
        (
            "Mar 17 14:02:11 web1 sshd[4711]: Connection closed",
            "syslog.rfc3164",
            YEARLESS,
            0,
            "Connection closed",
            "sshd",
            4711,
        ),
        ("Mar 17 14:02:11 web1 sshd[4711]: error: reset", "syslog.rfc3164", YEARLESS, 17, "error: reset", "sshd", 4711),
        ("Mar  7 14:02:11 web1 cron: x", "syslog.rfc3164", YEARLESS - 240 * HOUR, 0, "x", "cron", None),
        ("Mar 17 14:02:11 fe80::1 app: [warn] x", "syslog.rfc3164", YEARLESS, 13, "[warn] x", "app", None),
        ("Mar 17 14:02:11.123456 web1 a/b[1]: x", "syslog.rfc3164", YEARLESS + 123_456 * US, 0, "x", "a/b", 1),
        ("Mar 17 14:02:11 dnsmasq[12]: x", "syslog.rfc3164", YEARLESS, 0, "x", "dnsmasq", 12),
        ("Mar 17 2026 14:02:11 web1 app: x", "syslog.rfc3164", NOON, 0, "x", "app", None),
        ("<34>Mar 17 14:02:11 web1 su: x", "syslog.rfc3164", YEARLESS, 18, "x", "su", None),
        ("<13>Mar 17 14:02:11 su[3]: x", "syslog.rfc3164", YEARLESS, 10, "x", "su", 3),
        ("2026-03-17T14:02:11.123456+01:00 web1 app[7]: x", "syslog.iso", NOON - HOUR + 123_456 * US, 0, "x", "app", 7),
        ("2026-03-17T14:02:11+0100 web1 app[7]: ERROR x", "syslog.iso", NOON - HOUR, 17, "ERROR x", "app", 7),
        ("<11>2026-03-17T14:02:11Z web1 app[7]: x", "syslog.iso", NOON, 17, "x", "app", 7),
        ("Tue 2026-03-17 14:02:11 UTC web1 app[7]: x", "journald.short", NOON, 0, "x", "app", 7),
        ("1773756131.123456 web1 app[7]: x", "journald.short", NOON + 123_456 * US, 0, "x", "app", 7),
        ("[   12.345678] web1 app[7]: x", "journald.short", None, 0, "x", "app", 7),
    ],
)
def test_heads_give_time_program_and_level(line, reader, t, severity, title, service, pid):
    log = whole_log(f"{line}\n\tan odd line, cut o\n{line}\r\n")
    assert (log.reader, log.t, log.severity) == (reader, [t, t], [severity, severity])
    assert log.fields[0].title == title
    holds(log.fields[0], service__name=service, process__pid=pid)
    assert log.fields[0].body.endswith("an odd line, cut o")


def test_a_line_without_a_program_is_still_a_record():
    log = whole_log(
        "Mar 17 14:02:11 web1 sshd[1]: a\nMar 17 14:02:12 web1 last message repeated 3 times\n"
        "Mar 17 14:02:13 web1 -- MARK --\nMar 17 14:02:14 web1 sshd[1]: b\n"
    )
    assert (log.reader, len(log.t)) == ("syslog.rfc3164", 4)


def test_messages_of_other_loggers_give_their_level():
    log = whole_log(
        "Mar 17 14:02:11 n1 kubelet[9]: E0317 14:02:11.123456       9 pod.go:1] boom\n"
        'Mar 17 14:02:11 n1 dockerd[9]: time="2026-03-17T14:02:11Z" level=warning msg="x"\n'
        'Mar 17 14:02:11 n1 app[9]: {"time":"x","level":"debug","msg":"y"}\n'
    )
    assert log.severity == [17, 13, 5]


@pytest.mark.parametrize("pri", [0, 13, 34, 165, 191])
def test_the_pri_is_eight_times_the_facility_plus_the_severity(pri: int):
    log = whole_log(f"<{pri}>1 2026-03-17T14:02:11.5Z web1 app - - - x\n")
    assert log.severity == [SYSLOG_SEVERITIES[pri % 8]]
    assert facility_word(str(pri)) and severity_word(str(pri))
    assert PRI_SEVERITIES[str(pri)] == SYSLOG_SEVERITIES[pri % 8]
    assert severity_word("192") == facility_word("192") == severity_word("") == ""


def test_rfc5424_structured_data_nil_and_mark_are_understood():
    log = whole_log(
        '<165>1 2026-03-17T14:02:11.000003Z web1 pay 4711 ID47 [a@32473 iut="3" q="x \\"y\\" [z\\]"][b@1 k=""] '
        "\ufeffrefused\n"
        "and a second line\n"
        "<34>1 - - - - - -\n"
        "<34>1 2026-03-17T15:02:12+01:00 web1 su - - - <1> no frame\n"
    )
    assert log.reader == "syslog.rfc5424"
    assert log.t == [NOON + 3 * US, None, NOON + 1000 * MS]
    first = log.fields[0]
    assert (first.title, first.body, first.severity_text) == ("refused", "refused\nand a second line", "notice")
    holds(
        first,
        service__name="pay",
        host__name="web1",
        syslog__procid="4711",
        syslog__msgid="ID47",
        syslog__facility="local4",
    )
    assert first.attributes["syslog.a@32473.iut"] == "3"
    assert first.attributes["syslog.a@32473.q"] == 'x "y" [z]'
    assert "host.name" not in log.fields[1].resource


FRAMES = (
    "<165>1 2026-03-17T14:02:11.123Z web1 pay - - - two\nlines",
    "<34>1 2026-03-17T14:02:12Z web1 su - - - ü",
    "<13>1 2026-03-17T14:02:13Z web1 app - - - 12 <3>1 odd",
)


def framed(texts) -> bytes:
    return b"".join(b"%d %b" % (len(text.encode()), text.encode()) for text in texts)


def test_frames_on_one_line_are_records_of_their_own(registry, read):
    data = framed(FRAMES)
    assert registry.choose(data, "x")[0].id == "syslog.framed"
    (batch,) = read("syslog.framed", data)
    assert [event.t for event in batch.events] == [NOON + 123 * MS, NOON + 1000 * MS, NOON + 2000 * MS]
    assert [event.body for event in batch.events] == ["two\nlines", "ü", "12 <3>1 odd"]
    places = [data[event.place.offset :][: event.place.length].decode() for event in batch.events]
    assert places == list(FRAMES)


def test_a_frame_that_is_cut_off_or_miscounted_changes_no_other(read):
    data = (
        framed(FRAMES[:1])
        + b"99 "
        + FRAMES[1].encode()
        + framed(FRAMES[1:2])
        + b"900 <13>1 2026-03-17T14:02:13Z w a - - - cut"
    )
    (batch,) = read("syslog.framed", data)
    assert [event.title for event in batch.events] == ["two", "ü", "ü", "cut"]
    assert len(batch.problems) == 2


@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_characters="<", exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip),
        min_size=2,
        max_size=5,
    )
)
def test_every_frame_comes_back(texts):
    from workbench.readers.formats.syslogframed import READERS  # noqa: PLC0415

    whole = [f"<13>1 2026-03-17T14:02:11Z h a - - - {text}x" for text in texts]
    events = [event for batch in _read(READERS[0], framed(whole)) for event in batch.events]
    assert [event.body for event in events] == [f"{text}x" for text in texts]


def _read(reader, data: bytes):
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from workbench.readers.core import RawSource  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a"
        place.write_bytes(data)
        yield from reader.read(RawSource("a", str(place), len(data)))


@pytest.mark.parametrize(
    ("tail", "expected", "links"),
    [
        (
            "postfix/cleanup[7]: 4F9D195432C: message-id=<a1@shop.example>",
            {"email__local_id": "4F9D195432C", "email__message_id": "a1@shop.example"},
            {("email_message_id", "a1@shop.example")},
        ),
        (
            "postfix/smtp[7]: 4F9D195432C: to=<bob@x.example>, relay=mx[203.0.113.9]:25, delay=1.2, dsn=2.0.0, "
            "status=sent (250 ok)",
            {"email__to__address": "bob@x.example", "dsn": "2.0.0", "mail_status": "sent"},
            set(),
        ),
        (
            "sendmail[7]: 52HE2Bx4711: from=<ann@x.example>, size=512, msgid=<b2@x.example>, relay=mx",
            {"email__local_id": "52HE2Bx4711", "email__from__address": "ann@x.example"},
            {("email_message_id", "b2@x.example")},
        ),
        (
            "dovecot: imap-login: Login: user=<ann>, method=PLAIN, rip=2001:db8::9, lip=192.0.2.7, session=<aB/c>",
            {"user__name": "ann", "client__address": "2001:db8::9"},
            {("session_id", "aB/c")},
        ),
        (
            "sshd[7]: Failed password for invalid user bob from 203.0.113.9 port 4242 ssh2",
            {"user__name": "bob", "client__address": "203.0.113.9", "client__port": 4242},
            set(),
        ),
        (
            "sudo:      ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/usr/bin/id -u",
            {"user__name": "ann", "target_user": "root", "process__command_line": "/usr/bin/id -u"},
            set(),
        ),
        (
            "CRON[7]: (root) CMD (run-parts /etc/cron.hourly)",
            {"process__command_line": "run-parts /etc/cron.hourly"},
            set(),
        ),
        (
            "dhcpd[7]: DHCPACK on 10.0.0.5 to 02:00:00:00:00:01 (laptop) via eth0",
            {"client__address": "10.0.0.5", "client__mac": "02:00:00:00:00:01", "client__name": "laptop"},
            set(),
        ),
        (
            "named[7]: client @0x7f 203.0.113.9#4242 (a.example): query: a.example IN AAAA +E(0) (192.0.2.7)",
            {"dns__question__name": "a.example", "dns__question__type": "AAAA", "client__port": 4242},
            set(),
        ),
        (
            "dnsmasq[7]: query[A] a.example from 10.0.0.7",
            {"dns__question__name": "a.example", "client__address": "10.0.0.7"},
            set(),
        ),
        (
            "kernel: [   12.345678] [UFW BLOCK] IN=eth0 OUT= MAC=02 SRC=203.0.113.9 DST=192.0.2.7 LEN=40 PROTO=TCP "
            "SPT=4242 DPT=22",
            {"source__address": "203.0.113.9", "destination__port": 22, "network__transport": "TCP", "action": "BLOCK"},
            set(),
        ),
        (
            "filterlog[7]: 5,,,1000000103,em0,match,block,in,4,0x0,,64,0,0,DF,6,tcp,60"
            ",203.0.113.9,192.0.2.7,4242,22,0,S,1,,1,,",
            {"action": "block", "source__address": "203.0.113.9", "destination__port": 22, "direction": "in"},
            set(),
        ),
        (
            'slapd[7]: conn=1000 op=1 BIND dn="cn=ann,dc=shop" method=128',
            {"connection": "1000", "dn": "cn=ann,dc=shop"},
            set(),
        ),
        ("charon: 05[IKE] <home|1> peer not responding", {"group": "IKE", "connection": "home|1"}, set()),
    ],
)
def test_well_known_programs_give_fields_and_links(tail, expected, links):
    log = whole_log(f"Mar 17 14:02:11 web1 {tail}\nMar 17 14:02:12 web1 {tail}\n")
    assert log.reader == "syslog.rfc3164"
    holds(log.fields[0], **expected)
    assert links <= links_of(log.fields[0])
