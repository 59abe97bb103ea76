"""The page of a performance that several cameras recorded: complete in itself, every text is data, names of files."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from performances import DEDUCTIONS, annotated, made
from test_html import HOSTILE, Elements

from annotator.performances import angles_beside, combination_page, combine_files, page_names
from annotator.records import Annotation, Output
from annotator.scorecards import Angle, PerformanceRow, day_page, is_day_page, performance_page
from annotator.scoring import NotJudged, load_rules
from annotator.writers import HtmlWriter


def told(folder: Path, *annotations: tuple[str, Annotation], sheets: str = "") -> bytes:
    """The page of annotations in files of these names, and of a table of marks."""
    paths = []
    for name, annotation in annotations:
        paths.append(folder / name)
        paths[-1].write_bytes(annotation.as_json())
    if sheets:
        paths.append(folder / "marks.csv")
        paths[-1].write_text(sheets, "utf-8")
    [combination] = combine_files(paths, load_rules())
    return combination_page(combination, angles_beside(combination, folder / "page.html"))


def harmful() -> Annotation:
    deductions = tuple(
        msgspec.structs.replace(DEDUCTIONS[0], text={"ko": text, "en": text}, finding=text, rule=text)
        for text in HOSTILE
    )
    unjudged = tuple(NotJudged(rule=text, text={"ko": text}, reason={"ko": text}) for text in HOSTILE)
    return annotated(made(deductions=deductions, not_judged=unjudged), "".join(HOSTILE))


def test_the_page_asks_for_nothing_and_texts_stay_texts(tmp_path: Path) -> None:
    pages = [told(tmp_path, (name, each)) for name, each in (("a.json", annotated(made())), ("b'<i>.json", harmful()))]
    plain, hostile = map(Elements, pages)
    assert [tag for tag, _ in plain.found] == [tag for tag, _ in hostile.found]
    assert plain.code == hostile.code
    assert "://" not in plain.code
    assert "img-src" not in plain.policy
    deductions = json.loads(hostile.data("combination"))["cameras"]["deductions"]
    assert {each["rule"] for each in deductions} == set(HOSTILE)
    assert json.loads(hostile.data("angles"))[0]["camera"] == "b'<i>"


def test_videos_and_reports_are_found_from_where_the_page_lies(tmp_path: Path) -> None:
    one = annotated(made(), "태극 1장.mp4")
    source = msgspec.structs.replace(one.source, location="../첫 날/태극 1장.mp4")
    outputs = (Output("앞 1.html", "scorecard", "", "0"), Output("gone.html", "html", "", "0"))
    (tmp_path / "앞 1.html").write_text("report", "utf-8")
    one = msgspec.structs.replace(one, source=source, outputs=outputs)
    [angle] = json.loads(Elements(told(tmp_path, ("앞 1.json", one))).data("angles"))
    assert angle["video"] == "../%EC%B2%AB%20%EB%82%A0/%ED%83%9C%EA%B7%B9%201%EC%9E%A5.mp4"
    assert angle["report"] == "%EC%95%9E%201.html"
    assert (angle["camera"], angle["left"]) == ("앞 1", 3.3)


def test_a_name_that_is_no_unicode_is_written_as_an_escape() -> None:
    combination = {"name": "\udcb0", "performer": "", "form": "taegeuk-1", "cameras": None, "judges": None}
    angle = Angle("\udcb0", annotated(made(), "a\udcb0.mp4"))
    elements = Elements(performance_page(combination, [angle], {"en": "Taegeuk 1 Jang"}))
    assert json.loads(elements.data("combination"))["name"] == "\udcb0"
    assert json.loads(elements.data("angles"))[0]["file"] == "a\udcb0.mp4"


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["final 2", "final/2", "Final:2"], ["final 2", "final-2", "Final-2 (2)"]),
        (["결승 2", ".", "", "a" * 300], ["결승 2", "1", "1 (2)", "a" * 120]),
        (["한" * 100, "../../x", "con\n"], ["한" * 40, "x", "con"]),
        (["taken"], ["taken (2)"]),
    ],
)
def test_pages_have_names_that_every_file_system_takes(names: list[str], files: list[str]) -> None:
    assert page_names(names, ["Performance-Taken.html"]) == [f"performance-{name}.html" for name in files]


def test_the_index_of_a_day_tells_of_them_and_is_known_again() -> None:
    rows = [PerformanceRow("final </script> 2", "a%20b.html", "김철수", {"ko": "태극 1장"}, 3.4, ("front", "side"), 1)]
    page = day_page([], "day", rows)
    assert is_day_page(page)
    assert is_day_page(day_page([], '"day":true'))
    [told] = json.loads(Elements(page).data("view"))["performances"]
    assert (told["name"], told["cameras"], told["mark"]) == ("final </script> 2", ["front", "side"], 3.4)
    assert not is_day_page(HtmlWriter().render(annotated(made()), "ko"))
