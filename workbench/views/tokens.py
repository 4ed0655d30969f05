"""The colours of the window: one row a token, (dark, light) as RRGGBB; a hue has one job and is used for no other."""

from __future__ import annotations

THEMES = ("dark", "light")

TOKENS: dict[str, tuple[str, str]] = {
    "bg.app": ("0E1014", "E9ECF1"),
    "bg.panel": ("15181D", "F7F8FA"),
    "bg.canvas": ("111419", "FFFFFF"),
    "bg.raised": ("1A1E24", "F0F2F6"),
    "bg.overlay": ("20252D", "FFFFFF"),
    "bg.control": ("242A33", "FFFFFF"),
    "bg.hover": ("1F242C", "ECEFF4"),
    "bg.selected": ("23304D", "DCE5FF"),
    "bg.cursorrow": ("12302F", "D9F3F0"),
    "line.subtle": ("20252C", "E7EAEF"),
    "line": ("2B313B", "D8DDE5"),
    "line.strong": ("465060", "AEB7C4"),
    "line.field": ("6B7686", "858F9D"),
    "text.primary": ("E4E8EE", "171B22"),
    "text.secondary": ("B0B8C4", "414A57"),
    "text.tertiary": ("929CAA", "586271"),
    "text.disabled": ("5D6673", "A3ABB7"),
    "text.on": ("FFFFFF", "FFFFFF"),
    "accent": ("7F96FF", "3D56D6"),
    "accent.text": ("A3B4FF", "2F47C2"),
    "accent.fill": ("4860D6", "3D56D6"),
    "accent.tint": ("1D2644", "E5EBFF"),
    "cursor": ("2ED3C6", "006B64"),
    "cursor.ink": ("04211F", "FFFFFF"),
    "err": ("FF8585", "B91C26"),
    "err.tint": ("36191D", "FDE7E7"),
    "err.fill": ("F07A7A", "DB4B52"),
    "fatal": ("C8333B", "B3141F"),
    "sev2": ("FFA566", "A84300"),
    "warn": ("F0BA5A", "805200"),
    "warn.tint": ("31270F", "FFF1CF"),
    "warn.fill": ("E0AC4E", "E3A21A"),
    "info": ("86B6F0", "1C5CA8"),
    "info.tint": ("172536", "E4EFFC"),
    "info.fill": ("4F6E96", "A9C6E8"),
    "debug": ("9BA5B3", "525C6A"),
    "debug.tint": ("20252D", "ECEFF3"),
    "ok": ("63CF93", "0F6B3A"),
    "ok.tint": ("142A1F", "DFF4E8"),
    "change": ("BFA5FF", "6139CC"),
    "change.tint": ("261F3E", "EEE8FF"),
    "hit.bg": ("5C4A12", "FFE79A"),
    "hit.text": ("FFF0C0", "3A2A00"),
    "hit.now": ("F2C94C", "F5B400"),
    "hit.nowtext": ("1C1500", "1C1500"),
    "diff.add": ("10261B", "E6F6EC"),
    "diff.addword": ("184A31", "C4EDD3"),
    "diff.del": ("2D161A", "FDECEC"),
    "diff.delword": ("6A252E", "FBD3D3"),
    "redact": ("3A3F4A", "D5DAE3"),
    "heat.1": ("F08A4B", "D9601A"),
    "heat.2": ("B9764F", "E89A66"),
    "heat.3": ("7D6458", "EBBF9F"),
    "heat.4": ("4F4D52", "E3D5CB"),
    "heat.5": ("31363F", "E1E5EB"),
    "syn.kw": ("C9A6F5", "7A2FB8"),
    "syn.fn": ("82B4F5", "1B57A3"),
    "syn.str": ("A5D18A", "2F6B1B"),
    "syn.num": ("F0A37A", "934108"),
    "syn.com": ("8993A1", "636D7B"),
    "s1": ("6FA8FF", "2563C9"),
    "s2": ("F2A154", "A85300"),
    "s3": ("5CC8A1", "0E7A57"),
    "s4": ("E08BD0", "A8318F"),
    "s5": ("D9C65A", "7F6A00"),
    "s6": ("9AA8BA", "5A6778"),
    # Colours a person gives to words and lines; text.primary stands on them.
    "ink.1": ("6B2A2F", "FFCFCF"),
    "ink.2": ("6A3F14", "FFDDB8"),
    "ink.3": ("4C5210", "ECF2A0"),
    "ink.4": ("1F5434", "C6EFD2"),
    "ink.5": ("174D63", "C2E9F6"),
    "ink.6": ("2A4380", "D2DEFF"),
    "ink.7": ("4D3580", "E4D8FF"),
    "ink.8": ("6A2C5C", "FFD4EF"),
}

SERIES = ("s1", "s2", "s3", "s4", "s5", "s6")

# What a level looks like: ink, and the ground it stands on (none for trace).
LEVEL_INK: dict[str, tuple[str, str]] = {
    "fatal": ("text.on", "fatal"),
    "error": ("err", "err.tint"),
    "warn": ("warn", "warn.tint"),
    "info": ("info", "info.tint"),
    "debug": ("debug", "debug.tint"),
    "trace": ("debug", ""),
    "unknown": ("debug", ""),
}
LEVEL_FILL: dict[str, str] = {
    "fatal": "fatal",
    "error": "err.fill",
    "warn": "warn.fill",
    "info": "info.fill",
    "debug": "line.strong",
    "trace": "line.strong",
    "unknown": "line.strong",
}
SEVERITY_INK: dict[str, str] = {"SEV1": "text.on", "SEV2": "sev2", "SEV3": "warn", "SEV4": "info"}

# Rows and bars, in pixels at scale 1.
ROW_LOG, ROW_DIFF, ROW_LIST = 20, 19, 24
BAR_CASE, BAR_HEADER, BAR_FILTER, BAR_TABLE, BAR_STRIP, BAR_STATUS, BAR_RAIL = 48, 32, 36, 22, 20, 24, 40
