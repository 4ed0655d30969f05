"""What a host's own services write: kernel, mail, names, files, printers, logins, packages, Windows; labels and odd
dates."""

from __future__ import annotations

import pytest
from wholelog import MS, NOON, US, YEARLESS, holds, links_of, whole_log

TAI = f"@{2**62 + 1_773_756_131 + 37:016x}"  # TAI is 37 s ahead of UTC since 2017


@pytest.mark.parametrize(
    ("line", "reader", "t", "severity", "expected"),
    [
        ("[   12.345678] usb 1-1: new device", "linux.dmesg", None, 0, {"uptime_s": 12.345678}),
        ("[    0.000000][    T0] Linux version 6.1", "linux.dmesg", None, 0, {"caller": "T0"}),
        ("kern  :err   : [   12.345678] ata1: slow", "linux.dmesg", None, 17, {"syslog__facility": "kern"}),
        ("<4>[   12.345678] ata1: slow", "linux.dmesg", None, 13, {"syslog__facility": "kern"}),
        ("[Tue Mar 17 14:02:11 2026] usb 1-1: new device", "linux.dmesg", NOON, 0, {}),
        ("[    12.345] (EE) Failed to load module", "xorg.log", None, 17, {"uptime_s": 12.345}),
        (f"{TAI}075bcd15 new msg 4711", "daemontools.tai64n", NOON + 123_456_789, 0, {}),
        (f"{TAI}00000000 ERROR x", "daemontools.tai64n", NOON, 17, {}),
        ("2026-03-17_14:02:11.12345 [warn] x", "daemontools.svlogd", NOON + 123_450 * US, 13, {}),
        ("2026-076T14:02:11.123Z ERROR lost", "text.ordinal", NOON + 123 * MS, 17, {}),
        ("2026-076 14:02:11 started", "text.ordinal", NOON, 0, {}),
        (
            "2026-03-17 14:02:11 1w2XyZ-0004aB-Kc <= ann@a.example H=mx (mx.a.example) [203.0.113.9] P=esmtps "
            'S=512 id=a1@a.example T="a b"',
            "exim.main",
            NOON,
            9,
            {
                "email__local_id": "1w2XyZ-0004aB-Kc",
                "email__from__address": "ann@a.example",
                "email__subject": "a b",
                "email__message_id": "a1@a.example",
                "client__address": "203.0.113.9",
            },
        ),
        (
            "2026-03-17 15:02:11.123 +0100 [47] 1w2XyZ-000000004aB-1kCd ** bob@a.example R=dns T=smtp: 550 no",
            "exim.main",
            NOON + 123 * MS,
            17,
            {"email__to__address": "bob@a.example", "process__pid": 47},
        ),
        ("2026-03-17 14:02:11 1w2XyZ-0004aB-Kc == bob@a.example R=dns T=smtp defer (-44)", "exim.main", NOON, 13, {}),
        (
            "2026-03-17 14:02:11 1w2XyZ-0004aB-Kc => bob <bob@a.example> R=local T=mbox",
            "exim.main",
            NOON,
            9,
            {"exim__router": "local"},
        ),
        (
            "Mar 17 14:02:11 imap(ann)<47><aB/c>: Error: mmap() failed",
            "dovecot.log",
            YEARLESS,
            17,
            {"user__name": "ann", "process__pid": 47, "session__id": "aB/c"},
        ),
        (
            "2026-03-17 14:02:11 imap-login: Info: Login: user=<ann>, rip=2001:db8::9, lip=192.0.2.7",
            "dovecot.log",
            NOON,
            9,
            {"client__address": "2001:db8::9"},
        ),
        (
            "17-Mar-2026 14:02:11.123 queries: info: client @0x7f 203.0.113.9#4242 (a.example): query: a.example "
            "IN A +E(0) (192.0.2.7)",
            "bind.log",
            NOON + 123 * MS,
            9,
            {"dns__question__name": "a.example", "bind__category": "queries"},
        ),
        ("17-Mar-2026 14:02:11.123 error: network unreachable resolving 'x/A/IN'", "bind.log", NOON + 123 * MS, 17, {}),
        ("[1773756131] unbound[47:0] error: SERVFAIL <a.example. A IN>", "unbound.log", NOON, 17, {"process__pid": 47}),
        (
            "Mar 17 14:02:11 unbound[47:1] info: 203.0.113.9 a.example. AAAA IN",
            "unbound.log",
            YEARLESS,
            9,
            {"dns__question__name": "a.example.", "dns__question__type": "AAAA"},
        ),
        (
            "[2026/03/17 14:02:11.123456,  1, pid=47, effective(0, 0), real(0, 0), class=auth] "
            "../../source3/auth/auth.c:310(check)",
            "samba.log",
            NOON + 123_456 * US,
            13,
            {"code__lineno": 310, "code__function": "check", "process__pid": 47},
        ),
        ("[2026/03/17 14:02:11, 0] smbd/server.c:1(main)", "samba.log", NOON, 17, {"code__filepath": "smbd/server.c"}),
        ("E [17/Mar/2026:15:02:11 +0100] [Job 17] Unable to open", "cups.error", NOON, 17, {"cups__job": "17"}),
        (
            'localhost - ann [17/Mar/2026:15:02:11 +0100] "POST / HTTP/1.1" 401 186 Renew-Subscription '
            "client-error-not-authorized",
            "cups.access",
            NOON,
            13,
            {"ipp__operation": "Renew-Subscription", "user__name": "ann"},
        ),
        (
            "floor2 17 ann [17/Mar/2026:15:02:11 +0100] total 3 - web1 my own file.pdf A4 one-sided",
            "cups.page",
            NOON,
            9,
            {"cups__printer": "floor2", "document": "my own file.pdf", "copies": "3"},
        ),
        (
            "Tue Mar 17 14:02:11 2026 3 203.0.113.9 77 /in/b c.txt a _ i g ann@a.example ftp 0 * i",
            "ftp.xferlog",
            NOON,
            13,
            {"file__path": "/in/b c.txt", "direction": "in", "user__name": "ann@a.example", "file__size": 77},
        ),
        (
            'Tue Mar 17 14:02:11 2026 [pid 47] [ann] FAIL LOGIN: Client "::ffff:203.0.113.9"',
            "vsftpd.log",
            NOON,
            13,
            {"user__name": "ann", "client__address": "::ffff:203.0.113.9", "process__pid": 47},
        ),
        (
            "2026-03-17 14:02:11,123 web1 proftpd[47] web1 (a.example[203.0.113.9]): USER ann: Login successful.",
            "proftpd.log",
            NOON + 123 * MS,
            0,
            {"client__address": "203.0.113.9", "user__name": "ann"},
        ),
        (
            "2026/03/17 14:02:11 [47] rsync error: some files could not be transferred (code 23) at main.c(1338)",
            "rsync.log",
            NOON,
            17,
            {"process__pid": 47},
        ),
        (
            "Tue Mar 17 14:02:11 2026 : Auth: (12) Login incorrect (pap: wrong): [ann] (from client ap1 port 0 cli 02-00)",
            "freeradius.log",
            NOON,
            9,
            {"user__name": "ann", "outcome": "Login incorrect", "reason": "pap: wrong"},
        ),
        ("Tue Mar 17 14:02:11 2026 : Error: Ignoring duplicate packet", "freeradius.log", NOON, 17, {}),
        (
            "2026-03-17T14:02:11.123456Z web1 slapd[47]: conn=1000 op=0 RESULT tag=97 err=49 text=",
            "openldap.slapd",
            NOON + 123_456 * US,
            0,
            {"ldap_result": "49", "connection": "1000"},
        ),
        (
            "69b95ee3.075bca00 0x7f12 conn=1000 op=0 UNBIND",
            "openldap.slapd",
            NOON + 123_456 * US,
            0,
            {"operation": "0"},
        ),
        ("69b95ee3 conn=1000 op=0 UNBIND", "openldap.slapd", NOON, 0, {"operation": "0"}),
        (
            "2026-03-17 14:02:11 upgrade libc6:amd64 2.36-9 2.36-10",
            "dpkg.log",
            NOON,
            9,
            {"package__name": "libc6:amd64", "package__version": "2.36-9", "package__new_version": "2.36-10"},
        ),
        ("Start-Date: 2026-03-17  14:02:11", "apt.history", NOON, 9, {}),
        ("Log started: 2026-03-17  14:02:11", "apt.term", NOON, 9, {}),
        (
            "Error,17/03/2026 14:02:11,Service Control Manager,7031,None,The Pay service, ended",
            "windows.csv",
            NOON,
            17,
            {"winlog__event_id": "7031", "winlog__provider_name": "Service Control Manager"},
        ),
        (
            'Warning\t3/17/2026 2:02:11 PM\tDNS Client Events\t1014\t(1014)\t"Name resolution timed out',
            "windows.csv",
            NOON,
            13,
            {},
        ),
        ("Fehler,17.03.2026 14:02:11,Service Control Manager,7031,Keine,x", "windows.csv", NOON, 17, {}),
    ],
)
def test_a_service_gives_time_severity_and_fields(line, reader, t, severity, expected):
    log = whole_log(f"{line}\n  an odd line, cut o\n{line}\r\n")
    assert (log.reader, log.t, log.severity) == (reader, [t, t], [severity, severity])
    holds(log.fields[0], **expected)
    assert log.fields[0].body.endswith("an odd line, cut o")


