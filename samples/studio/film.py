"""A film: one signer, one room, one camera, one script; as pictures, and as a video with its exact truth."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from annotator.files import write_atomic
from annotator.landmarks import BODY_AND_HANDS, PoseWriter
from annotator.records import Landmarks, Video
from annotator.truth import SpelledWord, Truth, TruthSegment
from samples.studio.body import Body
from samples.studio.camera import Point
from samples.studio.human import load_human
from samples.studio.landmarks import as_landmarks, exact_landmarks
from samples.studio.look import Look
from samples.studio.perform import Done, Performance, Spelled
from samples.studio.pose import Pose, Poser
from samples.studio.renderer import Camera, Renderer
from samples.studio.scene import Scene
from samples.studio.style import Style

Picture = npt.NDArray[np.uint8]

_BLINK_S = 0.12  # from open to closed
CODECS = {"h264": ["libx264"], "h265": ["libx265", "-x265-params", "log-level=none"]}


@dataclass(frozen=True)
class Plan:
    """What is to be filmed.

    `script`: see `samples.studio.perform.Performance`. `signer`: the number of the person, who looks and signs the
    same in every film. `hand`: "left", "right" or "" (as the signer does). `crf`: the encoder's quality. `samples`: how
    many pixels are drawn for each one of the picture, for smooth edges (1 is fastest).
    """

    script: tuple[str, ...]
    signer: int = 0
    width: int = 640
    height: int = 480
    rate: Fraction = Fraction(30)
    hand: str = ""
    codec: str = "h264"
    crf: int = 23
    preset: str = "medium"
    samples: int = 2


@dataclass(frozen=True, eq=False)
class View:
    """What is seen at a moment: by which camera, before which picture (None: the scene's), where the light falls."""

    camera: Camera
    backdrop: Picture | None = None
    lit: Point | None = None


class Performed(Protocol):
    """What a film's length and its truth come from."""

    duration_s: float
    segments: list[Done]
    spelled: list[Spelled]


class Film:
    """A plan with everything decided by `seed`: the same pictures, byte for byte, every time."""

    shows_legs = False  # whether the exact landmarks have legs

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.seed = plan, seed
        person = np.random.default_rng([1, plan.signer])
        self._look = Look.random(person)
        style = Style.random(person)
        if plan.hand:
            style = replace(style, hand=plan.hand[0].upper())
        self.style = style
        self._rng = np.random.default_rng([2, plan.signer, seed])
        self._human = load_human(self._look.shape)
        self._poser = Poser(self._human)
        self._signing = Performance(self._poser, style, plan.script, self._rng)
        self.performance: Performed = self._signing
        self.camera = _camera(self._poser, plan, self._rng)
        self.scene = Scene.random(self._rng, plan.width, plan.height)

    @property
    def frames(self) -> int:
        """How many pictures there are."""
        return round(self.performance.duration_s * self.plan.rate)

    def times_s(self) -> npt.NDArray[np.float64]:
        """The time of every picture, [T]."""
        return np.arange(self.frames) * self.plan.rate.denominator / self.plan.rate.numerator

    def pose_at(self, time_s: float) -> Pose:
        """How the bones stand at a moment."""
        return self._poser.pose(self._signing.at(time_s))

    def view_at(self, time_s: float, pose: Pose) -> View:  # noqa: ARG002 (other films need them)
        """What is seen at a moment in which the bones stand so."""
        return View(self.camera)

    def notes(self, video: str) -> dict[str, bytes]:  # noqa: ARG002 (other films need it)
        """What else is to be written beside a film of this name: the content by suffix."""
        return {}

    def pictures(self) -> Iterator[Picture]:
        """Every picture, RGB [H, W, 3]."""
        noise = np.random.default_rng([3, self.plan.signer, self.seed])
        blinks = np.cumsum(noise.uniform(1.5, 5.5, 1 + self.frames))
        body = Body(self._human, self._look)
        with Renderer(self.plan.width, self.plan.height, self.plan.samples) as renderer:
            renderer.load(body, self.scene)
            for time_s in self.times_s():
                pose = self.pose_at(float(time_s))
                positions, normals = body.skin(pose.matrices, blink=_blink(float(time_s), blinks))
                view = self.view_at(float(time_s), pose)
                if view.backdrop is not None:
                    renderer.backdrop(view.backdrop)
                drawn = renderer.frame(positions, normals, view.camera, self.scene, view.lit)
                yield self.scene.finish(drawn, noise)

    def landmarks(self) -> Landmarks:
        """The exact landmarks of every picture."""
        size = (self.plan.width, self.plan.height)
        exact = []
        for time_s in self.times_s():
            pose = self.pose_at(float(time_s))
            project = self.view_at(float(time_s), pose).camera.project
            exact.append(exact_landmarks(self._human, pose, project, size, legs=self.shows_legs))
        return as_landmarks([points for points, _ in exact], [present for _, present in exact], self.times_s())

    def truth(self, video: str) -> Truth:
        """What is performed, when, and by whom; `video` is the file's name."""
        plan, done = self.plan, self.performance
        return Truth(
            video=video,
            width=plan.width,
            height=plan.height,
            frame_rate=str(plan.rate),
            frames=self.frames,
            duration_s=round(float(self.frames / plan.rate), 6),
            signer=f"s{plan.signer:03d}",
            dominant_hand="left" if self.style.hand == "L" else "right",
            seed=self.seed,
            segments=tuple(
                TruthSegment(each.sign.tier, each.sign.token, *_span(each), dict(each.sign.texts))
                for each in done.segments
            ),
            spelled=tuple(SpelledWord(word.text, *_span(word)) for word in done.spelled),
        )


def _span(done: Done | Spelled) -> tuple[float, float]:
    return round(done.start_s, 3), round(done.end_s, 3)


def _blink(time_s: float, blinks: npt.NDArray[np.float64]) -> float:
    """How far the eyes are closed at a moment, 0 to 1; `blinks` are the moments at which they are."""
    return max(0.0, 1.0 - float(np.abs(blinks - time_s).min()) / _BLINK_S)


def shoot(film: Film, path: Path, *, landmarks: bool = False) -> None:
    """Writes the film to `path` (.mp4) and its truth beside it; the video appears last, and only whole.

    With `landmarks` the exact landmarks too, as NAME.exact.pose.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}.partial{path.suffix}")
    _encode(film, partial)
    if landmarks:
        video = Video(path, float(film.frames / film.plan.rate), film.plan.rate, film.plan.width, film.plan.height)
        with PoseWriter(path.with_suffix(".exact.pose"), video, film.plan.rate, BODY_AND_HANDS) as writer:
            writer.append(film.landmarks())
    for suffix, content in film.notes(path.name).items():
        write_atomic(path.with_suffix(suffix), content)
    film.truth(path.name).save(path.with_suffix(".truth.json"))
    partial.replace(path)


def _encode(film: Film, path: Path) -> None:
    plan = film.plan
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", "-nostdin"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{plan.width}x{plan.height}", "-r", str(plan.rate), "-i", "-"),
        *(
            "-c:v",
            *CODECS[plan.codec],
            "-preset",
            plan.preset,
            "-crf",
            str(plan.crf),
            "-pix_fmt",
            "yuv420p",
            "-g",
            "60",
            "-threads",
            "1",
        ),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", str(path)),
    ]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert encoder.stdin is not None  # noqa: S101 (it is a pipe)
    try:
        for picture in film.pictures():
            encoder.stdin.write(picture.tobytes())
        encoder.stdin.close()
        if encoder.wait() != 0:
            raise RuntimeError(f"ffmpeg ended with {encoder.returncode} while it wrote {path.name}")
    finally:
        if encoder.poll() is None:
            encoder.kill()
            encoder.wait()


def _camera(poser: Poser, plan: Plan, rng: np.random.Generator) -> Camera:
    """A camera that has the signing space in view: from above the head to below the belt."""
    human = poser.human
    top = (human.head("eye.L")[1]) + 0.13
    width_m, height_m = rng.uniform(0.92, 1.10), rng.uniform(0.74, 0.88)
    height_m = max(height_m, width_m * plan.height / plan.width) if plan.width >= plan.height else 0.98
    centre = np.array([rng.normal(0, 0.02), top + rng.uniform(0.01, 0.05) - height_m / 2, 0.1])
    distance = rng.uniform(1.4, 2.4)
    yaw, pitch = np.radians(rng.normal(0, 6)), np.radians(rng.normal(2, 4))
    eye = centre + distance * np.array([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
    fov = float(np.degrees(2 * np.arctan2(height_m / 2, distance)))
    return Camera(tuple(eye), tuple(centre), fov, plan.width, plan.height)
