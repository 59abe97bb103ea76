"""One producer, several consumers: every consumer iterates over all batches, none sees another, memory stays bounded.

frames ──┬── recognizer A
         └── landmark extractor ──┬── recognizer B
                                  └── recognizer C
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

B = TypeVar("B")
R = TypeVar("R")
_DEPTH = 4  # batches a slow consumer may lag behind


class _GoneError(Exception):
    """The consumer has stopped, or the producer has; the other side is not to wait for it."""


class _Branch(Generic[B, R]):
    """A consumer in a thread of its own, fed through a bounded queue."""

    def __init__(self, consume: Callable[[Iterator[B]], R]) -> None:
        self._queue: queue.Queue[tuple[str, B | None]] = queue.Queue(_DEPTH)
        self._consume = consume
        self._ended = threading.Event()
        self.result: list[R] = []
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="annotator-branch", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result.append(self._consume(self._batches()))
        except _GoneError:
            pass
        except BaseException as error:  # noqa: BLE001 (raised again by whoever joins)
            self.error = error
        finally:
            self._ended.set()

    def _batches(self) -> Iterator[B]:
        while True:
            kind, batch = self._queue.get()
            if kind == "gone":
                raise _GoneError
            if kind == "end" or batch is None:
                return
            yield batch

    def put(self, kind: str, batch: B | None = None) -> bool:
        """Hands a batch (or the end) over; False when the consumer has already stopped."""
        while not self._ended.is_set():
            try:
                self._queue.put((kind, batch), timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def join(self) -> None:
        self._thread.join()


def fan_out(batches: Iterable[B], consumers: Sequence[Callable[[Iterator[B]], R]]) -> list[R]:
    """Runs every consumer over all batches and gives their results in order.

    A single consumer runs in the caller's thread. With several, each runs in its own; the first error of any (or of the
    producer) ends all of them and is raised.
    """
    if len(consumers) == 1:
        return [consumers[0](iter(batches))]
    branches = [_Branch(consume) for consume in consumers]
    try:
        for batch in batches:
            alive = [branch.put("batch", batch) for branch in branches]
            if any(branch.error for branch in branches) or not any(alive):
                break
        if not any(branch.error for branch in branches):
            for branch in branches:
                branch.put("end")
                branch.join()
    finally:
        for branch in branches:
            branch.put("gone")
            branch.join()
    for branch in branches:
        if branch.error is not None:
            raise branch.error
    return [result for branch in branches for result in branch.result]
