"""The pages in a real browser: what a judge would do at the report of a performance and at the index of the day."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from browser import Browser
from performances import ASPECT, annotated, filmed, made, walking

from annotator.landmarks import ExtractorConfig, open_landmarks
from annotator.records import Annotation, Landmarks, Video
from annotator.scorecards import NO_MATERIAL, Material, gather, score_page
from annotator.scoring import AppliedRules, FilmedBody, load_form, load_rules, score
from annotator.video import probe
from annotator.writers import Context

MakeVideo = Callable[..., Path]
SAMPLE = Path(__file__).parents[2] / "samples" / "poomsae" / "taegeuk-1-faults.mp4"
LANE_Y = 24 + 17 + 12  # the first lane's middle, in pixels from the top of the timeline


@pytest.fixture(scope="module")
def film(make_video: MakeVideo, tmp_path_factory: pytest.TempPathFactory) -> Video:
    return filmed(tmp_path_factory.mktemp("film") / "태극 1장.mp4", make_video)


@pytest.fixture(scope="module")
def material(film: Video) -> Material:
    return gather(film, FilmedBody(walking(), ASPECT), made())


def written(folder: Path, one: Annotation, material: Material, video: Path | str | None) -> Path:
    """The page of an annotation, and its video in another folder."""
    output, place = folder / "out" / "100% #1.html", folder / "첫 날" / one.source.path
    for each in (output, place):
        each.parent.mkdir(parents=True, exist_ok=True)
    if video:
        shutil.copyfile(video, place)
    output.write_bytes(score_page(one, material, Context(output=output, video=place)))
    return output


@pytest.fixture
def report(browser: Browser, film: Video, material: Material, tmp_path: Path) -> Browser:
    browser.open(written(tmp_path, annotated(made()), material, film.path))
    browser.has_film()
    return browser


def findings(browser: Browser) -> list[str]:
    return browser.listed("#deductions", ".finding b")


def test_the_page_says_what_the_score_says(report: Browser) -> None:
    assert report.text("#name") == "태극 1장 · 홍길동"
    assert report.texts("#chips li")[:3] == ["Taegeuk 1 Jang", "태극 1장.mp4", "0:00:08.000"]
    assert report.text("#points .left") == "3.3 / 4.0"
    sums = "[...document.querySelectorAll('#sums li')].map((e) => [e.dataset.sum, e.querySelector('b').textContent])"
    assert dict(report.js(sums)) == {
        "minor": "1", "major": "2", "restart": "0", "movements found": "3 of 4", "total time": "6.0 s", "pauses": "1",
    }  # fmt: skip
    caveats = report.text(".caveats")
    assert "An aid for judges, not a verdict." in caveats
    assert "Presentation is not scored." in caveats
    assert report.text("#count") == "3"
    assert findings(report) == ["앞굽이가 짧음", "동작을 빠뜨림", "4.2초 멈춤"]
    first = report.text("#deductions [data-key='d0']")
    for said in (
        "0:00:02.5", "2", "오른 앞서기 몸통반대지르기", "stance · minor", "0.66 leg lengths", "0.9 – 1.4 leg lengths",
        "80.0 %", "−0.1",
    ):  # fmt: skip
        assert said in first
    assert "allowed: at most 3 s" in report.text("#deductions [data-key='d2']")
    assert "두 발이 모두 보이는 장면이 40%뿐임" in report.text("#warnings")
    assert "소리가 필요함" in report.text("#not-judged")
    proxies = report.text("#proxies")
    assert [said in proxies for said in ("서기 길이", "0.66 leg lengths", "6 s", "at most 90 s")] == [True] * 4
    movements = report.texts("#movements tbody tr")
    assert ["omitted" in each for each in movements] == [False, False, True, False]
    assert "looks different: hands" in movements[1]
    assert report.complaints() == []


def test_the_video_plays_and_the_row_it_is_in_is_marked(report: Browser) -> None:
    report.js("document.querySelector('video').currentTime = 1.9")
    report.arrives(1.9)
    assert not report.driver.find_elements("css selector", "#deductions .now")
    report.press(" ")
    report.until("!document.querySelector('video').paused && document.querySelector('video').currentTime > 2.1")
    report.until("document.querySelector('#deductions .now')?.dataset.key === 'd0'")
    assert "앞굽이가 짧음" in report.text("#now .flag")
    report.press(" ")
    report.until("document.querySelector('video').paused")
    assert report.js("document.querySelector('video').videoWidth") == 320


def test_a_click_on_a_deduction_leads_the_video_there(report: Browser) -> None:
    report.click("#deductions [data-key='d2']")
    report.arrives(5.5)
    assert report.text("#clock") in ("0:00:05.500", "0:00:05.501")
    row = "document.querySelector(\"#deductions [data-key='d2']\")"
    assert report.js(f"{row}.classList.contains('now') && {row}.getAttribute('aria-selected')") == "true"
    report.click("#deductions [data-key='d1']")
    report.arrives(4.0)
    assert report.js("document.querySelector('#deductions .now').dataset.key") == "d1"


def test_keys_walk_from_one_to_the_next(report: Browser) -> None:
    report.press("\ue015")  # down
    report.arrives(1.0)  # the first movement
    report.press("\ue015", "\ue015")
    report.arrives(2.5)  # the second, then the deduction inside it
    report.press("\ue013")
    report.arrives(2.0)


def test_stills_are_shown_and_lead_to_their_moment(report: Browser) -> None:
    sizes = "[...document.querySelectorAll('#stills img')].map((i) => [i.complete, i.naturalWidth, i.naturalHeight])"
    assert report.until(f"{sizes}.every((each) => each[0]) && {sizes}") == [[True, 480, 360]] * 3
    drawn = """((image) => {
        const canvas = Object.assign(document.createElement('canvas'), {width: 480, height: 360});
        const pen = canvas.getContext('2d');
        pen.drawImage(image, 0, 0);
        return [...pen.getImageData(5, 5, 1, 1).data];
    })(document.querySelectorAll('#stills img')[1])"""
    red, green, blue, _ = report.js(drawn)
    assert blue > 200
    assert max(red, green) < 60  # the film is blue then
    report.click("#stills .still:nth-child(2)")
    report.arrives(4.0)
    assert "now" in report.js("document.querySelector('#stills .still:nth-child(2)').className")
    assert "−0.3" in report.text("#stills .still:nth-child(2)")


def test_the_timeline_shows_movements_and_where_one_is_missing(report: Browser) -> None:
    report.point("#lanes", 2.2 / 8, LANE_Y)
    report.arrives(2.0)
    assert report.text("#now .said b") == "2 오른 앞서기 몸통반대지르기"
    report.point("#lanes", 4.7 / 8, LANE_Y + 44, press=False)  # between the second and the fourth: (3.0 + 6.4) / 2
    assert "3 오른 앞굽이 몸통막기" in report.text("#tip")
    assert "omitted" in report.text("#tip")
    report.point("#lanes", 5.0 / 8, LANE_Y + 88)  # the pause's deduction
    report.arrives(5.5)


def test_the_cursor_of_the_curves_moves_and_a_click_leads_there(report: Browser) -> None:
    charts = report.js("[...document.querySelectorAll('.plot')].map((e) => e.dataset.chart)")
    assert charts == ["elbow-angle", "knee-angle", "wrist-height", "feet-apart", "speed"]
    paths = report.js("[...document.querySelectorAll('.plot path')].map((e) => e.getAttribute('d').length)")
    assert len(paths) == 9
    assert min(paths) > 500
    left = "parseFloat(document.querySelector('.plot .cursor').style.left)"
    assert report.js(left) < 1
    report.click("#deductions [data-key='d1']")
    report.arrives(4.0)
    assert report.js(left) == pytest.approx(50, abs=0.5)
    before = report.text("[data-chart='knee-angle']") or report.texts(".chart figcaption")[1]
    report.point("[data-chart='wrist-height']", 0.75, 40)
    report.arrives(6.0, 0.05)
    assert report.js(left) == pytest.approx(75, abs=0.7)
    assert report.texts(".chart figcaption")[1] != before
    report.click("#zoom-in")
    report.settle()
    start, _, span, _ = map(float, report.js("document.querySelector('.plot svg').getAttribute('viewBox')").split())
    assert span == pytest.approx(4, abs=0.01)
    assert start > 1


def test_everything_is_told_in_the_other_language(report: Browser) -> None:
    korean = report.texts(".chart figcaption strong")
    report.click("#languages [value='en']")
    assert report.text("#name") == "Taegeuk 1 Jang · 홍길동"
    assert findings(report) == ["long stance too short", "movement omitted", "stood still for 4.2 s"]
    assert report.texts(".chart figcaption strong")[0] == "elbow angle" != korean[0]
    assert "needs sound" in report.text("#not-judged")
    assert "movement omitted" in report.text("#stills .still:nth-child(2)")
    shown = "[...document.querySelector('video').textTracks].find((t) => t.mode === 'showing').language"
    assert report.js(shown) == "en"
    report.click("#languages [value='ko']")
    assert findings(report)[0] == "앞굽이가 짧음"


def test_hangul_is_drawn_and_no_boxes(report: Browser) -> None:
    letters = "앞굽이가짧음동작을빠뜨림홍길"
    assert report.shapes(letters) == len(set(letters))


def test_the_list_is_searched_and_sorted(report: Browser) -> None:
    report.write("#search", "멈춤")
    assert findings(report) == ["4.2초 멈춤"]
    assert report.text("#count") == "1 of 3"
    report.press("\ue00c")  # escape
    assert len(findings(report)) == 3
    report.click("#deductions .th[data-column='points'] button")
    report.click("#deductions .th[data-column='points'] button")
    assert findings(report)[-1] == "앞굽이가 짧음"


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False)])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, film: Video, material: Material, tmp_path: Path, width: int, dark: bool
) -> None:
    browser.open(written(tmp_path, annotated(made()), material, film.path), width=width, dark=dark)
    browser.has_film()
    assert browser.js("document.documentElement.scrollWidth") <= width
    assert browser.js("getComputedStyle(document.documentElement).colorScheme") == ("dark" if dark else "light")
    assert len(findings(browser)) == 3
    assert browser.complaints() == []


def test_a_clean_and_an_unscored_performance_say_so(browser: Browser, tmp_path: Path) -> None:
    clean = made(deductions=(), not_judged=(), proxies=(), pauses=(), extra=(), warnings=())
    browser.open(written(tmp_path / "a", annotated(clean), NO_MATERIAL, None))
    assert browser.text("#none") == "Nothing was deducted."
    hidden = "['stills-card', 'curves-card'].map((id) => document.getElementById(id).hidden)"
    assert browser.js(hidden) == [True, True]
    assert browser.js("document.getElementById('notices').childElementCount") == 0
    nobody = made(
        accuracy=None, unscored="nobody is seen in the recording", deductions=(), movements=(), total_s=None, extra=()
    )
    browser.open(written(tmp_path / "b", annotated(nobody), NO_MATERIAL, None))
    assert browser.text("#points").split("\n\n") == ["not scored", "영상에 사람이 보이지 않음"]
    browser.click("#languages [value='en']")
    assert browser.text("#points").split("\n\n") == ["not scored", "nobody is seen in the recording"]
    assert browser.text("#none") == "Nothing could be scored."
    browser.until("!document.getElementById('unplayable').hidden")


def test_a_real_performance(browser: Browser, tmp_path: Path) -> None:
    video = probe(SAMPLE)
    with open_landmarks(video, ExtractorConfig(pose=True)) as reader:
        batches = list(reader)
    parts = (np.concatenate([getattr(each, name) for each in batches]) for name in ("points", "present", "times_s"))
    landmarks, aspect = Landmarks(*parts), video.width / video.height
    told = score(FilmedBody(landmarks, aspect), load_form("taegeuk-1"), load_rules(), video=SAMPLE.name)
    assert told.deductions
    one = annotated(told, SAMPLE.name)
    browser.open(written(tmp_path, one, gather(video, FilmedBody(landmarks, aspect), told), SAMPLE))
    browser.has_film()
    assert len(findings(browser)) >= min(len(told.deductions), 6)
    assert browser.js("document.querySelectorAll('#stills img').length") >= 1
    browser.click("#deductions .space .tr")
    browser.arrives(told.deductions[0].at_s)
    assert browser.complaints() == []


def test_all_that_is_said_is_in_the_language_that_is_chosen(browser: Browser, film: Video, tmp_path: Path) -> None:
    rules = load_rules()
    given = AppliedRules(rules.name, rules.version, rules.title, {"ko": rules.title_ko, "en": rules.title})
    presentation = {"ko": "채점하지 않음: 심판이 매김", "en": made().presentation}
    told = made(rules=given, presentation_text=presentation)
    browser.open(written(tmp_path, annotated(told), NO_MATERIAL, film.path))
    said = {
        "ko": (
            "두 발이 모두 보이는 장면이 40%뿐임",
            rules.title_ko,
            presentation["ko"],
            "심판을 돕는 자료이며",
            "멈춘 시간",
        ),
        "en": ("both feet are seen in only 40%", rules.title, made().presentation, "An aid for", "time stood still"),
    }
    for language in ("en", "ko", "en"):
        browser.click(f"#languages [value='{language}']")
        what = browser.js("document.querySelector(\"#deductions [data-key='d2'] .measured\").title")
        page = browser.text("#warnings") + browser.js("document.querySelector('#rules').textContent") + what
        assert [text for text in said[language] if text not in page] == []
        assert [text for other in said.keys() - {language} for text in said[other] if text in page] == []
    assert browser.complaints() == []
