"""The journal's fields under their OpenTelemetry names, and the text of values that are no plain strings."""

from __future__ import annotations

from typing import Any

# systemd.journal-fields(7); what isn't here keeps its own name.
NAMES = {
    "_HOSTNAME": "host.name", "SYSLOG_IDENTIFIER": "service.name", "_PID": "process.pid", "_COMM": "process.executable.name",
    "_EXE": "process.executable.path", "_CMDLINE": "process.command_line", "CODE_FILE": "code.filepath",
    "CODE_LINE": "code.lineno", "CODE_FUNC": "code.function", "_UID": "process.real_user.id", "TID": "thread.id",
    "CONTAINER_NAME": "container.name", "CONTAINER_ID_FULL": "container.id", "_MACHINE_ID": "host.id",
}  # fmt: skip


def journal_text(value: Any) -> str:
    """A journal value as text: bytes decoded, of several values one a line, nothing for null."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    if value and all(isinstance(byte, int) and not isinstance(byte, bool) and 0 <= byte < 256 for byte in value):
        return bytes(value).decode("utf-8", "replace")
    return "\n".join(journal_text(one) for one in value)
