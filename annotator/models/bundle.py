"""A model bundle: a folder with `model.toml`, weights, a token dictionary and a model card."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.errors import BundleError
from annotator.models.manifest import MANIFEST_NAME, Manifest, read_manifest

if TYPE_CHECKING:
    from annotator.tokens import TokenDictionary

WEIGHTS_NAME: Final = "weights.tflite"
TOKENS_NAME: Final = "tokens.json"
CARD_NAME: Final = "README.md"


@dataclass(frozen=True)
class Bundle:
    """A loaded bundle: its folder and its manifest; files are checked against their checksums when they are used."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The name users call it by."""
        return self.manifest.name

    @property
    def weights(self) -> Path:
        """The path of `weights.tflite`, once its checksum has been found right (raises BundleError otherwise)."""
        return self.file(WEIGHTS_NAME)

    @property
    def weights_sha256(self) -> str:
        """The sha256 the manifest gives for the weights, or "" for a model without any."""
        return self.manifest.files.get(WEIGHTS_NAME, "")

    def file(self, name: str) -> Path:
        """The path of a file of the bundle, once its checksum has been found right.

        A checksum is computed once a process and file (and again when size, time or inode change), so asking often is
        cheap. Raises BundleError naming the file when it is not listed, not there, or not the one that was listed.
        """
        expected = self.manifest.files.get(name)
        if expected is None:
            raise BundleError(f"is not listed in {MANIFEST_NAME}", field=_field(name), path=self.folder)
        path = self.folder / name
        try:
            stat = path.stat()
            found = _sha256(path, stat.st_size, stat.st_mtime_ns, stat.st_ino)
        except OSError as error:
            raise BundleError(f"cannot be read: {error.strerror}", field=_field(name), path=self.folder) from error
        if found != expected:
            raise BundleError(
                f"its sha256 is {found[:12]}…, {MANIFEST_NAME} says {expected[:12]}…",
                field=_field(name),
                path=self.folder,
                hint="the file was changed or damaged; fetch or train the bundle again",
            )
        return path

    def tokens(self) -> TokenDictionary:
        """The bundle's own token dictionary, known by the bundle's name and version where it says none of its own.

        Raises BundleError or TokenError.
        """
        from annotator.tokens import parse_tokens

        path = self.file(TOKENS_NAME)
        tokens = parse_tokens(path.read_bytes(), name=self.name, form=path.suffix, path=path)
        return replace(tokens, version=tokens.version or self.manifest.version)

    def verify(self) -> None:
        """Checks everything that can be checked without running it; see `verify_bundle`."""
        from annotator.models.verify import verify_bundle

        verify_bundle(self)


def load_bundle(folder: Path | str) -> Bundle:
    """Loads the bundle in `folder`; cheap: reads `model.toml` and looks whether the files are there.

    Raises BundleError naming the field of `model.toml`, or the file, that is wrong.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BundleError("there is no such folder", path=folder)
    bundle = Bundle(folder, read_manifest(folder / MANIFEST_NAME))
    for name in bundle.manifest.files:
        if not (folder / name).is_file():
            raise BundleError("there is no such file in the bundle", field=_field(name), path=folder)
    if TOKENS_NAME not in bundle.manifest.files:
        raise BundleError("every bundle lists its token dictionary", field=_field(TOKENS_NAME), path=folder)
    return bundle


def _field(name: str) -> str:
    return f'files."{name}"'


@lru_cache(maxsize=256)
def _sha256(path: Path, size: int, mtime_ns: int, inode: int) -> str:  # noqa: ARG001 (they make the cache's key)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
