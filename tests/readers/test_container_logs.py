"""Containers' envelopes, the journal and the API server's audit: pieces put together, levels of what was printed."""

from __future__ import annotations

import json

import pytest
from wholelog import MS, NOON, US, holds, links_of, whole_log

from workbench.engine.colours import without_colours


def docker(text: str, stream: str = "stdout", time: str = "2026-03-17T14:02:11.123456789Z", **more) -> str:
    return json.dumps({"log": text, "stream": stream, **more, "time": time}, separators=(",", ":")) + "\n"


@pytest.mark.parametrize(
    ("printed", "severity", "title"),
    [
        ("ERROR charge refused", 17, "ERROR charge refused"),
        ("[warn] x", 13, "[warn] x"),
        ("2026-03-17 14:02:11,123 [main] WARN  a.b - x", 13, "2026-03-17 14:02:11,123 [main] WARN  a.b - x"),
        ('{"level":"error","msg":"q \\"x\\"","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}', 17, 'q "x"'),
        ('{"ts":1,"level":50,"msg":"q"}', 17, "q"),
        ('time="2026" level=warning msg="x y"', 13, 'time="2026" level=warning msg="x y"'),
        ("I0317 14:02:11.123456       1 main.go:3] up", 9, "I0317 14:02:11.123456       1 main.go:3] up"),
        ("\x1b[31mERROR\x1b[0m x", 17, "ERROR x"),
        ("an error in the middle", 0, "an error in the middle"),
        ("", 0, "(an empty line)"),
    ],
)
def test_the_level_is_that_of_the_line_that_was_printed(printed: str, severity: int, title: str):
    for data in (docker(printed + "\n"), f"2026-03-17T14:02:11.123456789Z stderr F {printed}\n"):
        log = whole_log(data * 2)
        assert log.t == [NOON + 123_456_789] * 2
        assert log.severity == [severity] * 2
        assert without_colours(log.fields[0].title) == title  # what the writer coloured stays coloured


def test_docker_pieces_of_one_line_are_one_record_and_streams_stay_apart():
    log = whole_log(
        docker("ERROR a long ")
        + docker("line ")
        + docker("in pieces\n")
        + docker("odd\n", "stderr")
        + docker("half \\n")
        + docker("between\n", "stderr")
        + docker("whole\n", attrs={"tag": "v1"})
        + '{"log":"cut o\n'
        + docker("last\n", time="2026-03-17T14:02:12Z")
    )
    assert log.reader == "docker.json"
    assert [fields.title for fields in log.fields][:2] == ["ERROR a long line in pieces", "odd"]
    assert [fields.title for fields in log.fields][2:] == ["half \\n", "between", "whole", "last"]
    assert log.severity == [17, 0, 0, 0, 0, 0]
    holds(log.fields[4], tag="v1", log__iostream="stdout")


@pytest.mark.parametrize("slice_bytes", [1, 7, 100, 1 << 20])
def test_pieces_are_joined_wherever_the_file_is_cut_into_slices(slice_bytes: int):
    lines = [f"2026-03-17T14:02:1{n}.5Z stdout {'F' if n % 3 == 2 else 'P'} part{n}" for n in range(9)]
    log = whole_log("\r\n".join(lines) + "\r\n", slice_bytes)
    assert log.reader == "kubernetes.cri"
    assert [fields.title for fields in log.fields] == ["part0part1part2", "part3part4part5", "part6part7part8"]
    assert log.t == [NOON - 1000 * MS + 500 * MS + n * 3000 * MS for n in range(3)]


def test_a_stack_trace_printed_line_by_line_is_one_record():
    printed = [
        "ERROR x",
        "java.lang.X: a",
        "\tat a.b(C.java:1)",
        "    ... 3 more",
        "Caused by: q",
        "\tat d.e(F.java:2)",
        "INFO z",
    ]
    for log in (
        whole_log("".join(docker(line + "\n") for line in printed)),
        whole_log("".join(f"2026-03-17T14:02:11Z stdout F {line}\n" for line in printed)),
    ):
        assert log.severity == [17, 0, 9]
        assert log.fields[1].body == "\n".join(printed[1:6])


def test_kubectl_and_compose_prefixes_name_who_printed():
    log = whole_log(
        "[pod/pay-7d4b9/app] 2026-03-17T14:02:11.5Z E0317 14:02:11.1       1 x.go:1] boom\n"
        "[pod/pay-7d4b9/proxy] 2026-03-17T14:02:12Z up\n"
    )
    assert (log.reader, log.severity) == ("kubernetes.logs", [17, 0])
    holds(log.fields[0], k8s__pod__name="pay-7d4b9", k8s__container__name="app")
    log = whole_log(
        "api-1       | 2026-03-17T14:02:11.5Z ERROR refused\napi-1       |     at pay.py\n"
        'postgres-1  | 2026-03-17T14:02:12Z {"level":"warn","message":"q"}\n'
    )
    assert (log.reader, log.severity, log.t[0]) == ("docker.compose", [17, 13], NOON + 500 * MS)
    holds(log.fields[0], container__name="api-1")
    assert log.fields[0].body == "ERROR refused\n    at pay.py"


