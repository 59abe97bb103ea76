"""The signing samples through the real command line: what is found, and how right it is."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.truth import load_truth
from samples.studio.expected import expected_srt

Annotator = Callable[..., "subprocess.CompletedProcess[str]"]

SIGNING = Path(__file__).parents[2] / "samples" / "signing"
TRUTHS = sorted(SIGNING.glob("*.truth.json"))
NAMES = [path.name.removesuffix(".truth.json") for path in TRUTHS]


@pytest.fixture(scope="module")
def report(signing_output: Path, run_annotator: Annotator) -> dict[str, Any]:
    done = run_annotator("evaluate", signing_output, "--truth", SIGNING, "--json", "-")
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_there_are_enough_samples_and_none_is_large() -> None:
    videos = sorted(SIGNING.glob("*.mp4"))
    assert [path.stem for path in videos] == NAMES
    assert 6 <= len(videos) <= 8
    assert max(path.stat().st_size for path in videos) < 1.5e6
    signers = {load_truth(path).signer for path in TRUTHS}
    assert len(signers) == len(videos)
    assert all(800 <= int(signer[1:]) < 900 for signer in signers), (
        "signers of the training set or of the measured films"
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_expected_subtitles_say_what_the_truth_says(name: str) -> None:
    expected = (SIGNING / f"{name}.expected.ko.srt").read_text("utf-8")
    assert expected == expected_srt(SIGNING / f"{name}.truth.json")


def test_words_and_letters_are_found(report: dict[str, Any]) -> None:
    tiers = {tier["tier"]: tier["measures"] for tier in report["tiers"]}
    for tier, least, most_wrong in (("words", 0.85, 0.2), ("letters", 0.8, 0.25)):
        assert tiers[tier]["detection"][1]["iou"] == 0.5
        assert tiers[tier]["detection"][1]["f1"] >= least
        assert tiers[tier]["words"]["rate"] <= most_wrong
        assert tiers[tier]["start"]["median_s"] <= 0.15
        assert tiers[tier]["end"]["median_s"] <= 0.15


def test_every_sample_has_subtitles_near_the_expected_ones(signing_output: Path) -> None:
    """Of all lines of all samples together, most are the expected ones in the expected order."""
    right = total = 0
    for name in NAMES:
        expected, found = (
            _texts(path.read_text("utf-8"))
            for path in (SIGNING / f"{name}.expected.ko.srt", signing_output / f"{name}.ko.srt")
        )
        right += sum(text in found for text in expected)
        total += len(expected)
    assert right / total > 0.8


def _texts(srt: str) -> list[str]:
    return [line for line in srt.splitlines() if line and "-->" not in line and not line.isdigit()]
