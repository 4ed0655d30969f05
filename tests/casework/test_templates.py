"""The templates of a case: counted in a window, kept in the index, asked for in filters, changed by a person."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from workbench.casework import messages
from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.casework.templaterules import merging, pinning, splitting
from workbench.casework.templates import common_template, covers
from workbench.casework.templatetraces import trace_template
from workbench.codebase.traces import find_traces
from workbench.engine.bytesource import ByteSource
from workbench.engine.templates import template_id
from workbench.errors import CaseError
from workbench.model.instants import SECOND, TimeWindow, parse_instant
from workbench.model.templates import SPARKS, TemplateRow

DAY = parse_instant("2026-03-17T00:00:00Z", day=0)
HOUR = 3600 * SECOND
WINDOW = TimeWindow(DAY + 14 * HOUR, DAY + 15 * HOUR)
TRACE = (
    "shop.Unavailable: try later\n\tat java.base/java.lang.Thread.run(Thread.java:1)\n"
    "Caused by: shop.PoolTimeout: none left after {n} ms\n\tat java.util.Queue.take(Queue.java:3)\n"
    "\tat shop.Pool.take(Pool.java:{n})\n\tat shop.Store.reserve(Store.java:8)\n"
)


def stamp(hour: int, minute: int) -> str:
    return f"2026-03-17T{hour:02}:{minute:02}:00Z"


def lines() -> str:
    """60 requests an hour from 13 to 16, backups only at 13, from 14:20 on six timeouts and two exceptions."""
    found = []
    for hour in (13, 14, 15):
        for minute in range(60):
            found.append(f"{stamp(hour, minute)} INFO order {minute * 7 + hour} stored in {minute} ms")
            if hour == 13 and minute < 3:
                found.append(f"{stamp(hour, minute)} INFO backup of disk{minute} done")
            if hour == 14 and 20 <= minute < 26:
                found.append(f"{stamp(hour, minute)} ERROR upstream 10.0.0.{minute}:80 timed out")
            if hour == 14 and minute in (30, 40):
                found.append(f"{stamp(hour, minute)} ERROR request {minute} failed\n{TRACE.format(n=minute)}".rstrip())
    return "\n".join(found) + "\n"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    (tmp_path / "shop.log").write_text(lines())
    return case_of([tmp_path / "shop.log"], title="Slow", started=WINDOW.start)


def row(case: OpenCase, text: str, window: TimeWindow | None = None) -> TemplateRow:
    return next(one for one in case.templates("*", window).templates if one.text == text)


def count(case: OpenCase, filter_: str) -> int:
    return len(case.query(filter_))


UPSTREAM, ORDER, BACKUP = "upstream <*> timed out", "order <*> stored in <*>", "backup of disk<*> done"
POOL = "shop.Unavailable: shop.PoolTimeout at shop.Pool.take < shop.Store.reserve"


def test_templates_are_counted_with_first_and_last(case: OpenCase):
    found = {one.text: (one.count, one.first, one.last) for one in case.templates("*").templates}
    assert found == {
        ORDER: (180, DAY + 13 * HOUR, DAY + 15 * HOUR + 59 * 60 * SECOND),
        UPSTREAM: (6, DAY + 14 * HOUR + 20 * 60 * SECOND, DAY + 14 * HOUR + 25 * 60 * SECOND),
        BACKUP: (3, DAY + 13 * HOUR, DAY + 13 * HOUR + 120 * SECOND),
        POOL: (2, DAY + 14 * HOUR + 30 * 60 * SECOND, DAY + 14 * HOUR + 40 * 60 * SECOND),
    }


def test_a_templates_level_is_what_most_of_its_lines_have_and_the_worse_ones_are_counted(tmp_path: Path):
    lines = [
        f"2026-03-17T13:00:{n:02}Z {'ERROR' if n in (7, 9) else 'WARN' if n == 8 else 'INFO'} order {n} stored in {n}ms"
        for n in range(30)
    ]
    (tmp_path / "shop.log").write_text("\n".join(lines) + "\n")
    with closing(create_case(tmp_path / "a.case", title="a")) as case:
        case.ingest([tmp_path / "shop.log"])
        (one,) = case.templates("*").templates
        (bad,) = case.templates("severity>=error").templates
    assert (one.level, one.worse) == ("info", (("error", 2), ("warn", 1)))
    assert (bad.level, bad.worse) == ("error", ())


def test_an_access_log_has_a_template_for_each_method(tmp_path: Path):
    lines = [
        f'192.0.2.{n} - - [17/Mar/2026:14:00:{n:02} +0000] "{"POST" if n % 3 == 0 else "GET"} /cart/{n} HTTP/1.1" '
        f'{502 if n == 6 else 200} {n * 7} "-" "Shop/{n}.1 (iOS)"'
        for n in range(1, 31)
    ]
    (tmp_path / "access.log").write_text("\n".join(lines) + "\n")
    with closing(create_case(tmp_path / "a.case", title="a")) as case:
        case.ingest([tmp_path / "access.log"])
        found = {
            one.text.partition('"')[2][:4]: (one.count, one.level, one.worse) for one in case.templates("*").templates
        }
    assert found == {"GET ": (20, "info", ()), "POST": (10, "info", (("error", 1),))}


def test_of_records_far_apart_only_their_own_beginnings_are_read(tmp_path: Path, case_of, monkeypatch):
    between = "".join(f"{stamp(13, minute)} INFO order {minute} stored in 3 ms {'x' * 900}\n" for minute in range(60))
    (tmp_path / "far.log").write_text((between * 9 + f"{stamp(14, 0)} ERROR upstream 10.0.0.1:80 timed out\n") * 3)
    case = case_of([tmp_path / "far.log"], title="Far", started=WINDOW.start)
    asked: list[int] = []
    array = ByteSource.array
    monkeypatch.setattr(ByteSource, "array", lambda self, at, size: asked.append(size) or array(self, at, size))
    monkeypatch.setattr(messages, "REACH", 100_000)
    case.select("severity>=error")
    asked.clear()
    templates = {one.text: one.count for one in case.templates("severity>=error").templates}
    assert templates == {UPSTREAM: 3}
    assert max(asked) < 100_000


def test_what_is_new_in_the_window_comes_first_then_what_is_gone(case: OpenCase):
    found = case.templates("*", WINDOW)
    assert [(one.text, one.mark, one.count, one.before) for one in found.templates] == [
        (UPSTREAM, "new", 6, 0),
        (POOL, "new", 2, 0),
        (BACKUP, "gone", 0, 3),
        (ORDER, "", 60, 60),
    ]
    assert (found.rows, found.whole) == (68, True)


def test_the_sparkline_covers_the_window_and_its_like_on_both_sides(case: OpenCase):
    found = case.templates("*", WINDOW)
    assert found.span == TimeWindow(DAY + 13 * HOUR, DAY + 15 * HOUR + 59 * 60 * SECOND + 1)
    (order,) = [one for one in found.templates if one.text == ORDER]
    assert len(order.sparks) == SPARKS and sum(order.sparks) == 180
    upstream = found.templates[0].sparks
    # 14:20 to 14:25 are 80 to 85 of 179 minutes: step 40 * 80 / 179 = 17.9 to 40 * 85 / 179 = 18.99.
    assert [n for n, value in enumerate(upstream) if value] == [17, 18]


def test_the_list_obeys_the_filter(case: OpenCase):
    assert {one.text for one in case.templates("severity>=error").templates} == {UPSTREAM, POOL}
    assert case.templates("nothing-like-this").templates == ()


def test_a_filter_asks_for_a_template_by_label_by_id_and_by_text(case: OpenCase):
    one = row(case, UPSTREAM)
    assert one.id == template_id(UPSTREAM) and one.label.startswith("T")
    assert count(case, f"template:{one.label}") == 6
    assert count(case, f"template:{one.label.lower()}") == 6
    assert count(case, f"template:{one.id}") == 6
    assert count(case, 'template:"upstream*"') == 6
    assert count(case, f"-template:{one.id}") == 185
    assert count(case, "has:template") == 191
    assert count(case, "template:T99") == 0


def test_labels_and_shapes_are_kept_in_the_index_and_ids_survive_a_new_one(case: OpenCase, tmp_path: Path):
    before = {one.text: (one.label, one.id, one.count) for one in case.templates("*").templates}
    path = case.path
    case.close()
    kept = open_case(path, write=False)
    assert {one.text: (one.label, one.id, one.count) for one in kept.templates("*").templates} == before
    kept.close()
    shutil.rmtree(path / "index")
    made = open_case(path)
    assert {one.text: (one.label, one.id, one.count) for one in made.templates("*").templates} == before
    made.close()
    shutil.copytree(path, tmp_path / "again.case")


def test_a_case_opened_for_reading_counts_labels_up_in_the_same_order(case: OpenCase):
    path = case.path
    case.close()
    first, second = open_case(path, write=False), open_case(path, write=False)
    wanted = {one.label: one.id for one in first.templates("severity>=error").templates}
    assert {one.label: one.id for one in second.templates("*").templates}.items() >= wanted.items()
    assert count(second, f"template:{next(iter(wanted))}") == count(first, f"template:{next(iter(wanted))}")
    first.close()
    second.close()


def test_damaged_shapes_are_made_again(case: OpenCase):
    case.templates("*")
    path = case.path
    case.close()
    (column,) = path.glob("index/g*/templates/*/shapes.col")
    column.write_bytes(b"\xff" * 10)
    again = open_case(path)
    assert row(again, UPSTREAM).count == 6
    again.close()


def test_records_carry_the_id_of_their_template(case: OpenCase):
    rows = case.query("upstream")
    case.templates("*")
    assert {record.template for record in case.page(rows)} == {template_id(UPSTREAM)}


def test_lines_of_a_growing_case_keep_their_templates(case: OpenCase, tmp_path: Path):
    before = row(case, UPSTREAM).id
    (tmp_path / "more.log").write_text(f"{stamp(16, 1)} ERROR upstream 10.0.9.9:81 timed out\n")
    case.ingest([tmp_path / "more.log"])
    one = row(case, UPSTREAM)
    assert (one.id, one.count) == (before, 7)


# ------------------------------------------------------------------------------------------------ exceptions
def test_an_exception_is_a_template_of_its_type_and_own_frames():
    (trace,) = find_traces(TRACE.format(n=5))
    assert trace_template(trace) == POOL


def test_the_frames_of_libraries_name_nothing():
    text = (
        "Traceback (most recent call last):\n"
        '  File "/srv/app/shop/pool.py", line 3, in take\n    raise Empty\n'
        '  File "/usr/lib/python3.11/queue.py", line 8, in get\n    raise Empty\n'
        "queue.Empty: nothing\n"
    )
    (trace,) = find_traces(text)
    assert trace_template(trace) == "queue.Empty at take"


# ------------------------------------------------------------------------------------------------ a person decides
def test_a_merge_keeps_the_words_that_all_have():
    assert common_template(("backup of disk<*> done", "restore of disk<*> done")) == "<*> of disk<*> done"
    assert common_template(("job begins", "job <*> begins in <*>")) == "job <*>"
    assert common_template(("sent to a", "sent it now to a")) == "sent <*> to a"


def test_a_merge_counts_both_and_a_split_takes_it_apart(tmp_path: Path):
    log = tmp_path / "a.log"
    log.write_text("".join(f"{stamp(9, n)} INFO pool {'opened' if n % 3 else 'closed'} by {n}\n" for n in range(9)))
    case = create_case(tmp_path / "b.case", title="Pools")
    case.ingest([log])
    assert {one.text: one.count for one in case.templates("*").templates} == {
        "pool opened by <*>": 6,
        "pool closed by <*>": 3,
    }
    case.do(merging(case.notebook, ["pool opened by <*>", "pool closed by <*>"]))
    (one,) = case.templates("*").templates
    assert (one.text, one.count) == ("pool <*> by <*>", 9)
    assert count(case, f"template:{one.id}") == 9
    assert case.undo_label == "merge 2 templates"
    path = case.path
    case.close()
    shutil.rmtree(path / "index")
    case = open_case(path)
    (one,) = case.templates("*").templates
    assert (one.text, one.count) == ("pool <*> by <*>", 9), "a rule is of content: it holds for a new index"
    case.do(splitting(case.notebook, one))
    assert len(case.templates("*").templates) == 2
    case.undo()
    assert [one.text for one in case.templates("*").templates] == ["pool <*> by <*>"]
    case.close()


def test_what_the_miner_merged_can_be_split(tmp_path: Path):
    log, names = tmp_path / "a.log", ("mugs", "lamps", "desks", "sofas", "hoses", "chairs", "beds")
    log.write_text("".join(f"{stamp(9, n)} INFO upload of {name} is done\n" for n, name in enumerate(names)))
    case = create_case(tmp_path / "c.case", title="Uploads")
    case.ingest([log])
    (one,) = case.templates("*").templates
    assert (one.text, one.count, one.parts) == ("upload of <*> is done", 7, 7)
    case.do(splitting(case.notebook, one))
    assert {(row.text, row.count) for row in case.templates("*").templates} == {
        (f"upload of {name} is done", 1) for name in names
    }
    assert count(case, 'template:"upload of beds is done"') == 1
    case.undo()
    assert len(case.templates("*").templates) == 1
    case.close()


def test_a_pinned_template_stays_as_it_is_and_on_top(tmp_path: Path):
    log = tmp_path / "a.log"
    log.write_text(f"{stamp(9, 0)} INFO upload of mugs is done\n" + f"{stamp(9, 1)} INFO started 5\n" * 5)
    case = create_case(tmp_path / "d.case", title="Uploads")
    case.ingest([log])
    case.do(pinning(case.notebook, "upload of mugs is done", on=True))
    assert [one.text for one in case.templates("*").templates][0] == "upload of mugs is done"
    (tmp_path / "more.log").write_text(
        "".join(f"{stamp(10, n)} INFO upload of {'abcdefgh'[n] * 3} is done\n" for n in range(8))
        + f"{stamp(10, 9)} INFO upload of mugs is done\n"
    )
    case.ingest([tmp_path / "more.log"])
    found = {one.text: (one.count, one.pinned) for one in case.templates("*").templates}
    assert found["upload of mugs is done"] == (2, True)
    assert found["upload of <*> is done"] == (8, False)
    case.do(pinning(case.notebook, "upload of mugs is done", on=False))
    assert not case.notebook.templates
    case.close()


def test_a_split_of_what_was_never_merged_says_so(case: OpenCase):
    with pytest.raises(CaseError, match="not merged"):
        splitting(case.notebook, row(case, UPSTREAM))
    with pytest.raises(CaseError, match="one template alone"):
        merging(case.notebook, [UPSTREAM])
    with pytest.raises(CaseError, match="no word in common"):
        merging(case.notebook, ["a b", "c d"])


@pytest.mark.parametrize(
    ("template", "shape", "whether"),
    [
        ("a <*> c", "a b c", True),
        ("a <*> c", "a b b c", True),
        ("a <*>", "a <*>", True),
        ("a <*> c", "a b d", False),
        ("<*> a <*>", "b a c", True),
        ("aa<*>aa", "aaa", False),
        ("a b", "a b", True),
        ("a b", "a c", False),
    ],
)
def test_a_template_covers_a_shape_when_its_fixed_pieces_stand_in_it_in_order(template: str, shape: str, whether: bool):
    assert covers(template, shape) is whether


# ------------------------------------------------------------------------------------------------ values
def test_the_values_of_a_template_are_counted_place_by_place(case: OpenCase):
    fields, read = case.template_fields(ORDER, case.select(f"template:{template_id(ORDER)}"))
    assert read == 180
    assert [(one.number, one.before, one.distinct) for one in fields] == [(1, "order", 180), (2, "in", 60)]
    # Every minute came three times, once an hour.
    assert {value.count for value in fields[1].values} == {3}
    assert fields[1].values[0].text == "0 ms"


def test_a_template_without_values_has_no_columns(case: OpenCase):
    assert case.template_fields("shutdown requested", case.select("*")) == ((), 0)


# ------------------------------------------------------------------------------------------------ ranked
def test_ranked_from_a_time_what_is_new_comes_first_with_its_reasons(case: OpenCase):
    ranked = case.ranked_templates(WINDOW.start)
    assert [(one.finding.rank, one.template.text) for one in ranked] == [
        (1, UPSTREAM),
        (2, POOL),
        (3, BACKUP),
        (4, ORDER),
    ]
    first = ranked[0]
    assert "not once before 2026-03-17T14:00:00Z, 6 times since" in first.finding.reasons
    assert "at level error" in first.finding.reasons
    assert case.record(first.finding.citations[0]).title.endswith("10.0.0.20:80 timed out")
    assert ranked[2].finding.reasons[0] == "3 times before 2026-03-17T14:00:00Z, not once since"
    assert all(0 <= one.finding.score <= 100 for one in ranked)


def test_logfmt_and_json_are_told_apart_by_their_messages(tmp_path: Path):
    log = tmp_path / "a.log"
    log.write_text(
        "".join(
            f'time={stamp(9, n)} level=info msg="{"cache filled" if n % 2 else "cache cleared"}" took={n}ms\n'
            for n in range(8)
        )
    )
    other = tmp_path / "b.log"
    other.write_text(
        "".join(
            f'{{"time":"{stamp(9, n)}","level":"info","msg":"job {n} {"begins" if n % 2 else "ends"}"}}\n'
            for n in range(8)
        )
    )
    case = create_case(tmp_path / "e.case", title="Forms")
    case.ingest([log, other])
    found = {one.text: one.count for one in case.templates("*").templates}
    assert found == {"cache filled": 4, "cache cleared": 4, "job <*> begins": 4, "job <*> ends": 4}
    case.close()
