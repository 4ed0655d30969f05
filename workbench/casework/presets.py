"""Filters by name and highlight sets as a file: those a user has in every case, and those a colleague hands over."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import msgspec

from workbench.errors import SettingsError
from workbench.model.searches import FilterPreset, HighlightSet
from workbench.settings import config_folder

FILE, FORMAT = "log-filters.toml", 1
LARGEST = 4 << 20
MOST = 1000
HEAD = "# Filters and highlight sets of the log panel: `Import` in the menu of its filter bar reads this file.\n"


@dataclass(frozen=True, slots=True)
class Shared:
    """What one file holds; each name once. Ids are the names, they mean nothing elsewhere."""

    presets: tuple[FilterPreset, ...] = ()
    highlights: tuple[HighlightSet, ...] = ()

    def with_preset(self, preset: FilterPreset) -> Shared:
        """With one more filter, in place of the one of its name."""
        return replace(self, presets=_put(self.presets, preset))

    def with_highlights(self, one: HighlightSet) -> Shared:
        """With one more set, in place of the one of its name."""
        return replace(self, highlights=_put(self.highlights, one))

    def without(self, name: str) -> Shared:
        """Without the filter and the set of a name."""
        return Shared(
            tuple(one for one in self.presets if one.name != name),
            tuple(one for one in self.highlights if one.name != name),
        )


def _put(there: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    one = replace(one, id=one.name)
    if any(old.name == one.name for old in there):
        return tuple(one if old.name == one.name else old for old in there)
    return (*there, one)


def own_file() -> Path:
    """Where the user's own ones lie."""
    return config_folder() / FILE


def load_shared(path: Path | None = None) -> Shared:
    """What a file holds, the user's own without a path; nothing where that one isn't there yet.

    Raises `SettingsError` naming the file and the field.
    """
    path, own = path or own_file(), path is None
    try:
        if path.stat().st_size > LARGEST:
            raise SettingsError("the file is too large for filters", str(path), "Choose another file.")
        text = path.read_text("utf-8")
    except FileNotFoundError:
        if own:
            return Shared()
        raise SettingsError("there is no such file", str(path), "Choose another file.") from None
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise SettingsError(f"the filters can't be read ({error})", str(path), "Mend or delete the file.") from error
    return read(text, str(path))


def save_shared(shared: Shared, path: Path | None = None) -> Path:
    """Write a file, the user's own without a path; where it went. Raises `SettingsError`."""
    target = path or own_file()
    scratch = target.with_name(f".{target.name}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(written(shared), "utf-8")
        scratch.replace(target)
    except (OSError, ValueError) as error:
        raise SettingsError(f"the filters can't be written ({error})", str(target), "Choose another place.") from error
    return target


def written(shared: Shared) -> str:
    """The file's text: TOML, only what differs from the usual."""
    import tomli_w

    table = {
        "format": FORMAT,
        "filter": [_plain(replace(one, id="")) for one in shared.presets],
        "highlights": [_plain(replace(one, id="")) for one in shared.highlights],
    }
    return HEAD + tomli_w.dumps(table)


def _plain(value: Any) -> Any:
    """A value as TOML can hold it, without fields at their default."""
    if hasattr(value, "__dataclass_fields__"):
        kept = ((one.name, getattr(value, one.name), one.default) for one in fields(value))
        return {name: _plain(held) for name, held, usual in kept if held != usual and held not in ("", None, ())}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def read(text: str, where: str) -> Shared:
    """What a file's text holds. Raises `SettingsError` naming `where` and the field."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"the filters can't be read ({error})", where, "Mend or delete the file.") from error
    if table.get("format", FORMAT) != FORMAT:
        raise SettingsError(f"the filters have format {table['format']!r}", where, f"This program knows {FORMAT}.")
    presets = _listed(table, "filter", FilterPreset, where)
    highlights = _listed(table, "highlights", HighlightSet, where)
    shared = Shared()
    for preset in presets:
        view = replace(preset.view, window=None)
        shared = shared.with_preset(replace(preset, view=view))
    for one in highlights:
        rules = tuple(replace(rule, ink=min(max(rule.ink, 1), 8)) for rule in one.rules[:MOST])
        shared = shared.with_highlights(replace(one, rules=rules))
    return shared


def _listed(table: Mapping[str, Any], key: str, kind: type, where: str) -> list[Any]:
    given = table.get(key, [])
    if not isinstance(given, list) or len(given) > MOST:
        raise SettingsError(f"`{key}` is no list of at most {MOST:,}", where, "Mend or delete the file.")
    try:
        made = [msgspec.convert({"id": "", **one, "view": one.get("view", {})}, kind) for one in given]
    except (msgspec.ValidationError, TypeError, AttributeError) as error:
        raise SettingsError(f"`{key}`: {error}", where, "Mend the field or delete it.") from error
    if any(not one.name.strip() for one in made):
        raise SettingsError(f"`{key}` has one without a name", where, "Give it a name.")
    return made
