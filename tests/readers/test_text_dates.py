"""Users' own layouts: dates in any order, months in other languages, times of day, and which number is the day."""

from __future__ import annotations

import pytest

from workbench.engine.stamps import NULL_T
from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
MS = 123_000_000


@pytest.mark.parametrize(
    ("line", "reader", "wall", "severity"),
    [
        ("17.03.2026 14:02:11,123 ERROR x", "text.dates", NOON + MS, 17),
        ("17.03.2026, 14:02:11 [WARN] x", "text.dates", NOON, 13),
        ("[17.03.26 14:02:11] INFO: x", "text.dates", NOON, 9),
        ("ERROR 17.03.2026 14:02:11 x", "text.dates", NOON, 17),
        ("17-03-2026 14:02:11.123 ERROR x", "text.dates", NOON + MS, 17),
        ("17 Mar 2026 14:02:11.123 ERROR x", "text.dates", NOON + MS, 17),
        ("17 März 2026 14:02:11 ERROR x", "text.dates", NOON, 17),
        ("17 mars 2026 14:02:11 ERROR x", "text.dates", NOON, 17),
        ("17-Mar-2026 14:02:11.123 ERROR x", "text.dates", NOON + MS, 17),
        ("17/Mar/2026 14:02:11 ERROR x", "text.dates", NOON, 17),
        ("Mar 17, 2026 2:02:11 PM ERROR x", "text.dates", NOON, 17),
        ("Mar 17 2026 14:02:11 ERROR x", "text.dates", NOON, 17),
        ("Tue Mar 17 14:02:11 2026 [error] x", "text.dates", NOON, 17),
        ("Tue Mar 17 14:02:11 UTC 2026 ERROR x", "text.dates", NOON, 17),
        ("Tue, 17 Mar 2026 14:02:11 GMT ERROR x", "text.dates", NOON, 17),
        ("Tue, 17 Mar 2026 14:02:11 +0000 ERROR x", "text.dates", NOON, 17),
        ("20260317 14:02:11.123 ERROR x", "text.dates", NOON + MS, 17),
        ("20260317T140211 ERROR x", "text.dates", NOON, 17),
        ("20260317-14:02:11 ERROR x", "text.dates", NOON, 17),
        ("2026.03.17 14:02:11 ERROR x", "text.dates", NOON, 17),
        ("2026-03-17_14:02:11 ERROR x", "text.dates", NOON, 17),
        ("2026-03-17-14.02.11 ERROR x", "text.dates", NOON, 17),
        ("2026-03-17 14:02 ERROR x", "text.dates", NOON - 11 * 10**9, 17),
        ("03/17/2026 14:02:11 ERROR x", "text.mdy", NOON, 17),
        ("3/17/26 2:02:11 PM ERROR x", "text.mdy", NOON, 17),
        ("3/17/2026, 2:02:11\u202fPM ERROR x", "text.mdy", NOON, 17),
        ("[03/17/2026 14:02:11.123] [ERROR] x", "text.mdy", NOON + MS, 17),
        ("17/03/2026 14:02:11 ERROR x", "text.dmy", NOON, 17),
        ("17/03/2026 02:02:11 pm ERROR x", "text.dmy", NOON, 17),
        ("14:02:11.123 [worker-1] ERROR x", "text.clock", 50_531 * 10**9 + MS, 17),
        ("[14:02:11] ERROR x", "text.clock", 50_531 * 10**9, 17),
    ],
)
def test_a_date_in_any_order_is_read_to_its_last_digit(indexed, line: str, reader: str, wall: int, severity: int):
    name, index = indexed(f"{line}\n  more of it\n{line}\n".encode())
    assert name == reader
    assert index.wall.tolist() == [wall, wall]
    assert index.severity.tolist() == [severity, severity]


def test_the_values_of_the_head_tell_which_number_is_the_day(indexed):
    name, index = indexed(b"03/04/2026 14:02:11 INFO x\n03/05/2026 14:02:11 INFO x\n03/17/2026 14:02:11 INFO x\n")
    assert name == "text.mdy"
    assert index.wall.tolist() == [NOON - day * 86_400 * 10**9 for day in (13, 12, 0)]


