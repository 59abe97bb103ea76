"""A body to pose, and whether pictures can be drawn here."""

from __future__ import annotations

import pytest

from samples.studio.human import Human, Shape, load_human
from samples.studio.pose import Poser


@pytest.fixture(scope="session")
def human() -> Human:
    return load_human(Shape())


@pytest.fixture(scope="session")
def poser(human: Human) -> Poser:
    return Poser(human)
