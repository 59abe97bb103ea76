"""The one door to TensorFlow: asked for late, told to be quiet, made repeatable."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from annotator.errors import MissingError

NEEDS_TRAIN = "pip install 'annotator[train]'"


@dataclass(frozen=True)
class Backend:
    """TensorFlow and Keras 2 (`tf_keras`, in which the models of this field are written)."""

    tf: Any
    keras: Any


def load_backend() -> Backend:
    """Imports TensorFlow; raises MissingError saying how to install it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")  # tf-models-official is written in Keras 2
    try:
        with muted_stderr():
            import tensorflow as tf
            import tf_keras
    except ImportError as error:
        raise MissingError(f"training needs TensorFlow: {error}", stage="train", hint=NEEDS_TRAIN) from error
    tf.get_logger().setLevel("ERROR")
    tf_keras.backend.experimental.enable_tf_random_generator()  # dropout's state is then a layer's own, and can be set
    return Backend(tf, tf_keras)


def make_repeatable(backend: Backend, seed: int, threads: int = 1) -> None:
    """Makes what follows give the same numbers for the same seed on the same kind of machine.

    `threads` compute side by side (0: as many as there are cores), where TensorFlow has not begun yet: networks of
    landmarks are too small to gain by more than one, those of pictures gain by each. Other numbers of threads add up
    in another order: each gives the same weights every time, but not those of another number.
    """
    count = threads or cores()
    with suppress(RuntimeError):  # already begun: the number of threads stays
        backend.tf.config.threading.set_intra_op_parallelism_threads(count)
        backend.tf.config.threading.set_inter_op_parallelism_threads(1)
    backend.keras.utils.set_random_seed(seed)
    backend.tf.config.experimental.enable_op_determinism()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def muted_stderr() -> Iterator[None]:
    """Drops what TensorFlow's C++ writes to file descriptor 2 meanwhile; Python errors are raised as ever."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
