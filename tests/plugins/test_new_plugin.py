"""`annotator plugins new`: what it writes installs, is found, and passes its own test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def test_a_new_plugin_installs_and_passes_its_own_test(run_annotator: Any, tmp_path: Path) -> None:
    written = run_annotator("plugins", "new", "my-recognizer", "-o", tmp_path)
    assert written.returncode == 0, written.stderr
    folder, site = tmp_path / "my-recognizer", tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    install += ["--no-build-isolation", "--no-index", "--target", str(site), str(folder)]
    subprocess.run(install, check=True, timeout=120)
    env = {**os.environ, "PYTHONPATH": str(site)}
    test = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    done = subprocess.run(test, capture_output=True, text=True, env=env, timeout=300, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    listed = run_annotator("models", "verify", "my-recognizer", env=env)
    assert (listed.returncode, "my-recognizer: ok" in listed.stdout) == (0, True)


@pytest.mark.parametrize("name", ["My-Plugin", "1st", "a b", "../up", "-x", "a--b", ""])
def test_names_that_cannot_be(run_annotator: Any, tmp_path: Path, name: str) -> None:
    done = run_annotator("plugins", "new", "-o", tmp_path, "--", name)
    assert done.returncode == 2
    assert not any(tmp_path.iterdir())


def test_nothing_that_is_there_is_replaced(run_annotator: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    done = run_annotator("plugins", "new", "mine", "-o", tmp_path)
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert not any((tmp_path / "mine").iterdir())
