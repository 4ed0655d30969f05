"""The user's own keys: `keymap.toml` in the config folder, a command's id and the keys that give it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from workbench.errors import SettingsError

FILE = "keymap.toml"


def load_keymap(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Read `"logs.next_error" = ["E"]` rows; a missing file is no override, an empty list takes a command's keys away.

    Raises `SettingsError` naming the row.
    """
    path = folder / FILE
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the keymap can't be read ({error})", str(path), "Mend or delete the file.") from error
    rows: dict[str, tuple[str, ...]] = {}
    for name, keys in _rows(table):
        texts = [keys] if isinstance(keys, str) else keys
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise SettingsError(f"{name!r} must be a key or a list of keys", str(path), 'Write "Ctrl+E" or ["E"].')
        rows[name] = tuple(texts)
    return rows


def _rows(table: Mapping[str, object], before: str = "") -> list[tuple[str, object]]:
    """Both `"logs.find" = …` and `[logs]` with `find = …`."""
    rows: list[tuple[str, object]] = []
    for name, value in table.items():
        rows.extend(_rows(value, f"{before}{name}.") if isinstance(value, dict) else [(before + name, value)])
    return rows
