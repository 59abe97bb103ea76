"""Bundles on their way: one zip to share, and installing a folder or a zip among the user's own models."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

from annotator.errors import ArchiveError, BundleError, OutputError
from annotator.files import write_atomic
from annotator.models.bundle import CARD_NAME, TOKENS_NAME, WEIGHTS_NAME, Bundle, load_bundle
from annotator.models.manifest import MANIFEST_NAME, Manifest, decode_manifest, read_manifest
from annotator.models.writing import PICTURE_NAMES, exchange, open_to_all
from annotator.models.zips import SafeZip, open_zip

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # of a zip's calendar
_LARGEST_MANIFEST: Final = 1 << 20


def pack_bundle(bundle: Bundle) -> bytes:
    """The bundle as a zip archive: the files its manifest lists, in a folder of its name.

    The same bundle gives the same bytes everywhere: names in order, no times, no compression (weights hardly shrink,
    and what compresses differs from machine to machine). Raises BundleError when the bundle is not whole.
    """
    bundle.verify()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted([MANIFEST_NAME, *bundle.manifest.files]):
            info = zipfile.ZipInfo(f"{bundle.name}/{name}", _FIRST_DAY)
            info.create_system, info.external_attr = 3, 0o100644 << 16  # a plain file, as on Unix, on every system
            archive.writestr(info, (bundle.folder / name).read_bytes())
    return packed.getvalue()


def export_bundle(bundle: Bundle, target: Path, *, replace: bool = False) -> bytes:
    """Writes the bundle as the zip archive `target`, whole or not at all, and gives its bytes.

    Raises BundleError for a bundle that is not whole, OutputError when `target` is there (and `replace` does not say
    otherwise) or cannot be written.
    """
    if target.is_dir() or (target.exists() and not replace):
        raise OutputError("is there already", path=target, hint="--replace, or choose another file")
    data = pack_bundle(bundle)
    write_atomic(target, data)
    return data


def install_bundle(source: Path, place: Path, *, replace: bool = False) -> Bundle:
    """Copies the bundle in `source`, a folder or a zip archive, to `place/NAME`, and loads it from there.

    Only what its manifest lists is copied. It is verified in a hidden folder before it takes its place, so `place`
    never shows half a bundle. Raises ArchiveError for an archive that would do harm (see `open_zip`), BundleError for
    one that is broken or when NAME is there already (and `replace` does not say otherwise), OutputError where `place`
    cannot be written.
    """
    if not source.exists():
        raise BundleError("there is no such file or folder", path=source)
    opened = _folder_files(source) if source.is_dir() else _zip_files(source)
    with opened as files:
        manifest = files.manifest()
        target = place / manifest.name
        _check_taken(target, manifest, replace=replace)
        try:
            place.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=f".{manifest.name}.", suffix=".partial", dir=place))
            try:
                for name in (MANIFEST_NAME, *manifest.files):
                    files.copy(name, draft / name)
                open_to_all(draft)
                load_bundle(draft).verify()
                exchange(draft, target)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        except OSError as error:
            raise OutputError(f"the model cannot be written: {error.strerror or error}", path=target) from error
    return load_bundle(target)


def remove_bundle(folder: Path) -> None:
    """Removes a bundle's folder, or the link to one; raises OutputError when that cannot be done.

    A folder that holds more than the bundle is left alone (BundleError).
    """
    try:
        if folder.is_symlink():
            folder.unlink()
            return
        _refuse_strange(folder)
        shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(f"cannot be removed: {error.strerror or error}", path=folder) from error


class _Files:
    """Where the files of a bundle are read from: a folder, or a folder inside a zip archive."""

    def __init__(self, path: Path, archive: SafeZip | None = None, inside: str = "") -> None:
        self.path, self._archive, self._inside = path, archive, inside

    def manifest(self) -> Manifest:
        """The manifest, decoded; raises BundleError with the path of the source."""
        try:
            if self._archive is not None:
                name = self._inside + MANIFEST_NAME
                if self._archive.files[name].file_size > _LARGEST_MANIFEST:
                    raise ArchiveError("is too large to be one", field=MANIFEST_NAME, path=self.path)
                return decode_manifest(self._archive.read(name))
            return decode_manifest((self.path / MANIFEST_NAME).read_bytes())
        except BundleError as error:
            error.path = self.path
            raise
        except OSError as error:
            raise BundleError(f"cannot be read: {error.strerror}", field=MANIFEST_NAME, path=self.path) from error

    def copy(self, name: str, target: Path) -> None:
        """Copies one file; raises BundleError when it is not there."""
        if self._archive is None:
            if not (self.path / name).is_file():
                raise BundleError("there is no such file in the bundle", field=f'files."{name}"', path=self.path)
            shutil.copyfile(self.path / name, target)
            return
        if self._inside + name not in self._archive.files:
            raise BundleError("there is no such file in the archive", field=f'files."{name}"', path=self.path)
        self._archive.copy(self._inside + name, target)


@contextmanager
def _folder_files(folder: Path) -> Iterator[_Files]:
    yield _Files(folder)


@contextmanager
def _zip_files(path: Path) -> Iterator[_Files]:
    with open_zip(path) as archive:
        found = [name for name in archive.files if PurePosixPath(name).name == MANIFEST_NAME]
        if len(found) != 1:
            raise ArchiveError(
                f"holds {len(found)} files {MANIFEST_NAME}, one is wanted",
                path=path,
                hint="" if found else "`annotator models import` takes models that are no bundles yet",
            )
        yield _Files(path, archive, found[0].removesuffix(MANIFEST_NAME))


def _check_taken(target: Path, manifest: Manifest, *, replace: bool) -> None:
    if not target.exists() and not target.is_symlink():
        return
    if not replace:
        raise BundleError(
            f"a model called {manifest.name} is there already", path=target, hint="--replace puts this one in its place"
        )
    if target.is_symlink() or not target.is_dir():
        raise BundleError("is no folder of a bundle, and is not replaced", path=target)
    _refuse_strange(target)


def _refuse_strange(folder: Path) -> None:
    """Raises BundleError when a folder holds what its manifest does not list, which removing it would lose."""
    listed = {MANIFEST_NAME, WEIGHTS_NAME, TOKENS_NAME, CARD_NAME, *PICTURE_NAMES}
    with suppress(BundleError):  # a broken one: then what every bundle holds
        listed |= set(read_manifest(folder / MANIFEST_NAME).files)
    there = {path.name for path in folder.iterdir()}
    if strange := sorted(there - listed):
        raise BundleError(
            f"holds what is no part of a bundle: {', '.join(strange[:3])}", path=folder, hint="move it elsewhere first"
        )
