"""Starts and ends real processes."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path


def start(words: list[str], log: Path, cwd: Path, **env: str) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, its output appended to a file."""
    clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC", **env}
    with log.open("ab") as sink:
        return subprocess.Popen(
            words,
            cwd=cwd,
            env=clean,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes], wait: float = 10) -> None:
    """Ask the whole group to end, and insist when it does not."""
    send(process, signal.SIGTERM)
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        send(process, signal.SIGKILL)
        process.wait()


def send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to the group of a process that may have ended already."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def until_true(what: str, test: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something, and say what was missing if it never comes."""
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} was not there after {seconds} s")
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Whether a page answers with a good status."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status < 300)
    except (urllib.error.URLError, OSError):
        return False
