"""A look at bytes that nobody could read: a picture, the text in them, or their first rows in hexadecimal."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from workbench.model.display import visible
from workbench.views.theme import Theme

ROWS, ROW_BYTES, HIGHEST = 12, 16, 220
LARGEST_MEGABYTES = 64


class Preview(QLabel):
    """Hidden until something is shown; nothing in the bytes is obeyed: text is plain, a picture is decoded in bounds."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContentsMargins(12, 8, 12, 8)
        self.setMaximumHeight(HIGHEST + 16)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Fonts and colours of a theme."""
        self.setFont(theme.font(11, mono=True))
        ground, ink = theme.color("bg.canvas").name(), theme.color("text.secondary").name()
        self.setStyleSheet(f"background: {ground}; color: {ink};")

    def show_bytes(self, name: str, head: bytes) -> None:
        """Show the first bytes of something called `name`."""
        picture = _picture(head, QSize(max(self.width() - 24, 200), HIGHEST))
        if picture is not None:
            self.setPixmap(picture)
        else:
            self.setText(_text(head) or _hexadecimal(head) or "It is empty.")
        self.setAccessibleName(f"Preview of {name}")
        self.show()


def _picture(head: bytes, room: QSize) -> QPixmap | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(head))
    reader = QImageReader(buffer)
    reader.setAllocationLimit(LARGEST_MEGABYTES)
    size = reader.size()
    if not reader.canRead() or not size.isValid():
        return None
    reader.setScaledSize(
        size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio) if size.height() > room.height() else size
    )
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)


def _text(head: bytes) -> str:
    """The first lines, where the bytes are text."""
    if b"\0" in head[:4096]:
        return ""
    try:
        text = head[:4096].decode()
    except UnicodeDecodeError as error:
        if error.start < min(len(head), 4096) - 4:
            return ""
        text = head[: error.start].decode()
    return "\n".join(visible(line)[:160] for line in text.split("\n")[:ROWS])


def _hexadecimal(head: bytes) -> str:
    """Rows of offset, bytes and the letters among them, as hex dumps are written."""
    rows = []
    for offset in range(0, min(len(head), ROWS * ROW_BYTES), ROW_BYTES):
        part = head[offset : offset + ROW_BYTES]
        letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        rows.append(f"{offset:08x}  {part.hex(' '):<47}  {letters}")
    return "\n".join(rows)
