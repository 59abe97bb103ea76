"""`annotator models export`, `install` and `remove`: from one person to another, over a real server too."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import main
from annotator.models import bundled_models, load_bundle, pack_bundle


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


Command = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """`models("install", ...)` is `annotator models install ...` of somebody without models of their own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["models", *map(str, arguments)])
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "data" / "annotator" / "models"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "served" / "gestures.zip"
    path.parent.mkdir()
    path.write_bytes(pack_bundle(load_bundle(bundled_models() / "gestures")))
    return path


@pytest.fixture
def server(archive: Path) -> Iterator[str]:
    handler = partial(Silent, directory=str(archive.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_model_goes_from_one_person_to_another(models: Command, own: Path, tmp_path: Path) -> None:
    target = tmp_path / "share.zip"
    code, told, _ = models("export", "gestures", "-o", target)
    checksum = hashlib.sha256(target.read_bytes()).hexdigest()
    assert (code, checksum in told) == (0, True)
    assert models("export", "gestures", "-o", target)[0] == 1
    assert models("install", target, "--sha256", checksum)[0] == 0
    assert load_bundle(own / "gestures").manifest.name == "gestures"
    code, _, complaint = models("install", target)
    assert (code, "there already" in complaint) == (1, True)
    assert models("install", target, "--replace")[0] == 0
    code, _, complaint = models("install", target, "--replace", "--sha256", "0" * 64)
    assert (code, "sha256" in complaint) == (1, True)


def test_an_address_needs_its_checksum(models: Command, own: Path, archive: Path, server: str) -> None:
    address = f"{server}/gestures.zip"
    code, _, complaint = models("install", address)
    assert (code, "--sha256" in complaint) == (2, True)
    code, _, complaint = models("install", address, "--sha256", "1" * 64)
    assert (code, "sha256" in complaint) == (3, True)
    assert not own.exists()
    checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
    code, _, complaint = models("install", f"{server}/other.zip", "--sha256", checksum)
    assert (code, "404" in complaint) == (3, True)
    code, _, complaint = models("install", address, "--sha256", checksum)
    assert (code, complaint) == (0, "")
    assert [path.name for path in own.iterdir()] == ["gestures"]


def test_own_models_are_removed_after_asking(models: Command, own: Path, archive: Path) -> None:
    models("install", archive)
    code, _, complaint = models("remove", "gestures")
    assert (code, "--yes" in complaint) == (2, True)  # nobody sits at a pipe
    assert (own / "gestures").is_dir()
    assert models("remove", "gestures", "--yes")[0] == 0
    assert not (own / "gestures").exists()
    code, _, complaint = models("remove", "gestures", "--yes")
    assert (code, "none of your own" in complaint) == (2, True)
    assert (bundled_models() / "gestures" / "model.toml").is_file()
    assert models("remove", "nothing", "--yes")[0] == 3


def test_a_broken_model_of_ones_own_can_be_removed(models: Command, own: Path, archive: Path) -> None:
    models("install", archive)
    (own / "gestures" / "model.toml").write_text("schema = 9")
    assert models("remove", "gestures", "--yes")[0] == 0
    assert list(own.iterdir()) == []


def test_the_list_and_the_facts_fit_a_terminal(
    run_annotator: Any, models: Command, archive: Path, tmp_path: Path
) -> None:
    models("install", archive)
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "COLUMNS": "80"}
    listed = run_annotator("models", "list", env=env).stdout
    assert max(map(len, (line for line in listed.splitlines() if line.startswith(("│", "┃", "┏"))))) <= 80
    assert "shadowed" in listed
    assert "landmark-lstm" in listed
    facts = run_annotator("models", "info", "gestures", env=env).stdout
    for told in ("hand99, 99 numbers a step, as in a mirror", "3, probabilities", "float32,", "30 steps, stride 1"):
        assert told in facts
