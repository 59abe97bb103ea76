"""A body to pose, and whether pictures can be drawn here."""

from __future__ import annotations

import pytest

from samples.studio.human import Human, Shape, load_human
from samples.studio.pose import Poser
from samples.studio.renderer import Renderer


@pytest.fixture(scope="session")
def human() -> Human:
    return load_human(Shape())


@pytest.fixture(scope="session")
def poser(human: Human) -> Poser:
    return Poser(human)


@pytest.fixture(scope="session")
def drawing() -> None:
    """Skips where no picture can be drawn."""
    try:
        Renderer(64, 64).close()
    except Exception as error:  # noqa: BLE001 (the driver's own, of any kind)
        pytest.skip(f"no OpenGL without a display here (EGL): {error}")
