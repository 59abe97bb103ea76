"""Reading zip archives of strangers: nothing leaves the folder it is unpacked into, and nothing fills the disk."""

from __future__ import annotations

import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from annotator.errors import ArchiveError

LARGEST: Final = 2 << 30  # bytes of one archive, unpacked
MOST_FILES: Final = 10_000
HIGHEST_RATIO: Final = 200  # unpacked to packed; weights come to 2, text to 20, bombs to a thousand
_ALWAYS_ALLOWED: Final = 1 << 20  # small archives may be as dense as they like
_PIECE: Final = 1 << 20
_LITTER: Final = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_FORBIDDEN: Final = frozenset('<>:"|?*\\')  # by Windows, where ":" also names drives and streams
_UNREADABLE: Final = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error)
_DEVICES: Final = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789")}


class SafeZip:
    """A zip archive whose names have been looked at: `files` are those that hold something, by their path in it.

    What systems leave behind in archives (`__MACOSX`, `.DS_Store`, ...) is passed over.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        infos = archive.infolist()
        _check_size(infos, path)
        kept = [info for info in infos if not _is_litter(info)]
        for info in kept:
            _check_entry(info, path)
        _check_clashes(kept, path)
        self.files = {info.filename: info for info in kept if not info.is_dir()}

    def read(self, name: str) -> bytes:
        """The bytes of one file; raises ArchiveError when it is damaged."""
        return b"".join(self._pieces(name))

    def unpack(self, folder: Path) -> None:
        """Writes every file below `folder`; raises ArchiveError, and OSError where the disk does not take it."""
        for name in self.files:
            self.copy(name, folder.joinpath(*PurePosixPath(name).parts))

    def copy(self, name: str, target: Path) -> None:
        """Writes one file to `target`, a path the caller has chosen."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for piece in self._pieces(name):
                file.write(piece)

    def _pieces(self, name: str) -> Iterator[bytes]:
        left = self.files[name].file_size
        try:
            with self._archive.open(self.files[name]) as file:
                while piece := file.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise ArchiveError(f"{name!r} is larger than the archive says", path=self.path)
                    yield piece
        except (*_UNREADABLE, RuntimeError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise ArchiveError(f"{name!r} cannot be unpacked: {error}", path=self.path) from error


@contextmanager
def open_zip(path: Path) -> Iterator[SafeZip]:
    """Opens a zip archive and checks all its names and sizes before anything is unpacked.

    Refused with ArchiveError: what is no zip, absolute paths, "..", backslashes, drive letters, control characters,
    names Windows cannot hold, links and devices, names that differ only in case or in how they are composed, encrypted
    files, more than `MOST_FILES` files, more than `LARGEST` bytes or `HIGHEST_RATIO` times its size unpacked.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _UNREADABLE as error:
        raise ArchiveError(f"is no zip archive that can be read: {error}", path=path) from error
    with archive:
        yield SafeZip(path, archive)


def _check_size(infos: list[zipfile.ZipInfo], path: Path) -> None:
    if len(infos) > MOST_FILES:
        raise ArchiveError(f"holds {len(infos)} files, more than {MOST_FILES}", path=path)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > LARGEST:
        raise ArchiveError(f"would be {unpacked / 2**30:.1f} GiB unpacked, more than {LARGEST >> 30} GiB", path=path)
    packed = path.stat().st_size
    if unpacked > max(_ALWAYS_ALLOWED, HIGHEST_RATIO * packed):
        raise ArchiveError(
            f"would grow from {packed} to {unpacked} bytes: such an archive is made to fill the disk", path=path
        )


def _check_entry(info: zipfile.ZipInfo, path: Path) -> None:
    problem = _name_problem(info.orig_filename) or _kind_problem(info)
    if problem:
        raise ArchiveError(f"{info.orig_filename!r}: {problem}; nothing was unpacked", path=path)


def _name_problem(name: str) -> str:
    """What is wrong with a name in an archive, or ""; `name` as it is stored, before zipfile tidies it."""
    if "\0" in name or not name.isprintable():
        return "the name holds characters that cannot be shown"
    if name.startswith("/"):
        return "the path is absolute"
    if strange := sorted(_FORBIDDEN & set(name)):
        return f"the name holds {strange[0]!r}, which may lead elsewhere"
    for part in name.removesuffix("/").split("/"):
        if part == "..":
            return "the path leads out of the folder"
        if part in {"", "."} or part.endswith((" ", ".")) or part.split(".")[0].lower() in _DEVICES:
            return "the path holds a part that is no name on every system"
    return ""


def _kind_problem(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x1:
        return "is encrypted"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is a link"
    return "" if kind in {0, stat.S_IFREG, stat.S_IFDIR} else "is neither a file nor a folder"


def _check_clashes(infos: list[zipfile.ZipInfo], path: Path) -> None:
    """Refuses two entries that are one file on some system, and a file where another entry needs a folder."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for info in infos:
        name = info.filename.removesuffix("/")
        parts = name.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        if not info.is_dir():
            if (other := files.get(_folded(name))) is not None:
                raise ArchiveError(f"{other!r} and {name!r} would be one file", path=path)
            files[_folded(name)] = name
        for folder in [*above, *([name] if info.is_dir() else [])]:
            if folders.setdefault(_folded(folder), folder) != folder:
                raise ArchiveError(f"{folders[_folded(folder)]!r} and {folder!r} would be one folder", path=path)
    if both := sorted(files.keys() & folders.keys()):
        raise ArchiveError(f"{files[both[0]]!r} is a file and a folder", path=path)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_litter(info: zipfile.ZipInfo) -> bool:
    return any(part in _LITTER for part in info.filename.split("/"))
