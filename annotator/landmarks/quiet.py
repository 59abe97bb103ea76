"""Loading MediaPipe without what it drags along, and keeping its chatter off the terminal."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
import tempfile
import threading
import types
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import numpy as np

from annotator.errors import MissingError

# What TensorFlow Lite and absl write to the process's standard error from native code: information and warnings.
# Errors (E0000 ...) are passed on.
_CHATTER: Final = re.compile(
    rb"INFO: Created TensorFlow Lite|INFO: Initialized TensorFlow Lite"
    rb"|WARNING: All log messages before absl::InitializeLog|[IW]\d{4} \d\d:\d\d:\d+\.\d+ +\d+ \S+:\d+\]"
)
_HEADLESS: Final = (
    "pip uninstall -y opencv-contrib-python && pip install --force-reinstall --no-deps opencv-python-headless==4.11.*"
)
_lock = threading.RLock()


def load_mediapipe() -> Any:
    """The module `mediapipe`, imported without TensorFlow and matplotlib (0.6 s instead of 9 where both are here).

    MediaPipe asks for TensorFlow only for a decorator of its documentation, and does without where there is none; it
    imports matplotlib only to plot landmarks. Raises `MissingError` where MediaPipe is not installed.
    """
    with _lock:
        if "mediapipe" in sys.modules:
            return sys.modules["mediapipe"]
        os.environ.setdefault("GLOG_minloglevel", "2")
        warnings.filterwarnings("ignore", message="SymbolDatabase.GetPrototype", category=UserWarning)
        try:
            with _stand_ins():
                mediapipe = importlib.import_module("mediapipe")
        except ImportError as error:
            hint = _HEADLESS if "libGL" in str(error) else "pip install mediapipe==0.10.21"
            raise MissingError(f"MediaPipe cannot be imported: {error}", stage="landmarks", hint=hint) from error
        _say_it_now(mediapipe)
        return mediapipe


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Holds the process's standard error back during the block, and then passes on what is not MediaPipe's chatter.

    Only for short blocks (building a graph): what other threads write meanwhile comes late, but it comes.
    """
    with _lock, tempfile.TemporaryFile() as held:
        try:
            real = os.dup(2)
        except OSError:  # no standard error at all
            yield
            return
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(real, 2)
            _pass_on(held, real)
            os.close(real)


def _say_it_now(mediapipe: Any) -> None:
    """Provokes, unheard, the warning MediaPipe gives once a process when it first finds a hand (which may be any time).

    A black picture will do where everything passes for a hand.
    """
    hands = mediapipe.solutions.hands.Hands
    with quiet_stderr(), hands(model_complexity=0, min_detection_confidence=0.0, min_tracking_confidence=0.0) as all_is:
        all_is.process(np.zeros((48, 64, 3), np.uint8))


def _pass_on(held: BinaryIO, real: int) -> None:
    held.seek(0)
    for line in held:
        if not _CHATTER.match(line):
            os.write(real, line)


@contextlib.contextmanager
def _stand_ins() -> Iterator[None]:
    """Makes TensorFlow look absent (None refuses an import), and matplotlib come only when used, in the block."""
    plots = types.ModuleType("matplotlib")
    plots.pyplot = _LateModule("matplotlib.pyplot")  # type: ignore[attr-defined]
    stand_ins = {"tensorflow": None, "matplotlib": plots, "matplotlib.pyplot": plots.pyplot}
    new = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    sys.modules.update(new)
    try:
        yield
    finally:
        for name in new:
            sys.modules.pop(name, None)


class _LateModule(types.ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)
