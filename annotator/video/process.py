"""An ffmpeg process that fills numpy arrays: one thread reads pictures, one reads what it says."""

from __future__ import annotations

import contextlib
import queue
import re
import subprocess
import sys
import threading
from collections import deque
from typing import IO, Any, Final

import numpy as np

from annotator.errors import MissingError
from annotator.records import ImageArray

# How many different things ffmpeg may say (the first tell the cause), and how many more are kept of its last.
_KEPT_LINES: Final = 200
_NUMBERS: Final = re.compile(r"0x[0-9a-f]+|\d+")
_LINE_BYTES: Final = 2000
_PIPE_BYTES: Final = 1 << 20


class Decoder:
    """A running ffmpeg; `take()` gives batches of uint8 [T, H, W, 3] until None, `close()` ends it at any time.

    No more than `ahead` batches wait to be taken; then ffmpeg itself waits.
    """

    def __init__(self, command: list[str], shape: tuple[int, int, int], batch: int, ahead: int) -> None:
        self._shape, self._batch = shape, batch
        self._free = threading.Semaphore(ahead)
        self._ready: queue.SimpleQueue[ImageArray | BaseException | None] = queue.SimpleQueue()
        self._closing = False
        self._first_lines: dict[str, str] = {}
        self._last_lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._process = _start(command)
        self._threads = [
            threading.Thread(target=self._read_pictures, name="annotator-video-pictures", daemon=True),
            threading.Thread(target=self._read_messages, name="annotator-video-messages", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def lines(self) -> list[str]:
        """What ffmpeg has said so far, each thing once (the beginning and the end of it)."""
        return [*self._first_lines.values(), *self._last_lines]

    def take(self) -> ImageArray | None:
        """The next batch, or None at the end; waits for it."""
        batch = self._ready.get()
        if isinstance(batch, BaseException):
            raise batch
        if batch is None:
            self._ready.put(None)
        else:
            self._free.release()
        return batch

    def wait(self) -> int:
        """The exit status, once all has been taken."""
        status = self._process.wait()
        self.close()
        return status

    def close(self) -> None:
        """Ends ffmpeg and both threads; may be called again."""
        self._closing = True
        self._free.release()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        self._ready.put(None)

    def _read_pictures(self) -> None:
        try:
            while self._read_batch():
                pass
        except BaseException as error:  # noqa: BLE001 (handed to the thread that takes)
            self._ready.put(error)
        self._ready.put(None)

    def _read_batch(self) -> bool:
        """Reads one batch; False at the end, or when closing."""
        self._free.acquire()
        if self._closing:
            return False
        images = np.empty((self._batch, *self._shape), np.uint8)
        assert self._process.stdout is not None  # noqa: S101 (opened as a pipe)
        filled = _fill(self._process.stdout, images.reshape(-1).data)
        whole = filled // images[0].nbytes
        if whole:
            self._ready.put(images if whole == self._batch else images[:whole].copy())
        return filled == images.nbytes

    def _read_messages(self) -> None:
        assert self._process.stderr is not None  # noqa: S101 (opened as a pipe)
        while line := self._process.stderr.readline(_LINE_BYTES):
            text = line.decode("utf-8", "replace").rstrip()
            saying = _NUMBERS.sub("", text)
            if saying not in self._first_lines and len(self._first_lines) < _KEPT_LINES:
                self._first_lines[saying] = text
            elif saying not in self._first_lines:
                self._last_lines.append(text)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """ffmpeg in a session of its own: Ctrl-C is ours to handle, and must not look like a damaged video."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=-1,
            start_new_session=True,
        )
    except OSError as error:
        raise MissingError(f"ffmpeg cannot be started: {error.strerror}", path=command[0]) from error
    _widen(process.stdout)
    return process


def _widen(pipe: IO[bytes] | None) -> None:
    """Lets more of a picture into the pipe at once, where the system can (Linux)."""
    if sys.platform == "linux" and pipe is not None:
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _fill(pipe: Any, view: memoryview) -> int:
    """Reads until `view` is full or the pipe ends; how many bytes came."""
    filled = 0
    while filled < len(view):
        count = pipe.raw.readinto(view[filled:])
        if not count:
            break
        filled += count
    return filled
