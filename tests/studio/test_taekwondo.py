"""Taekwondo in the studio: poses stand as they are written, mirrored ones on the other side, and drills say when."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from samples.studio.film import Plan
from samples.studio.human import Shape, load_human
from samples.studio.taekwondo.drill import Drill, random_script
from samples.studio.taekwondo.figure import FigurePoser
from samples.studio.taekwondo.film import DrillFilm
from samples.studio.taekwondo.poses import poses, shown_poses


@pytest.fixture(scope="module")
def poser() -> FigurePoser:
    return FigurePoser(load_human(Shape()))


@pytest.mark.parametrize("token", list(poses()))
def test_limbs_point_where_they_are_written(poser: FigurePoser, token: str) -> None:
    figure = poses()[token].figure
    done = poser.pose(figure)
    yaw = np.radians(figure.turns[0, 0])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    bone = poser.human.bone
    for side, mirror in (("L", 1.0), ("R", -1.0)):
        for first, second, wanted in (
            ("upperarm01", "lowerarm01", figure.arms[side][0]),
            ("lowerarm01", "wrist", figure.arms[side][1]),
            ("upperleg01", "lowerleg01", figure.legs[side][0]),
            ("lowerleg01", "foot", figure.legs[side][1]),
        ):
            way = done.joints[bone(f"{second}.{side}")] - done.joints[bone(f"{first}.{side}")]
            assert way / np.linalg.norm(way) @ (turn @ (wanted * [mirror, 1, 1])) > 0.995, (first, side)


def test_bones_keep_their_lengths(poser: FigurePoser) -> None:
    human = poser.human
    done = poser.pose(poses()["side-kick"].figure, yaw_deg=70)
    for first, second in (("upperleg01.R", "lowerleg01.R"), ("lowerleg01.R", "foot.R"), ("upperarm01.L", "wrist.L")):
        at_rest = np.linalg.norm(human.head(first) - human.head(second))
        posed = np.linalg.norm(done.joints[human.bone(first)] - done.joints[human.bone(second)])
        if first.startswith("upperarm"):
            assert posed <= at_rest + 0.03
        else:
            assert posed == pytest.approx(at_rest, abs=1e-6)


def test_a_mirrored_pose_is_its_mirror_image(poser: FigurePoser) -> None:
    figure = poses()["front-kick"].figure
    done, other = poser.pose(figure), poser.pose(figure.mirrored())
    bone = poser.human.bone
    for name in ("foot", "wrist", "lowerleg01", "lowerarm01"):
        left, right = done.joints[bone(f"{name}.L")], other.joints[bone(f"{name}.R")]
        assert np.allclose(left * [-1, 1, 1], right, atol=0.01), name


def test_a_drill_tells_when_each_pose_is_held() -> None:
    drill = Drill(["low-block", "rest 0.5", "side-kick left", "bow"], np.random.default_rng(1), sloppy=0.0)
    assert [done.sign.token for done in drill.segments] == ["low-block", "side-kick"]
    for done in drill.segments:
        assert 0 < done.start_s < done.end_s < drill.duration_s
        held = drill.at((done.start_s + done.end_s) / 2)
        wanted = poses()[done.sign.token].figure
        wanted = wanted.mirrored() if done.sign is drill.segments[1].sign else wanted
        assert np.allclose(held.legs["L"], wanted.legs["L"], atol=1e-9)


def test_what_is_no_pose_is_refused() -> None:
    with pytest.raises(ValueError, match="high-block"):
        Drill(["high-block"], np.random.default_rng(0))


def test_random_scripts_show_every_pose_on_both_sides() -> None:
    script = random_script(np.random.default_rng(0))
    for token in shown_poses():
        assert token in script
        assert f"{token} left" in script


def test_the_performer_stands_on_the_floor_and_is_in_view() -> None:
    film = DrillFilm(Plan(("low-block", "side-kick"), 301, 320, 240, Fraction(5)), 1)
    for done in film.performance.segments:
        pose = film.pose_at((done.start_s + done.end_s) / 2)
        toes = [pose.tips[film._human.bone(f"toe2-3.{side}")][1] for side in "LR"]
        assert min(toes) == pytest.approx(0.0, abs=0.05)
        pixels = film.camera.project(pose.joints)
        assert (pixels >= 0).all()
        assert (pixels <= [320, 240]).all()
    truth = film.truth("drill.mp4")
    assert truth.tiers == ("poses",)
    assert truth.segments[0].text == {"ko": "아래막기", "en": "low block"}


def test_drills_are_drawn(drawing: None) -> None:
    film = DrillFilm(Plan(("ready",), 302, 96, 72, Fraction(5), samples=1), 0)
    first = next(film.pictures())
    assert first.shape == (72, 96, 3)
    again = next(DrillFilm(film.plan, 0).pictures())
    assert np.array_equal(first, again)
