"""Envelopes that services put around what they deliver, opened: the inner object and the pointer to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.jsonvalues import value_of


def from_sns(value: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """What a notification of Amazon SNS carries as JSON text in its `Message`; anything else as it is.

    Also as Lambda is given it: one `Records` element with `Sns` around the same keys.
    """
    records = value.get("Records")
    outer, before = value, ""
    if isinstance(records, list) and len(records) == 1 and isinstance(records[0], Mapping) and "Sns" in records[0]:
        outer, before = records[0]["Sns"], "/Records/0/Sns"
    if not isinstance(outer, Mapping) or "TopicArn" not in outer or not isinstance(outer.get("Message"), str):
        return value, ""
    inner = value_of(outer["Message"].encode("utf-8", "replace"))
    return (inner, f"{before}/Message") if isinstance(inner, Mapping) else (value, "")
