from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.landmarks import ExtractorConfig
from annotator.records import Video

OTHER_SETTINGS: dict[str, Any] = {
    "pose": True,
    "hands": 1,
    "complexity": 0,
    "detection_confidence": 0.6,
    "tracking_confidence": 0.6,
    "max_rate": Fraction(15),
    "max_side": 640,
}


def test_every_setting_changes_the_fingerprint() -> None:
    assert OTHER_SETTINGS.keys() == {field.name for field in dataclasses.fields(ExtractorConfig)}
    changed = [ExtractorConfig(**{name: value}).fingerprint() for name, value in OTHER_SETTINGS.items()]
    assert len({ExtractorConfig().fingerprint(), *changed}) == len(changed) + 1


def test_fingerprints_of_before_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.landmarks.config.mediapipe_version", lambda: "0.10.21")
    assert (ExtractorConfig().fingerprint(), ExtractorConfig(pose=True).fingerprint()) == (
        "2f52b7a14146ab41",
        "0b9b7f0777d4c8ab",
    )


def test_equal_settings_share_a_fingerprint() -> None:
    assert ExtractorConfig(hands=2).fingerprint() == ExtractorConfig().fingerprint()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hands", 0),
        ("hands", -1),
        ("hands", 3),
        ("complexity", 2),
        ("detection_confidence", 1.1),
        ("tracking_confidence", -0.1),
        ("max_rate", Fraction(0)),
        ("max_side", 10),
    ],
)
def test_values_out_of_range_are_refused(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=name):
        ExtractorConfig(**{name: value})


@pytest.mark.parametrize(
    ("native", "expected"),
    [(Fraction(30000, 1001), Fraction(30000, 1001)), (Fraction(60), Fraction(30)), (Fraction(0), Fraction(30))],
    ids=str,
)
def test_rate_is_the_videos_own_up_to_the_most(native: Fraction, expected: Fraction) -> None:
    video = Video(Path("v.mp4"), 1.0, native, 100, 100)
    assert ExtractorConfig().rate_for(video) == expected


def test_body_and_hands_cover_hands_only() -> None:
    both, hands = ExtractorConfig(pose=True), ExtractorConfig()
    assert both.covers(hands)
    assert both.covers(both)
    assert hands.covers(hands)
    assert not hands.covers(both)
    assert not both.covers(ExtractorConfig(hands=1))


def test_the_body_alone_is_covered_however_hands_were_looked_for() -> None:
    body = ExtractorConfig(pose=True, hands=0)
    for other in (ExtractorConfig(pose=True), ExtractorConfig(pose=True, hands=1, complexity=0)):
        assert other.covers(body)
        assert other in body.covering()
        assert not body.covers(other)
    assert body.covers(body)
    assert body.covers(ExtractorConfig(pose=True, hands=0, complexity=0))
    assert not ExtractorConfig(pose=True, max_side=640).covers(body)
    assert not ExtractorConfig().covers(body)
    assert not body.covers(ExtractorConfig())


@pytest.mark.parametrize("hands", [0, 1, 2])
@pytest.mark.parametrize("complexity", [0, 1])
def test_what_covers_is_what_is_looked_up(hands: int, complexity: int) -> None:
    poses = (True,) if hands == 0 else (False, True)
    asked = [ExtractorConfig(pose=pose, hands=hands, complexity=complexity) for pose in poses]
    every = [
        ExtractorConfig(pose=pose, hands=number, complexity=model)
        for pose in (False, True)
        for number in (0, 1, 2)
        for model in (0, 1)
        if pose or number
    ]
    for config in asked:
        assert set(config.covering()) == {other for other in every if other.covers(config)}
        assert config.covering()[0] == config
