"""One producer, several consumers."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from annotator.fanout import fan_out


def summed(batches: Iterator[int]) -> int:
    return sum(batches)


def first_only(batches: Iterator[int]) -> int:
    return next(batches)


def failing(batches: Iterator[int]) -> int:
    next(batches)
    raise ValueError("mine")


@pytest.mark.parametrize("count", [0, 1, 100])
def test_everyone_sees_everything(count: int) -> None:
    assert fan_out(range(count), [summed, summed, lambda it: len(list(it))]) == [sum(range(count))] * 2 + [count]


def test_one_that_stops_early_does_not_hold_the_others() -> None:
    assert fan_out(range(100), [first_only, summed]) == [0, 4950]
    assert fan_out(iter(range(10**9)), [first_only, first_only]) == [0, 0]


def test_the_first_error_ends_all_and_is_raised() -> None:
    before = threading.active_count()
    with pytest.raises(ValueError, match="mine"):
        fan_out(iter(range(10**9)), [summed, failing])
    assert threading.active_count() == before


def broken() -> Iterator[int]:
    yield 1
    raise OSError("the source")


@pytest.mark.parametrize("consumers", [[summed], [summed, summed]])
def test_an_error_of_the_producer_ends_all_and_is_raised(consumers: list[object]) -> None:
    before = threading.active_count()
    with pytest.raises(OSError, match="the source"):
        fan_out(broken(), consumers)  # type: ignore[arg-type]
    assert threading.active_count() == before


def test_a_consumer_that_fans_out_itself() -> None:
    found = fan_out(range(10), [summed, lambda it: fan_out(it, [summed, summed])])
    assert found == [45, [45, 45]]
