"""Overlays of scored performances: the movement going on, deductions from when they happen on, their sum."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from clips import Image, all_frames, annotate, annotation

from annotator.records import Annotation, Cue, Segment
from annotator.rendering import Overlay, RenderOptions, render_video
from annotator.scoring import AppliedRules, Deduction, FollowedForm, Points, Score
from annotator.video import Quality

WIDTH, HEIGHT = 640, 480
# Where panels stand in a picture of that size; the clock is above the right one.
LEFT = (slice(0, 300), slice(0, 230))
RIGHT = (slice(48, 320), slice(415, WIDTH))
SUM = (slice(48, 86), slice(440, WIDTH))
LONG = {
    "ko": "왼 앞차기, 오른 뛰어앞차기, 오른 앞굽이 안막기, 두번지르기",
    "en": "left front kick, right jumping front kick, right forward stance, inner block, double punch",
}
FORM = FollowedForm("taegeuk-1", "1", {"ko": "태극 1장", "en": "Taegeuk 1 Jang"}, 18)
RULES = AppliedRules("world-taekwondo-aid-1", "1", "World Taekwondo")


def deduction(at_s: float, points: float = 0.3, ko: str = "동작을 빠뜨림", movement: int | None = 2) -> Deduction:
    return Deduction(
        rule="a-rule", kind="minor" if points < 0.3 else "major", points=points, finding="omitted", movement=movement,
        start_s=at_s, end_s=at_s, at_s=at_s, text={"ko": ko, "en": f"in English {len(ko)}"}, confidence=0.9,
    )  # fmt: skip


def score(deductions: Sequence[Deduction] = (), accuracy: float | None = 4.0, unscored: str = "") -> dict[str, Any]:
    points = None if accuracy is None else Points(accuracy, 0.0, accuracy)
    return Score(
        form=FORM, rules=RULES, accuracy=points, presentation="not scored", unscored=unscored, total_s=2.0, facing=0,
        mirrored=False, movements=(), extra=(), pauses=(), deductions=tuple(deductions), not_judged=(), proxies=(),
    ).as_dict()  # fmt: skip


def movement(start_s: float, end_s: float, number: int = 1, names: dict[str, str] | None = None) -> Segment:
    texts = names or {"ko": "왼 앞서기 아래막기", "en": "left walking stance, low block"}
    return Segment(
        start_s, end_s, number, 0.9, id=number - 1, recognizer="poomsae", tier="movements", label=str(number),
        text=texts["ko"], texts=texts,
    )  # fmt: skip


def performed(clip: Path, told: dict[str, Any] | None, segments: Sequence[Segment] = (), **more: Any) -> Annotation:
    shown = segments or (movement(0.4, 1.0), movement(1.0, 1.3, 2))
    return annotation(clip, more.pop("cues", []), recognizers=(), segments=tuple(shown), score=told, **more)


def overlay(about: Annotation, languages: Sequence[str] = ("ko",), size: tuple[int, int] = (WIDTH, HEIGHT)) -> Overlay:
    return Overlay(about, languages, size, about.source.duration)


def at(drawn: Overlay, time_s: float) -> Image:
    frame = np.full((drawn.height, drawn.width, 3), 120, np.uint8)
    return drawn.draw(frame, time_s, None).copy()


def same(one: Image, other: Image, where: tuple[slice, slice] = RIGHT) -> bool:
    return bool(np.array_equal(one[where], other[where]))


def test_a_deduction_is_there_from_when_it_happens_on(clip: Path) -> None:
    drawn = overlay(performed(clip, score([deduction(1.0), deduction(1.8, 0.1, "앞굽이가 짧음")])))
    nothing, before, now, later, second, end = (at(drawn, time_s) for time_s in (0.0, 0.99, 1.0, 1.79, 1.8, 2.4))
    assert same(nothing, before)
    assert not same(before, now)
    assert same(now, later)
    assert not same(later, second)
    assert same(second, end)


def test_the_sum_counts_what_has_happened(clip: Path) -> None:
    many = overlay(performed(clip, score([deduction(0.5, 0.1), deduction(1.0, 0.3), deduction(2.0, 0.6)])))
    at_once = overlay(performed(clip, score([deduction(0.5, 0.4, "다른 것"), deduction(2.0, 0.6)])))
    less = overlay(performed(clip, score([deduction(0.5, 0.3)])))
    assert same(at(many, 1.1), at(at_once, 1.1), SUM)
    assert not same(at(many, 1.1), at(less, 1.1), SUM)
    assert same(at(many, 2.1), at(at_once, 2.1), SUM)
    assert not same(at(many, 1.1), at(many, 2.1), SUM)


def test_the_sum_is_never_under_nothing(clip: Path) -> None:
    under = overlay(performed(clip, score([deduction(0.5, 0.6), deduction(1.0, 0.6)], 0.5)))
    assert same(at(under, 0.7), at(under, 1.2), SUM)


def test_the_last_four_are_told_and_the_others_counted(clip: Path) -> None:
    texts = ["하나", "둘", "셋", "넷", "다섯", "여섯"]

    def end_of(changed: int | None = None) -> Image:
        told = [text if n != changed else "바뀐 것" for n, text in enumerate(texts)]
        return at(overlay(performed(clip, score([deduction(0.1 * n, 0.1, text) for n, text in enumerate(told)]))), 2.0)

    plain = end_of()
    assert [same(plain, end_of(n)) for n in range(6)] == [True, True, False, False, False, False]
    fewer = at(overlay(performed(clip, score([deduction(0.1, 0.2), *_last(texts)]))), 2.0)
    assert not same(plain, fewer), "how many came before is told"


def _last(texts: Sequence[str]) -> list[Deduction]:
    return [deduction(0.2 + 0.1 * n, 0.1, text) for n, text in enumerate(texts[2:])]


def test_deductions_are_told_in_the_first_language(clip: Path) -> None:
    pairs = [
        score([deduction(0.5, ko=text)]) for text in ("둘째", "셋째", "훨씬 더 긴 것")
    ]  # the first two alike in English
    korean, other, _ = (at(overlay(performed(clip, told)), 1.0) for told in pairs)
    english, same_english, longer = (at(overlay(performed(clip, told), ("en", "ko")), 1.0) for told in pairs)
    assert not same(korean, other)
    assert same(english, same_english)
    assert not same(english, longer)


def test_the_movement_going_on_is_named_in_both_languages_and_a_moment_longer(clip: Path) -> None:
    drawn = overlay(performed(clip, score()))
    before, one, still, other, held, gone = (at(drawn, time_s) for time_s in (0.1, 0.5, 0.9, 1.1, 2.2, 2.4))
    assert not same(before, one, LEFT)
    assert same(one, still, LEFT)
    assert not same(one, other, LEFT)
    assert not same(other, held, LEFT), "it is told that nothing goes on"
    assert same(gone, before, LEFT)
    for language in ("ko", "en"):
        names = {"ko": "왼 앞서기 아래막기", "en": "left walking stance, low block", language: "another 이름"}
        renamed = overlay(performed(clip, score(), [movement(0.4, 1.0, 1, names), movement(1.0, 1.3, 2)]))
        assert not same(one, at(renamed, 0.5), LEFT)


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280), (320, 240)], ids=str)
def test_the_middle_stays_free_whatever_is_told(clip: Path, size: tuple[int, int]) -> None:
    told = [deduction(0.1 * n, 0.1, "오른 앞굽이 대신 앞서기로 섰음: 두 발 사이 0.62 다리 길이 " * 3) for n in range(9)]
    names = {"ko": LONG["ko"] * 2, "en": LONG["en"] * 2}
    drawn = overlay(performed(clip, score(told), [movement(0.2, 2.0, 1, names)]), size=size)
    picture = at(drawn, 1.5)[: size[1]]
    touched = (picture != 120).any(axis=2)
    middle = touched[:, round(0.35 * size[0]) : round(0.64 * size[0])]
    assert not middle[round(0.11 * size[1]) :].any()  # the clock may reach in above
    rows = np.flatnonzero(touched.any(axis=1))
    assert rows.max() < 0.82 * size[1]
    assert touched[:, : round(0.33 * size[0])].sum() > 0.03 * touched.size


def test_names_as_long_as_forms_have_are_told_to_their_end(clip: Path) -> None:
    def shown(names: dict[str, str]) -> Image:
        return at(overlay(performed(clip, score(), [movement(0.2, 2.0, 1, names)])), 1.0)

    for language in ("ko", "en"):
        other = LONG | {language: LONG[language][:-1] + "!"}
        assert not same(shown(LONG), shown(other), LEFT)


def test_the_strip_marks_deductions_where_they_are(clip: Path) -> None:
    drawn = overlay(performed(clip, score([deduction(0.6, 0.1), deduction(1.2), deduction(1.8)])))
    strip = at(drawn, 0.0)[HEIGHT:].astype(int)
    [minor, *major] = (np.flatnonzero((strip == colour).all(axis=2).any(axis=0)) for colour in (_MINOR, _MAJOR))
    groups = np.split(major[0], np.flatnonzero(np.diff(major[0]) > 1) + 1)
    first, second, third = minor.mean(), *(group.mean() for group in groups)
    assert second - first == pytest.approx(third - second, abs=1.5)
    assert third - first > 150
    without = overlay(performed(clip, None))
    assert drawn.height > without.height


_MINOR, _MAJOR = (250, 200, 60), (255, 105, 90)


def test_subtitles_that_only_name_movements_are_left_out(clip: Path) -> None:
    named, said = Cue(0.4, 1.0, ("왼 앞서기 아래막기",), (0,), "ko"), Cue(1.4, 2.0, ("시작",), (7,), "ko")
    word = Segment(1.4, 2.0, 3, 0.9, id=7, recognizer="words", tier="words", text="시작")
    segments = [movement(0.4, 1.0), word]
    lower = (slice(380, HEIGHT), slice(150, 500))
    with_score = overlay(performed(clip, score(), segments, cues=[named, said]))
    plain = overlay(performed(clip, None, segments, cues=[named, said]))
    assert (at(with_score, 0.5)[lower] == 120).all()
    assert (at(with_score, 1.5)[lower] != 120).any()
    assert (at(plain, 0.5)[lower] != 120).any()


def test_what_could_not_be_scored_is_told(clip: Path) -> None:
    reason = at(overlay(performed(clip, score([], None, "nobody is in the picture"))), 1.0)
    other = at(overlay(performed(clip, score([], None, "it ends half-way"))), 1.0)
    full = at(overlay(performed(clip, score())), 1.0)
    assert not same(reason, other)
    assert not same(reason, full)


def _broken(**changes: Any) -> dict[str, Any]:
    return score([deduction(0.5)]) | changes


BROKEN = {
    "another schema": _broken(schema="somebody-else/3"),
    "no schema": {"total": 7.2},
    "no deductions": {key: value for key, value in _broken().items() if key != "deductions"},
    "points are words": _broken(deductions=[{"points": "many", "at": 1.0, "text": {}}]),
    "points are given": _broken(deductions=[{"points": -0.3, "at": 1.0, "text": {}}]),
    "at no time": _broken(deductions=[{"points": 0.3, "at": None, "text": {}}]),
    "accuracy is a number": _broken(accuracy=4),
}


@pytest.mark.parametrize("told", BROKEN.values(), ids=BROKEN.keys())
def test_a_score_that_cannot_be_read_is_left_out_with_a_warning(clip: Path, told: dict[str, Any]) -> None:
    about = performed(clip, told)
    plain, drawn = overlay(msgspec.structs.replace(about, score=None)), overlay(about)
    assert drawn.height == plain.height
    for time_s in (0.2, 0.8, 1.6):
        np.testing.assert_array_equal(at(drawn, time_s), at(plain, time_s))
    about.save(clip.with_suffix(".json"))
    options = RenderOptions("overlay", quality=Quality(preset="ultrafast"), landmarks=False)
    made = render_video(clip, clip.with_suffix(".json"), options=options)
    assert [text for text in made.warnings if "score is not shown" in text]


def test_the_command_draws_deductions_into_the_video(run_annotator: Any, clip: Path) -> None:
    options = ["--how", "overlay", "--no-landmarks", "--crf", "4", "--preset", "ultrafast", "--json"]
    annotate(clip, [], recognizers=(), segments=(movement(0.4, 1.0),), score=score([deduction(1.2)]))
    broken = Path(shutil.copyfile(clip, clip.with_name("broken.mp4")))
    annotate(broken, [], recognizers=(), score=_broken(schema="other"))
    done = run_annotator("render", clip, broken, *options)
    assert done.returncode == 0, done.stderr
    told = {Path(each["source"]).name: each for each in json.loads(done.stdout)["results"]}
    assert not [text for text in told["clip.mp4"]["warnings"] if "score" in text]
    assert [text for text in told["broken.mp4"]["warnings"] if "its schema is 'other'" in text]
    (before, _), (after, times_s) = all_frames(clip), all_frames(clip.with_name("clip.overlay.mp4"))
    place = (slice(None), slice(64, 70), slice(230, 300))  # below the head of the right panel
    changed = np.abs(after[place].astype(int) - before[place]).mean(axis=(1, 2, 3))
    happened = times_s >= 1.2 - 1e-6
    assert changed[~happened].max() < 5
    assert changed[happened].min() > 15
