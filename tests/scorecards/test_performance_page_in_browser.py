"""The page of a combined performance in a real browser: films that jump together, and who saw what."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from performances import DEDUCTIONS, annotated, filmed, made, movement

from annotator.performances import angles_beside, combination_page, combine_files
from annotator.records import Output
from annotator.scorecards import NO_MATERIAL, PerformanceRow, day_page, score_page
from annotator.scoring import NotJudged, Points, load_rules
from annotator.writers import Context

MakeVideo = Callable[..., Path]
SHEETS = "judge,accuracy,presentation\n1,3.6,4.8\n2,3.4,5.0\n3,3.9,4.1\n4,3.5,4.7\n5,3.5,4.9\n"
NOT_JUDGED = NotJudged(rule="pause", movements=(4,), text={"ko": "멈춤", "en": "pause"}, reason={"ko": "가려짐"})


def side() -> Any:
    """The same performance half a second earlier, as a camera sees it that finds less."""
    stance = DEDUCTIONS[0]
    seen = {"start_s": 1.5, "end_s": 2.5, "at_s": 2.0, "confidence": 0.6, "text": {"ko": "짧음", "en": "too short"}}
    return made(
        accuracy=Points(4.0, 0.1, 3.9),
        movements=(movement(1, 0.5, 1.3), movement(2, 1.5, 2.5), movement(3), movement(4, 5.9, 6.5)),
        deductions=(type(stance)(**{name: getattr(stance, name) for name in stance.__struct_fields__} | seen),),
        not_judged=(*made().not_judged, NOT_JUDGED),
    )


@pytest.fixture(scope="module")
def day(make_video: MakeVideo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two cameras' films with their reports, a third camera that saw nobody, and marks of five judges."""
    folder = tmp_path_factory.mktemp("첫 날 #1")
    film = filmed(folder / "front.mp4", make_video)
    shutil.copyfile(film.path, folder / "side.mp4")
    nobody = made(accuracy=None, unscored="there is no body", deductions=(), movements=(), total_s=None, extra=())
    for name, score in (("front", made()), ("side", side()), ("top", nobody)):
        page = Output(f"{name}.html", "scorecard", "", "0")
        one = annotated(score, f"{name}.mp4", outputs=(page,))
        (folder / f"{name}.json").write_bytes(one.as_json())
        context = Context(folder / page.path, folder / f"{name}.mp4")
        (folder / page.path).write_bytes(score_page(one, NO_MATERIAL, context))
    (folder / "marks.csv").write_text(SHEETS, "utf-8")
    [combined] = combine_files([*sorted(folder.glob("*.json")), folder / "marks.csv"], load_rules())
    page = folder / "performance-결승 #2.html"
    page.write_bytes(combination_page(combined, angles_beside(combined, page)))
    return folder


@pytest.fixture
def page(browser: Browser, day: Path) -> Browser:
    browser.open(day / "performance-결승 #2.html")
    browser.until("[...document.querySelectorAll('video')].filter((video) => video.readyState >= 2).length === 2")
    return browser


def arrive(browser: Browser, front_s: float, side_s: float) -> None:
    """Both films come to their own moments."""
    there = """['front', 'side'].every((camera, at) => {
        const video = document.querySelector(`[data-camera="${camera}"] video`);
        return !video.seeking && Math.abs(video.currentTime - arguments[at]) < 0.002;
    })"""
    browser.until(f"((...arguments) => {there})(arguments[0], arguments[1])", front_s, side_s)


def test_marks_are_told_with_those_that_were_dropped(page: Browser) -> None:
    assert page.text("#name") == "태극 1장 · 홍길동"
    assert page.texts("#chips li")[1:3] == ["3 cameras", "5 judges"]
    assert page.text("[data-who='judges'] .left").startswith("8.333")
    dropped = page.texts("[data-who='judges'] [data-marks='accuracy'] .dropped")
    assert dropped == ["3.4 judge 2 (dropped)", "3.9 judge 3 (dropped)"]
    assert len(page.texts("[data-who='judges'] [data-marks='presentation'] .mark")) == 5
    assert page.text("[data-who='cameras'] .left").startswith("3.600")
    assert page.texts("[data-who='cameras'] .mark") == ["3.3 front", "3.9 side"]
    assert "최고점과 최저점을 빼기에 부족" in page.text("[data-who='cameras']")
    assert "top: there is no body" in page.text("[data-who='cameras']")
    caveats = page.text(".caveats")
    assert "An aid for judges, not a verdict." in caveats
    assert "Presentation is not scored." in caveats


def test_who_saw_what_and_who_could_not(page: Browser) -> None:
    rows = "[...document.querySelectorAll('#who-saw tbody tr')].map((r) => [...r.children].map((c) => c.innerText))"
    cells = [[" ".join(cell.split()) for cell in row] for row in page.js(rows)]
    assert [row[2] for row in cells] == ["−0.1", "−0.3", "−0.3"]
    assert cells[0][3] == "front 0:00:02.5 report 80.0 % side 0:00:02.0 report 60.0 % 짧음"
    assert cells[1][1] == "동작을 빠뜨림 stance · major"
    assert (cells[1][3], cells[1][4], cells[1][5]) == ("front 0:00:04.0 report 80.0 %", "side 0:00:03.5 report", "")
    assert (cells[2][4], cells[2][5]) == ("", "side 0:00:05.9 report")
    assert page.text("#count") == "3"
    assert "기합" in page.text("#not-judged")
    assert "가려짐" not in page.text("#not-judged")  # the front camera judged it
    assert page.complaints() == [] or all("top.mp4" in each for each in page.complaints())


