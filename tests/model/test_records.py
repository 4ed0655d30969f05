"""Events are made in two ways and are the same."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from workbench.model.records import Event, Link, Place, changed, made


def test_an_event_that_is_made_fast_is_an_event_like_any():
    given: dict[str, Any] = {
        "t": 1, "place": Place(3, 4), "kind": "error", "severity": 17, "attributes": {"a": [1]},
        "links": (Link("host", "a"),),
    }  # fmt: skip
    event = made(**given)
    assert type(event) is Event
    assert event == Event(**given)
    assert pickle.loads(pickle.dumps(event)) == event
    assert made(None, Place(0, 1), "log") == Event(None, Place(0, 1), "log")
    assert changed(event, t=2, title="x") == replace(event, t=2, title="x")
    with pytest.raises(FrozenInstanceError):
        event.t = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        changed(event, nothing_of_it=1)
