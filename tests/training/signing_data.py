"""Made-up signers: bodies and hands that move as simple rules say, as `.pose` files with their truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from annotator.landmarks import BODY_AND_HANDS, PoseWriter
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, Landmarks, Video
from annotator.truth import Truth, TruthSegment

Floats = npt.NDArray[np.float64]

SIGNS = {"hello": "안녕", "thanks": "고맙다", "school": "학교", "friend": "친구"}
# Of each sign: how far the fingers are bent (0..1), where the hand begins and ends (shoulder widths from the
# point between the shoulders, outwards and down), and whether the other hand does the same.
_MOVES = {
    "hello": (0.0, (0.5, -0.6), (0.9, -0.6), False),
    "thanks": (1.0, (0.1, 0.3), (0.1, 0.8), False),
    "school": (0.1, (0.3, 0.1), (0.7, 0.1), True),
    "friend": (0.9, (0.4, -0.2), (0.1, 0.2), True),
}
_REST = (0.6, (0.6, 1.5))
_MOVE_S, _SIGN_S, _REST_S = 0.4, 0.9, 0.5


def write_clip(
    folder: Path,
    name: str,
    signer: str,
    signs: Sequence[str],
    *,
    seed: int = 0,
    size: tuple[int, int] = (640, 480),
    rate: Fraction = Fraction(30),
) -> Truth:
    """Writes `name.pose` and `name.truth.json`: the signs one after another, a rest before and after each."""
    random = np.random.default_rng(seed)
    segments, at = [], _REST_S
    track: list[tuple[float, float, tuple[float, float], bool]] = [(0.0, *_REST, False), (at, *_REST, False)]
    for sign in signs:
        bend, begin, end, both = _MOVES[sign]
        start_s = at + _MOVE_S
        end_s = start_s + _SIGN_S * random.uniform(0.8, 1.2)
        track += [(start_s, bend, begin, both), (end_s, bend, end, both)]
        at = end_s + _MOVE_S
        track.append((at, *_REST, both))
        at += _REST_S
        track.append((at, *_REST, False))
        texts = {"ko": SIGNS[sign], "en": sign}
        segments.append(TruthSegment("words", sign, round(start_s, 3), round(end_s, 3), texts))
    frames = int(at * rate)
    truth = Truth(
        video=f"{name}.mp4",
        width=size[0],
        height=size[1],
        frame_rate=str(rate),
        frames=frames,
        duration_s=float(frames / rate),
        signer=signer,
        dominant_hand="right",
        segments=tuple(segments),
    )
    truth.save(folder / f"{name}.truth.json")
    times_s = np.arange(frames) / float(rate)
    video = Video(folder / f"{name}.pose", truth.duration_s, rate, *size, codec="pose")
    with PoseWriter(folder / f"{name}.pose", video, rate, BODY_AND_HANDS) as writer:
        writer.append(_person(times_s, track, size[0] / size[1], random))
    return truth


def write_data(folder: Path, signers: int, clips: int = 1, *, seed: int = 0) -> list[Truth]:
    """Writes `clips` clips of each of so many signers, every sign once in each, and `tokens.json` beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {str(i): {"label": sign, "ko": word} for i, (sign, word) in enumerate(SIGNS.items())}
    (folder / "tokens.json").write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
    random = np.random.default_rng(seed)
    sizes = [(640, 480), (1280, 720), (480, 640)]
    return [
        write_clip(
            folder / f"s{who:03}",
            f"s{who:03}-{number}",
            f"s{who:03}",
            [str(sign) for sign in random.permutation(list(SIGNS))],
            seed=1000 * seed + 10 * who + number,
            size=sizes[(who + number) % 3],
        )
        for who in range(signers)
        for number in range(clips)
    ]


def _person(
    times_s: Floats,
    track: Sequence[tuple[float, float, tuple[float, float], bool]],
    aspect: float,
    random: np.random.Generator,
) -> Landmarks:
    """The landmarks of somebody whose right hand follows `track`, and whose left one does where a sign has both."""
    unit = random.uniform(0.15, 0.3) * min(aspect, 1.0)  # shoulder width, in heights of the picture
    centre = np.array([aspect * random.uniform(0.45, 0.55), random.uniform(0.4, 0.5)])
    keys = np.array([time for time, *_ in track])
    bend = np.interp(times_s, keys, [key[1] for key in track])
    places = np.stack([np.interp(times_s, keys, [key[2][axis] for key in track]) for axis in range(2)], axis=1)
    both = np.array([key[3] for key in track])[np.minimum(np.searchsorted(keys, times_s), len(track) - 1)]
    rest = np.broadcast_to(_REST[1], places.shape)
    points = np.zeros((len(times_s), 75, 4))
    half = np.array([unit / 2, 0.0])
    points[:, :33, :2] = centre + np.array([0.0, 2.0 * unit])
    points[:, 0, :2] = centre - np.array([0.0, 0.8 * unit])
    points[:, 11, :2], points[:, 12, :2] = centre + half, centre - half
    for hand, elbow, out, ways, bends in (
        (RIGHT_HAND_POINTS, 14, -1.0, places, bend),
        (LEFT_HAND_POINTS, 13, 1.0, np.where(both[:, None], places, rest), np.where(both, bend, _REST[0])),
    ):
        wrist = centre + ways * (out, 1.0) * unit
        points[:, hand, :2] = wrist[:, None] + _fingers(bends) * (out, 1.0) * unit
        points[:, elbow + 2, :2] = wrist
        points[:, elbow, :2] = (wrist + centre + out * half) / 2
    points[..., :2] += random.normal(0, 0.01 * unit, points[..., :2].shape)
    points[..., :2] /= (aspect, 1.0)
    points[..., 3] = 1.0
    return Landmarks(points.astype(np.float32), np.ones(points.shape[:2], np.bool_), times_s)


def _fingers(bend: Floats) -> Floats:
    """A hand from its wrist, in shoulder widths, [T, 21, 2]: five fingers fanned upwards, bent by so much."""
    hand = np.zeros((len(bend), 21, 2))
    for finger in range(5):
        direction = np.radians(60 - 30 * finger)
        for joint in range(4):
            length = 0.18 if finger else 0.08
            turn = direction + bend * joint * 1.2
            step = np.stack([np.sin(turn), -np.cos(turn)], axis=1) * (length if joint == 0 else 0.07)
            before = hand[:, 4 * finger + joint] if joint else 0.0
            hand[:, 4 * finger + joint + 1] = before + step
    return hand
