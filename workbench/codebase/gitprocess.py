"""Run the git program so that a repository brought in as evidence can start nothing, ask nothing and fetch nothing."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from workbench.errors import CodeError

SECONDS = 30.0
OUTPUT_LIMIT = 256 * 1024 * 1024
# Whatever a repository's own configuration says, these win: no hooks, no watcher, no transport, no helper program.
OVERRIDES = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.quotePath=true",
    "protocol.allow=never",
    "log.showSignature=false",
    "credential.helper=",
    "gc.auto=0",
    "maintenance.auto=false",
    "safe.directory=*",
)


def hard_environment() -> dict[str, str]:
    """Only what git needs to run; nothing of the user's own configuration, credentials or agents."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    return kept | {
        "HOME": os.devnull,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_OPTIONAL_LOCKS": "0",
    }


def run_git(
    folder: Path,
    arguments: Sequence[str],
    *,
    feed: bytes | IO[bytes] | None = None,
    seconds: float = SECONDS,
    limit: int = OUTPUT_LIMIT,
) -> bytes:
    """What git prints for `arguments` in the bare repository `folder`.

    feed: standard input, bytes or an open file · seconds: it is killed after so many · limit: bytes of output
    accepted. Raises `CodeError` when git is missing, fails, takes too long or says too much.
    """
    settings = [part for override in OVERRIDES for part in ("-c", override)]
    command = ["git", "--no-pager", *settings, f"--git-dir={folder}", *arguments]
    with tempfile.TemporaryFile() as complaint, tempfile.TemporaryFile() as fed:
        if isinstance(feed, bytes):
            fed.write(feed)
            fed.seek(0)
        try:
            process = subprocess.Popen(
                command,
                stdin=fed if feed is None or isinstance(feed, bytes) else feed,
                stdout=subprocess.PIPE,
                stderr=complaint,
                env=hard_environment(),
            )
        except OSError as error:
            raise CodeError(
                "the git program can't be started", "", "Install git and see that it is in PATH."
            ) from error
        output = _output_within(process, seconds, limit, arguments[0])
        if process.returncode:
            complaint.seek(0)
            lines = complaint.read(4000).decode("utf-8", "replace").strip().splitlines()
            raise CodeError(f"git {arguments[0]} failed: {lines[-1] if lines else 'no reason given'}", str(folder))
    return output


def _output_within(process: subprocess.Popen[bytes], seconds: float, limit: int, verb: str) -> bytes:
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        assert process.stdout is not None
        output = process.stdout.read(limit + 1)
        if len(output) > limit:
            process.kill()
        process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if late.is_set():
        raise CodeError(f"git {verb} took longer than {seconds:.0f} s and was ended")
    if len(output) > limit:
        raise CodeError(f"git {verb} answered with more than {limit // 1_000_000} MB and was ended")
    return output
