"""The signing samples through the whole tool, against the bare MediaPipe loop.

    python -m benchmarks.signing [--repeats 3] [--json FILE]

annotator: `annotator run samples/signing --no-cache --workers 1` with both models, subtitles and JSON written. Bare
loop: cv2.VideoCapture, Hands (two hands, full model) and Pose on every frame, results thrown away. Both are whole
processes with their imports, see the same files, and take turns.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.end_to_end import timed
from benchmarks.measure import ROOT, parser, show, take_turns, write_json

LOOP = """
import sys, cv2, mediapipe as mp
for path in sys.argv[1:]:
    hands = mp.solutions.hands.Hands(max_num_hands=2)
    pose = mp.solutions.pose.Pose()
    capture = cv2.VideoCapture(path)
    while True:
        ok, image = capture.read()
        if not ok:
            break
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        hands.process(image); pose.process(image)
    hands.close(); pose.close()
"""


def main() -> None:
    args = parser(__doc__, repeats=3).parse_args()
    samples = ROOT / "samples" / "signing"
    videos = sorted(samples.glob("*.mp4"))
    with tempfile.TemporaryDirectory() as folder:
        run: list[str | Path] = [sys.executable, "-m", "annotator", "run", samples, "-o", folder, "--workers", "1"]
        run += ["--no-cache", "--overwrite", "-m", "ksl-words", "-m", "ksl-letters"]
        found = take_turns(
            {
                "annotator": lambda: timed(run),
                "bare MediaPipe loop": lambda: timed([sys.executable, "-c", LOOP, *videos]),
            },
            args.repeats,
        )
    ratio = statistics.median(found["bare MediaPipe loop"]) / statistics.median(found["annotator"])
    show(f"{len(videos)} samples", "seconds", found, [("speed against the bare loop", ratio, "at least 0.9 is wanted")])
    write_json(args.json, found=found, ratio=ratio)


if __name__ == "__main__":
    main()
