"""A small data set of each form, made where a test wants it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

MakeVideo = Callable[..., Path]


def picture(path: Path, seed: int = 0, *, width: int = 48, height: int = 36, person: int = 0) -> Path:
    """A picture of coloured fields, other ones for every seed; `person` shifts its light a little."""
    fields = np.random.default_rng(seed).integers(30, 220, (4, 5, 3), np.uint8)
    image = cv2.resize(fields, (width, height), interpolation=cv2.INTER_CUBIC)
    image = np.clip(image.astype(int) + person, 0, 255).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    done, data = cv2.imencode(path.suffix.lower(), image)
    assert done
    path.write_bytes(data.tobytes())
    return path


def picture_folders(root: Path, counts: dict[str, int], part: str = "") -> Path:
    """Class folders with so many different pictures each."""
    for number, (name, count) in enumerate(counts.items()):
        for index in range(count):
            picture(root / part / name / f"{index:03}.png", 1000 * number + index + 17 * len(part))
    return root


def sequence(path: Path, array: npt.NDArray[np.floating]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, array)
    return path


def pixels_table(path: Path, labels: Sequence[int], *, header: bool = True, seed: int = 0) -> Path:
    """A Sign-MNIST table with these labels."""
    values = np.random.default_rng(seed).integers(0, 256, (len(labels), 784))
    lines = [",".join(map(str, (label, *row))) for label, row in zip(labels, values, strict=True)]
    if header:
        lines.insert(0, ",".join(["label", *(f"pixel{n}" for n in range(1, 785))]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


def morphemes(path: Path, *spans: tuple[float, float, str]) -> Path:
    """An AI-Hub label file."""
    data = [{"start": start, "end": end, "attributes": [{"name": name}]} for start, end, name in spans]
    meta = {"url": "", "name": path.name.replace("_morpheme.json", ".mp4"), "duration": 4.0, "exportedOn": "2021"}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"metaData": meta, "data": data}, ensure_ascii=False), "utf-8")
    return path


def empty_video(path: Path) -> Path:
    """A file named like a video; readers look at names only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(path.name.encode())
    return path


def keypoints(folder: Path, frame: int, x: float, *, as_list: bool = False, left: bool = True) -> Path:
    """A frame of key points, all of them at (x, 540) pixels, without a left hand where `left` is False."""
    person = {
        "pose_keypoints_2d": [x, 540.0, 0.9] * 25,
        "hand_left_keypoints_2d": [x, 540.0, 0.8] * 21 if left else [0.0] * 63,
        "hand_right_keypoints_2d": [x + 192.0, 540.0, 0.7] * 21,
        "face_keypoints_2d": [0.0] * 210,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{folder.name}_{frame:012}_keypoints.json"
    path.write_text(json.dumps({"version": 1.3, "people": [person] if as_list else person, "camparam": {}}))
    return path


KETI_HEADER = "번호,언어 제공자 ID,취득연도,방향,타입(단어/문장),파일명,한국어,,"


def keti_table(path: Path, rows: Sequence[tuple[int, str, str, str]], encoding: str = "cp949") -> Path:
    """KETI's table: number, signer, "단어" or "문장", and the word."""
    lines = [f"{n},{signer},2017,정면,{kind},KETI_SL_{n:010}.avi,{word},," for n, signer, kind, word in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\n".join([KETI_HEADER, *lines]).encode(encoding))
    return path