def test_a_click_leads_every_film_to_its_own_moment(page: Browser) -> None:
    page.click("#who-saw tr[data-at='0'] .found")
    arrive(page, 2.5, 2.0)
    assert page.js("document.querySelector('[data-at=\"0\"]').getAttribute('aria-current')") == "true"
    assert page.text("[data-camera='side'] figcaption").split("\n") == ["짧음", "60.0 %"]
    page.click("#who-saw tr[data-at='1'] td:first-child")
    arrive(page, 4.0, 3.5)  # where it would be between its neighbours, as far in as the other camera has it
    assert page.text("[data-camera='side'] figcaption") == "looked, and saw none"
    page.click("#who-saw tr[data-at='2'] .found")
    arrive(page, 5.5, 5.9)
    assert page.text("[data-camera='side'] figcaption") == "could not judge it"
    assert page.text("[data-camera='top'] figcaption") == "not scored"
    page.click("#who-saw tr[data-at='0'] li:nth-child(2) .alone")
    arrive(page, 5.5, 2.0)
    page.choose("#movement", "4")
    arrive(page, 6.4, 5.9)


def test_all_films_play_and_stop_together(page: Browser) -> None:
    page.click("#play")
    page.until("[...document.querySelectorAll('video')].every((v) => !v.paused && v.currentTime > 0.2)")
    page.until("document.getElementById('play').textContent === 'Pause all'")
    page.click("#play")
    page.until("[...document.querySelectorAll('video')].every((v) => v.paused)")
    page.until("document.getElementById('play').textContent === 'Play all'")


def test_a_camera_without_film_says_so(page: Browser) -> None:
    page.until("document.querySelector('[data-camera=\"top\"] .broken')")
    assert "This video cannot be played here" in page.text("[data-camera='top']")


def test_the_way_to_a_report_leads_to_the_moment(page: Browser) -> None:
    page.click("#who-saw tr[data-at='0'] li:nth-child(2) a")
    page.until("location.pathname.endsWith('/side.html') && document.getElementById('points')?.textContent")
    page.until("Math.abs(document.querySelector('video').currentTime - 2.0) < 0.002")
    assert page.js("location.hash") == "#t=2"


def test_everything_is_told_in_the_other_language(page: Browser) -> None:
    page.click("#languages [value='en']")
    assert page.text("#name") == "Taegeuk 1 Jang · 홍길동"
    findings = page.texts("#who-saw .found b")
    assert findings == ["long stance too short", "movement omitted", "stood still for 4.2 s"]
    assert page.texts("#movement option")[1].startswith("1 left walking stance")
    assert "too few to drop any mark" in page.text("[data-who='cameras']")


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (400, False)])
def test_nothing_is_wider_than_the_screen(browser: Browser, day: Path, width: int, dark: bool) -> None:
    browser.open(day / "performance-결승 #2.html", width=width, dark=dark)
    assert browser.js("document.documentElement.scrollWidth") <= width
    assert browser.js("getComputedStyle(document.documentElement).colorScheme") == ("dark" if dark else "light")
    wide = "[...document.querySelectorAll('#who-saw td')].filter((e) => e.getBoundingClientRect().right > innerWidth)"
    assert browser.js(f"{wide}.length") == 0


def test_the_index_of_the_day_leads_to_it(browser: Browser, day: Path) -> None:
    page = "performance-%EA%B2%B0%EC%8A%B9%20%232.html"
    rows = [PerformanceRow("결승 #2", page, "홍길동", {"en": "Taegeuk 1 Jang"}, 3.6, ("front", "side"), 1)]
    (day / "index.html").write_bytes(day_page([], "day", rows))
    browser.open(day / "index.html")
    told = browser.text("#performances li")
    assert [part in told for part in ("결승 #2", "홍길동 · Taegeuk 1 Jang · front, side", "3.600")] == [True] * 3
    browser.click("#performances a")
    browser.until("document.getElementById('who-saw')?.childElementCount")


def test_judges_alone_have_marks_and_no_films(browser: Browser, tmp_path: Path) -> None:
    sheet = tmp_path / "marks.csv"
    sheet.write_text(SHEETS.replace("\n", ",T1\n").replace("presentation,T1", "presentation,form"), "utf-8")
    [combined] = combine_files([sheet], load_rules())
    page = tmp_path / "page.html"
    page.write_bytes(combination_page(combined, angles_beside(combined, page)))
    browser.open(page)
    assert browser.text("#name") == "태극 1장"
    hidden = "['films-card', 'deductions-card', 'not-judged-card'].map((id) => document.getElementById(id).hidden)"
    assert browser.js(hidden) == [True, True, True]
    assert browser.text("[data-who='judges'] .left").startswith("8.333")
    assert browser.complaints() == []
