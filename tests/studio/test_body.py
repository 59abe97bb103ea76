"""A dressed body: skinned as its bones say, clothed where it should be."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from samples.studio.body import Body
from samples.studio.human import Floats, Human, load_human
from samples.studio.look import SLEEVES, Look
from samples.studio.skin import SKIN

pytestmark = pytest.mark.skipif(find_spec("anny") is None, reason="needs the extra `studio`")

UNDER_THE_SKIN = 2  # the column of the material in which skin differs from all else


def rest(human: Human) -> Floats:
    return np.tile(np.eye(3, 4), (len(human.names), 1, 1))


@pytest.fixture(scope="module")
def body(human: Human) -> Body:
    return Body(human, Look())


def test_buffers_fit_together(body: Body, human: Human) -> None:
    positions, normals = body.skin(rest(human))
    assert positions.shape == normals.shape == (len(body.colours), 3)
    assert positions.dtype == normals.dtype == np.float32
    assert len(body.material) == len(body.strand) == len(positions)
    assert body.faces.max() < len(positions)
    assert 0 < body.casters < len(body.faces)
    assert np.isfinite(positions).all()
    assert np.abs(np.linalg.norm(normals, axis=1) - 1).max() < 0.2


def test_the_whole_body_follows_a_move_of_all_bones(body: Body, human: Human) -> None:
    matrices = rest(human)
    matrices[:, :, 3] += [0.1, -0.2, 0.3]
    moved, normals = body.skin(matrices)
    still, same = body.skin(rest(human))
    np.testing.assert_allclose(moved - still, np.tile([0.1, -0.2, 0.3], (len(still), 1)), atol=1e-5)
    np.testing.assert_allclose(normals, same, atol=1e-6)


def test_a_turned_wrist_turns_the_hand_and_nothing_above_it(body: Body, human: Human) -> None:
    below = [at for at, name in enumerate(human.names) if name.endswith(".L") and _in_hand(name)]
    matrices = rest(human)
    wrist = human.head("wrist.L")
    turn = np.diag([-1.0, -1.0, 1.0])
    matrices[below, :, :3] = turn
    matrices[below, :, 3] = wrist - turn @ wrist
    before, _ = body.skin(rest(human))
    after, _ = body.skin(matrices)
    moved = np.linalg.norm(after - before, axis=1) > 1e-5
    assert moved.sum() > 1000
    assert (before[moved, 0] > human.head("lowerarm01.L")[0]).all()
    tip = human.tails[human.bone("finger3-3.L")]
    at = np.linalg.norm(before - tip, axis=1).argmin()
    np.testing.assert_allclose(after[at], wrist + turn @ (before[at] - wrist), atol=1e-3)


def _in_hand(name: str) -> bool:
    return name.startswith(("wrist", "metacarpal", "finger"))


def test_a_blink_moves_the_lids_alone(body: Body, human: Human) -> None:
    open_eyes, _ = body.skin(rest(human))
    closed, _ = body.skin(rest(human), blink=1.0)
    moved = np.linalg.norm(closed - open_eyes, axis=1) > 1e-4
    eyes = human.vertices[human.vertex_groups["helper-l-eye"]].mean(axis=0)
    assert 50 < moved.sum() < 2000
    assert (np.abs(open_eyes[moved, 1] - eyes[1]) < 0.05).all()


@pytest.mark.parametrize("seed", range(8))
def test_bodies_are_clothed_and_hands_and_faces_bare(seed: int) -> None:
    look = Look.random(np.random.default_rng(seed))
    human = load_human(look.shape)
    body = Body(human, look)
    positions, _ = body.skin(rest(human))
    bare = body.material[:, UNDER_THE_SKIN] == round(SKIN[UNDER_THE_SKIN] * 255)
    neck, hips = human.head("neck01")[1], human.head("upperleg01.L")[1]
    trunk = (np.abs(positions[:, 0]) < 0.14) & (positions[:, 1] < neck - 0.20) & (positions[:, 1] > hips - 0.3)
    assert not (bare & trunk).any()
    for side in "LR":
        wrist, knuckle = human.head(f"wrist.{side}"), human.head(f"finger3-1.{side}")
        beyond = (positions - wrist) @ (knuckle - wrist) > 0
        hand = beyond & (np.linalg.norm(positions - knuckle, axis=1) < 0.13)
        assert bare[hand].all()
        assert hand.sum() > 1000
    assert look.sleeve in SLEEVES
