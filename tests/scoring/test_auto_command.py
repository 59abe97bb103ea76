"""`annotator poomsae follow --form auto` and parts of forms, as users call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from performer import RATE, perform, write_pose

from annotator.records import Landmarks
from annotator.scoring import load_form


def test_forms_are_named_or_not_and_followed(run_annotator: Any, tmp_path: Path) -> None:
    landmarks = perform(load_form("taegeuk-2"), camera=20).landmarks
    write_pose(tmp_path / "a.pose", landmarks)
    first = slice(0, 3 * RATE)
    write_pose(
        tmp_path / "b.pose", Landmarks(landmarks.points[first], landmarks.present[first], landmarks.times_s[first])
    )
    done = run_annotator("poomsae", "follow", tmp_path, "--form", "auto", "--json")
    assert done.returncode == 1
    assert "b.pose: scoring: the form cannot be named: " in " ".join(done.stderr.split())
    assert "--form" in done.stderr
    (told,) = json.loads(done.stdout)
    assert (told["video"], told["form"]["name"], told["form"]["part"]) == ("a.pose", "taegeuk-2", None)
    assert sorted(path.name for path in tmp_path.glob("*.poomsae.*")) == ["a.poomsae.json", "a.poomsae.ko.srt"]


def test_a_section_is_followed(run_annotator: Any, tmp_path: Path) -> None:
    write_pose(tmp_path / "a.pose", perform(load_form("taegeuk-1"), camera=20).landmarks)
    done = run_annotator("poomsae", "follow", tmp_path / "a.pose", "--form", "T1:section-2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "6 of 6 movements found" in done.stdout
    told = json.loads((tmp_path / "a.poomsae.json").read_text("utf-8"))
    assert (told["form"]["name"], told["form"]["part"]) == ("taegeuk-1", [5, 10])
    assert [each["number"] for each in told["movements"]] == [5, 6, 7, 8, 9, 10]


def test_sections_are_shown(run_annotator: Any) -> None:
    done = run_annotator("poomsae", "forms", "show", "taegeuk-1")
    assert "sections: 1-4, 5-10, 11-16, 17-18" in done.stdout
    as_json = json.loads(run_annotator("poomsae", "forms", "show", "T1:section-2", "--json").stdout)
    assert (as_json["part"], as_json["sections"]) == ([5, 10], [])
