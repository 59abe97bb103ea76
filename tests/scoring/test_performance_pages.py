"""Pages of performances that several cameras recorded, as `annotator score` and `poomsae combine` write them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pages import held
from performer import perform, write_pose

from annotator.cli import main
from annotator.scoring import load_form

LISTING = "file,form,performer,performance\n*,T1,김철수,final 2/A\n"
PAGE = "performance-final 2-A.html"


@pytest.fixture
def annotator() -> Callable[..., int]:
    return lambda *arguments: main(list(map(str, arguments)))


@pytest.fixture
def score(annotator: Any) -> Callable[..., int]:
    return lambda *arguments: annotator("score", *arguments, "--workers", "0", "-q")


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """Two cameras of one performance, of which one saw an omission."""
    folder = tmp_path / "day"
    for name, faults in (("front", {"omitted": [4]}), ("side", {})):
        landmarks = perform(load_form("taegeuk-1"), camera=20, **faults).landmarks
        write_pose(folder / "mat 1" / f"{name}.pose", landmarks)
    (folder / "forms.csv").write_text(LISTING, "utf-8")
    return folder


def test_a_day_has_a_page_for_each_and_the_index_leads_there(score: Any, day: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert score(day, "-o", out) == 0
    [told] = json.loads((out / "performances.json").read_text("utf-8"))["performances"]
    assert held(out / PAGE, "combination") == told
    front, side = held(out / PAGE, "angles")
    assert (front["camera"], front["video"], front["report"]) == (
        "front", "../day/mat%201/front.pose", "mat%201/front.html"
    )  # fmt: skip
    assert (side["left"], len(side["movements"])) == (4.0, 18)
    [line] = held(out / "index.html", "view")["performances"]
    assert (line["page"], line["performer"], line["mark"]) == ("performance-final%202-A.html", "김철수", 3.85)
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    assert score(day, "-o", out) == 0
    assert {name: (out / name).read_bytes() for name in before if name != "run-summary.json"} == {
        name: data for name, data in before.items() if name != "run-summary.json"
    }


def test_a_page_that_is_not_ours_stays(
    score: Any, day: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / PAGE).write_bytes(b"mine")
    assert score(day, "-o", out) == 0
    assert (out / PAGE).read_bytes() == b"mine"
    assert PAGE in capsys.readouterr().err
    assert (out / "performances.json").exists()
    assert score(day, "-o", out, "--overwrite") == 0
    assert held(out / PAGE, "combination")["performer"] == "김철수"


def test_combine_writes_a_page(annotator: Any, score: Any, day: Path, tmp_path: Path) -> None:
    assert score(day, "--no-report") == 0
    files = (day / "mat 1" / "front.json", day / "mat 1" / "side.json")
    page, table = tmp_path / "page.html", tmp_path / "combined.json"
    assert annotator("poomsae", "combine", *files, "-o", table, "--page", page) == 0
    [told] = json.loads(table.read_text("utf-8"))["performances"]
    assert held(page, "combination") == told
    assert [(each["video"], each["report"]) for each in held(page, "angles")] == [
        ("day/mat%201/front.pose", ""), ("day/mat%201/side.pose", "")
    ]  # fmt: skip
    before = page.read_bytes()
    assert annotator("poomsae", "combine", *files, "-o", page) == 1
    assert annotator("poomsae", "combine", *files, "-o", page, "--overwrite") == 0
    assert page.read_bytes() == before


def test_several_performances_have_a_page_each(
    annotator: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "marks.csv"
    sheet.write_text("judge,accuracy,performer,form\n1,3.6,김철수,T1\n1,3.4,이영희,T1\n", "utf-8")
    assert annotator("poomsae", "combine", sheet, "--page", tmp_path / "day.html") == 0
    pages = sorted(path.name for path in tmp_path.glob("*.html"))
    assert pages == ["day-김철수 taegeuk-1.html", "day-이영희 taegeuk-1.html"]
    assert held(tmp_path / pages[0], "view")["title"] == {"ko": "태극 1장", "en": "Taegeuk 1 Jang"}
    assert capsys.readouterr().out.count("written: ") == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--page", "x.json"], "is no name of a page"),
        (["-o", "x.html", "--page", "x.html"], "is named by -o and by --page"),
    ],
)
def test_wrong_pages(
    annotator: Any, tmp_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "marks.csv"
    sheet.write_text("judge,accuracy\n1,3.6\n", "utf-8")
    assert annotator("poomsae", "combine", sheet, *arguments) == 2
    assert told in capsys.readouterr().err


def test_ranks_are_those_within_a_form(annotator: Any, tmp_path: Path) -> None:
    sheet, out = tmp_path / "marks.csv", tmp_path / "combined.json"
    told = ("1,3.9,홍길동,koryo", "1,3.4,김철수,T2", "1,3.6,이영희,T2", "1,3.0,박도윤,T1")
    sheet.write_text("\n".join(["judge,accuracy,performer,form", *told]), "utf-8")
    assert annotator("poomsae", "combine", sheet, "-o", out) == 0
    ranked = json.loads(out.read_text("utf-8"))["performances"]
    assert [(each["form"], each["rank"], each["performer"]) for each in ranked] == [
        ("taegeuk-1", 1, "박도윤"), ("taegeuk-2", 1, "이영희"), ("taegeuk-2", 2, "김철수"), ("koryo", 1, "홍길동")
    ]  # fmt: skip
