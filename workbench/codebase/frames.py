"""From a frame of a stack trace to the file of a repository that it names."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.code import Frame

# A stack frame's path may come from another machine: only its tail can agree with the repository's.
JVM = (".java", ".kt", ".scala", ".groovy", ".clj")


# Folders that hold other people's code: a file of ours never lies there, however alike the names are.
LIBRARY = ("/node_modules/", "/site-packages/", "/dist-packages/", "/lib/python", "/pkg/mod/", "/usr/lib/", "/go/src/")


def locate(frame: Frame, files: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """The file whose path shares the longest tail (in whole names) with the frame's, and the rivals where several do.

    Returns (path, ()) for one best file, (None, (a, b, …)) where it is ambiguous, (None, ()) where none is meant.
    For the JVM the frame's package says the folder: `shop.Pool.take(Pool.java)` is `…/shop/Pool.java`.
    """
    wanted, least = _wanted(frame)
    if not wanted:
        return None, ()
    best: list[str] = []
    longest = least
    for path in files:
        if not path.endswith(wanted[-1]):
            continue
        shared = _shared_tail(wanted, path.split("/"))
        if shared > longest or (shared == longest and not best):
            best, longest = [path], shared
        elif shared == longest:
            best.append(path)
    if len(best) == 1:
        return best[0], ()
    whole = [path for path in best if path.count("/") + 1 == longest]
    return (whole[0], ()) if len(whole) == 1 else (None, tuple(best))


def _wanted(frame: Frame) -> tuple[list[str], int]:
    """The names of the path looked for, outermost first, and how many of them have to agree."""
    path = frame.file.replace("\\", "/").removeprefix("file://").partition("?")[0]
    if path.endswith(JVM) and "/" not in path:
        owner = frame.function.rpartition(".")[0].split(".")
        package = [part for part in owner[:-1] if part]
        # Kotlin and Clojure may leave the common root of all packages out of the folders; javac's custom is strict.
        return [*package, path], len(package) + 1 if path.endswith(".java") else 1
    if path.startswith(("node:", "<")) or any(folder in path for folder in LIBRARY):
        return [], 1
    return [name for name in path.split("/") if name and name != "."], 1


def _shared_tail(wanted: Sequence[str], path: Sequence[str]) -> int:
    count = 0
    while count < min(len(wanted), len(path)) and wanted[-1 - count] == path[-1 - count]:
        count += 1
    return count
