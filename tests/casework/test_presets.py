"""Filters and highlight sets as a file: what is written is read, what is foreign is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.casework.presets import LARGEST, Shared, load_shared, own_file, read, save_shared, written
from workbench.errors import SettingsError
from workbench.model.searches import FilterPart, FilterPreset, HighlightRule, HighlightSet, LogView

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12).filter(str.strip)
parts = st.builds(FilterPart, words, st.booleans(), st.booleans(), st.integers(0, 8), st.integers(0, 3))
views = st.builds(
    LogView, st.lists(parts, max_size=3).map(tuple), st.just(()), st.text(max_size=4).map(lambda _text: ""),
)  # fmt: skip
rules = st.builds(
    HighlightRule, words, st.integers(1, 8), st.sampled_from(["text", "word", "regex"]), st.booleans(), st.booleans(),
    st.booleans(),
)  # fmt: skip
named = st.dictionaries(words, views, max_size=3)
sets = st.dictionaries(words, st.tuples(st.lists(rules, max_size=3).map(tuple), st.booleans()), max_size=3)


@settings(max_examples=40, deadline=None)
@given(named, sets)
def test_what_is_written_is_read_again(presets, highlights):
    shared = Shared(
        tuple(FilterPreset(name, name, view) for name, view in presets.items()),
        tuple(HighlightSet(name, name, rules, on) for name, (rules, on) in highlights.items()),
    )
    assert read(written(shared), "a.toml") == shared


def test_a_file_by_hand_needs_only_names_and_texts():
    text = """
    [[filter]]
    name = "bad checkouts"
    view = { parts = [{ text = "severity>=warn" }, { text = "health", exclude = true }] }

    [[highlights]]
    name = "pool"
    rules = [{ text = "PoolTimeout", ink = 99, line = true }]
    """
    shared = read(text, "a.toml")
    assert shared.presets[0].view.parts == (FilterPart("severity>=warn"), FilterPart("health", exclude=True))
    assert shared.highlights[0].rules == (HighlightRule("PoolTimeout", 8, line=True),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("filter = 3", "`filter` is no list"),
        ("[[filter]]\nname = 3", "`filter`: Expected `str`"),
        ("[[filter]]\nview = {}", "missing required field `name`"),
        ("[[filter]]\nname = ' '", "without a name"),
        ("[[filter]]\nname = 'a'\nview = 3", "`filter`: Expected `object`"),
        ("[[highlights]]\nname = 'a'\nrules = [{text = 'x', kind = 'glob'}]", "Invalid enum value 'glob'"),
        ("format = 7", "format 7"),
        ("not toml", "can't be read"),
        ("a = " + "[" * 5000, "can't be read"),
    ],
)
def test_a_file_that_is_wrong_names_itself_and_the_field(text: str, said: str):
    with pytest.raises(SettingsError) as caught:
        read(text, "theirs.toml")
    assert said in caught.value.sentence()
    assert "theirs.toml" in caught.value.sentence()


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path):
    path = tmp_path / "big.toml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(SettingsError, match="too large"):
        load_shared(path)


def test_a_users_own_file_is_made_when_first_written_and_a_missing_one_is_empty():
    assert load_shared() == Shared()
    shared = Shared().with_preset(FilterPreset("", "errors", LogView((FilterPart("severity>=error"),))))
    assert save_shared(shared) == own_file()
    assert load_shared().presets == shared.presets
    assert load_shared().with_preset(FilterPreset("", "errors", LogView())).presets[0].view == LogView()
    with pytest.raises(SettingsError, match="no such file"):
        load_shared(own_file().with_name("other.toml"))
