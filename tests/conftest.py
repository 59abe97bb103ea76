"""What tests of several rooms share: the real recordings, small videos, and a plugin that sees light and dark."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from annotator.video import find_ffmpeg

# The same examples every time, so that a run says something of the change and not of the draw; and nothing is timed.
# HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "real"

MakeVideo = Callable[..., Path]


@pytest.fixture(autouse=True, scope="session")
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Caches and user models of whoever runs the tests are left alone."""
    place = tmp_path_factory.mktemp("user")
    variables = {"ANNOTATOR_CACHE": str(place / "cache"), "XDG_DATA_HOME": str(place / "data")}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    yield
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="session")
def make_video() -> MakeVideo:
    """`make_video(path, "white:1,black:2", rate=25)` writes a video of one colour after another, seconds each."""

    def make(
        path: Path, colours: str = "black:1,white:1", *, rate: int = 25, size: str = "64x48", audio: bool = False
    ) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        command: list[str] = [find_ffmpeg(), "-nostdin", "-y", "-v", "error"]
        parts = [part.split(":") for part in colours.split(",")]
        for colour, seconds in parts:
            command += ["-f", "lavfi", "-i", f"color={colour}:size={size}:rate={rate}:duration={seconds}"]
        joined = "".join(f"[{n}:v]" for n in range(len(parts))) + f"concat=n={len(parts)}:v=1[v]"
        command += ["-filter_complex", joined, "-map", "[v]", "-pix_fmt", "yuv420p", "-threads", "1", f"file:{path}"]
        subprocess.run(command, check=True, timeout=60)
        return path

    return make


LIGHT_PLUGIN = '''
"""Tells light from dark pictures; misbehaves on videos named for it."""
import os, time
from pathlib import Path
import numpy as np
from annotator.plugins import hookimpl
from annotator.recognizer import FrameInput, WindowRecognizer, WindowSession

class Session(WindowSession):
    def __init__(self, recognizer, video):
        super().__init__(recognizer)
        self.name = video.path.name
    def feed(self, batch):
        if "raises" in self.name:
            raise ZeroDivisionError("the plugin's own words")
        if "kills" in self.name:
            os._exit(7)
        if "slow" in self.name:
            time.sleep(0.05 * len(batch))
        yield from super().feed(batch)

class Light(WindowRecognizer):
    name = "light"
    classes = 2
    def __init__(self, bundle):
        wanted = bundle.manifest.input
        self.input = FrameInput(wanted.fraction, wanted.width, wanted.height, wanted.fit)
        self.window, self.stride = wanted.window, wanted.stride
    def open(self, video):
        return Session(self, video)
    def prepare(self, batch):
        return batch.images.astype(np.float32) / 255, np.ones(len(batch), bool)
    def classify(self, clips):
        light = clips.mean(axis=(1, 2, 3, 4))
        return np.stack([1 - light, light], axis=1).astype(np.float32)

@hookimpl
def annotator_recognizers():
    return [Light]

@hookimpl
def annotator_models():
    return [Path(__file__).parent / "light-models"]
'''

LIGHT_MANIFEST = """
schema = 1
name = "light"
version = "1"
recognizer = "light"
summary = "Tells light from dark."
[input]
kind = "frames"
rate = "25"
width = 8
height = 6
window = 3
[output]
classes = 2
[decoding]
policy = "hysteresis"
idle = [0]
[files]
"tokens.json" = "{sha}"
"""
LIGHT_TOKENS = '{"0": {"ko": "어둠", "en": "dark"}, "1": {"ko": "빛", "en": "light"}}'


@pytest.fixture(scope="session")
def light(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugins folder with the recognizer and the model `light`: dark is idle, light is 빛."""
    import hashlib

    folder = tmp_path_factory.mktemp("plugins")
    (folder / "light.py").write_text(LIGHT_PLUGIN, "utf-8")
    bundle = folder / "light-models" / "light"
    bundle.mkdir(parents=True)
    (bundle / "tokens.json").write_text(LIGHT_TOKENS, "utf-8")
    sha = hashlib.sha256(LIGHT_TOKENS.encode()).hexdigest()
    (bundle / "model.toml").write_text(LIGHT_MANIFEST.format(sha=sha), "utf-8")
    return folder


Annotator = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def run_annotator() -> Annotator:
    """Runs the real command line in a process of its own; gives exit code, stdout and stderr."""

    def run(*arguments: str | Path, timeout: float = 120, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "annotator", *map(str, arguments)]
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command, capture_output=True, text=True, timeout=timeout, encoding="utf-8", **options
        )

    return run


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real recordings; tests that need it skip where it is absent."""
    if not REAL.is_dir():
        pytest.skip("needs the real recordings in ../shared/real, which are not part of the project")
    return REAL


@pytest.fixture(scope="session")
def signing_output(tmp_path_factory: pytest.TempPathFactory, run_annotator: Annotator) -> Path:
    """The signing samples as recognised by the default models, in every format."""
    folder = tmp_path_factory.mktemp("signing")
    samples = ROOT / "samples" / "signing"
    done = run_annotator(
        "run", samples, "-o", folder, "--lang", "ko,en", "-f", "all", "--workers", "2", "--no-cache", timeout=900
    )
    assert done.returncode == 0, done.stderr
    return folder
