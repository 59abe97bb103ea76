"""What is known of a performance beside its truth: `NAME.performance.json`, schema "annotator-performance/1"."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from samples.studio.taekwondo.performing import Performed
from samples.studio.taekwondo.stances import around
from samples.studio.taekwondo.techniques import kicks, techniques

if TYPE_CHECKING:
    from samples.studio.taekwondo.form_film import FormFilm

PERFORMANCE_SCHEMA: Final = "annotator-performance/1"
PERFORMANCE_SUFFIX: Final = ".performance.json"


class BodyRecord(msgspec.Struct, frozen=True):
    """The performer: metres, and how they do forms (see `Habits`)."""

    height_m: float
    leg_m: float
    tempo: float
    hold_s: float
    stretch: float


class CameraRecord(msgspec.Struct, frozen=True):
    """The camera: how many degrees to the performer's left it stands, how far away; whether it moves."""

    yaw_deg: float
    distance_m: float
    moves: bool


class StanceRecord(msgspec.Struct, frozen=True):
    """A stance as it was: kind and side, the ankles' distance along and across where it faces, in leg lengths."""

    kind: str
    side: str
    length: float
    width: float


class StrokeRecord(msgspec.Struct, frozen=True):
    """A technique or a kick as it was: `height` of a kicking ankle over the floor in leg lengths, at `at_s`."""

    kind: str
    ko: str
    side: str
    at_s: float | None = None
    height: float | None = None


class MovementRecord(msgspec.Struct, frozen=True):
    """A movement as it was performed, [start_s, end_s) and then held; `attempt` counts beginnings from 0.

    `facing_deg` is counted to the left from where the form began.
    """

    number: int
    token: str
    attempt: int
    start_s: float
    end_s: float
    held_until_s: float
    facing_deg: float
    stance: StanceRecord
    techniques: tuple[StrokeRecord, ...]
    kicks: tuple[StrokeRecord, ...]
    slow: bool
    kihap: bool


class FaultRecord(msgspec.Struct, frozen=True):
    """A fault that was put in: in which movement, from when to when, how large in which unit, what was done instead."""

    kind: str
    movement: int
    start_s: float
    end_s: float
    size: float
    unit: str
    instead: str = ""


class PerformanceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of a performed form that its truth has no place for."""

    schema: str = PERFORMANCE_SCHEMA
    video: str
    form: str
    name: dict[str, str]
    performer: str
    seed: int
    body: BodyRecord
    camera: CameraRecord
    duration_s: float
    movements: tuple[MovementRecord, ...]
    faults: tuple[FaultRecord, ...]

    def encoded(self) -> bytes:
        """The record as JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def load_record(path: Path) -> PerformanceRecord:
    """Reads a performance file."""
    return msgspec.json.decode(path.read_bytes(), type=PerformanceRecord)


def record_of(film: FormFilm, video: str) -> PerformanceRecord:
    """The record of a film; `video` is the file's name."""
    performance, habits, camera = film.form_performance, film.habits, film.dolly.first
    eye, target = np.array(camera.eye), np.array(camera.target)
    return PerformanceRecord(
        video=video,
        form=performance.form.name,
        name=dict(performance.form.texts),
        performer=f"s{film.plan.signer:03d}",
        seed=film.seed,
        body=BodyRecord(
            round(film.height_m, 3),
            round(film.walker.size.leg_m, 3),
            round(habits.tempo, 3),
            round(habits.hold_s, 3),
            round(habits.stretch, 3),
        ),
        camera=CameraRecord(
            round(float(np.degrees(np.arctan2(*(eye - target)[[0, 2]]))), 1),
            round(float(np.linalg.norm(eye - target)), 2),
            film.dolly.moves,
        ),
        duration_s=round(performance.duration_s, 3),
        movements=tuple(_movement(film, each) for each in performance.performed),
        faults=tuple(
            FaultRecord(
                each.fault.kind, each.fault.movement, round(each.start_s, 3), round(each.end_s, 3),
                round(each.fault.size, 3), each.fault.unit, each.fault.instead,
            )
            for each in performance.committed
        ),
    )  # fmt: skip


def _movement(film: FormFilm, each: Performed) -> MovementRecord:
    done = each.cue.done or each.movement
    part = done.last
    kicked = [one.kick for one in done.parts if one.kick]
    return MovementRecord(
        each.movement.number,
        each.movement.token,
        each.cue.attempt,
        round(each.start_s, 3),
        round(each.end_s, 3),
        round(each.held_until_s, 3),
        round(each.standing.facing_deg, 1),
        _stance(film, each, part.stance.kind, part.stance.side, part.stance.front),
        tuple(StrokeRecord(one.kind, techniques()[one.kind].texts["ko"], one.side) for one in part.strokes),
        tuple(
            StrokeRecord(one.kind, kicks()[one.kind].texts["ko"], one.side, *_stretched(film, each, one.side))
            for one in kicked
        ),
        done.slow,
        any(one.kihap for one in done.parts),
    )


def _stretched(film: FormFilm, each: Performed, side: str) -> tuple[float, float]:
    """When a kick is at full length, and how high the ankle is then, in leg lengths."""
    assert each.stretched_s is not None  # noqa: S101 (there is a kick)
    ankle = film.pose_at(each.stretched_s).joints[film.walker.human.bone(f"foot.{side}")]
    return round(each.stretched_s, 3), round(float(ankle[1]) / film.walker.size.leg_m, 3)


def _stance(film: FormFilm, each: Performed, kind: str, side: str, front: str) -> StanceRecord:
    standing, size = each.standing, film.walker.size
    ankles = {foot: standing.feet[foot].ball - around(standing.feet[foot].yaw_deg, 0, size.ball_m) for foot in "LR"}
    way = (ankles[front] - ankles["R" if front == "L" else "L"]) / size.leg_m
    length, width = (float(way @ around(standing.facing_deg, *axis)) for axis in ((0, 1), (1, 0)))
    return StanceRecord(kind, side, round(length, 3), round(abs(width), 3))
