"""Scored performances: one made by hand, with everything a page can show, and what surrounds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from annotator.records import Annotation, Cue, Landmarks, Run, Segment, Source, Video
from annotator.scoring import (
    AppliedRules,
    Deduction,
    FollowedForm,
    FollowedMovement,
    Measured,
    NotJudged,
    Points,
    Proxy,
    Score,
    Stretch,
)
from annotator.video import probe

RATE = 25
LENGTH_S = 8.0
ASPECT = 4 / 3
NAMES = ("왼 앞서기 아래막기", "오른 앞서기 몸통반대지르기", "오른 앞굽이 몸통막기", "오른 앞차기")
ENGLISH = ("left walking stance, low block", "right walking stance, punch", "right long stance, middle block", "kick")
STANCE = Measured("stance length", 0.66, "leg lengths", 0.9, 1.4)


def movement(number: int, start_s: float | None = None, end_s: float | None = None) -> FollowedMovement:
    name = {"ko": NAMES[number - 1], "en": ENGLISH[number - 1]}
    if start_s is None or end_s is None:
        return FollowedMovement(number, name, "omitted")
    return FollowedMovement(number, name, "found", start_s, end_s, 0.9, ("hands",) if number == 2 else ())


def deduction(finding: str, at_s: float, half_s: float, ko: str, en: str, **more: Any) -> Deduction:
    values = {"kind": "minor", "points": 0.1, "rule": "stance", "confidence": 0.8} | more
    times = {"start_s": at_s - half_s, "end_s": at_s + half_s, "at_s": at_s}
    return Deduction(finding=finding, text={"ko": ko, "en": en}, **times, **values)


DEDUCTIONS = (
    deduction("short-stance", 2.5, 0.5, "앞굽이가 짧음", "long stance too short", movement=2, measured=STANCE),
    deduction("omitted", 4.0, 0.0, "동작을 빠뜨림", "movement omitted", movement=3, kind="major", points=0.3),
    deduction(
        "pause", 5.5, 0.9, "4.2초 멈춤", "stood still for 4.2 s", movement=4, kind="major", points=0.3, rule="pause",
        measured=Measured("time stood still", 4.2, "s", None, 3.0), confidence=0.95,
    ),
)  # fmt: skip


def made(**changes: Any) -> Score:
    """A score with deductions of every look; its form has four movements."""
    score = Score(
        form=FollowedForm("taegeuk-1", "1", {"ko": "태극 1장", "en": "Taegeuk 1 Jang"}, 4),
        rules=AppliedRules("world-taekwondo-aid-1", "1", "as far as one camera can help"),
        performer="홍길동",
        accuracy=Points(4.0, 0.7, 3.3),
        presentation="not scored: judges give it",
        total_s=6.0,
        facing=15,
        mirrored=False,
        movements=(movement(1, 1.0, 1.8), movement(2, 2.0, 3.0), movement(3), movement(4, 6.4, 7.0)),
        extra=(Stretch(3.2, 3.6),),
        pauses=(Stretch(4.6, 6.4),),
        deductions=DEDUCTIONS,
        not_judged=(
            NotJudged(
                rule="kihap", text={"ko": "기합", "en": "kihap"}, reason={"ko": "소리가 필요함", "en": "needs sound"}
            ),
        ),
        proxies=(
            Proxy(name="total-time", text={"ko": "전체 시간", "en": "total time"}, value=6.0, unit="s", high=90.0),
            Proxy(
                name="stance-length", text={"ko": "서기 길이", "en": "stance length"}, value=0.66, unit="leg lengths",
                movement=2, low=0.9, high=1.4,
            ),
        ),
        warnings=("both feet are seen in only 40% of the pictures: kicks may be missed",),
    )  # fmt: skip
    return msgspec.structs.replace(score, **changes)


def annotated(score: Score, video: str = "태극 1장.mp4", **more: Any) -> Annotation:
    """The annotation such a score lies in: movements as segments and as subtitles."""
    found = [each for each in score.movements if each.status == "found"]
    segments = tuple(
        Segment(
            each.start_s or 0.0, each.end_s or 0.0, each.number, each.confidence, id=at, recognizer="poomsae",
            tier="movements", label=str(each.number), text=each.name["ko"], texts=each.name,
        )
        for at, each in enumerate(found)
    )  # fmt: skip
    cues = tuple(
        Cue(each.start_s, each.end_s, (f"{each.label} {each.texts[tag]}",), (each.id,), tag)
        for tag in ("ko", "en")
        for each in segments
    )
    values: dict[str, Any] = {"language": "ko", "segments": segments, "cues": cues, "score": score.as_dict()} | more
    source = Source(video, 1, 1.0, LENGTH_S, LENGTH_S, str(RATE), False, 0.0, 320, 240, 0, "h264")
    return Annotation(source=source, run=Run(tool="annotator", version="0.1.0", fingerprint="f"), **values)


def walking(height: float = 0.8, seconds: float = LENGTH_S) -> Landmarks:
    """A body `height` of the picture tall that moves its arms, and bends its left knee; no hands."""
    times_s = np.arange(0.0, seconds, 1 / RATE)
    places = np.zeros((len(times_s), 75, 4), np.float32)
    at = {
        0: (0.0, 0.05), 2: (0.02, 0.04), 5: (-0.02, 0.04), 11: (0.1, 0.2), 12: (-0.1, 0.2), 13: (0.16, 0.36),
        14: (-0.16, 0.36), 15: (0.2, 0.5), 16: (-0.2, 0.5), 23: (0.06, 0.5), 24: (-0.06, 0.5), 25: (0.08, 0.74),
        26: (-0.08, 0.74), 27: (0.09, 0.97), 28: (-0.09, 0.97), 31: (0.1, 1.0), 32: (-0.1, 1.0),
    }  # fmt: skip
    for point, (x, y) in at.items():
        places[:, point, 0], places[:, point, 1] = 0.5 + x * height / ASPECT, 0.5 + (y - 0.5) * height
        places[:, point, 3] = 1.0
    places[:, 15, 1] -= (0.3 * height * np.sin(times_s)).astype(np.float32)
    places[:, 25, 0] += (0.1 * height * np.abs(np.sin(times_s))).astype(np.float32)
    present = np.zeros(places.shape[:2], np.bool_)
    present[:, list(at)] = True
    return Landmarks(places, present, times_s)


def filmed(path: Path, make_video: Any, colours: str = "red:2,green:2,blue:2,white:2") -> Video:
    """A film whose colour tells the time."""
    return probe(make_video(path, colours, rate=RATE, size="320x240"))
