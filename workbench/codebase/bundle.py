"""Git bundles: their header, and a bare repository of one's own made from the pack behind it.

Format: gitformat-bundle(5). `# v2 git bundle`, for v3 lines `@capability`, then `-SHA comment` (prerequisites) and
`SHA REF` lines, an empty line, and a pack. The pack is indexed directly; no transport of git's is involved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from workbench.codebase.gitprocess import run_git
from workbench.errors import CodeError
from workbench.jobs import JobContext

SIGNATURES = (b"# v2 git bundle\n", b"# v3 git bundle\n")
HEADER_LIMIT = 16 * 1024 * 1024
_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# git-check-ref-format(1), as far as a name can hurt when it is written into packed-refs.
_REF = re.compile(r"(?:HEAD|refs/[^\x00-\x20\x7f~^:?*\[\\]{1,1000})")


@dataclass(frozen=True, slots=True)
class BundleHeader:
    """refs: name to object id · needs: commits the bundle builds on but doesn't carry · length: bytes up to the pack."""

    refs: dict[str, str]
    needs: tuple[str, ...]
    length: int
    hash_name: str = "sha1"


def read_header(bundle: Path) -> BundleHeader:
    """A bundle's header; raises `CodeError` when the file isn't one."""
    refs: dict[str, str] = {}
    needs: list[str] = []
    hash_name = "sha1"
    with open(bundle, "rb") as file:
        if file.readline(64) not in SIGNATURES:
            raise CodeError("this is not a git bundle", str(bundle), "Make one with: git bundle create FILE --all")
        while (line := file.readline(4096)) != b"\n":
            text = line.decode("utf-8", "replace").rstrip("\n")
            if not line.endswith(b"\n") or file.tell() > HEADER_LIMIT:
                raise CodeError("the bundle's header ends in the middle", str(bundle), "Bring the whole file in again.")
            if text.startswith("@"):
                hash_name = text.partition("object-format=")[2] or hash_name
            elif text.startswith("-"):
                needs.append(text[1:].split(" ", 1)[0])
            else:
                oid, _, name = text.partition(" ")
                if _OID.fullmatch(oid) and _REF.fullmatch(name) and ".." not in name and "//" not in name:
                    refs[name] = oid
        return BundleHeader(refs, tuple(needs), file.tell(), hash_name)


def clone_bundle(bundle: Path, into: Path, context: JobContext | None = None) -> BundleHeader:
    """Make `into` a bare repository that holds what the bundle carries; raises `CodeError` with what is wrong.

    Only the pack's objects and plain refs are taken: no configuration, no hooks, no alternates, no submodules.
    """
    context = context or JobContext()
    header = read_header(bundle)
    if header.needs:
        raise CodeError(
            f"the bundle builds on {len(header.needs)} commits that it doesn't carry (first {header.needs[0][:12]})",
            str(bundle),
            "Make a whole one with: git bundle create FILE --all",
        )
    context.step(0.1, f"unpacking {bundle.name}")
    (into / "objects" / "pack").mkdir(parents=True)
    (into / "refs").mkdir()
    (into / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    (into / "config").write_text(_configuration(header.hash_name), encoding="ascii")
    with open(bundle, "rb") as file:
        # git reads the descriptor itself, so its position has to be the pack's first byte.
        file.seek(header.length)
        run_git(
            into, ["index-pack", "--stdin", "--strict=missingEmail=ignore,badTimezone=ignore"], feed=file, seconds=600
        )
    context.step(0.8, f"reading the refs of {bundle.name}")
    _write_refs(into, header)
    context.step(1.0, bundle.name)
    return header


def object_places(repository: Path, header: BundleHeader, bundle_size: int) -> dict[str, tuple[int, int]]:
    """Where each packed object's bytes lie in the bundle: object id to (offset, length)."""
    indexes = sorted((repository / "objects" / "pack").glob("*.idx"))
    if len(indexes) != 1:
        return {}
    with open(indexes[0], "rb") as file:
        rows = run_git(repository, ["show-index", f"--object-format={header.hash_name}"], feed=file).split(b"\n")
    found = sorted((int(row.split()[0]), row.split()[1].decode("ascii")) for row in rows if row)
    trailer = 32 if header.hash_name == "sha256" else 20
    ends = [offset for offset, _ in found[1:]] + [bundle_size - header.length - trailer]
    return {oid: (header.length + offset, end - offset) for (offset, oid), end in zip(found, ends, strict=True)}


def _configuration(hash_name: str) -> str:
    if hash_name == "sha256":
        return "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n"
    return "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"


def _write_refs(into: Path, header: BundleHeader) -> None:
    rows = "".join(f"{oid} {name}\n" for name, oid in sorted(header.refs.items()) if name != "HEAD")
    (into / "packed-refs").write_text("# pack-refs with: sorted\n" + rows, encoding="utf-8")
    head = header.refs.get("HEAD")
    same = sorted(name for name, oid in header.refs.items() if name.startswith("refs/heads/") and oid == head)
    if same:
        (into / "HEAD").write_text(f"ref: {same[0]}\n", encoding="utf-8")
    elif head:
        (into / "HEAD").write_text(f"{head}\n", encoding="ascii")
    elif header.refs:
        heads = sorted(name for name in header.refs if name.startswith("refs/heads/"))
        (into / "HEAD").write_text(f"ref: {(heads or sorted(header.refs))[0]}\n", encoding="utf-8")
