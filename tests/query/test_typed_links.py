"""An id is found as a person writes it: short or padded, dashed, in capitals, decimal, whatever the tools wrote."""

from __future__ import annotations

import json

import pytest

from workbench.cli.main import main
from workbench.engine.fieldtest import value_test
from workbench.engine.needle import Field

SHORT, WHOLE, DECIMAL = "a2fb4a1d1a96d312", "4bf92f3577b34da6a3ce929d0e0e4736", "7817822160947910556"
SHA = "e375a368c1d2e3f405162738495a6b7c8d9e0f11"
SPANS = [
    {"traceId": SHORT, "id": "00f067aa0ba902b7", "name": "pay", "timestamp": 1773756131000000, "duration": 5},
    {"traceId": WHOLE, "id": "53995c3f42cd8ad8", "name": "stock", "timestamp": 1773756132000000, "duration": 5},
]
DATADOG = {"data": [{"id": "AYk", "type": "spans", "attributes": {
    "trace_id": DECIMAL, "span_id": "3601830290946202752", "service": "orders", "resource_name": "POST /pay",
    "start_timestamp": "2026-03-17T14:02:11.250Z", "end_timestamp": "2026-03-17T14:02:11.251Z"}}]}  # fmt: skip
LINES = [
    f'level=info msg=short trace_id={SHORT}',
    'level=info msg=dashed trace_id=4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
    f'level=info msg=built commit={SHA[:9]}',
    'level=info msg=called url=https://Shop.example:443/pay#top',
]  # fmt: skip
TICKET = {"timestamp": 1773756131000, "webhookEvent": "jira:issue_updated", "issue": {"key": "OPS-12", "fields": {
    "summary": "Orders fail", "status": {"name": "Open"}, "created": "2026-03-17T14:02:11.000+0000"}}}  # fmt: skip
MAILS = [{"event": "delivered", "email": "a@example.org", "timestamp": 1773756131, "sg_event_id": "e1",
          "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
          "smtp-id": "<14c5d75ce93.dfd@ismtpd-555>"}]  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A case with ids as several tools write them."""
    folder = tmp_path_factory.mktemp("links")
    (folder / "spans.json").write_text(json.dumps(SPANS))
    (folder / "datadog.json").write_text(json.dumps(DATADOG))
    (folder / "app.log").write_text("".join(f"ts=2026-03-17T14:02:1{n}Z {line}\n" for n, line in enumerate(LINES)))
    (folder / "ticket.json").write_text(json.dumps(TICKET))
    (folder / "mails.json").write_text(json.dumps(MAILS))
    path = str(folder / "a.case")
    assert main(["new", path, "--title", "Ids", "--started", "2026-03-17T14:00:00Z"]) == 0
    names = ("spans.json", "datadog.json", "app.log", "ticket.json", "mails.json")
    assert main(["ingest", path, *(str(folder / name) for name in names)]) == 0
    return path


def found(case: str, query: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Titles of what a query finds, in order of time."""
    capsys.readouterr()
    assert main(["query", case, query, "--json"]) == 0
    return sorted(json.loads(line)["title"] for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (f"trace:{SHORT}", ["pay", "short"]),
        (f"trace:{SHORT.upper()}", ["pay", "short"]),
        (f"trace:0x{SHORT}", ["pay", "short"]),
        (f"trace:{SHORT.rjust(32, '0')}", ["pay", "short"]),
        (f"trace:{SHORT[:8]}…", ["pay", "short"]),
        (f"trace:*{SHORT[8:]}", ["pay", "short"]),
        (f"trace:{WHOLE}", ["dashed", "stock"]),
        ("trace:4BF92F35-77B3-4DA6-A3CE-929D0E0E4736", ["dashed", "stock"]),
        ("trace:1-4bf92f35-77b34da6a3ce929d0e0e4736", ["dashed", "stock"]),
        (f"trace:{WHOLE[16:]}", ["dashed", "stock"]),
        ("trace:4bf92f35-77b3*", ["dashed", "stock"]),
        (f"trace:*{WHOLE[16:]}", ["dashed", "stock"]),
        (f"trace:{DECIMAL}", ["orders POST /pay"]),
        (f"trace:{int(DECIMAL):x}", ["orders POST /pay"]),
        ("span:0x53995C3F42CD8AD8", ["stock"]),
        ("span:3601830290946202752", ["orders POST /pay"]),
        ("span:f067aa0ba902b7", ["pay"]),
        (f"commit:{SHA}", ["built"]),
        (f"commit:{SHA[:7].upper()}", ["built"]),
        ("url:https://shop.example/pay", ["called"]),
        ("url:HTTPS://SHOP.EXAMPLE:443/pay#bottom", ["called"]),
        ("ticket:ops-12", ["OPS-12 Orders fail jira:issue_updated"]),
        ("email_message_id:<14c5d75ce93.dfd@ISMTPD-555>", ["delivered a@example.org"]),
        ("sg_message_id:14c5d75ce93", ["delivered a@example.org"]),
        ("sg_message_id:14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", ["delivered a@example.org"]),
        (f"trace:{SHORT[:-1]}3", []),
        (f"trace:{WHOLE[:16]}", []),
        ("span:53995c3f42cd8ad9", []),
    ],
)
def test_an_id_is_found_however_it_is_typed(
    query: str, titles: list[str], case: str, capsys: pytest.CaptureFixture[str]
):
    assert found(case, query, capsys) == titles


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "same"),
    [
        ("trace_id", "abc", "abc".rjust(32, "0"), True),  # tracers leave zeros out
        ("trace_id", "a3ce929d0e0e4736", WHOLE, True),  # 64 bits are the low half of 128
        ("trace_id", WHOLE, "a3ce929d0e0e4736".rjust(32, "0"), True),
        ("trace_id", WHOLE, "5" + WHOLE[1:], False),
        ("trace_id", "0", "0" * 32, False),  # none is no id
        ("trace_id", "checkout", "Checkout", True),  # what is no id is text
        ("trace_id", "18446744073709551616", "0" * 32, False),  # 2^64: no number of 64 bits
        ("span_id", "0000000000000001", "1", True),
        ("span_id", WHOLE, WHOLE, True),
        ("commit", SHA, SHA[:6], False),
        ("url", "not a url", "NOT A URL", True),
        ("ticket", "INC0010001", "inc0010001", True),
        ("host", "DB-1.Example", "db-1.example", True),
        ("request_id", "9B2F", "9b2f", True),
    ],
)
def test_two_writings_are_one_id_when_their_normal_form_is(kind: str, typed: str, stored: str, same: bool):
    assert value_test(Field(kind, "=", typed))(stored) is same
