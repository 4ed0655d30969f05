"""A command that a person gave, run for what it says: without a shell, and ended with all that it started."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from workbench.errors import SourceError

# How long a command that was asked to end may take before it is killed.
GRACE = 2.0
_STEP = 0.02
_OF_A_SHELL = frozenset({"|", "||", "&", "&&", ";", "<", "<<", ">", ">>", "2>", "2>>", "2>&1", "&>"})


def words_of(text: str) -> tuple[str, ...]:
    """What was typed as the words that are run: quotes part them as in a shell, nothing in them is expanded.

    Raises `SourceError` for no words, an open quote, and signs that only a shell would understand.
    """
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    if sys.platform == "win32":
        lexer.escape = ""  # a backslash parts folders there
    try:
        words = tuple(lexer)
    except ValueError as error:
        raise SourceError("a quote in the command is not closed", text, "Close it.") from error
    if not words:
        raise SourceError("no command is given", "", "Write one, such as: journalctl -o json -f")
    shell = next((word for word in words if word in _OF_A_SHELL), "")
    if shell:
        what = f"no shell runs it, so {shell} would be a word like the others"
        raise SourceError(what, text, "Write sh -c '…' where a shell is meant.")
    return words


class Process:
    """A running command with its two outputs as pipes; its standard input is empty. Raises `SourceError` at the start.

    It leads a group of its own, so that `end` reaches what it started, too, and Ctrl+C on our terminal does not.
    """

    def __init__(self, words: Sequence[str]) -> None:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        try:
            self._process = subprocess.Popen(
                list(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                start_new_session=sys.platform != "win32", creationflags=flags,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise SourceError("there is no such command", words[0], "Check its name, or give its full path.") from error
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise SourceError(f"it can't be run ({reason})", words[0], "Check that you may run it.") from error
        self.stopped = self._killed = False

    @property
    def outputs(self) -> tuple[IO[bytes], IO[bytes]]:
        """Standard output and standard error; whoever reads them closes them."""
        out, err = self._process.stdout, self._process.stderr
        assert out is not None and err is not None
        return out, err

    @property
    def ended(self) -> bool:
        """Whether the command itself has ended; what it started may still run."""
        return self._process.poll() is not None

    @property
    def died(self) -> bool:
        """Whether it ended by itself, and not with status 0."""
        return self.ended and not self.stopped and self._process.returncode != 0

    def ending(self) -> str:
        """How it ended, in words; empty while it runs."""
        if not self.ended:
            return ""
        if self.stopped:
            return "it was stopped" + (", and had to be killed" if self._killed else "")
        code = self._process.returncode
        if code >= 0:
            return f"it ended with status {code}"
        with suppress(ValueError):
            return f"it was ended by signal {-code} ({signal.Signals(-code).name})"
        return f"it was ended by signal {-code}"

    def ask_to_end(self) -> None:
        """Ask it and what it started to end, without waiting; once it has ended by itself that stays how it ended."""
        self.stopped = self.stopped or not self.ended
        self._send(kill=False)

    def end(self) -> None:
        """Ask it to end, wait a little, then kill it and what it started."""
        self.ask_to_end()
        until = time.monotonic() + GRACE
        while not self.ended and time.monotonic() < until:
            time.sleep(_STEP)
        self._killed = not self.ended
        self._send(kill=True)
        self._process.wait()

    def _send(self, *, kill: bool) -> None:
        with suppress(OSError):  # all of them are gone already
            if sys.platform != "win32":
                os.killpg(self._process.pid, signal.SIGKILL if kill else signal.SIGTERM)
            elif kill:
                words = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
                subprocess.run(words, capture_output=True, check=False)
            elif not self.ended:
                self._process.send_signal(signal.CTRL_BREAK_EVENT)
