"""What security devices, sensors and auditors write: stamps, severities and ends of a connection, by their definitions."""

from __future__ import annotations

import json

import pytest
from wholelog import MS, NOON, US, YEARLESS, holds, links_of, whole_log

FORTI = 'date=2026-03-17 time=14:02:11 devname="fg1" devid="FG100"'
PAN = (
    "1,2026/03/17 14:02:12,0123,{type},{sub},2560,2026/03/17 14:02:11,10.0.0.1,203.0.113.9,0.0.0.0,0.0.0.0,out,,,ssl,vsys1,"
    "trust,untrust,e1,e2,fwd,2026/03/17 14:02:11,4711,1,4242,443,0,0,0x19,tcp,alert,{rest}"
)


@pytest.mark.parametrize(
    ("line", "reader", "t", "severity", "expected"),
    [
        (
            "Mar 17 14:02:11 fw1 CEF:0|Shop|Gate|1.0|100|worm \\| stopped|10|src=10.0.0.1 spt=1232 msg=a b \\= "
            "c act=blocked",
            "cef",
            YEARLESS,
            18,
            {"source__address": "10.0.0.1", "source__port": 1232, "msg": "a b = c", "rule__name": "worm | stopped"},
        ),
        (
            "CEF:0|Shop|Gate|1.0|100|x|High|rt=1773756131123 suser=ann smith dst=2001:db8::7",
            "cef",
            NOON + 123 * MS,
            17,
            {"user__name": "ann smith", "destination__address": "2001:db8::7"},
        ),
        (
            "CEF:0|Shop|Gate|1.0|100|x|3|rt=Mar 17 2026 14:02:11.123 cs1Label=why cs1=no reason",
            "cef",
            NOON + 123 * MS,
            9,
            {"cs1": "no reason", "cs1Label": "why"},
        ),
        (
            "<134>1 2026-03-17T14:02:11.5Z fw1 app - - - CEF:0|Shop|Gate|1.0|100|x|5|src=10.0.0.1",
            "cef",
            NOON + 500 * MS,
            13,
            {},
        ),
        (
            "Mar 17 14:02:11 fw1 LEEF:1.0|Shop|Gate|1.0|4000|src=10.0.0.1\tsev=8\tusrName=ann smith",
            "leef",
            YEARLESS,
            17,
            {"user__name": "ann smith", "rule__id": "4000"},
        ),
        (
            "LEEF:2.0|Shop|Gate|1.0|4000|^|devTime=1773756131123^sev=2^dstPort=22",
            "leef",
            NOON + 123 * MS,
            9,
            {"destination__port": 22},
        ),
        (
            "LEEF:2.0|Shop|Gate|1.0|4000|x5E|sev=10^devTime=1773756131123^cat=a=b",
            "leef",
            NOON + 123 * MS,
            18,
            {"cat": "a=b"},
        ),
        (
            "Mar 17 2026 14:02:11 fw1 : %ASA-4-106023: Deny tcp src outside:203.0.113.9/4242 dst inside:192.0.2.7/22 by acl",
            "cisco.syslog",
            NOON,
            13,
            {"source__address": "203.0.113.9", "destination__port": 22, "host__name": "fw1"},
        ),
        (
            "<166>Mar 17 2026 14:02:11: %ASA-6-302013: Built",
            "cisco.syslog",
            NOON,
            9,
            {"cisco__mnemonic": "ASA-6-302013"},
        ),
        ("*Mar 17 14:02:11.123 CET: %LINK-3-UPDOWN: Interface Gi0/1 down", "cisco.syslog", YEARLESS + 123 * MS, 17, {}),
        (
            "<189>47: sw1: 000123: .Mar 17 14:02:11.123: %SYS-5-CONFIG_I: Configured",
            "cisco.syslog",
            YEARLESS + 123 * MS,
            10,
            {},
        ),
        ("2026 Mar 17 14:02:11 sw1 %$ VDC-1 %$ %ETHPORT-5-IF_UP: up", "cisco.syslog", NOON, 10, {"host__name": "sw1"}),
        (
            "RP/0/RSP0/CPU0:Mar 17 14:02:11.123 : ifmgr[1]: %PKT_INFRA-LINK-3-UPDOWN : x",
            "cisco.syslog",
            YEARLESS + 123 * MS,
            17,
            {},
        ),
        (
            f'{FORTI} eventtime=1773756131123456789 tz="+0100" type="traffic" level="notice" srcip=10.0.0.1 srcport=4242',
            "fortinet.fortigate",
            NOON + 123_456_789,
            10,
            {"source__port": 4242, "host__name": "fg1", "tz": "+0100"},
        ),
        (
            f'{FORTI} logid="1" type="event" level="error" eventtime=1773756131 msg="a b"',
            "fortinet.fortigate",
            NOON,
            17,
            {"msg": "a b"},
        ),
        (f'<189>{FORTI} logid="1" type="event" level="critical" msg="a"', "fortinet.fortigate", NOON, 18, {}),
        (
            PAN.format(type="TRAFFIC", sub="end", rest="1024"),
            "paloalto.panos",
            NOON,
            9,
            {"source__address": "10.0.0.1", "destination__port": 443, "source__zone": "trust"},
        ),
        (
            "<14>Mar 17 14:02:12 pa1 " + PAN.format(type="THREAT", sub="url", rest='"a,b",(9999),x,high,c'),
            "paloalto.panos",
            NOON,
            17,
            {},
        ),
        (
            "Mar 17 14:02:11 ns5 NetScreen device_id=ns5  [Root]system-warning-00257(traffic): src=10.0.0.1 "
            "dst=203.0.113.9 action=Deny",
            "juniper.screenos",
            YEARLESS,
            13,
            {"source__address": "10.0.0.1", "action": "Deny", "host__name": "ns5"},
        ),
        (
            '03/17/2026-14:02:11.123456  [**] [1:2001219:20] ET "SCAN" x [**] [Classification: Info Leak] [Priority: '
            "1] {TCP} "
            "203.0.113.9:4242 -> 192.0.2.7:22",
            "suricata.fast",
            NOON + 123_456 * US,
            17,
            {"rule__id": "2001219", "destination__port": 22},
        ),
        (
            "03/17/2026-14:02:11.123456  [Drop] [**] [1:1:0] x [**] [Classification: (null)] [Priority: 3] {ICMP} "
            "203.0.113.9 -> 192.0.2.7",
            "suricata.fast",
            NOON + 123_456 * US,
            9,
            {"action": "Drop", "source__address": "203.0.113.9"},
        ),
        (
            "03/17-14:02:11.123456  [**] [1:2:3] x [**] [Priority: 2] {UDP} 203.0.113.9:1 -> 192.0.2.7:53",
            "snort.alert",
            YEARLESS + 123_456 * US,
            13,
            {"network__transport": "UDP"},
        ),
        (
            'type=AVC msg=audit(1773756131.123:456): avc:  denied  { read } for  pid=7 comm="cat"',
            "linux.audit",
            NOON + 123 * MS,
            13,
            {"process__pid": 7, "audit__event": "456"},
        ),
        (
            'node=web1 type=USER_LOGIN msg=audit(1773756131.123:9): pid=7 msg=\'op=login acct="ann" hostname=? '
            "addr=203.0.113.9 res=failed'",
            "linux.audit",
            NOON + 123 * MS,
            9,
            {"user__name": "ann", "client__address": "203.0.113.9", "res": "failed", "host__name": "web1"},
        ),
        (
            "type=SYSCALL msg=audit(03/17/2026 14:02:11.123:456) : arch=x86_64 success=no exe=/bin/cat",
            "linux.audit",
            NOON + 123 * MS,
            0,
            {"success": "no"},
        ),
        (
            "2026-03-17 14:02:11,123 fail2ban.actions        [47]: NOTICE  [sshd] Ban 203.0.113.9",
            "fail2ban.log",
            NOON + 123 * MS,
            10,
            {"client__address": "203.0.113.9", "fail2ban__jail": "sshd", "action": "Ban"},
        ),
    ],
)
def test_a_device_gives_time_severity_and_fields(line, reader, t, severity, expected):
    log = whole_log(f"{line}\nan odd line, cut o\n{line}\r\n")
    assert (log.reader, log.t, log.severity) == (reader, [t, t], [severity, severity])
    holds(log.fields[0], **expected)


