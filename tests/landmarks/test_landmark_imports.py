"""What importing costs, and what MediaPipe is kept from doing; each in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_the_package_imports_nothing_heavy() -> None:
    heavy = "('mediapipe', 'cv2', 'pose_format', 'tensorflow', 'matplotlib')"
    printed = run(f"import sys, annotator.landmarks; print([m for m in {heavy} if m in sys.modules])").stdout
    assert printed.strip() == "[]"


EXTRACT = """
import sys, time
from fractions import Fraction
from pathlib import Path
import numpy as np
from annotator.landmarks import ExtractorConfig, LandmarkExtractor
from annotator.records import Frames, Video
video = Video(Path("black.mp4"), 1.0, Fraction(25), 64, 48)
with LandmarkExtractor(ExtractorConfig(pose=True), video) as extractor:
    time.sleep(0.2)  # a graph speaks from its own threads, whenever it likes
    found = extractor.feed(Frames(np.zeros((2, 48, 64, 3), np.uint8), np.array([0.0, 0.04])))
print(found.present.any(), "tensorflow" in sys.modules, "matplotlib" in sys.modules)
sys.stderr.write("mine")
from mediapipe.python.solutions import drawing_utils
print(drawing_utils.plt.figure.__name__)
"""


def test_extraction_is_silent_and_takes_neither_tensorflow_nor_matplotlib() -> None:
    done = run(EXTRACT)
    assert done.stdout.split() == ["False", "False", "False", "figure"]
    assert done.stderr == "mine"


HELD = """
import os, sys
from annotator.landmarks.quiet import quiet_stderr
with quiet_stderr():
    os.write(2, b"W0000 00:00:1795315069.022713   11680 some_calculator.cc:186] chatter\\n")
    os.write(2, b"E0000 00:00:1795315069.022713   11680 some_calculator.cc:186] an error\\n")
    print("somebody else", file=sys.stderr)
print("after", file=sys.stderr)
"""


def test_what_others_write_meanwhile_is_passed_on() -> None:
    lines = run(HELD).stderr.splitlines()
    assert [line.split()[-1] for line in lines] == ["error", "else", "after"]
