"""Tests marked `train` need TensorFlow; where it is not installed they skip with that reason."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


@pytest.fixture(scope="session")
def tensorflow() -> None:
    """Skips where the extra `train` is not installed."""
    if find_spec("tensorflow") is None or find_spec("tf_keras") is None:
        pytest.skip("needs TensorFlow: pip install 'annotator[train]'")
