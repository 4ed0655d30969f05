"""The user's settings: a small TOML file, checked field by field, unknown keys kept when written."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from workbench.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set; every field has a default that works.

    theme: `dark` or `light` · zone: IANA name times are shown in · editor: argument list of the user's editor, with
    `{file}` and `{line}` in it · seal_limit: bytes above which a file stays by reference · unpack_limit, unpack_ratio:
    bytes of text, and times its own size (once over 1 GiB), up to which a packed file is unpacked · author: name in
    the journal
    """

    theme: str = "dark"
    zone: str = "UTC"
    editor: tuple[str, ...] = ()
    density: str = "compact"
    seal_limit: int = 8 << 30
    unpack_limit: int = 1 << 40
    unpack_ratio: int = 1000
    author: str = ""
    recent: tuple[str, ...] = ()
    unknown: dict[str, object] = field(default_factory=dict)


def config_folder() -> Path:
    """Where settings live; `WORKBENCH_HOME` moves everything, which tests use."""
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        return Path(home)
    from platformdirs import user_config_path

    return user_config_path("workbench", appauthor=False)


def data_folder() -> Path:
    """Where scratch cases, crash reports and logs live."""
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        return Path(home) / "data"
    from platformdirs import user_data_path

    return user_data_path("workbench", appauthor=False)


def load_settings(folder: Path | None = None) -> Settings:
    """Read `settings.toml`; a missing file gives the defaults. Raises `SettingsError` naming the field."""
    path = (folder or config_folder()) / "settings.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the settings can't be read ({error})", str(path), "Mend or delete the file.") from error
    known = {name: table.pop(name) for name in list(table) if name in Settings.__slots__ and name != "unknown"}
    try:
        return msgspec.convert({**known, "unknown": table}, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(str(error), str(path), "Mend the field or delete it.") from error


def save_settings(settings: Settings, folder: Path | None = None) -> None:
    """Write the settings atomically, keeping keys that this version does not know."""
    import tomli_w

    target = (folder or config_folder()) / "settings.toml"
    target.parent.mkdir(parents=True, exist_ok=True)
    table = {name: getattr(settings, name) for name in Settings.__slots__ if name != "unknown"}
    table = {name: list(value) if isinstance(value, tuple) else value for name, value in table.items()}
    scratch = target.with_suffix(".tmp")
    scratch.write_text(tomli_w.dumps({**settings.unknown, **table}), "utf-8")
    scratch.replace(target)


def remember_case(path: Path, folder: Path | None = None) -> None:
    """Put a case at the top of the recent list (ten are kept)."""
    settings = load_settings(folder)
    name = str(path.resolve())
    recent = (name, *(other for other in settings.recent if other != name))[:10]
    save_settings(replace(settings, recent=recent), folder)
