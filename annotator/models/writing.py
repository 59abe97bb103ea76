"""Writing a bundle: all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.errors import BundleError, OutputError
from annotator.files import write_atomic
from annotator.models.bundle import CARD_NAME, TOKENS_NAME, WEIGHTS_NAME, Bundle, load_bundle
from annotator.models.manifest import MANIFEST_NAME, Manifest, check_manifest, decode_manifest

PICTURE_NAMES: Final = ("curves.png", "confusion.png")


def write_bundle(
    folder: Path | str,
    manifest: Manifest,
    *,
    weights: bytes,
    tokens: bytes,
    card: str,
    pictures: Mapping[str, bytes] = {},
    replace: bool = False,
) -> Bundle:
    """Writes a bundle into `folder` by way of a temporary folder beside it, and loads it back.

    `tokens` are the bytes of `tokens.json`, `card` the text of `README.md`, `pictures` what it
    shows (`PICTURE_NAMES`); the checksums in `manifest.files` are
    filled in here. The result is verified before it takes its place. Raises BundleError when it does not fit together
    or `folder` is taken (see `check_target`), OutputError when it cannot be written.
    """
    folder = Path(folder)
    check_target(folder, replace=replace)
    files = {WEIGHTS_NAME: weights, TOKENS_NAME: tokens, CARD_NAME: card.encode(), **pictures}
    manifest = msgspec.structs.replace(manifest, files={name: _sha256(data) for name, data in files.items()})
    check_manifest(manifest)
    text = encode_manifest(manifest)
    if decode_manifest(text) != manifest:
        raise BundleError("does not survive being written", field=MANIFEST_NAME, path=folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
        try:
            _fill(draft, {**files, MANIFEST_NAME: text})
            exchange(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"the bundle cannot be written: {error.strerror}", path=folder) from error
    return load_bundle(folder)


def update_manifest(bundle: Bundle, manifest: Manifest) -> Bundle:
    """Writes another `model.toml` into a bundle whose other files stay as they are, and loads it again.

    The bundle is verified before. Raises BundleError where the manifest does not fit, OutputError when it cannot be
    written; then the old one is still there.
    """
    bundle.verify()
    check_manifest(manifest)
    write_atomic(bundle.folder / MANIFEST_NAME, encode_manifest(manifest))
    return load_bundle(bundle.folder)


def check_target(folder: Path | str, *, replace: bool) -> None:
    """Raises BundleError when a bundle cannot be written to `folder`: cheap, to be asked before long work.

    A bundle that is there is replaced only where `replace` says so, and never a folder that holds anything else.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise BundleError("is a file, a bundle is a folder", path=folder)
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if there and not replace:
        raise BundleError("is not empty", path=folder, hint="replace what is there, or choose another folder")
    if strange := sorted(there - {MANIFEST_NAME, WEIGHTS_NAME, TOKENS_NAME, CARD_NAME, *PICTURE_NAMES}):
        raise BundleError(
            f"holds what is no part of a bundle: {', '.join(strange[:3])}", path=folder, hint="choose another folder"
        )


def _fill(draft: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (draft / name).write_bytes(data)
    open_to_all(draft)
    load_bundle(draft).verify()


def exchange(draft: Path, folder: Path) -> None:
    """Puts `draft` where `folder` is; what was there is moved aside first and brought back if that fails."""
    aside = draft.with_suffix(".old")
    if folder.exists():
        folder.rename(aside)
    try:
        draft.rename(folder)
    except OSError:
        if aside.exists():
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def open_to_all(draft: Path) -> None:
    """Gives a folder of mkdtemp, which nobody else may enter, the permissions any new folder has."""
    umask = os.umask(0)
    os.umask(umask)
    draft.chmod(0o777 & ~umask)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def encode_manifest(manifest: Manifest) -> bytes:
    """The bytes of `model.toml`; a value of None is left out."""
    plain: dict[str, Any] = msgspec.to_builtins(manifest)
    return "\n".join(_table((), plain)).lstrip("\n").encode() + b"\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> list[str]:
    """The lines of a table: first its values, then its sub-tables under their own headings."""
    kept = {key: value for key, value in table.items() if value is not None}
    values = [f"{_key(key)} = {_value(value)}" for key, value in kept.items() if not isinstance(value, Mapping)]
    heading = ["", f"[{'.'.join(map(_key, path))}]"] if path and (values or not kept) else []
    lines = heading + values
    for key, value in kept.items():
        if isinstance(value, Mapping):
            lines += _table((*path, key), value)
    return lines


def _key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isascii() and plain.isalnum() else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):  # JSON's escapes are TOML's, but for DEL
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise BundleError(f"{value!r} cannot be written as TOML", field=MANIFEST_NAME)