def test_a_mail_is_followed_by_its_message_id():
    log = whole_log("2026-03-17 14:02:11 1w2XyZ-0004aB-Kc <= a@b.example H=x [203.0.113.9] S=1 id=q1@b.example\n" * 2)
    assert ("email_message_id", "q1@b.example") in links_of(log.fields[0])


def test_the_title_of_a_two_line_record_is_its_second_line():
    log = whole_log("[2026/03/17 14:02:11,  3] ../a.c:1(f)\n  first said\n  then\n" * 2)
    assert log.fields[0].title == "first said"
    log = whole_log(
        "Start-Date: 2026-03-17  14:02:11\nCommandline: apt-get upgrade\nEnd-Date: 2026-03-17  14:02:31\n\n" * 2
    )
    assert log.fields[0].title == "Commandline: apt-get upgrade"


def test_svlogds_dates_are_utc_by_definition():
    assert whole_log("2026-03-17_14:02:11.12345 x\n" * 2).format.zone == "UTC"


@pytest.mark.parametrize(
    ("dates", "t", "doubted"),
    [
        (("03/04/2026", "17/03/2026"), 1_775_224_931, False),
        (("03/04/2026", "03/17/2026"), 1_772_632_931, False),
        (("03/04/2026", "05/06/2026"), 1_775_224_931, True),
    ],
)
def test_the_order_of_day_and_month_is_seen_in_the_head_or_doubted(registry, dates, t, doubted):
    text = "".join(f"Information,{date} 14:02:11,SCM,7036,None,x\n" for date in dates)
    assert whole_log(text).t[0] == t * 10**9
    assert bool(registry.choose(text.encode(), "x")[1].problems) is doubted


