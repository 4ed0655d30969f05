"""What is decided once for a source is what would be found record by record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.readers import links
from workbench.readers.naming import flattened
from workbench.readers.recordmap import Written, compiled, first_at, text_at
from workbench.readers.ways import text_way_of, way_of

KEYS = ("a", "b", "a.b", "a.b.c", "b.c", "c")
PATHS = (
    "", "a", "b", "a.b", "a.b.c", "a[0]", "a[1].b", "a[*]", "a[*].b", "a.b[*].c", "^a", "^^a.b", "^", "a|b", "a.b|c|'none'",
    "''", "'x'|a", "^.a.b|b.c", "a\\.b", "b.c.a|a.c",
)  # fmt: skip
scalars = st.sampled_from((None, "", "x", 0, 1, -1, True, False, 0.0, Written("1.50"), Written("0.0")))
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
)
WORDS = (
    "trace_id=4bf92f3577b34da6a3ce929d0e0e4736", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "SHOP-12",
    "INC0012345", "commit abcdef1", "fixed in=abcdef12", "reverts 1234567", "\u017fha abcdef1", "user.id: ann",
    "reque\u017ft_id=7",
    "3484a3fb816e0859fd6e1cea078d76385ff50625", "deadbeef" * 5, "UTF-8", "session-id", "id", "=", ":", "é", "a word",
    "1234567", "TRACEPARENT=x", "X-Request-ID: 9", "\u212aID=1", "Trace\u0131d=2",
)  # fmt: skip


@given(st.sampled_from(PATHS), st.lists(values, min_size=1, max_size=3))
def test_a_path_gives_what_a_walk_along_it_gives(path: str, around: list):
    paths, held = compiled(path), tuple(around)
    assert repr(way_of(paths)(held)) == repr(first_at(paths, held))
    assert text_way_of(paths)(held) == text_at(paths, held)


@given(st.lists(st.sampled_from(WORDS), max_size=5), st.sampled_from((" ", "", "\n", "é ")))
def test_a_quick_look_misses_no_link(words: list[str], between: str):
    text = between.join(words)
    links._in_short_prose.cache_clear()
    quick = links.links_in_prose(text), links.links_in_text(text)
    # A dash beyond ASCII behind the text leaves every look to the expressions themselves. It can be no part of a link, as
    # a letter can: `session-id = 一` names one.
    assert quick == (links.links_in_prose(f"{text} \u2014"), links.links_in_text(f"{text} \u2014"))


def test_nested_objects_are_flat_in_their_order_and_fewer_than_500():
    nested = {"a": {"b": 1, "c": {}}, "d": [{"e": 1}], "f": {str(n): {"g": n} for n in range(600)}, "h": 1}
    pairs = list(flattened(nested, "x."))
    assert pairs[:4] == [("x.a.b", 1), ("x.a.c", {}), ("x.d", [{"e": 1}]), ("x.f.0.g", 0)]
    assert len(pairs) == 499


def test_objects_deeper_than_eight_stay_values():
    nested: dict = {"k": 1}
    for _ in range(10):
        nested = {"k": nested}
    assert list(flattened(nested)) == [(".".join(["k"] * 9), {"k": {"k": 1}})]
