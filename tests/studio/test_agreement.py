"""The forms that the studio performs are those that annotator scores; what differs on purpose is written here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.scoring import FORM_NAMES, load_form
from annotator.scoring.form import Movement as Scored
from samples.studio.taekwondo.forms import Movement, Part, form, forms
from samples.studio.taekwondo.techniques import kicks, techniques

STUDIO = {name: name.replace("taegeuk-", "t") for name in FORM_NAMES}
SIDES = {"L": "left", "R": "right"}
CODES = {"SG": "ONE", "KK": "KS"}  # stances that the studio calls otherwise
# In 왼서기 and 오른서기 the body stays square to the form's line and strikes aside, where the file has it face.
SQUARE = {("taegeuk-5", 2), ("taegeuk-5", 4)}
# One name for what the studio does as two things; "" is the side that is named.
AS_DONE = {
    "두발당성차기": [("앞차기", "right"), ("앞차기", "left")],
    "뛰어앞차기": [("앞차기", "")],
    "거듭옆차기": [("낮은옆차기", ""), ("옆차기", "")],
    "바탕손눌러막기": [],  # of Taegeuk 4, done by the other hand within the thrust
    "등주먹얼굴앞치기": [("등주먹앞치기", "")],
}
Done = tuple[str, str]  # a name without what the level adds, and a side


def test_every_form_of_either_is_compared() -> None:
    assert set(STUDIO.values()) == set(forms())


@pytest.mark.parametrize("name", FORM_NAMES)
def test_the_studio_performs_what_is_scored(name: str) -> None:
    scored, performed = load_form(name), form(STUDIO[name])
    assert len(performed.movements) == len(scored.movements)
    face_deg = 0.0
    for right, done in zip(scored.movements, performed.movements, strict=True):
        place = f"{name} {done.number}"
        _is_done(right, done, place)
        _stands(right, done, place)
        now_deg = done.last.face_deg
        if right.facing is not None and (name, done.number) not in SQUARE:
            assert -now_deg % 360 == right.facing, place
        if right.turn is not None and (name, done.number - 1) not in SQUARE:
            assert face_deg - now_deg == right.turn, place
        face_deg = now_deg


@pytest.mark.parametrize("name", FORM_NAMES)
def test_movements_without_a_stance_of_their_own_stay_where_they_are(name: str) -> None:
    performed = form(STUDIO[name]).movements
    for right in load_form(name).movements:
        if right.stance is None and all(technique.kind != "kick" for technique in right.techniques):
            before, now = (performed[right.number - back].last for back in (2, 1))
            assert (before.stance, before.face_deg) == (now.stance, now.face_deg)


def _is_done(right: Scored, done: Movement, place: str) -> None:
    assert done.slow == right.slow, place
    assert any(part.kihap for part in done.parts) == right.kihap, place
    expected, found = list(_expected(right)), list(_found(done))
    assert [each for each, _ in found] == [each for each, _ in expected], place
    for (_, side), (_, wanted) in zip(found, expected, strict=True):
        assert wanted in (side, "unknown"), place


def _stands(right: Scored, done: Movement, place: str) -> None:
    last = done.last.stance
    if right.stance is not None:
        assert CODES.get(last.kind, last.kind) == right.stance.code, place
        assert right.stance.side in (None, SIDES[last.side]), place
    if right.via is not None:
        via = done.parts[0].stance
        assert via.kind == right.via.code, place
        assert right.via.side in (None, SIDES[via.side]), place


def _expected(movement: Scored) -> Iterator[Done]:
    pressed = [each.ko for each in movement.techniques] == ["편손끝세워찌르기", "바탕손눌러막기"]
    for technique in movement.techniques:
        named = {"바탕손눌러막기": [(technique.ko, "")]} if not pressed else {}
        for name, side in {**AS_DONE, **named}.get(technique.ko, [(technique.ko, "")]) * technique.times:
            yield name.replace("몸통", ""), side or technique.side


def _found(movement: Movement) -> Iterator[Done]:
    for part in movement.parts:
        if part.kick:
            yield kicks()[part.kick.kind].texts["ko"], SIDES[part.kick.side]
        yield from _strokes(part)


def _strokes(part: Part) -> Iterator[Done]:
    strokes = list(part.strokes)
    while strokes:
        stroke = strokes.pop(0)
        technique = techniques()[stroke.kind]
        name = {"등주먹얼굴앞치기": "등주먹앞치기"}.get(technique.texts["ko"], technique.texts["ko"]).replace(
            "몸통", ""
        )
        side = "both" if technique.both else SIDES[stroke.side]
        if stroke.kind in ("mid-punch", "face-punch"):
            kind = "반대" if stroke.side == part.stance.front else "바로"
            if strokes and strokes[0].kind == stroke.kind:
                strokes.pop(0)
                kind, side = "두번", "both"
            name = name.replace("지르기", f"{kind}지르기")
        yield name, side
