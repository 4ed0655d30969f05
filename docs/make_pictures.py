"""Draws the pictures of README and docs: layouts with the program's own `--shot`, on the recorded incident; panes and the
mapping dialog in a window that commands are given to.

    python docs/make_pictures.py [--only NAME]

A picture is stored with a palette of 256 colours: a third of the bytes, and the interface has few colours.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

PICTURES = Path(__file__).parent / "pictures"
MOMENT = "06:31:56.548"
LAYOUTS = {"workbench": "investigate", "logs": "logs", "metrics": "metrics", "code": "code", "write-up": "write-up"}
SIZES = {"workbench": "1920x1080"}
SHOTS = {
    f"{name}-{theme}": (layout, theme, SIZES.get(name, "1600x900"))
    for name, layout in LAYOUTS.items()
    for theme in ("dark", "light")
}
STAGED = {"templates": ("logs", "logs.templates"), "trail": ("trail", "trail.first")}
"""Picture → the layout, and the command that is given in it."""
HOOK = """{"receiver": "ops", "batch": [
 {"firedAt": 1773756131250,
  "clearedAt": 1773756431250, "prio": "P1", "state": "firing", "what": "Disk full", "host": "web-1"},
 {"firedAt": 1773756191250, "prio": "P3", "state": "firing", "what": "Queue grows", "host": "mq-2"},
 {"firedAt": 1773756491000, "prio": "P1", "state": "resolved", "what": "Disk full", "host": "web-1"}]}
"""


@contextmanager
def staged(case: Path, layout: str, theme: str, size: tuple[int, int]) -> Iterator[tuple[Any, Callable[[], None]]]:
    """A window over a case, and what waits until it is at rest."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from workbench.casework.opencase import open_case
    from workbench.clock import Clock
    from workbench.settings import Settings
    from workbench.shell.commands import furnish
    from workbench.shell.layouts import layout_named
    from workbench.shell.main_window import MainWindow, WindowParts, dress
    from workbench.shell.windows import Windows
    from workbench.views.theme import load_fonts, load_theme

    application = QApplication.instance() or QApplication(["workbench"])
    application.setStyle("Fusion")  # type: ignore[union-attr]
    load_fonts()
    look = load_theme(theme)  # type: ignore[arg-type]
    dress(look)
    window = MainWindow(WindowParts(look))
    furnish(window, Windows(look, Settings(), Clock()))
    window.resize(*size)
    window.show()
    window.arrange(layout_named(layout))

    def rest(seconds: float = 1.0) -> None:
        quiet = time.monotonic()
        while time.monotonic() - quiet < seconds:
            QApplication.processEvents()
            quiet = time.monotonic() if window.jobs.busy or not window.host.done else quiet

    opened = open_case(case)
    window.attach(opened)
    rest()
    yield window, rest
    window.close()
    opened.close()


def draw_staged(name: str, theme: str, demo: Path, target: Path) -> None:
    """A pane of the log, or a panel, after a command."""
    layout, command = STAGED[name]
    with staged(demo, layout, theme, (1600, 900)) as (window, rest):
        window.give(command)
        rest()
        window.grab().save(str(target))


def draw_map(theme: str, folder: Path, target: Path) -> None:
    """The dialog that says what the keys of a webhook mean."""
    from workbench.shell.map_dialog import MapDialog

    case, hook = folder / f"{theme}.case", folder / "acme.json"
    hook.write_text(HOOK)
    workbench("new", str(case), "--title", "Acme")
    workbench("ingest", str(case), str(hook))
    with staged(case, "investigate", theme, (1600, 900)) as (window, rest):
        table = window.host.panel("sources").table
        table.set_current(table.rows[0].key)
        window.give("sources.map")
        rest()
        dialog = window.findChild(MapDialog)
        dialog.grab().save(str(target))
        dialog.close()


def workbench(*words: str) -> None:
    """Give one verb; its own sentence says what went wrong."""
    subprocess.run([sys.executable, "-m", "workbench", *words], check=True, stdout=subprocess.DEVNULL)


def palette(colours: np.ndarray, counts: np.ndarray, size: int = 256) -> np.ndarray:
    """`size` colours that stand for many (uint8[n, 3]): boxes cut at their weighted median (Heckbert's median cut)."""
    boxes = [np.arange(len(colours))]
    while len(boxes) < size:
        spans = [np.ptp(colours[box], axis=0).max() * counts[box].sum() ** 0.3 if len(box) > 1 else -1 for box in boxes]
        widest = int(np.argmax(spans))
        if spans[widest] <= 0:
            break
        box = boxes.pop(widest)
        axis = int(np.ptp(colours[box], axis=0).argmax())
        box = box[np.argsort(colours[box, axis], kind="stable")]
        weight = np.cumsum(counts[box])
        cut = int(np.clip(np.searchsorted(weight, weight[-1] / 2), 1, len(box) - 1))
        boxes += [box[:cut], box[cut:]]
    return np.array([np.average(colours[box], axis=0, weights=counts[box]).round() for box in boxes], np.uint8)


def shrink(picture: Path) -> None:
    """Rewrite a PNG with a palette."""
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : image.width() * 3].reshape(-1, 3).astype(np.int64)
    codes, numbers, counts = np.unique(
        (pixels[:, 0] << 16) | (pixels[:, 1] << 8) | pixels[:, 2], return_inverse=True, return_counts=True
    )
    colours = np.stack([(codes >> 16) & 255, (codes >> 8) & 255, codes & 255], axis=1)
    chosen = palette(colours, counts).astype(np.int64)
    nearest = np.array([((chosen - colour) ** 2).sum(axis=1).argmin() for colour in colours], np.uint8)
    indexed = nearest[numbers].reshape(image.height(), image.width())
    stride = -(-image.width() // 4) * 4
    padded = np.zeros((image.height(), stride), np.uint8)
    padded[:, : image.width()] = indexed
    small = QImage(padded.tobytes(), image.width(), image.height(), stride, QImage.Format.Format_Indexed8)
    small.setColorTable([0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in chosen])
    small.save(str(picture), quality=0)


def main() -> None:
    """Make the demo in a scratch folder and draw it."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--only", help="one picture's name")
    only = words.parse_args().only
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, (layout, theme, size) in SHOTS.items():
            if not only or name == only:
                workbench("demo", "--to", folder, "--shot", str(PICTURES / f"{name}.png"), "--layout", layout,
                          "--theme", theme, "--size", size, "--at", MOMENT)  # fmt: skip
                _told(PICTURES / f"{name}.png")
        for name in (*STAGED, "map"):
            target = PICTURES / f"{name}-dark.png"
            if only and target.stem != only:
                continue
            if name == "map":
                draw_map("dark", Path(folder), target)
            else:
                workbench("demo", "--to", folder, "--shot", str(Path(folder) / "unused.png"))
                draw_staged(name, "dark", next(Path(folder).glob("*.case")), target)
            _told(target)


def _told(target: Path) -> None:
    """Make a picture small and say how small."""
    shrink(target)
    sys.stdout.write(f"{target.name} {target.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
