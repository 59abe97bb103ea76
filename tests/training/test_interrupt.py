"""Ctrl-C during training is heard at the next batch, and never lost."""

from __future__ import annotations

import signal
import threading

import pytest

from annotator.training.interrupt import interruptible


def test_it_is_heard_when_asked_for_and_not_before() -> None:
    reached = []

    def work() -> None:
        with interruptible() as check:
            check()
            signal.raise_signal(signal.SIGINT)
            reached.append("after the signal")
            check()
            reached.append("after the check")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached == ["after the signal"]


def test_one_that_nobody_asked_about_is_heard_at_the_end() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)


def test_the_second_one_does_not_wait() -> None:
    reached = []

    def work() -> None:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
            reached.append("after the first")
            signal.raise_signal(signal.SIGINT)
            reached.append("after the second")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached == ["after the first"]


def test_the_handler_of_before_is_back_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_are_left_alone() -> None:
    said = []

    def work() -> None:
        with interruptible() as check:
            check()
            said.append(signal.getsignal(signal.SIGINT))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said == [before]
