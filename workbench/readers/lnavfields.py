"""A record of one of lnav's formats taken apart: its groups or keys as fields, under OpenTelemetry's names where known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from workbench.engine.dialect import ascii_classes
from workbench.engine.lineformat import LineFields
from workbench.readers.heads import CLIP
from workbench.readers.jsonrecord import fields_of, is_scalar, value_at
from workbench.readers.jsontext import decoded
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.lnavdialect import Portable
from workbench.readers.naming import named

Parse = Callable[[str], LineFields]


def text_parser(patterns: Sequence[Portable], fields: Mapping[str, str], kinds: Mapping[str, str]) -> Parse:
    """Takes records apart by the first pattern that fits; by an engine without backtracking, since users wrote it."""
    compiled = [
        ascii_classes(pattern.text if pattern.text.startswith("^") else f"^.*?{pattern.text}") for pattern in patterns
    ]

    def groups_of(line: str) -> Mapping[str, str | None]:
        text = pl.Series([line])
        for pattern in compiled:
            if text.str.contains(pattern)[0]:
                return text.str.extract_groups(pattern)[0] or {}
        return {}

    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0]
        groups = {
            name: value for name, value in groups_of(first[:CLIP]).items() if value is not None and not name.isdigit()
        }
        body = groups.get(fields["body"], "" if groups else first)
        whole = body + first[CLIP:] + text[len(first) :]
        special = set(fields.values())
        pairs = [
            (name, _typed(value, kinds.get(name, "")))
            for name, value in groups.items()
            if name not in special and value
        ]
        sorted_out = named(iter(pairs))
        operation = groups.get(fields["opid"], "") if fields["opid"] else ""
        if operation:
            sorted_out.attributes[fields["opid"]] = operation
        return LineFields(
            title=body.strip() or first.strip(),
            body=whole.strip("\n") or text,
            severity_text=groups.get(fields["level"], ""),
            attributes=sorted_out.attributes,
            resource=sorted_out.resource,
            links=joined([link("request_id", operation)] if operation else [], links_of(pairs), links_in_text(text)),
        )

    return parse


def _typed(value: str, kind: str) -> Any:
    try:
        if kind == "integer":
            return int(value) if len(value) < 19 else value
        if kind == "float":
            return float(value)
    except ValueError:
        return value
    if kind == "json":
        return decoded(value, value)
    if kind == "quoted" and len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def json_parser(keys: Mapping[str, str], line: Sequence[Any]) -> Parse:
    """Takes objects apart; the message is the body's, or what `line-format` makes of the others."""

    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0]
        found = decoded(first)
        if not isinstance(found, dict):
            return LineFields(first, text)
        inner = {key: value for key, value in found.items() if key not in (keys["time"], keys["level"], keys["body"])}
        base = fields_of(inner, first)
        body = value_at(found, keys["body"])
        message = body if isinstance(body, str) else _line_of(found, line, keys)
        level = value_at(found, keys["level"])
        operation = value_at(found, keys["opid"]) if keys["opid"] else None
        return LineFields(
            title=(message or base.title).partition("\n")[0],
            body=message or base.body,
            severity_text=str(level) if is_scalar(level) else "",
            attributes=base.attributes,
            resource=base.resource,
            links=joined([link("request_id", operation)] if operation else [], base.links, links_in_text(message)),
        )

    return parse


def _line_of(found: Mapping[str, Any], line: Sequence[Any], keys: Mapping[str, str]) -> str:
    """The record as lnav would print it, without time and level."""
    parts: list[str] = []
    for part in line:
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, dict) and isinstance(field := part.get("field"), str):
            key = field.strip("/").replace("/", ".")
            if key in ("__timestamp__", "__level__", keys["time"], keys["level"]):
                continue
            value = value_at(found, key)
            shown = part.get("default-value", "-") if value is None else value
            parts.append(f"{part.get('prefix', '')}{shown}{part.get('suffix', '')}".rstrip("\n"))
    return "".join(parts).strip()