def test_dates_that_do_not_tell_say_so_and_can_be_read_the_other_way(registry: Registry):
    head = b"03/04/2026 14:02:11 INFO x\n03/05/2026 14:02:11 INFO y\n"
    chosen = registry.choose(head, "x.log")
    assert chosen is not None
    assert chosen[0].id == "text.mdy"
    assert "text.dmy" in chosen[1].problems[0].what
    other = registry.named("text.dmy")
    assert other is not None
    format = other.sniff(head, "x.log").format
    assert format is not None
    assert format.time.startswith("%d/%m")


def test_dates_that_tell_raise_no_doubt(registry: Registry):
    for head in (b"03/17/2026 14:02:11 INFO x\n" * 2, b"17.03.2026 14:02:11 INFO x\n" * 2):
        chosen = registry.choose(head, "x.log")
        assert chosen is not None
        assert chosen[1].problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "WARNING:root:slow\nERROR:shop:none left\n",
        "info: Microsoft.Hosting.Lifetime[14]\n      Now listening\n",
        "GET /cart 200 1.2 ms - 12\n" * 3,
        "10:00 Breakfast\n11:00 Meeting about the log\n12:30 Lunch\n",
        "1.2.3 released\n1.2.4 released\n",
        "12/05 paid 17.50\n13/05 paid 3.20\n",
        "E/AndroidRuntime( 4711): FATAL EXCEPTION: main\n" * 3,
        "Name: x\nDate: 17.03.2026\nTotal: 5\n",
        "total 12\n-rw-r--r-- 1 ann ann 12 17 Mar 2026 a.log\n-rw-r--r-- 1 ann ann 12 17 Mar 2026 b.log\n",
    ],
)
def test_text_without_times_of_records_is_nobodys(registry: Registry, text: str):
    assert registry.choose(text.encode(), "x.log") is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"])
def test_php_names_its_zone_in_each_line(indexed, registry: Registry, zone: str):
    text = (
        f"[17-Mar-2026 14:02:11 {zone}] PHP Fatal error:  Uncaught Error: x in /srv/pool.php:41\nStack trace:\n#0 {{main}}\n"
        f"[17-Mar-2026 14:02:12 {zone}] PHP Deprecated:  y in /srv/pay.php on line 7\n[17-Mar-2026 14:02:13 {zone}] text\n"
    )
    name, index = indexed(text.encode())
    assert name == "php.error"
    assert index.wall.tolist() == [NOON, NOON + 10**9, NOON + 2 * 10**9]
    assert index.severity.tolist() == [21, 10, 0]
    chosen = registry.choose(text.encode(), "error_log")
    assert chosen is not None
    assert chosen[1].format is not None
    assert chosen[1].format.zone == zone
    fields = chosen[1].format.parse(text.splitlines()[3])
    assert (fields.attributes["code.filepath"], fields.attributes["code.lineno"]) == ("/srv/pay.php", 7)


def test_a_number_that_is_no_month_has_no_time_and_spoils_nothing(indexed):
    lines = "".join(f"03/{day}/2026 14:02:11 INFO x\n" for day in (17, 18)) + "17/03/2026 14:02:11 INFO x\n"
    name, index = indexed(lines.encode())
    assert name == "text.mdy"
    assert index.wall.tolist() == [NOON, NOON + 86_400 * 10**9, NULL_T]


@pytest.mark.parametrize(
    ("line", "wall", "severity"),
    [
        ("2026-03-17 2:02:11 PM ERROR x", NOON, 17),
        ("2026-03-17 02:02:11 PM ERROR x", NOON, 17),
        ("2026-03-17 14:02:11:123 ERROR x", NOON + MS, 17),
        ("[2026-03-17][14:02:11][shop::pool][ERROR] x", NOON, 17),
        ("2026-03-17|14:02:11|ERROR|x", NOON, 17),
        ("2026-03-17;14:02:11;ERROR;x", NOON, 17),
        ("20260317140211 ERROR x", NOON, 17),
        ("20260317140211123 ERROR x", NOON + MS, 17),
        ("[ERROR][17.03.2026 14:02:11] x", NOON, 17),
        ("ERROR: 2026/03/17 14:02:11 main.go:12: x", NOON, 17),
        ("2026年03月17日 14:02:11 ERROR x", NOON, 17),
        ("Di 17. Mär 14:02:11 2026 ERROR x", NOON, 17),
        ("17 mars 2026 à 14:02:11 ERROR x", NOON, 17),
    ],
)
def test_dates_of_unusual_layouts_keep_all_they_say(indexed, line: str, wall: int, severity: int):
    name, index = indexed(f"{line}\n{line}\n".encode())
    assert name == "text.dates"
    assert index.wall.tolist() == [wall, wall]
    assert index.severity.tolist() == [severity, severity]


