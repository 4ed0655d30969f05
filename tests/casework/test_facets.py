"""Fields of many rows counted, grouped and sorted: expectations from how the lines were written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from workbench.casework.facets import FIRST, number_of, spread, summed_up
from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import Cancelled, JobContext
from workbench.model.facets import Facet
from workbench.model.instants import SECOND, iso, parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)
COUNT = 3000
PATHS = ("/orders", "/cart", "/pay")


def entry(number: int) -> dict:
    """A status of 500 every tenth line, a path in turn, a duration that grows, a user only on even lines."""
    found = {
        "time": iso(START + number * SECOND, 3),
        "level": "error" if number % 10 == 0 else "info",
        "msg": f"request {number}",
        "code": 500 if number % 10 == 0 else 200,
        "path": PATHS[number % 3],
        "took": number / 2,
        "deep": {"zone": {"name": "eu" if number % 4 else "us"}},
    }
    if number % 2 == 0:
        found["tags"] = ["vip", f"shard-{number % 8}"]
    return found


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCase]:
    folder = tmp_path_factory.mktemp("facets")
    log = folder / "app.log"
    log.write_text("".join(json.dumps(entry(number)) + "\n" for number in range(COUNT)))
    opened = create_case(folder / "a.case", title="Fields", started=START)
    opened.ingest([log])
    yield opened
    opened.close()


def facet(case: OpenCase, name: str, text: str = "*", **how) -> Facet:
    found = case.facets(case.select(text), **how)
    return next(one for one in found.fields if one.name == name)


def test_values_are_counted_most_frequent_first(case: OpenCase):
    code = facet(case, "code")
    assert [(value.text, value.count) for value in code.values] == [("200", 2700), ("500", 300)]
    assert (code.present, code.distinct, code.more) == (COUNT, 2, False)


def test_level_source_and_nested_fields_are_fields_too(case: OpenCase):
    assert [(value.text, value.count) for value in facet(case, "severity").values] == [("info", 2700), ("error", 300)]
    assert facet(case, "source").values[0].count == COUNT
    assert [(value.text, value.count) for value in facet(case, "deep.zone.name").values] == [("eu", 2250), ("us", 750)]


def test_a_field_that_only_some_rows_have_says_how_many_and_a_list_counts_for_each_of_its_values(case: OpenCase):
    tags = facet(case, "tags")
    assert tags.present == 1500
    assert {value.text: value.count for value in tags.values} == {
        "vip": 1500,
        **{f"shard-{n}": 375 for n in (0, 2, 4, 6)},
    }


def test_numbers_have_ends_a_median_and_a_histogram(case: OpenCase):
    took = facet(case, "took").numbers
    assert took is not None
    assert (took.least, took.median, took.most) == (0.0, (COUNT - 1) / 4, (COUNT - 1) / 2)
    assert sum(took.histogram) == COUNT
    assert set(took.histogram) == {COUNT // 24}
    assert facet(case, "url.path").numbers is None


def test_only_the_rows_asked_about_count(case: OpenCase):
    assert [(value.text, value.count) for value in facet(case, "code", "severity:error").values] == [("500", 300)]


def test_an_even_sample_says_its_size_and_keeps_the_shares(case: OpenCase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.casework.facets.WHOLE", 1000)
    monkeypatch.setattr("workbench.casework.facets.SAMPLE", 600)
    assert case.facets(case.select("*"), whole=True).read == COUNT
    found = case.facets(case.select("*"))
    assert (found.rows, found.read, found.exact) == (COUNT, 600, False)
    path = next(one for one in found.fields if one.name == "took")
    assert path.numbers is not None
    assert path.numbers.median == pytest.approx((COUNT - 1) / 4, rel=0.01)


def test_a_first_answer_comes_before_all_rows_are_read(case: OpenCase):
    told = []
    found = case.facets(case.select("*"), found=told.append)
    assert told[0].read == FIRST
    assert found.exact
    assert found.read == COUNT


def test_counting_ends_when_it_is_stopped(case: OpenCase):
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        case.facets(case.select("*"), context)


def test_no_rows_have_no_fields(case: OpenCase):
    found = case.facets(case.select("no-such-word"))
    assert (found.rows, found.read, found.fields) == (0, 0, ())


def test_an_endless_number_of_names_and_values_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.casework.facets.FIELDS", 20)
    monkeypatch.setattr("workbench.casework.facets.DISTINCT", 30)
    log = tmp_path / "wild.log"
    rows = (
        {"time": iso(START + n * SECOND, 3), "msg": "x", f"key{n:03d}": n, "same": f"v{n}", "long": "y" * 5000}
        for n in range(100)
    )
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    case = create_case(tmp_path / "b.case", title="Wild")
    case.ingest([log])
    found = case.facets(case.select("*"))
    assert len(found.fields) == 20
    assert found.left_out > 0
    same = next(one for one in found.fields if one.name == "same")
    assert (same.distinct, same.more, same.present) == (30, True, 100)
    long = next(one for one in found.fields if one.name == "long")
    assert (len(long.values[0].text), long.values[0].whole, long.values[0].count) == (400, False, 100)
    case.close()


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3.0), ("3.5", 3.5), ("1e3", 1000.0), (True, None), ("", None), ("abc", None), ("nan", None), ("12ms", None),
     ("9" * 50, None), (10**400, None), (float("inf"), None)],
)  # fmt: skip
def test_what_counts_as_a_number(value, number):
    assert number_of(value) == number


def test_a_few_numbers_far_outside_do_not_flatten_the_histogram():
    numbers = np.concatenate([np.linspace(0, 100, 10_000), [1e9]])
    found = summed_up(numbers, 0.0, 1e9)
    assert found.most == 1e9
    assert found.high < 200
    assert min(found.histogram) > 300


def test_a_sample_is_evenly_spread_and_never_repeats():
    assert spread(10, 20).tolist() == list(range(10))
    assert spread(100, 4).tolist() == [0, 25, 50, 75]


# ---------------------------------------------------------------------------------------------- groups
def test_groups_say_how_many_and_from_when_to_when(case: OpenCase):
    found = case.grouped(case.select("*"), "url.path")
    assert [(group.value, group.count) for group in found.groups] == [
        ("/cart", 1000),
        ("/orders", 1000),
        ("/pay", 1000),
    ]
    orders = next(group for group in found.groups if group.value == "/orders")
    assert (orders.first, orders.last) == (START, START + 2997 * SECOND)
    assert orders.spark.sum() == 1000
    assert (found.rows, found.read, found.without) == (COUNT, COUNT, 0)


@pytest.mark.parametrize(("name", "wanted"), [("level", {"info": 2700, "error": 300}), ("kind", {"log": COUNT})])
def test_columns_are_grouped_without_reading_rows(
    case: OpenCase, name: str, wanted: dict, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workbench.casework.facets.WHOLE", 1)
    found = case.grouped(case.select("*"), name)
    assert {group.value: group.count for group in found.groups} == wanted
    assert found.read == COUNT


def test_rows_without_the_field_are_told(case: OpenCase):
    found = case.grouped(case.select("*"), "tags")
    assert found.without == 1500
    assert found.groups[0].value == "vip"


def test_too_many_values_are_counted_together(case: OpenCase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.casework.grouping.GROUPS", 10)
    found = case.grouped(case.select("*"), "took")
    assert len(found.groups) == 10
    assert found.others == COUNT - 10


# ---------------------------------------------------------------------------------------------- sorting
def test_rows_stand_in_order_of_a_number_not_of_its_letters(case: OpenCase):
    found = case.sorted_rows(case.select("*"), "took", descending=True)
    assert found.numeric
    assert found.rows[:3].tolist() == [2999, 2998, 2997]
    assert case.sorted_rows(case.select("*"), "took").rows[:3].tolist() == [0, 1, 2]


def test_equal_rows_stay_in_order_of_time_and_rows_without_the_field_come_last(case: OpenCase):
    by_path = case.sorted_rows(case.select("*"), "url.path", descending=True).rows
    assert by_path[:3].tolist() == [2, 5, 8]
    tags = case.sorted_rows(case.select("*"), "tags")
    assert tags.without == 1500
    assert set(tags.rows[1500:].tolist()) == set(range(1, COUNT, 2))


def test_levels_are_sorted_by_severity(case: OpenCase):
    found = case.sorted_rows(case.select("*"), "level", descending=True)
    assert found.rows[:3].tolist() == [0, 10, 20]


def test_only_the_first_rows_are_sorted_and_it_says_of_how_many(case: OpenCase, monkeypatch: pytest.MonkeyPatch):
    from workbench.casework import grouping

    found = grouping.sorted_rows(case._folder, case.select("*"), "took", JobContext(), limit=100)
    assert len(found.rows) == 100
    assert found.total == COUNT
