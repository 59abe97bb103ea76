"""Work on the files of a data set in several processes, or here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from annotator.pool import Ended, Event, Pool, Started, Work

J = TypeVar("J")
R = TypeVar("R")


def side_by_side(work: Work[J, R], jobs: Sequence[J], workers: int) -> Iterator[Event]:
    """Does all jobs in `workers` processes (0: in this one), as `annotator.pool.Pool.run` does."""
    if workers:
        yield from Pool(work, min(workers, max(1, len(jobs)))).run(jobs)
    elif jobs:
        do = work.open()
        for number, job in enumerate(jobs):
            yield Started(number)
            yield Ended[Any](number, do(job, lambda _: None))
