"""Pictures: the figure stands where the camera says, the same every time, and landmark models find it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import mediapipe as mp
import numpy as np
import pytest

from samples.studio import signs
from samples.studio.body import Body, Bytes
from samples.studio.human import Human
from samples.studio.look import Look
from samples.studio.pose import Hand, Pose, Poser, Stance, hand_landmarks
from samples.studio.renderer import Camera, Renderer
from samples.studio.scene import Scene

pytestmark = pytest.mark.skipif(find_spec("anny") is None, reason="needs the extra `studio`")

WIDTH, HEIGHT = 640, 480


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    try:
        renderer = Renderer(WIDTH, HEIGHT)
    except Exception as error:  # noqa: BLE001 the driver's own, of any kind
        pytest.skip(f"no OpenGL without a display here (EGL): {error}")
    with renderer:
        yield renderer


@pytest.fixture(scope="module")
def pose(poser: Poser) -> Pose:
    hands = {}
    for side, out in (("L", 1.0), ("R", -1.0)):
        centre = poser.human.head(f"upperarm01.{side}") + np.array([0.10 * out, 0.0, 0.28])
        hands[side] = Hand(centre, np.array([0.0, 1, 0]), np.array([0.0, 0, 1]), signs.shape("flat").directions())
    return poser.pose(Stance(hands))


@pytest.fixture(scope="module")
def camera(human: Human) -> Camera:
    height = float(human.head("neck01")[1]) - 0.05
    return Camera((0.0, height, 1.6), (0.0, height, 0.05), 32, WIDTH, HEIGHT)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene.random(np.random.default_rng(4), WIDTH, HEIGHT)


@pytest.fixture(scope="module")
def picture(renderer: Renderer, human: Human, pose: Pose, camera: Camera, scene: Scene) -> Bytes:
    return draw(renderer, human, pose, camera, scene)


def draw(renderer: Renderer, human: Human, pose: Pose, camera: Camera, scene: Scene) -> Bytes:
    body = Body(human, Look())
    renderer.load(body, scene)
    return renderer.frame(*body.skin(pose.matrices), camera, scene)


def test_the_figure_stands_where_the_camera_says(
    picture: Bytes, human: Human, pose: Pose, camera: Camera, scene: Scene
) -> None:
    assert picture.shape == (HEIGHT, WIDTH, 3)
    there = np.abs(picture.astype(int) - scene.background).max(axis=2) > 12
    points = [pose.joints[human.bone("spine01")], *(hand_landmarks(human, pose, side)[9] for side in "LR")]
    for x, y in camera.project(np.array(points)).round().astype(int):
        assert there[y - 3 : y + 3, x - 3 : x + 3].all()
    assert there[:, :20].mean() < 0.02
    assert there[:20].mean() < 0.02


def test_the_same_frame_is_the_same_to_the_byte(
    renderer: Renderer, picture: Bytes, human: Human, pose: Pose, camera: Camera, scene: Scene
) -> None:
    np.testing.assert_array_equal(picture, draw(renderer, human, pose, camera, scene))
    with Renderer(WIDTH, HEIGHT) as another:
        np.testing.assert_array_equal(picture, draw(another, human, pose, camera, scene))


def test_hands_and_body_are_found(picture: Bytes, human: Human, pose: Pose, camera: Camera) -> None:
    wrists = camera.project([pose.joints[human.bone(f"wrist.{side}")] for side in "LR"])
    with mp.solutions.hands.Hands(static_image_mode=True, max_num_hands=2) as model:
        hands = model.process(picture).multi_hand_landmarks
    found = np.array([(hand.landmark[0].x * WIDTH, hand.landmark[0].y * HEIGHT) for hand in hands])
    assert np.linalg.norm(found[:, None] - wrists[None], axis=2).min(axis=0).max() < 25
    with mp.solutions.pose.Pose(static_image_mode=True) as model:
        body = model.process(picture).pose_landmarks.landmark
    shoulders = camera.project([pose.joints[human.bone(f"upperarm01.{side}")] for side in "LR"])
    seen = np.array([(body[at].x * WIDTH, body[at].y * HEIGHT) for at in (11, 12)])
    assert np.linalg.norm(seen - shoulders, axis=1).max() < 40
