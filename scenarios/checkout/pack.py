"""Packs a recording: `python -m scenarios.checkout.pack DIR ARCHIVE`; same input, same bytes."""

import argparse
import lzma
import tarfile
from pathlib import Path


def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Forget owner, rights and times, which say nothing about the incident."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.isdir() else 0o644
    return member


def pack(folder: Path, archive: Path) -> None:
    """Write all files below `checkout/` in the order of their names."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with (
        lzma.open(archive, "wb", preset=9 | lzma.PRESET_EXTREME) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for path in sorted((folder / "checkout").rglob("*")):
            if path.is_file():
                tar.add(path, str(path.relative_to(folder)), filter=plain)


def main() -> None:
    """Read the command line and pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("archive", type=Path)
    asked = parser.parse_args()
    pack(asked.folder, asked.archive)


if __name__ == "__main__":
    main()