def test_journal_entries_give_the_senders_time_and_texts_of_any_kind():
    lines = [
        {
            "__CURSOR": "s=1",
            "__REALTIME_TIMESTAMP": "1773756131999999",
            "_SOURCE_REALTIME_TIMESTAMP": "1773756131123456",
            "PRIORITY": "3",
            "_HOSTNAME": "web1",
            "SYSLOG_IDENTIFIER": "sshd",
            "_PID": "7",
            "MESSAGE": "refused",
            "X": ["a", "b"],
        },
        {"__REALTIME_TIMESTAMP": "1773756131000001", "PRIORITY": "6", "MESSAGE": [72, 105, 255]},
        {"__REALTIME_TIMESTAMP": "1773756131000002", "MESSAGE": None, "_COMM": "app"},
        {"__REALTIME_TIMESTAMP": "1773756131000003", "PRIORITY": "9", "MESSAGE": ["one", "two"]},
    ]
    log = whole_log("".join(json.dumps(line) + "\n" for line in lines))
    assert log.reader == "journald.json"
    assert log.t == [NOON + 123_456 * US, NOON + US, NOON + 2 * US, NOON + 3 * US]
    assert log.severity == [17, 9, 0, 0]
    first, second, _, fourth = log.fields
    assert (first.title, first.event_id, first.severity_text, first.attributes["X"]) == (
        "refused",
        "s=1",
        "err",
        ["a", "b"],
    )
    assert {("host", "web1"), ("service", "sshd")} <= links_of(first)
    assert second.title == "Hi\ufffd"
    assert fourth.body == "one\ntwo"


def test_an_exported_journal_has_binary_fields_and_repeated_ones(registry, read):
    data = (
        b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1773756131123456\n_BOOT_ID=aa\nPRIORITY=4\n_HOSTNAME=web1\nX=a\nX=b\n"
        b"MESSAGE\n\x09\0\0\0\0\0\0\0two\nlines\n\n\n"
        b"__CURSOR=s=2\n__REALTIME_TIMESTAMP=1773756132000001\nMESSAGE=plain = text\n"
        b"\n__CURSOR=s=3\n__REALTIME_TIMESTAMP=17737561330"
        b"00000\nMESSAGE\n\xff\0\0\0\0\0\0\0cut"
    )
    assert registry.choose(data, "x")[0].id == "journald.export"
    (batch,) = read("journald.export", data)
    first, second, third = batch.events
    assert (first.t, first.severity, first.body, first.event_id) == (NOON + 123_456 * US, 13, "two\nlines", "s=1")
    assert first.attributes["X"] == ["a", "b"]
    assert (second.t, second.body) == (NOON + 1000 * MS + US, "plain = text")
    assert data[second.place.offset :].startswith(b"__CURSOR=s=2\n")
    assert (third.body, len(batch.problems)) == ("cut", 1)


def test_audit_events_of_an_api_server_are_as_severe_as_their_answer():
    def event(code: int, stage: str = "ResponseComplete") -> str:
        return (
            json.dumps(
                {
                    "kind": "Event",
                    "apiVersion": "audit.k8s.io/v1",
                    "level": "Metadata",
                    "auditID": "8d",
                    "stage": stage,
                    "requestURI": "/api/v1/namespaces/shop/pods/pay-1",
                    "verb": "delete",
                    "user": {"username": "ann", "groups": ["x"]},
                    "sourceIPs": ["203.0.113.9"],
                    "objectRef": {"resource": "pods", "namespace": "shop", "name": "pay-1"},
                    "responseStatus": {"code": code},
                    "requestReceivedTimestamp": "2026-03-17T14:02:10.000000Z",
                    "stageTimestamp": "2026-03-17T14:02:11.129001Z",
                }
            )
            + "\n"
        )

    log = whole_log(event(200) + event(403) + event(503))
    assert (log.reader, log.severity) == ("kubernetes.audit", [9, 13, 17])
    assert log.t[0] == NOON + 129_001 * US
    assert log.fields[1].title == "delete shop/pods/pay-1 403 by ann"
    holds(log.fields[1], user__name="ann", k8s__namespace__name="shop", http__response__status_code=403)
