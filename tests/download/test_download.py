"""Downloads against a real server on this machine: whole and with the right checksum, or nothing."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from annotator.download import download, is_url
from annotator.errors import AnnotatorError, DownloadError, OutputError, UsageError

CONTENT = bytes(range(256)) * 3000
SHA = hashlib.sha256(CONTENT).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """`/whole.bin` is there, `/cut.bin` breaks off in the middle, `/silent.bin` never answers, `/moved` redirects."""

    asked: list[str]
    released: threading.Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/silent"):
            self.released.wait(20)
            return
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname" if "evil" in self.path else "/whole.bin")
            self.end_headers()
            return
        if "bin" not in self.path:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[: 100_000 if "cut" in self.path else None])

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of the server, and what it was asked for."""
    kind = type("Fresh", (Handler,), {"asked": [], "released": threading.Event()})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", kind.asked
        kind.released.set()
        running.shutdown()
        thread.join()


def test_a_file_is_fetched_once_and_its_progress_told(server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = server
    told: list[tuple[int, int]] = []
    path = download(f"{address}/a/whole.bin?x=1", SHA.upper(), tmp_path / "new", lambda *now: told.append(now))
    assert path.read_bytes() == CONTENT
    assert path.name.endswith("-whole.bin")
    assert (told[0], told[-1]) == ((0, len(CONTENT)), (len(CONTENT), len(CONTENT)))
    assert download(f"{address}/a/whole.bin?x=1", SHA, tmp_path / "new") == path
    assert asked == ["/a/whole.bin?x=1"]


def test_a_kept_file_that_was_damaged_is_fetched_again(server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = server
    path = download(f"{address}/whole.bin", SHA, tmp_path)
    path.write_bytes(b"damaged")
    assert download(f"{address}/whole.bin", SHA, tmp_path).read_bytes() == CONTENT
    assert len(asked) == 2


def test_a_redirection_is_followed(server: tuple[str, list[str]], tmp_path: Path) -> None:
    assert download(f"{server[0]}/moved", SHA, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("other", "the server answers 404 Not Found"),
        ("cut.bin", "broke off after 100000 of 768000 bytes"),
        ("silent.bin", "timed out"),
        ("moved-evil", "file"),
    ],
)
def test_what_is_not_whole_is_not_kept(name: str, reason: str, server: tuple[str, list[str]], tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=reason) as caught:
        download(f"{server[0]}/{name}", SHA, tmp_path, timeout_s=0.3)
    assert caught.value.url == f"{server[0]}/{name}"
    assert caught.value.url in str(caught.value)
    assert caught.value.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_another_file_than_the_promised_one_is_not_kept(server: tuple[str, list[str]], tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"its sha256 is .*, expected 0000"):
        download(f"{server[0]}/whole.bin", "0" * 64, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nobody_there(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as gone:
        port = gone.server_port
    with pytest.raises(DownloadError, match="refused"):
        download(f"http://127.0.0.1:{port}/x", SHA, tmp_path)


def test_a_file_address_is_copied(tmp_path: Path) -> None:
    source = tmp_path / "한 글.bin"
    source.write_bytes(CONTENT)
    assert download(source.as_uri(), SHA, tmp_path / "kept").read_bytes() == CONTENT
    with pytest.raises(DownloadError, match="No such file"):
        download((tmp_path / "none").as_uri(), SHA, tmp_path / "kept")


@pytest.mark.parametrize(
    ("url", "sha256", "kind"),
    [
        ("ftp://host/x", SHA, UsageError),
        ("data:text/plain,x", SHA, UsageError),
        ("http://host/x", "", UsageError),
        ("http://host/x", "xyz", UsageError),
    ],
)
def test_what_cannot_be_asked_for(url: str, sha256: str, kind: type[AnnotatorError], tmp_path: Path) -> None:
    with pytest.raises(kind):
        download(url, sha256, tmp_path)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_bytes(CONTENT)
    with pytest.raises(OutputError, match="cannot be kept"):
        download(source.as_uri(), SHA, source)


def test_what_is_an_address() -> None:
    assert is_url("HTTPS://x/y")
    assert is_url("file:///x")
    assert not is_url("C:/x")
    assert not is_url("models/x")
