"""Worker processes: one job at a time each, spawned (MediaPipe hangs after fork), replaced when they die.

    parent  -- (number, job) -->  worker         worker  -- Progress | Log | Outcome -->  parent

A worker that dies takes only the job it was on with it. Workers end by themselves when the parent is gone.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from annotator.errors import RecognizerError

J = TypeVar("J")
R = TypeVar("R")
JContra = TypeVar("JContra", contravariant=True)
RCo = TypeVar("RCo", covariant=True)
_GRACE_S = 5.0


@dataclass(frozen=True)
class Progress:
    """How far the work on one file is: `frames` so far, up to `seconds` of `duration_s`."""

    frames: int
    seconds: float
    duration_s: float


Report = Callable[[Progress], None]


class Work(Protocol[JContra, RCo]):
    """What a worker does; crosses to it by pickle, so it holds settings, not models."""

    def open(self) -> Callable[[JContra, Report], RCo]:
        """Loads what is heavy, once a worker, and gives the function that does one job."""


@dataclass(frozen=True)
class Started:
    """Job `number` was handed to a worker."""

    number: int


@dataclass(frozen=True)
class Advanced:
    """Job `number` has come this far."""

    number: int
    progress: Progress


@dataclass(frozen=True)
class Logged:
    """A worker has logged something."""

    level: int
    text: str


@dataclass(frozen=True)
class Ended(Generic[R]):
    """Job `number` has ended: with a result, or with the reason why its worker died."""

    number: int
    result: R | None
    death: str = ""


Event = Started | Advanced | Logged | Ended[Any]


@dataclass
class _Worker:
    process: Any
    connection: Connection
    ready: bool = False
    number: int | None = None
    jobs_done: int = 0


class Pool(Generic[J, R]):
    """A fixed number of workers over a list of jobs; iterate `run` and stop whenever you like."""

    def __init__(self, work: Work[J, R], workers: int, *, jobs_per_worker: int = 50) -> None:
        self._work = work
        self._count = workers
        self._jobs_per_worker = jobs_per_worker
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []

    def run(self, jobs: Sequence[J]) -> Iterator[Event]:
        """Does all jobs, in order of start; gives events as they come. Leaving the iteration ends the workers.

        Raises what `Work.open`, or the function it gave, raised in a worker; RecognizerError when a worker dies before
        it is ready.
        """
        waiting = list(enumerate(jobs))[::-1]
        try:
            while waiting or any(worker.number is not None for worker in self._workers):
                while len(self._workers) < min(self._count, len(waiting) + self._busy()):
                    self._start()
                for worker in self._workers:
                    if worker.ready and worker.number is None and waiting:
                        yield self._hand_over(worker, *waiting.pop())
                yield from self._listen()
        finally:
            self._stop()

    def _busy(self) -> int:
        return sum(worker.number is not None for worker in self._workers)

    def _start(self) -> None:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(self._work, there), daemon=True)
        process.start()
        there.close()
        self._workers.append(_Worker(process, here))

    def _hand_over(self, worker: _Worker, number: int, job: J) -> Event:
        worker.number = number
        with contextlib.suppress(OSError):  # a dead worker is noticed when it is listened to
            worker.connection.send((number, job))
        return Started(number)

    def _listen(self) -> Iterator[Event]:
        ready = wait([worker.connection for worker in self._workers])
        for worker in [worker for worker in self._workers if worker.connection in ready]:
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            if isinstance(message, BaseException):
                raise message
            if message == "ready":
                worker.ready = True
                continue
            yield message
            if isinstance(message, Ended):
                self._rest(worker)

    def _rest(self, worker: _Worker) -> None:
        """After a job: the worker is free, or, after many, recycled (libraries leak)."""
        worker.number = None
        worker.jobs_done += 1
        if worker.jobs_done >= self._jobs_per_worker:
            with contextlib.suppress(OSError):
                worker.connection.send(None)
            self._forget(worker)

    def _bury(self, worker: _Worker) -> Iterator[Event]:
        self._forget(worker)
        death = _how_it_died(worker.process.exitcode)
        if worker.number is not None:
            yield Ended(worker.number, None, death)
        elif not worker.ready:
            raise RecognizerError(f"a worker died while it loaded the model: {death}", hint="--workers 0 shows more")

    def _forget(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.join(_GRACE_S)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.connection.close()

    def _stop(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
        for worker in list(self._workers):
            self._forget(worker)


def _how_it_died(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        with contextlib.suppress(ValueError):
            return f"its process was ended by {signal.Signals(-exit_code).name}"
    return f"its process ended with exit code {exit_code}"


def _serve(work: Work[J, R], connection: Connection) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    lock = threading.Lock()

    def send(message: object) -> None:
        with lock, contextlib.suppress(OSError):
            connection.send(message)

    _forward_logs(send)
    try:
        do = work.open()
        send("ready")
        while (task := _next_task(connection)) is not None:
            number, job = task
            send(Ended(number, do(job, _reporting(send, number))))
    except Exception as error:  # noqa: BLE001 (it is raised again in the parent)
        send(error)


def _reporting(send: Callable[[object], None], number: int) -> Report:
    return lambda progress: send(Advanced(number, progress))


def _next_task(connection: Connection) -> Any:
    """The next (number, job), or None when there is no more or the parent has gone."""
    try:
        return connection.recv()
    except (EOFError, OSError):
        return None


def _leave(*_: object) -> None:
    """On SIGTERM, leaves through `finally`, so that ffmpeg is ended and temp files are removed."""
    raise SystemExit(0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _forward_logs(send: Callable[[object], None]) -> None:
    class Forward(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            send(Logged(record.levelno, self.format(record)))

    logger = logging.getLogger("annotator")
    logger.addHandler(Forward())
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
