"""The templates of log lines: which lines are one statement, and that it depends on nothing but the lines."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.masking import BLANK
from workbench.engine.templates import MOST, Miner, template_id, templates_of


def mined(*lines: str) -> list[str]:
    return templates_of(pl.Series(lines, dtype=pl.String))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("order 17 accepted", "order 9 accepted"),
        ("deleted blk_17 of job", "deleted blk_-9 of job"),
        ("login user=17 ok", "login user=alice ok"),
        ("flush took12ms here", "flush took3ms here"),
        ("moved to node-07 now", "moved to node-12 now"),
        ("map 0x7f3a at page", "map 0x1dead at page"),
        ("map a0x7f3a freed", "map f0x11 freed"),
        ("open /var/log/a.log failed", "open /srv/b/c failed"),
        ("peer 10.0.0.1:80 left", "peer 192.168.7.12:65000 left"),
        ("get https://a.example.com/x?y=1 done", "get http://b.io done"),
        ("run 0b5c2f10-1a2b-4c3d-8e9f-a0b1c2d3e4f5 ends", "run fe5c2f10-1a2b-4c3d-8e9f-a0b1c2d3e4f5 ends"),
        ('name "Oak Table" is taken', 'name "Lamp" is taken'),
        ("name 'Oak Table' is taken", "name 'Lamp' is taken"),
        ("waited 3m12s for lock", "waited 950us for lock"),
        ("sent 5 KB in all", "sent 1.2 GB in all"),
        ("parts [1, 2, 3] read", "parts [4] read"),
        ("blocks blk_1 blk_2 blk_3 lost", "blocks blk_4 blk_5 lost"),
        ("at Mon Jun 12 10:00:01 2006 begun", "at Sat Jan 1 23:59:59 2005 begun"),
        ("visible = true for token", "visible = false for token"),
        ("mac aa:bb:cc:dd:ee:01 up", "mac 00:1b:21:3c:9d:f8 up"),
        ("token kR7xQ2mN9 used", "token Zb3cYY8u1 used"),
        ("mail to a.b@example.org sent", "mail to c+d@mail.example.com sent"),
        ("closed C:\\Windows\\a.dll now", "closed D:\\x\\y\\z.exe now"),
    ],
)  # fmt: skip
def test_values_of_many_shapes_are_taken_out(one: str, other: str):
    first, second = mined(one, other)
    assert first == second
    assert BLANK in first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("conn17 opened", "sess17 opened"),
        ("compaction took12ms", "flush took12ms"),
        ("service started", "service stopped"),
        ('"GET /a" 200', '"POST /a" 200'),
        ("task 5 is RUNNING", "task 5 is KILLED"),
        ("init() of pool", "init of pool"),
    ],
)
def test_two_statements_stay_two(one: str, other: str):
    first, second = mined(one, other)
    assert first != second


def test_the_words_glued_to_a_value_stay_in_the_template():
    assert mined("took12ms")[0] == "took<*>"
    assert mined("moved blk_123 to node-07 user=17")[0] == "moved blk_<*> to node-<*> user=<*>"


def test_one_other_word_is_no_value_but_many_are():
    few = mined(*(f"upload of {name} is done" for name in ("mugs", "lamps")))
    assert len(set(few)) == 2
    many = mined(
        *(f"upload of {name} is done" for name in ("mugs", "lamps", "desks", "sofas", "hoses", "chairs", "beds"))
    )
    assert set(many) == {"upload of <*> is done"}


def test_names_of_things_need_less_evidence_than_words():
    assert len(set(mined(*(f"loading the {name} plug-in" for name in ("OrderView", "CartView", "web.core"))))) == 1
    assert len(set(mined(*(f"loading the {name} plug-in" for name in ("first", "second", "third"))))) == 3


def test_values_at_several_places_are_found_though_no_two_lines_differ_at_one_only():
    words = ("oak", "elm", "ash", "fir", "yew", "box", "bay", "fig")
    lines = [f"moved {words[n]} quickly over {words[(n * 3 + 1) % 8]} into {words[(n * 5 + 2) % 8]}" for n in range(8)]
    assert set(mined(*lines, "nothing else")) == {"moved <*> quickly over <*> into <*>", "nothing else"}


def test_a_value_of_several_words_is_one_value():
    names = ("Mug", "Desk", "Lamp", "Oak Table", "Two Seat Sofa", "Blue Kettle", "Big Green Bed", "Chair")
    assert set(mined(*(f"upload of {name} was refused" for name in names))) == {"upload of <*> was refused"}


def test_a_line_of_nothing_and_no_lines_at_all():
    assert templates_of(pl.Series([], dtype=pl.String)) == []
    assert templates_of(pl.Series(["", None, "  "], dtype=pl.String)) == ["", "", ""]


def test_the_id_is_of_the_text():
    assert template_id("order <*> accepted") == template_id("order <*> accepted")
    assert template_id("order <*> accepted") != template_id("order <*> rejected")
    # Its BLAKE2b digest of 6 bytes, so that ids of old cases stay what they were.
    assert template_id("a") == hashlib.blake2b(b"a", digest_size=6).hexdigest()


def test_whole_templates_are_merged_with_nothing():
    miner = Miner()
    miner.add(pl.Series([f"failed in {name} badly" for name in "abcdefgh"]))
    (whole,) = miner.add_whole(["failed in pool badly"]).tolist()
    found = miner.templates()
    assert found.texts[found.of_shape[whole]] == "failed in pool badly"
    assert "failed in <*> badly" in found.texts


def test_more_shapes_than_can_be_kept_are_one_template_that_says_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.engine.templates.MOST", 10)
    miner = Miner()
    words = ["".join(random.Random(n).choices("abcdefgh", k=9)) for n in range(40)]
    shapes = miner.add(pl.Series([f"{word} {word[::-1]}" for word in words]))
    found = miner.templates()
    assert len(miner.shapes) <= 11 < MOST
    assert found.texts[found.of_shape[shapes[-1]]] == BLANK


SOME = (
    "open close user=17 user=bob node-07 blk_12 blk_9 took12ms 10.0.0.1:80 /var/log/x 0x7f 'a b' \"c\" [1, 2] failed "
    "for to is = : job Alpha.beta OrderView RUNNING KILLED mug lamp desk café 日本 <x> () a=b,c=d"
)
WORDS = st.sampled_from(SOME.split(" "))
LINES = st.lists(st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=30), max_size=60)


@settings(max_examples=40, deadline=None)
@given(LINES, st.randoms(use_true_random=False), st.integers(1, 9))
def test_ids_depend_neither_on_order_nor_on_batches(lines: list[str], shuffled: random.Random, size: int):
    together = dict(zip(lines, mined(*lines), strict=True))
    other = list(lines)
    shuffled.shuffle(other)
    miner = Miner()
    shapes = [miner.add(pl.Series(other[at : at + size], dtype=pl.String)) for at in range(0, len(other), size)]
    found = miner.templates()
    numbers = [number for some in shapes for number in found.of_shape[some].tolist()]
    assert [found.ids[number] for number in numbers] == [template_id(together[line]) for line in other]


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_the_fixed_words_of_a_template_stand_in_its_lines_in_order(lines: list[str]):
    for line, template in zip(lines, mined(*lines), strict=True):
        at, plain = 0, re.sub(r"[\s\x1a\x1d]+", "", line)
        for piece in template.split(BLANK):
            # Blanks aside (they are no part of a statement), and quotes of JSON keys.
            fixed = re.sub(r"[\s\x1a\x1d]+", "", piece)
            for sign in fixed:
                at = plain.find(sign, at) + 1
                assert at > 0, (line, template)


def test_grouping_holds_on_programs_that_no_threshold_was_chosen_on():
    """GA 0.90 and FGA 0.88, as is promised for logs of other systems; counted here, not by the benchmark's code."""
    from benchmarks.template_programs import HALF, PROGRAMS, lines_of

    right, total, scores = 0, 0, []
    for name in PROGRAMS:
        if name in HALF:
            continue
        lines, truth = lines_of(name, 1_500, seed=7)
        found = mined(*lines)
        pairs, groups, true = Counter(zip(found, truth, strict=True)), Counter(found), Counter(truth)
        same = [count for (group, event), count in pairs.items() if count == groups[group] == true[event]]
        right, total = right + sum(same), total + len(lines)
        scores.append(2 * len(same) / (len(groups) + len(true)))
    assert right / total >= 0.90
    assert sum(scores) / len(scores) >= 0.88


def test_what_the_benchmark_calls_grouping_accuracy_is_the_literature_s():
    """Five lines, groups {a a}{b b b} in truth; found {a a}{b b}{b}: 2 of 5 lines are right, 1 of 3 groups, 1 of 2."""
    from benchmarks.templates import accuracy

    ga, fga = accuracy([1, 1, 2, 2, 3], ["a", "a", "b", "b", "b"])
    assert ga == pytest.approx(2 / 5)
    assert fga == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))
    assert accuracy([1, 1], ["a", "a"]) == (1.0, 1.0)
