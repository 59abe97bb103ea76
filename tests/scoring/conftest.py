"""What tests of commands about poomsae share: a quick way to run them."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.cli import main

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def annotator(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Done]]:
    """Runs the command line in this process, which is quicker: what it says of signals is taken back."""
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str | Path) -> Done:
        code = main(list(map(str, arguments)))
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    yield run
    signal.signal(signal.SIGTERM, before)
