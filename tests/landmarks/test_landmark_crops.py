"""Pictures cut out by landmarks, and skeletons drawn into them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annotator.landmarks import Box, Cutter, SigningHand, box_around, cut_out, draw_skeleton
from annotator.records import LEFT_HAND_POINTS, POSE_POINTS, RIGHT_HAND_POINTS, Frames, Landmarks, Seen

HEIGHT, WIDTH = 120, 160
GREEN, RED = (0, 200, 0), (200, 0, 0)


def scene(
    count: int, *, right: Any = None, left: Any = None, body: tuple[float, float, float, float] | None = None
) -> Seen:
    """Frames with a red right and a green left hand, squares about (x, y) and `size` wide, in pixels, where given.

    `right` and `left` are one place for all frames or one for each; the body fills left, top, right, bottom.
    """
    images = np.full((count, HEIGHT, WIDTH, 3), 90, np.uint8)
    points, present = np.zeros((count, 75, 4), np.float32), np.zeros((count, 75), np.bool_)
    for places, hand, colour in ((right, RIGHT_HAND_POINTS, RED), (left, LEFT_HAND_POINTS, GREEN)):
        for number in range(count if places is not None else 0):
            place = places[number] if isinstance(places, list) else places
            if place is not None:
                x, y, size = place
                grid = np.stack(np.meshgrid(*[np.linspace(-0.5, 0.5, 5)] * 2), -1).reshape(-1, 2)
                spots = np.vstack([grid[:20], grid[-1:]]) * size + (x, y)
                points[number, hand, :2] = spots / (WIDTH, HEIGHT)
                present[number, hand] = True
                half = size // 2
                images[number, max(y - half, 0) : y + half, max(x - half, 0) : x + half] = colour
                images[number, max(y - half, 0) : y + half, max(x - half, 0) : max(x - half // 2, 0)] = 255
    if body is not None:
        x0, y0, x1, y1 = body
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        points[:, POSE_POINTS, :2] = corners[np.arange(33) % 4] / (WIDTH, HEIGHT)
        points[:, POSE_POINTS, 3] = 0.9
        present[:, POSE_POINTS] = True
    times_s = np.arange(count) / 10
    return Seen(Frames(images, times_s), Landmarks(points, present, times_s))


def test_a_box_has_its_margin_and_its_shape() -> None:
    box = box_around(np.array([[10.0, 20.0], [30.0, 60.0]]), 0.25)
    assert box == Box(20.0, 40.0, 60.0, 60.0)
    assert box_around(np.array([[10.0, 20.0], [30.0, 60.0]]), 0.0, aspect=0.25) == Box(20.0, 40.0, 20.0, 80.0)


@pytest.mark.parametrize("box", [Box(0, 0, 40, 40), Box(160, 120, 40, 40), Box(80, 60, 400, 300), Box(-50, 60, 20, 20)])
def test_beyond_the_picture_its_edge_is_repeated(box: Box) -> None:
    image = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    assert (cut_out(image, box, 16, 12) == 90).all()
    assert (cut_out(image, box, 16, 12, black=True) == 0).any()


def test_the_hand_is_cut_out_and_a_left_one_mirrored() -> None:
    right, usable = Cutter(32, 32, crop="hand").cut(scene(1, right=(80, 60, 40)))
    left, _ = Cutter(32, 32, crop="hand").cut(scene(1, left=(80, 60, 40)))
    assert usable.all()
    assert right.shape == (1, 32, 32, 3)
    assert tuple(right[0, 16, 20]) == RED
    assert tuple(left[0, 16, 12]) == GREEN
    assert right[0, 16, 7].tolist() == left[0, 16, 24].tolist() == [255, 255, 255]
    assert right[0, 1, 1].tolist() == [90, 90, 90]


def test_a_trail_shows_what_moves_and_nothing_where_a_hand_is_held_still() -> None:
    moving = scene(3, right=[(80, 60, 40), (80, 60, 40), (87, 66, 40)])
    plain, _ = Cutter(64, 64, crop="hand", draw="skeleton").cut(moving)
    trailed, _ = Cutter(64, 64, crop="hand", draw="skeleton", trail=True).cut(moving)
    assert np.array_equal(plain[0], trailed[0])
    magenta = trail_pixels(trailed) - trail_pixels(plain)
    assert max(magenta[:2]) < 20  # the smooth edges of lines let a little of what lies beneath them through
    assert magenta[2] > 60
    one_by_one = Cutter(64, 64, crop="hand", draw="skeleton", trail=True)
    again = [one_by_one.cut(part(moving, number))[0][0] for number in range(3)]
    assert np.array_equal(np.stack(again), trailed)


def test_pictures_far_apart_have_no_trail() -> None:
    seen = scene(2, right=[(80, 60, 40), (87, 66, 40)])
    later = Landmarks(seen.landmarks.points, seen.landmarks.present, seen.landmarks.times_s * 10)
    trailed, _ = Cutter(64, 64, crop="hand", draw="skeleton", trail=True).cut(Seen(seen.frames, later))
    plain, _ = Cutter(64, 64, crop="hand", draw="skeleton").cut(seen)
    assert np.array_equal(trailed, plain)


def trail_pixels(images: Any) -> Any:
    """How many pixels of each picture look like the trail."""
    return ((images[..., 0] > 100) & (images[..., 2] > 100) & (images[..., 1] < 60)).sum(axis=(1, 2))


def part(seen: Seen, number: int) -> Seen:
    """One frame of several."""
    only, landmarks = slice(number, number + 1), seen.landmarks
    return Seen(
        Frames(seen.frames.images[only], seen.frames.times_s[only]),
        Landmarks(landmarks.points[only], landmarks.present[only], landmarks.times_s[only]),
    )


def test_the_higher_hand_signs_and_is_kept() -> None:
    cutter = Cutter(32, 32, crop="hand")
    rest = (40, 100, 30)
    seen = scene(
        6, right=[rest] * 6, left=[(120, 100, 30), (120, 60, 30), (120, 60, 30), None, (120, 95, 30), (120, 110, 30)]
    )
    images, usable = cutter.cut(seen)
    assert usable.tolist() == [True, True, True, False, True, True]
    shown = [tuple(images[n, 16, 16]) for n in np.flatnonzero(usable)]
    assert shown == [RED, GREEN, GREEN, GREEN, GREEN]


def test_a_hand_long_gone_is_no_longer_waited_for() -> None:
    seen = scene(8, right=[(40, 100, 30)] * 8, left=[(120, 60, 30)] + [None] * 7)
    _, usable = Cutter(32, 32, crop="hand").cut(seen)
    assert usable.tolist() == [True, False, False, False, False, True, True, True]


def test_where_no_hand_is_found_the_body_says_where_it_is() -> None:
    seen = scene(1)
    points, present = seen.landmarks.points.copy(), seen.landmarks.present.copy()
    points[0, [16, 18, 20, 22], :2] = np.array([(50, 60), (60, 56), (60, 64), (55, 66)]) / (WIDTH, HEIGHT)
    points[0, [16, 18, 20, 22], 3] = 0.9
    present[0, [16, 18, 20, 22]] = True
    found = SigningHand().choose(points[0, :, :2] * (WIDTH, HEIGHT), present[0], 0.0)
    assert found is not None
    assert found[0] == "right"
    assert np.round(found[1][-1]).tolist() == [70, 60]
    landmarks = Landmarks(points, present, seen.landmarks.times_s)
    assert Cutter(8, 8, crop="hand").cut(Seen(seen.frames, landmarks))[1].all()
    points[0, 16, 3] = 0.1
    assert not Cutter(8, 8, crop="hand").cut(Seen(seen.frames, landmarks))[1].any()


def test_a_box_keeps_its_size_when_fingers_open_for_a_moment() -> None:
    sizes = [20] * 5 + [60] + [20] * 5
    seen = scene(11, right=[(80, 60, size) for size in sizes])
    images, _ = Cutter(64, 64, crop="hand").cut(seen)
    wide = [(image == RED).all(axis=-1).sum() for image in images]
    assert wide[5] > 1.5 * wide[4]  # the box has not grown with the hand
    assert wide[10] > 0.7 * wide[0]


def test_the_person_fills_the_picture_undistorted() -> None:
    seen = scene(1, right=(80, 60, 20), body=(60, 10, 100, 110))
    images, usable = Cutter(40, 80, crop="person").cut(seen)
    assert usable.all()
    red = (images[0] > 150).any(axis=-1)
    assert red.any(axis=1).sum() == pytest.approx(red.any(axis=0).sum(), abs=1)
    assert not Cutter(40, 80, crop="person").cut(scene(1))[1].any()


def test_nothing_crashes_however_wild_the_points() -> None:
    seen = scene(2, right=(80, 60, 20), body=(-9e6, -9e6, 9e6, 9e6))
    for crop in ("none", "hand", "person"):
        for draw in ("picture", "overlay", "skeleton"):
            images, usable = Cutter(20, 30, crop=crop, draw=draw).cut(seen)  # type: ignore[arg-type]
            assert images.shape == (2, 30, 20, 3)
            assert usable.all()


def test_the_skeleton_over_the_picture_or_on_black() -> None:
    seen = scene(1, body=(60, 20, 100, 100))
    picture, over, alone = (
        Cutter(96, 96, draw=draw).cut(seen)[0][0]  # type: ignore[arg-type]
        for draw in ("picture", "overlay", "skeleton")
    )
    drawn = alone.any(axis=-1)
    assert 0.02 < drawn.mean() < 0.5
    assert (alone[~drawn] == 0).all()
    assert (over[~drawn] == picture[~drawn]).all()
    assert (over[drawn] != picture[drawn]).any(axis=-1).mean() > 0.9
    assert not Cutter(96, 96, draw="skeleton").cut(scene(1))[1].any()


def test_left_and_right_are_drawn_in_colours_of_their_own() -> None:
    def one(first: int, second: int) -> Any:
        picture = np.zeros((32, 32, 3), np.uint8)
        places, present = np.zeros((75, 2)), np.zeros(75, np.bool_)
        places[first], places[second] = (4, 16), (28, 16)
        present[[first, second]] = True
        draw_skeleton(picture, places, present)
        return picture[16, 16].tolist()

    colours = {name: one(*ends) for name, ends in {
        "left arm": (11, 13), "right arm": (12, 14), "left leg": (25, 27), "right leg": (26, 28), "trunk": (11, 23),
    }.items()}  # fmt: skip
    assert len({tuple(colour) for colour in colours.values()}) == len(colours)


def test_batches_change_nothing() -> None:
    places = [(60 + 3 * n, 50 + n % 7, 20 + 2 * n) for n in range(12)]
    whole = scene(12, right=places, body=(50, 20, 110, 110))
    images, _ = Cutter(24, 24, crop="hand").cut(whole)
    cutter = Cutter(24, 24, crop="hand")
    parts = []
    for part in (slice(0, 1), slice(1, 7), slice(7, 12)):
        frames = Frames(whole.frames.images[part], whole.times_s[part])
        points = Landmarks(whole.landmarks.points[part], whole.landmarks.present[part], whole.times_s[part])
        parts.append(cutter.cut(Seen(frames, points))[0])
    assert np.concatenate(parts).tobytes() == images.tobytes()