@pytest.mark.parametrize(
    ("line", "reader", "wall", "severity"),
    [
        ("[ERROR] [1773756131.123] [node]: x", "text.epoch", NOON + MS, 17),
        ("[ERROR][2026-03-17T14:02:11Z] x", "text.iso", NOON, 17),
        ("2026-03-17 14:02:11.123|host|ERROR|x", "text.iso", NOON + MS, 17),
        ("2026-03-17 14:02:11 +0000 UTC ERROR x", "text.iso", NOON, 17),
        ("[2026-03-17T14:02:11,123][ERROR][o.e.n.Node  ] x", "text.iso", NOON + MS, 17),
        ("[E 260317 14:02:11 web:1234] x", "tornado.log", NOON, 17),
        ("[E 2026-03-17 14:02:11.123 ServerApp] x", "jupyter.log", NOON + MS, 17),
        ("2026-03-17 14:02:11.123000: E tensorflow/core/cpu.cc:1] x", "tensorflow.log", NOON + MS, 17),
        ("E/2026-03-17 14:02:11 x", "text.letters", NOON, 17),
    ],
)
def test_levels_in_front_or_between_bars_are_found(indexed, line: str, reader: str, wall: int, severity: int):
    name, index = indexed(f"{line}\n{line}\n".encode())
    assert name == reader
    assert index.wall.tolist() == [wall, wall]
    assert index.severity.tolist() == [severity, severity]


def test_a_year_that_may_stand_first_is_doubted(registry: Registry):
    chosen = registry.choose(b"17/06/09 20:10:40 INFO x\n" * 3, "x.log")
    assert chosen is not None
    assert any("the year may stand there" in problem.what for problem in chosen[1].problems)


@pytest.mark.parametrize(
    ("line", "zone", "doubted"),
    [
        ("Tue Mar 17 14:02:11 CET 2026 ERROR x", "CET", True),
        ("Tue Mar 17 14:02:11 UTC 2026 ERROR x", "", False),
        ("Tue Mar 17 14:02:11 IST 2026 ERROR x", "", True),
        ("[3/17/26 14:02:11:123 CET] 0000001a Pool          E x", "CET", True),
        ("<Mar 17, 2026 2:02:11 PM PDT> <Error> <HTTP> <BEA-101020> <x>", "PST8PDT", True),
    ],
)
def test_letters_for_a_zone_are_taken_for_what_they_can_mean(registry: Registry, line: str, zone: str, doubted: bool):
    chosen = registry.choose(f"{line}\n{line}\n".encode(), "x.log")
    assert chosen is not None
    assert chosen[1].format is not None
    assert chosen[1].format.zone == zone
    assert bool(chosen[1].problems) is doubted


@pytest.mark.parametrize(
    "line",
    [
        "1234 [main] INFO  shop.Main  - started",
        "[1.234s][info][gc] Using G1",
        "INFO[0012] started",
        "1.234: [GC (x) 1K->1K(2K)]",
    ],
)
def test_lines_that_count_from_the_start_have_no_time_and_say_so(indexed, registry: Registry, line: str):
    _, index = indexed(f"{line}\n{line}\n".encode())
    assert index.wall.tolist() == [NULL_T, NULL_T]
    assert index.severity.tolist() == [9, 9]
    chosen = registry.choose(f"{line}\n{line}\n".encode(), "x.log")
    assert chosen is not None
    assert "program's start" in chosen[1].problems[0].what
