"""Subtitles from a 720p signing video: annotator against the loop people copy from tutorials.

    python -m benchmarks.end_to_end [--seconds 20] [--repeats 3] [--json FILE]

Tutorial loop: cv2.VideoCapture, MediaPipe Hands (two hands, full model), joint angles, and Keras `model.predict` on the
last 30 frames, once a frame in which a hand is seen. Bare loop: the same without any recognition. annotator: the whole
command `annotator run --no-cache` with default settings, started anew each time. All contenders include their imports
and the loading of models. Same video, frame rate and number of hands; all take turns.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from annotator.video import find_ffmpeg
from benchmarks.landmarks import looped_signer
from benchmarks.measure import ROOT, SIGNER, parser, show, take_turns, write_json

LOOP = """
import sys, os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"; os.environ["TF_USE_LEGACY_KERAS"] = "1"; os.environ["CUDA_VISIBLE_DEVICES"] = ""
import cv2, mediapipe as mp, numpy as np
path, weights = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
if weights:
    import tf_keras
    model = tf_keras.models.load_model(weights)
hands = mp.solutions.hands.Hands(max_num_hands=2, min_detection_confidence=0.5, min_tracking_confidence=0.5)
capture, seq, frames, calls = cv2.VideoCapture(path), [], 0, 0
while capture.isOpened():
    ok, image = capture.read()
    if not ok:
        break
    frames += 1
    result = hands.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
    if not weights or result.multi_hand_landmarks is None:
        continue
    for hand in result.multi_hand_landmarks:
        joint = np.array([[p.x, p.y, p.z, p.visibility] for p in hand.landmark])
        v = joint[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20], :3] - joint[[0,1,2,3,0,5,6,7,0,9,10,11,0,13,14,15,0,17,18,19], :3]
        v = v / np.linalg.norm(v, axis=1)[:, None]
        dots = np.einsum("nt,nt->n", v[[0,1,2,4,5,6,8,9,10,12,13,14,16,17,18]], v[[1,2,3,5,6,7,9,10,11,13,14,15,17,18,19]])
        seq.append(np.concatenate([joint.flatten(), np.degrees(np.arccos(dots))]))
    if len(seq) >= 30:
        model.predict(np.expand_dims(np.array(seq[-30:], dtype=np.float32), axis=0), verbose=0); calls += 1
print(frames, calls)
"""  # noqa: E501
SAMPLE = ROOT / "samples" / "gestures" / "gestures-come-away-spin.mp4"
KERAS = ROOT.parent / "shared" / "real" / "gestures" / "model2_1.0.h5"


def timed(command: list[str | Path]) -> float:
    start = time.perf_counter()
    subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def gesturing(folder: Path, seconds: int) -> Path:
    """A rendered person whose hand is in view all the time, at 1280x720 and 30 frames a second."""
    part, target = folder / "part.mp4", folder / "gesturing-720p.mp4"
    scale = "fps=30,scale=-2:720,pad=1280:720:(ow-iw)/2:0"
    ffmpeg: list[str | Path] = [find_ffmpeg(), "-v", "error", "-nostdin"]
    timed([*ffmpeg, "-ss", "0.9", "-t", "2.6", "-i", SAMPLE, "-an", "-vf", scale, "-crf", "18", part])
    timed([*ffmpeg, "-stream_loop", "-1", "-i", part, "-t", str(seconds), "-crf", "20", target])
    return target


def measure(video: Path, folder: Path, repeats: int) -> dict[str, list[float]]:
    both = folder / f"both-{video.stem}"
    both.mkdir()
    for copy in ("a.mp4", "b.mp4"):
        (both / copy).hardlink_to(video)
    run: list[str | Path] = [sys.executable, "-m", "annotator", "run", "--no-cache", "--overwrite"]
    run += ["--model", "gestures", "-o", folder / "out"]
    loop: list[str | Path] = [sys.executable, "-c", LOOP, video]
    return take_turns(
        {
            "annotator": lambda: timed([*run, video]),
            "annotator, 2 videos, 2 workers": lambda: timed([*run, both, "--workers", "2"]),
            "tutorial loop": lambda: timed([*loop, KERAS]),
            "bare MediaPipe loop": lambda: timed(loop),
        },
        repeats,
    )


def main() -> None:
    options = parser(__doc__, repeats=3)
    options.add_argument("--seconds", type=int, default=20)
    args = options.parse_args()
    if not SIGNER.is_file():
        options.error("needs the recordings in ../shared/real")
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        videos = {
            "a signing person (a hand is found in 4 of 10 frames)": looped_signer(folder, args.seconds),
            "a rendered person (a hand is in view throughout)": gesturing(folder, args.seconds),
        }
        for title, video in videos.items():
            found = measure(video, folder, args.repeats)
            ours, two, tutorial, bare = (statistics.median(values) for values in found.values())
            ratios = [
                ("speed against the tutorial loop", tutorial / ours, "at least 5 is wanted"),
                ("with two videos on two workers", 2 * tutorial / two, "at least 8 is wanted"),
                ("speed against the bare loop", bare / ours, "at least 0.9 is wanted"),
            ]
            show(f"{args.seconds} s of {title}, 1280x720 at 30 fps", "seconds", found, ratios)
            figures[title] = {"found": found, "ratios": {what: value for what, value, _ in ratios}}
    write_json(args.json, figures=figures)


if __name__ == "__main__":
    main()