@pytest.mark.parametrize(
    ("criticality", "kind", "severity"),
    [
        (0, "Success Audit", 0),
        (1, "Success Audit", 9),
        (2, "Information", 13),
        (3, "Information", 18),
        (4, "x", 19),
        (1, "Failure Audit", 13),
        (1, "Error", 17),
        (3, "Warning", 13),
    ],
)
def test_snare_severities_come_from_type_and_criticality(criticality: int, kind: str, severity: int):
    body = (
        f"MSWinEventLog\t{criticality}\tSecurity\t47\tTue Mar 17 14:02:11 2026\t4625\t"
        f"Windows\tann\tUser\t{kind}\tdc1\tLogon\t\t"
        "An account failed.    Subject:  x\t48"
    )
    for head in ("<13>Mar 17 14:05:00 dc1 ", "<13>1 2026-03-17T14:05:00.5Z dc1 - - - - ", "dc1 "):
        log = whole_log(f"{head}{body}\nodd\n{head}{body}\textra text\n")
        assert (log.reader, log.t, log.severity) == ("snare.winevent", [NOON] * 2, [severity] * 2)
        holds(
            log.fields[0],
            winlog__event_id="4625",
            winlog__channel="Security",
            winlog__event_type=kind,
            user__name="ann",
        )
        assert log.fields[0].title == "An account failed.    Subject:  x"


