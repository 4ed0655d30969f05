"""Errors that nobody caught: written to the log file and shown above the panels, never swallowed."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from workbench.errors import WorkbenchError

log = logging.getLogger("workbench")


def log_to(folder: Path) -> Path | None:
    """Write the program's log into a folder; None when it can't be written."""
    from logging.handlers import RotatingFileHandler

    path = folder / "workbench.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1 << 20, backupCount=2, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    return path


def catch(show: Callable[[str], None], where: Path | None) -> Callable[[], None]:
    """Hear of uncaught errors on any thread; gives what puts the old hooks back. `show` may be called on any thread."""
    old, old_thread = sys.excepthook, threading.excepthook

    def tell(error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            return
        if isinstance(error, WorkbenchError):
            log.warning("not shown where it happened: %s", error.sentence())
            show(error.sentence())
            return
        log.error("uncaught error", exc_info=(type(error), error, trace))
        details = f" Details are in {where}." if where else ""
        show(
            f"Something went wrong that is our fault ({type(error).__name__}: {error}). What you did is saved.{details}"
        )

    def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, WorkbenchError):
            old(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            tell(error, trace)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        tell(args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = on_main, on_thread

    def restore() -> None:
        sys.excepthook, threading.excepthook = old, old_thread

    return restore
