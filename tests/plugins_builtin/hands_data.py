"""Made-up signers whose hands are patches with a pattern for every letter: films with `.pose` and truth, and tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from annotator.landmarks import BODY_AND_HANDS, PoseWriter
from annotator.records import RIGHT_HAND_POINTS, ImageArray, Landmarks, Video
from annotator.truth import SpelledWord, Truth, TruthSegment
from annotator.video import VideoWriter

LETTERS = {"giyeok": "ㄱ", "a": "ㅏ", "nieun": "ㄴ"}
WIDTH, HEIGHT, RATE = 128, 96, Fraction(10)
_HAND = 36


def patch(letter: str, random: np.random.Generator) -> ImageArray:
    """A hand of 36 x 36 grey values: stripes this way or that, or a frame; nothing but a plane where none is shown."""
    row, column = np.mgrid[0:_HAND, 0:_HAND] // 6
    edge = (np.minimum(row, column) == 0) | (np.maximum(row, column) == 5)
    pattern = {"giyeok": row % 2 == 0, "a": column % 2 == 0, "nieun": edge}.get(letter, np.zeros((_HAND, _HAND), bool))
    bright, dark = random.uniform(160, 250), random.uniform(30, 90)
    values = np.where(pattern, bright, dark) + random.normal(0, 8, pattern.shape)
    return values.clip(0, 255).astype(np.uint8)


def write_film(folder: Path, signer: str, letters: Sequence[str], seed: int) -> Truth:
    """A film in which a hand shows one letter after another, 0.8 s each, and nothing for 0.5 s between."""
    random = np.random.default_rng(seed)
    shown: list[str] = [""] * 5
    segments = []
    for letter in letters:
        start_s = len(shown) / float(RATE)
        shown += [letter] * 8
        segments.append(TruthSegment("letters", letter, start_s, start_s + 0.8, {"ko": LETTERS[letter]}))
        shown += [""] * 5
    count = len(shown)
    images = np.full((count, HEIGHT, WIDTH, 3), random.integers(90, 140), np.uint8)
    points, present = np.zeros((count, 75, 4), np.float32), np.ones((count, 75), np.bool_)
    points[..., :2], points[..., 3] = 0.5, 0.9
    for number, letter in enumerate(shown):
        x, y = 40 + random.integers(0, 20), 30 + random.integers(0, 15)
        images[number, y : y + _HAND, x : x + _HAND] = patch(letter, random)[..., None]
        grid = np.stack(np.meshgrid(*[np.linspace(0.1, 0.9, 5)] * 2), -1).reshape(-1, 2)
        points[number, RIGHT_HAND_POINTS, :2] = (grid[[*range(20), 24]] * _HAND + (x, y)) / (WIDTH, HEIGHT)
    present[:, 33:54] = False
    folder.mkdir(parents=True, exist_ok=True)
    with VideoWriter(folder / f"{signer}.mp4", RATE, WIDTH, HEIGHT) as writer:
        writer.append(images)
    video = Video(folder / f"{signer}.pose", count / float(RATE), RATE, WIDTH, HEIGHT, codec="pose")
    with PoseWriter(video.path, video, RATE, BODY_AND_HANDS) as pose:
        pose.append(Landmarks(points, present, np.arange(count) / float(RATE)))
    word = SpelledWord("".join(LETTERS[letter] for letter in letters), segments[0].start_s, segments[-1].end_s)
    truth = Truth(
        video=f"{signer}.mp4", width=WIDTH, height=HEIGHT, frame_rate=str(RATE), frames=count,
        duration_s=count / float(RATE), signer=signer, segments=tuple(segments), spelled=(word,),
    )  # fmt: skip
    truth.save(folder / f"{signer}.truth.json")
    return truth


def write_films(folder: Path, signers: int) -> None:
    """Films of so many signers, every letter twice in each, and `letters.json` beside the folder."""
    for who in range(signers):
        order = np.random.default_rng(who).permutation([*LETTERS, *LETTERS])
        write_film(folder, f"s{who:03}", [str(letter) for letter in order], who)
    entries = {str(i): {"label": label, "ko": ko} for i, (label, ko) in enumerate(LETTERS.items())}
    content = {"id": "made-up-letters", "version": "1", "spelling": True, "tokens": entries}
    folder.with_name("letters.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def write_tables(folder: Path, rows: int, seed: int = 0) -> None:
    """Sign-MNIST files of such patches, labels 0 to 2: so many rows to train on, half as many to test."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    for part, count in (("train", rows), ("test", rows // 2)):
        lines = [",".join(["label", *(f"pixel{n}" for n in range(1, 785))])]
        for number in range(count):
            label = number % len(LETTERS)
            values = patch(list(LETTERS)[label], random)[4:32, 4:32].reshape(-1)
            lines.append(",".join(map(str, [label, *values.tolist()])))
        (folder / f"sign_mnist_{part}.csv").write_text("\n".join(lines) + "\n", "utf-8")