def test_eve_events_of_any_kind_are_read_and_alerts_graded():
    def event(kind: str, inner: dict) -> str:
        return (
            json.dumps(
                {
                    "timestamp": "2026-03-17T15:02:11.123456+0100",
                    "event_type": kind,
                    "src_ip": "203.0.113.9",
                    "src_port": 4242,
                    "dest_ip": "2001:db8::7",
                    "proto": "TCP",
                    kind: inner,
                }
            )
            + "\n"
        )

    log = whole_log(
        event("alert", {"severity": 1, "signature": "ET SCAN x", "signature_id": 7})
        + event("alert", {"severity": 3})
        + event("dns", {"rrname": "a.example", "rrtype": "A"})
        + event("http", {"http_method": "GET", "url": "/x", "status": 200})
    )
    assert (log.reader, log.severity) == ("suricata.eve", [17, 9, 9, 9])
    assert log.t == [NOON + 123_456 * US] * 4
    assert log.fields[0].title == "alert ET SCAN x"
    holds(log.fields[2], dns__question__name="a.example", destination__address="2001:db8::7", source__port=4242)
    holds(log.fields[3], http__request__method="GET", http__response__status_code=200)


def test_zeek_rows_have_the_names_of_their_header():
    log = whole_log(
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\thttp\n"
        "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tmethod\turi\tuser_agent\ttags\n"
        "#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tstring\tstring\tset[enum]\n"
        "1773756131.123456\tC1\t203.0.113.9\t4242\t2001:db8::7\t80\tGET\t/a\\x09b\tcurl\t(empty)\n"
        "1773756132.000001\tC2\t203.0.113.9\t4243\t192.0.2.7\t80\t-\t-\t-\ta,b\textra\n#close\t2026-03-17-15-00-00\n"
    )
    assert (log.reader, log.t) == ("zeek.tsv", [NOON + 123_456 * US, NOON + 1000 * MS + US])
    holds(log.fields[0], source__port=4242, http__request__method="GET", url__path="/a\tb", uid="C1")
    assert "tags" not in log.fields[0].attributes and "url.path" not in log.fields[1].attributes
    assert log.fields[1].attributes["wb.field1"] == "extra"


@pytest.mark.parametrize(
    ("ts", "t"), [("1773756131.123456", NOON + 123_456 * US), ('"2026-03-17T14:02:11.123456Z"', NOON + 123_456 * US)]
)
def test_zeek_json_may_have_either_time(ts: str, t: int):
    line = (
        f'{{"ts":{ts},"uid":"C1","id.orig_h":"203.0.113.9","id.orig_p":4242,'
        f'"id.resp_h":"192.0.2.7","id.resp_p":22,"service":"ssh"}}\n'
    )
    log = whole_log(line * 2)
    assert (log.reader, log.t) == ("zeek.json", [t, t])
    holds(log.fields[0], source__address="203.0.113.9", network__protocol__name="ssh")
    assert links_of(log.fields[0]) == set()


@pytest.mark.parametrize(
    ("line", "reader", "t", "severity", "title"),
    [
        (
            "Tue Mar 17 14:02:11 2026 ann/203.0.113.9:1194 TLS Error: TLS handshake failed",
            "openvpn.log",
            NOON,
            17,
            "TLS Error: TLS handshake failed",
        ),
        (
            "2026-03-17 14:02:11 us=123456 ann/203.0.113.9:1194 WARNING: 'link-mtu' is used",
            "openvpn.log",
            NOON + 123_456 * US,
            13,
            "WARNING: 'link-mtu' is used",
        ),
        ("Mar 17 14:02:11 05[IKE] <home|1> no response", "strongswan.charon", YEARLESS, 0, "no response"),
        ("2026-03-17T14:02:11 00[DMN] shutting down", "strongswan.charon", NOON, 0, "shutting down"),
    ],
)
def test_tunnels_write_logs_of_their_own(line, reader, t, severity, title):
    log = whole_log(f"{line}\nodd\n{line}\n")
    assert (log.reader, log.t, log.severity) == (reader, [t, t], [severity] * 2)
    assert log.fields[0].title == title