EVENT = (
    "Event[{n}]:\r\n  Log Name: System\r\n  Source: SCM\r\n  Date: {date}\r\n  Event ID: 7031\r\n  Task: N/A\r\n "
    " Level: Error\r\n"
    "  User: N/A\r\n  Computer: web1\r\n  Description: \r\nThe Pay service ended.\r\n  Level: of nothing\r\n\r\n"
)


def test_wevtutils_text_is_read_into_events(registry, read):
    data = "".join(
        EVENT.format(n=n, date=date)
        for n, date in enumerate(("2026-03-17T14:02:11.1234560Z", "2026-03-17T14:02:12.123", "some day"))
    ).encode()
    assert registry.choose(data, "x")[0].id == "windows.text"
    (batch,) = read("windows.text", data)
    first, second, third = batch.events
    assert (first.t, first.naive, first.severity, first.title) == (
        NOON + 123_456 * US,
        False,
        17,
        "The Pay service ended.",
    )
    assert (second.t, second.naive) == (NOON + 1123 * MS, True)
    assert third.t is None and batch.problems
    assert first.attributes["winlog.event_id"] == "7031" and first.resource == {"host.name": "web1"}
    assert data[second.place.offset :].startswith(b"Event[1]:")
    assert first.body.endswith("Level: of nothing")


def test_get_winevents_list_is_read_into_events(registry, read):
    row = (
        "TimeCreated  : 3/17/2026 2:02:11 PM\nProviderName : SCM\nId           : 7031\n"
        "LevelDisplayName : Warning\nMessage      : Pay\n               ended.\n\n"
    )
    data = ("\n\n" + row * 2).encode()
    assert registry.choose(data, "x")[0].id == "windows.text"
    (batch,) = read("windows.text", data)
    assert [(event.t, event.naive, event.severity, event.body) for event in batch.events] == [
        (NOON, True, 13, "Pay\nended.")
    ] * 2


def test_java_logs_of_the_same_date_are_not_taken_for_a_name_servers(registry):
    data = b"17-Mar-2026 14:02:11.123 INFO [main] org.apache.catalina.core.StandardService.startInternal Starting\n" * 3
    chosen = registry.choose(data, "catalina.out")
    assert chosen is None or chosen[0].id != "bind.log"


def test_yearless_stamps_are_told_to_be_so():
    assert whole_log("Mar 17 14:02:11 imap(ann): Error: x\n" * 2).format.partial == "year"
