"""Draws the pictures of README and docs with the program's own `--shot`, on the recorded incident.

    python docs/make_pictures.py [--only NAME]

A picture is stored with a palette of 256 colours: a third of the bytes, and the interface has few colours.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

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
            if only and name != only:
                continue
            target = PICTURES / f"{name}.png"
            workbench("demo", "--to", folder, "--shot", str(target), "--layout", layout, "--theme", theme,
                      "--size", size, "--at", MOMENT)  # fmt: skip
            shrink(target)
            sys.stdout.write(f"{target.name} {target.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
