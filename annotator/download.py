"""Fetching a file from the net: whole and with the checksum it was promised with, or not at all."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final
from urllib.parse import unquote, urlsplit

import platformdirs

from annotator.errors import DownloadError, OutputError, UsageError
from annotator.files import partial_path

SCHEMES: Final = ("https", "http", "file")
TIMEOUT_S: Final = 30.0  # without a single byte
_PIECE: Final = 1 << 18


def is_url(text: str) -> bool:
    """Whether `text` is an address `download` can fetch rather than a path."""
    return text.lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


def download(
    url: str,
    sha256: str,
    folder: Path,
    tell: Callable[[int, int], object] | None = None,
    *,
    timeout_s: float = TIMEOUT_S,
) -> Path:
    """The file behind `url` (https, http or file), fetched into `folder`, or found there from an earlier time.

    `sha256` (64 hex digits) is what the file must have: what has another checksum is never given. It is written under a
    temporary name and renamed once it is whole, so a download that was cut off leaves nothing behind. `tell(done,
    total)` hears of the bytes fetched (total 0: not known). `timeout_s` is how long the server may be silent. Raises
    UsageError for an address or a checksum that is none, DownloadError with the address, OutputError where the folder
    cannot be written.
    """
    name, expected = _name(url), sha256.strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", expected):
        raise UsageError(f"{url} needs its sha256, 64 hex digits", hint="--sha256 HEX, as whoever offers the file says")
    target = folder / f"{expected[:16]}-{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.is_file() and file_sha256(target) == expected:
            return target
        draft = partial_path(target)
        try:
            with draft.open("wb") as file:
                found = _fetch(url, file, tell or (lambda *_: None), timeout_s)
            if found != expected:
                raise DownloadError(
                    f"{url}: its sha256 is {found[:12]}…, expected {expected[:12]}…",
                    url=url,
                    hint="the file there is another one, or was damaged on its way",
                )
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{url} cannot be kept: {error.strerror or error}", path=folder) from error
    return target


def cache_folder(name: str) -> Path:
    """`$ANNOTATOR_CACHE/name`, or `name` in the user's cache folder where that is not set."""
    root = os.environ.get("ANNOTATOR_CACHE")
    return (Path(root) if root else platformdirs.user_cache_path("annotator", appauthor=False)) / name


def file_sha256(path: Path) -> str:
    """The sha256 of a file, in hex; raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _name(url: str) -> str:
    """The name of the file behind an address, free of what could lead out of a folder."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise UsageError(f"{url!r} is no address of a file", hint="https://, http:// and file:// are fetched")
    name = re.sub(r"[^\w.-]", "_", PurePosixPath(unquote(parts.path)).name).strip(".")
    return name[-80:] or "file"


def _fetch(url: str, file: BinaryIO, tell: Callable[[int, int], object], timeout_s: float) -> str:
    """Copies what `url` gives into `file`; gives its sha256."""
    digest, done = hashlib.sha256(), 0
    try:
        answer = _opener().open(urllib.request.Request(url, headers={"User-Agent": "annotator"}), timeout=timeout_s)  # noqa: S310 (schemes are checked)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(url, error) from error
    with answer:
        total = int(answer.headers.get("Content-Length") or 0)
        tell(0, total)
        for piece in _pieces(answer, url):
            file.write(piece)
            digest.update(piece)
            done += len(piece)
            tell(done, total)
    if done < total:
        raise DownloadError(f"{url}: broke off after {done} of {total} bytes", url=url, hint="try again")
    return digest.hexdigest()


def _pieces(answer: Any, url: str) -> Iterator[bytes]:
    try:
        while piece := answer.read(_PIECE):
            yield piece
    except (OSError, http.client.HTTPException) as error:
        raise _failed(url, error) from error


def _failed(url: str, error: Exception) -> DownloadError:
    reason = getattr(error, "reason", None) or error
    if isinstance(error, urllib.error.HTTPError):
        reason = f"the server answers {error.code} {error.reason}"
        error.close()
    return DownloadError(f"{url}: {str(reason) or type(reason).__name__}", url=url)


def _opener() -> urllib.request.OpenerDirector:
    """Like urllib's own, but without FTP and data addresses, to which a server might redirect."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.FileHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener
