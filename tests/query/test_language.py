"""The filter language reads what people type, says it back in full, and refuses the rest in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.errors import QueryError
from workbench.model.instants import parse_instant
from workbench.query.language import parse, unparse
from workbench.query.tree import All, And, Field, Has, Node, Not, Or, Regex, Text

DAY = parse_instant("2026-03-17T09:00:00Z", day=0)


def read(text: str, cursor: int | None = None) -> Node:
    return parse(text, day=DAY, zone="Europe/Berlin", cursor=cursor)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        ("  *  ", All()),
        ("timeout", Text("timeout")),
        ("pool timeout", And((Text("pool"), Text("timeout")))),
        ("pool AND timeout", And((Text("pool"), Text("timeout")))),
        ('"pool timeout"', Text("pool timeout")),
        ("'Pool'", Text("Pool", case=True)),
        ('"say \\"no\\" C:\\temp \\\\"', Text('say "no" C:\\temp \\')),
        ("-debug", Not(Text("debug"))),
        ('-"a b"', Not(Text("a b"))),
        ("-(a b)", Not(And((Text("a"), Text("b"))))),
        ("a OR b c", Or((Text("a"), And((Text("b"), Text("c")))))),
        ("(a OR b) c", And((Or((Text("a"), Text("b"))), Text("c")))),
        ("(a (b c))", And((Text("a"), Text("b"), Text("c")))),
        ("/ti?meout/", Regex("ti?meout")),
        ("/a\\/b c/i", Regex("a/b c", ignore_case=True)),
        ("user:42", Field("user_id", "=", "42")),
        ("http.route:/checkout*", Field("http.route", "=", "/checkout*")),
        ('title:"it broke"', Field("title", "=", "it broke")),
        ("title:/^it/i", Field("title", "~", "^it", True, True)),
        ("duration>=1.5", Field("duration", ">=", "1.5")),
        ("a<1", Field("a", "<", "1")),
        ("severity>=warn", Field("severity", ">=", "warn")),
        ("level:error", Field("severity", "=", "error")),
        ("trace:4bf9…", Field("trace_id", "=", "4bf9*")),
        ("source:gateway*", Field("source", "=", "gateway*")),
        ("kind:alert", Field("kind", "=", "alert")),
        ("has:trace", Has("trace_id")),
        ("template:T12 pinned:yes", And((Field("template", "=", "T12"), Field("pinned", "=", "yes")))),
        ("t>=14:02", Field("t", ">=", "2026-03-17T13:02:00Z")),
        ("t<2026-03-17T14:02:11.000000001Z", Field("t", "<", "2026-03-17T14:02:11.000000001Z")),
        ('t<="2026-03-17 14:02"', Field("t", "<=", "2026-03-17T13:02:00Z")),
    ],
)
def test_what_is_typed_means_what_the_design_says(text: str, tree: Node):
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("http://shop/x", "http://shop/x"), ("C:\\temp", "C:\\temp"), ("14:02:11", "14:02:11"), ("a=b", "a=b"),
        ("p->next", "p->next"), ("error:", "error:"), ("/api/orders", "/api/orders"), ("--limit", "--limit"), ("-", "-"),
        ("don't", "don't"), ("or", "or"), ("a*b", "a*b"),
    ],
)  # fmt: skip
def test_what_only_looks_like_the_language_is_a_word(text: str, word: str):
    assert read(text) == Text(word)


def test_a_time_may_count_from_the_cursor():
    assert read("t>=+30s", cursor=DAY) == Field("t", ">=", "2026-03-17T09:00:30Z")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("(a", 0), ("a)", 1), ('say "no', 4), ("a OR", 4), ("OR a", 0), ("a OR OR b", 5), ("()", 1), ("a AND", 5),
        ("x t>=99:99", 2), ("t:yesterday", 0), ("severity:loud", 0), ("kind:thing", 0), ("pinned:maybe", 0),
        ("x /(/", 3), ("a:/(/", 3), ("x /ab[z-a]/i", 6), ("severity>=/x/", 0), ("a " + "(" * 5000, 102), ("t>=+30s", 0),
        ("severity:" + "9" * 5000, 0), ("-" * 3 + "(", 4), ("x " * 3000, 2000),
    ],
)  # fmt: skip
def test_a_slip_is_one_sentence_with_its_position(text: str, position: int):
    with pytest.raises(QueryError) as caught:
        read(text)
    assert caught.value.position == position
    assert len(caught.value.sentence().splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "(" * 5000, "-" * 10_000 + "(", "-(" * 5000, "a OR " * 3000, '"' * 99_999]
)
def test_a_monstrous_text_is_refused_not_a_crash(text: str):
    with pytest.raises(QueryError):
        read(text)


pieces = st.sampled_from(
    ["a", "Bc", "é", "-", "(", ")", " ", "OR", "AND", '"', "'", "/", "\\", "i", ":", "*", "t>=", "14:02", "severity>=",
     "warn", "source:", "has:", "x.y:", "…", "<", "[", ".", "kind:", "log", "\n", "\x00", "trace:", "=", "5"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(pieces, max_size=14).map("".join) | st.lists(pieces, max_size=10).map(" ".join))
def test_any_text_is_read_or_refused_and_what_was_read_says_itself_again(text: str):
    try:
        tree = read(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)
        return
    again = unparse(tree)
    assert parse(again, day=0, zone="UTC") == tree
    assert unparse(parse(again, day=0, zone="UTC")) == again


leaves = st.one_of(
    st.builds(Text, st.text(min_size=1, max_size=6), st.booleans()),
    st.builds(Field, st.sampled_from(["x.y", "route"]), st.sampled_from(["=", ">="]), st.text(max_size=5).map(str.strip)),
    st.builds(Has, st.sampled_from(["trace_id", "x"])),
    st.builds(lambda at: Field("t", "<", f"{at:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0")), st.datetimes().map(
        lambda at: at.replace(year=2000 + at.year % 100))),
)  # fmt: skip
branches = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(branches)
@example(Not(Not(Text("\x85"))))
@example(Not(Not(Not(And((Text("a"), Not(Not(Text("b")))))))))
def test_any_tree_written_out_and_read_settles_at_once(tree: Node):
    settled = parse(unparse(tree), day=0, zone="UTC")
    assert parse(unparse(settled), day=0, zone="UTC") == settled


def test_the_echo_tells_the_instant_that_was_meant():
    assert unparse(read("t>=14:02 -level:debug")) == "t>=2026-03-17T13:02:00Z -severity:debug"
