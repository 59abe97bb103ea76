"""What the files of a data set really hold, whatever they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from annotator.datasets.dataset import Medium
from annotator.errors import AnnotatorError, DatasetError
from annotator.records import ImageArray

# What files begin with: https://en.wikipedia.org/wiki/List_of_file_signatures
_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"BM", "bmp"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x93NUMPY", "npy"),
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x00\x00\x01\xb3", "mpeg"),
    (b"0&\xb2u\x8ef\xcf\x11", "asf"),
    (b"FLV", "flv"),
    (b".RMF", "realmedia"),
)
_SUFFIXES: Final = {
    "jpeg": (".jpg", ".jpeg"), "png": (".png",), "bmp": (".bmp",), "tiff": (".tif", ".tiff"), "webp": (".webp",),
    "npy": (".npy",), "gif": (".gif",), "avi": (".avi", ".divx"), "matroska": (".mkv", ".webm"),
    "mp4": (".mp4", ".mov", ".m4v", ".3gp", ".3g2", ".qt", ".f4v"),
}  # fmt: skip


def sniff(path: Path) -> str:
    """What a file is by its first bytes: "jpeg", "png", "mp4", "html", "text", "empty", ...; "" where that is unknown.

    Raises DatasetError where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
    if not start:
        return "empty"
    if start[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "avi"}.get(start[8:12], "riff")
    if start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "mp4"
    found = next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), "")
    return found or _text_kind(start)


def is_misnamed(path: Path, kind: str) -> bool:
    """Whether a file's extension is one of another kind than its content."""
    suffix = path.suffix.lower()
    right = _SUFFIXES.get(kind)
    return right is not None and suffix not in right and any(suffix in others for others in _SUFFIXES.values())


def load_picture(path: Path) -> ImageArray:
    """A picture as RGB, uint8 [H, W, 3], turned as its camera says; raises DatasetError."""
    import cv2

    try:
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    except cv2.error as error:
        raise DatasetError(f"cannot be decoded: {error.err}", path=path) from error
    if image is None:
        raise DatasetError("cannot be decoded as a picture", path=path)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def content_problem(path: Path, medium: Medium) -> tuple[str, str] | None:
    """What is wrong with a file by its first bytes, (kind of problem, sentence), or None; does not decode it."""
    try:
        kind = sniff(path)
    except DatasetError as error:
        return "unreadable", error.reason
    if kind == "empty":
        return "empty", "is empty"
    if kind in ("html", "text") and medium not in ("pixels",):
        what = "a web page (HTML)" if kind == "html" else "text"
        return "not-data", f"holds {what}, saved as {path.suffix.lower()}"
    if is_misnamed(path, kind):
        return "wrong-extension", f"holds {kind}, its name ends in {path.suffix.lower()}"
    return None


def reason_of(error: AnnotatorError) -> str:
    """An error without the path, for tables whose rows are paths."""
    return error.reason


def _text_kind(start: bytes) -> str:
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if plain.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<script")):
        return "html"
    if b"\x00" in start:
        return ""
    try:
        text = start[:-3].decode("utf-8") if len(start) == 512 else start.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "text" if all(char.isprintable() or char in "\r\n\t" for char in text) else ""
