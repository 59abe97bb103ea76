"""Every model that ships, on samples of people it has not learnt from, through the real command line."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Annotator = Callable[..., "subprocess.CompletedProcess[str]"]

SAMPLES = Path(__file__).parents[2] / "samples"
WORDS = ("인사", "left-handed", "two-hands", "long-rests")  # models of words that saw no letters find words in them
SPELLED = ("names-spelled", "안녕-한글-사랑")
# Models, samples (all of a folder, or those named), tier; least top-1 and least F1 at an overlap of 0.5.
MEASURED = [
    (["ksl-words-crnn", "ksl-words-movinet"], "signing", WORDS, "words", 0.85, 0.8),
    (["ksl-letters-cnn"], "signing", SPELLED, "letters", 0.8, 0.8),
    (["ksl-sentences-movinet"], "sentences", (), "sentences", 0.8, 0.8),
    (["taekwondo-poses"], "taekwondo", (), "poses", 0.85, 0.8),
]


@pytest.mark.parametrize(("models", "kind", "names", "tier", "top1", "f1"), MEASURED, ids=lambda value: str(value))
def test_it_knows_what_it_says_it_knows(
    models: list[str],
    kind: str,
    names: tuple[str, ...],
    tier: str,
    top1: float,
    f1: float,
    run_annotator: Annotator,
    tmp_path: Path,
) -> None:
    films = SAMPLES / kind
    for name in names:
        for suffix in (".mp4", ".truth.json"):
            shutil.copy(films / f"{name}{suffix}", tmp_path)
    films = tmp_path if names else films
    done = run_annotator("evaluate", *models, films, "--tier", tier, "--json", "-", timeout=600)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [each["model"] for each in report["models"]] == models
    for each in report["models"]:
        assert each["figures"]["top1"] >= top1, each["model"]
        at_half: dict[str, Any] = each["signs"]["detection"][1]
        assert at_half["iou"] == 0.5
        assert at_half["f1"] >= f1, each["model"]


def test_none_is_without_a_card_a_licence_and_a_word_on_its_limits(run_annotator: Annotator) -> None:
    listed = json.loads(run_annotator("models", "list", "--json").stdout)
    folders = [Path(each["folder"]) for each in listed]
    assert len(folders) >= 9
    for folder in folders:
        described = json.loads(run_annotator("models", "info", folder, "--json").stdout)
        assert described["manifest"]["licence"] == "Apache-2.0", folder
        assert (folder / "README.md").read_text("utf-8").count("\n") > 20
        assert sum(path.stat().st_size for path in folder.iterdir()) < 16e6
