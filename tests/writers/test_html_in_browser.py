"""The report in a real browser: what a person at it would do, on a real recording."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.parse import quote, unquote

import msgspec
import pytest
from annotations import RUN, SOURCE, annotation
from browser import Browser, chromium
from selenium.webdriver.common.keys import Keys
from test_html import HOSTILE, hostile

from annotator.records import Alternative, Annotation, Cue, Segment, Source, Word
from annotator.timeline import make_cues
from annotator.truth import load_truth, truth_path
from annotator.writers import Context, HtmlWriter

SIGNING = Path(__file__).parents[2] / "samples" / "signing"
SAMPLE = SIGNING / "인사.mp4"
FRAME_S = 1 / 30
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
# Where the bars of the timeline's third strip stand, in pixels from the top: two strips of cues lie above it.
LANE_Y = 24 + 2 * 44 + 17 + 12


def signed(video: Path) -> Annotation:
    """What is really signed in a sample, in two languages, each sign less sure than the one before."""
    truth = load_truth(truth_path(video))
    segments = [
        Segment(
            sign.start_s, sign.end_s, at, 0.95 - at * 0.1, (Alternative(9, 0.04, "학교"),), at, "ksl-words", "words",
            first_frame=round(sign.start_s * 30), last_frame=round(sign.end_s * 30) - 1, label=sign.token,
            text=sign.text["ko"], texts=sign.text, attributes={"hand": "right"},
        )
        for at, sign in enumerate(truth.segments)
    ]  # fmt: skip
    return Annotation(
        language="ko",
        text=" ".join(segment.text for segment in segments),
        source=Source(video.name, 1, 1.0, truth.duration_s, truth.duration_s, "30", False, 0.0, 640, 480, 0, "h264"),
        run=RUN,
        segments=tuple(segments),
        cues=tuple(cue for language in ("ko", "en") for cue in make_cues(segments, language)),
    )


def spelled() -> Annotation:
    """Two people and two recognizers, with a spelled word, a score, warnings, and a film that was cut off."""
    letters = tuple(Word(letter, 1 + at, 2 + at, 0.9) for at, letter in enumerate("ㅎㅏㄴ"))
    segments = (
        Segment(
            0.5, 1.5, 3, 0.4, id=0, recognizer="words", tier="words", text="친구", texts={"ko": "친구", "en": "friend"}
        ),
        Segment(1.0, 4.0, -1, 0.9, id=1, recognizer="letters", tier="letters", label="한", text="한", words=letters),
        Segment(5.0, 6.0, 4, 0.8, id=2, recognizer="words", tier="words", person=1, text="집", texts={"ko": "집"}),
    )
    score = {"form": "태극 1장", "total": 7.5, "deductions": [{"move": 3, "points": 0.1}, {"move": 9, "points": 0.3}]}
    base = annotation(segments=segments, score=score, status="partial", warnings=("첫째 경고", "second warning"))
    return msgspec.structs.replace(base, source=msgspec.structs.replace(SOURCE, decoded_duration=7.0))


def long(count: int = 5000, seconds: float = 7200.0) -> Annotation:
    """A lecture of two hours."""
    step = seconds / count
    words = ("안녕하세요", "친구", "학교", "오늘")
    segments = tuple(
        Segment(
            at * step, (at + 0.8) * step, at % 4, 0.5 + at % 50 / 100, id=at, recognizer="words", text=words[at % 4]
        )
        for at in range(count)
    )
    cues = tuple(Cue(each.start_s, each.end_s, (each.text,), (each.id,), "ko") for each in segments)
    source = msgspec.structs.replace(SOURCE, path="강연.mp4", duration=seconds, decoded_duration=seconds)
    return msgspec.structs.replace(annotation(*cues, segments=segments), source=source)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser"), "--lang=en-US", "--accept-lang=en-US") as found:
        yield found


def written(folder: Path, one: Annotation, video: Path | None = None) -> Path:
    """The report of an annotation, and a copy of its video where it is seen from it."""
    output = folder / "reports" / "a report, 100% #1.html"
    output.parent.mkdir(parents=True, exist_ok=True)
    place = folder / "첫 날, 100% #1?" / one.source.path
    if video:
        place.parent.mkdir()
        shutil.copyfile(video, place)
    output.write_bytes(HtmlWriter().render_in(one, "ko", Context(output=output, video=place)))
    return output


@pytest.fixture
def sample(browser: Browser, tmp_path: Path) -> Browser:
    """The report of the real recording, opened from the file system, its video ready."""
    browser.open(written(tmp_path, signed(SAMPLE), SAMPLE))
    browser.until("document.querySelector('video').readyState >= 2 && !document.querySelector('video').seeking")
    return browser


def arrives(browser: Browser, time_s: float, within_s: float) -> None:
    """Waits until the film stands at a time: what was pressed is done one after the other, when the browser can."""
    there = "!video.seeking && Math.abs(video.currentTime - arguments[0]) <= arguments[1]"
    browser.until(
        f"{SETTLED}.then(() => {{ const video = document.querySelector('video'); return {there}; }})",
        time_s,
        within_s,
    )


def rows(browser: Browser) -> list[str]:
    """The words of the list from top to bottom, as far as they are seen."""
    browser.until(SETTLED)
    found = browser.js(
        "[...document.querySelectorAll('#segments .space .tr')].sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)"
        ".map((row) => row.querySelector('.word b').textContent)"
    )
    return list(found)


WORDS = ["안녕하세요", "만나다", "좋다", "나", "너", "친구"]


def test_the_page_shows_what_was_found(sample: Browser) -> None:
    assert sample.text("#name") == SAMPLE.name
    assert sample.texts("#chips li")[:5] == ["0:00:12.400", "372 frames", "30 fps", "640 × 480", "h264"]
    assert rows(sample) == WORDS
    assert sample.texts("#segments .space .tr:first-child small")[:2] == ["0:00:02.592", "hello"]
    assert sample.text("#segments .space .tr:first-child .meter") == "95.0 %"
    assert sample.js("document.querySelector('video').videoWidth") == 640
    assert sample.complaints() == []


def test_a_click_in_the_list_leads_the_video_there(sample: Browser) -> None:
    sample.click("#segments [data-key='2']")
    arrives(sample, 4.55, 0.002)
    assert sample.text("#details h3") == "좋다"
    details = sample.text("#details")
    for said in (
        "0:00:04.550",
        "0:00:05.472",
        "136",
        "163",
        "good",
        "75.0 %",
        "학교",
        "4.0 %",
        "hand",
        "right",
        "ksl-words",
    ):
        assert said in details
    assert sample.text("#clock") == "0:00:04.551"
    assert sample.text("#frame") == "· frame 136"
    assert sample.text("#now .said b") == "좋다"


def test_a_click_on_the_timeline_leads_the_video_there(sample: Browser) -> None:
    sample.point("#lanes", 10.4 / 12.4, LANE_Y)
    arrives(sample, 9.662, 0.002)
    assert sample.text("#details h3") == "친구"
    assert sample.js("document.querySelector('[aria-selected=true] .word b').textContent") == "친구"
    sample.point("#lanes", 6.2 / 12.4, LANE_Y)  # between two signs
    arrives(sample, 6.2, 0.05)
    sample.point("#lanes", 3.1 / 12.4, 10)  # the ruler
    arrives(sample, 3.1, 0.05)
    sample.point("#lanes", 3.5 / 12.4, LANE_Y - 44)  # a cue
    arrives(sample, 2.974, 0.002)


def test_what_lies_under_the_mouse_is_named(sample: Browser) -> None:
    sample.point("#lanes", 8.7 / 12.4, LANE_Y, press=False)
    said, tip = sample.text("#tip"), "document.getElementById('tip')"
    assert [each in said for each in ("너", "you", "0:00:08.315", "55.0 %", "ksl-words")] == [True] * 5
    # Nothing covers it or cuts it off: its corners are seen, and belong to it.
    corners = """((tip, box) => {
        tip.style.pointerEvents = 'auto';
        const places = [[box.left + 3, box.top + 12], [box.right - 3, box.bottom - 12]];
        return places.map(([x, y]) => tip.contains(document.elementFromPoint(x, y)));
    })"""
    assert sample.js(f"{corners}({tip}, {tip}.getBoundingClientRect())") == [True, True]
    arrives(sample, 0, 0.0)


def test_the_subtitles_of_every_language_are_in_the_page(sample: Browser) -> None:
    one = signed(SAMPLE)
    for number, language in enumerate(("ko", "en")):
        expected = [[c.start_s, c.end_s, "\n".join(c.lines)] for c in one.cues if c.language == language]
        track = f"document.querySelector('video').textTracks[{number}]"
        assert sample.js(f"{track}.language") == language
        assert sample.js(f"[...{track}.cues].map((c) => [c.startTime, c.endTime, c.text])") == expected
    sample.click("#segments [data-key='1']")
    shown = "[...document.querySelector('video').textTracks].find((t) => t.mode === 'showing')"
    active = f"[...{shown}?.activeCues || []].map((c) => c.text)"
    assert sample.until(f"{active}.length && {active}") == ["만나다"]
    korean = sample.picture("video")
    sample.click("#languages [value=en]")
    assert sample.until(f"{active}[0] === 'meet' && {active}") == ["meet"]
    assert sample.text("#now .said b") == "meet"
    english = sample.picture("video")
    sample.click("#languages [value='-']")
    assert sample.js("[...document.querySelector('video').textTracks].map((t) => t.mode)") == ["hidden", "hidden"]
    sample.until(SETTLED)
    assert len({korean, english, sample.picture("video")}) == 3


def test_hangul_is_drawn_and_no_boxes(sample: Browser) -> None:
    drawn = """[...arguments[0]].map((letter) => {
        const canvas = Object.assign(document.createElement('canvas'), {width: 60, height: 60});
        const pen = canvas.getContext('2d');
        pen.font = `40px ${getComputedStyle(document.body).fontFamily}`;
        pen.fillText(letter, 5, 45);
        return canvas.toDataURL();
    })"""
    letters = "안녕하세요만나다좋친구"
    assert len(set(sample.js(drawn, letters))) == len(letters)  # boxes would look all the same
    pictures = {key: sample.picture(f"#segments [data-key='{key}'] .word b") for key in (3, 4)}  # 나, 너
    assert pictures[3] != pictures[4]


def test_playing_moves_everything(sample: Browser) -> None:
    sample.click("#segments [data-key='0']")
    sample.press(" ")
    sample.until("!document.querySelector('video').paused")
    before = sample.js("document.getElementById('playhead').style.transform")
    # The list follows: the next sign is chosen when it begins.
    sample.until("document.querySelector('#details h3').textContent === '만나다'")
    assert sample.js("document.querySelector('#segments .now .word b').textContent") == "만나다"
    assert sample.js("document.getElementById('playhead').style.transform") != before
    sample.press(" ")
    sample.until("document.querySelector('video').paused")


def test_after_a_click_the_keys_are_the_films(sample: Browser) -> None:
    sample.click("#after")
    sample.press(" ")
    sample.until("!document.querySelector('video').paused")
    sample.press(" ")
    sample.until("document.querySelector('video').paused")


class ListeningHandler(SimpleHTTPRequestHandler):
    """Serves a folder and remembers what was asked for."""

    asked: ClassVar[set[str]] = set()

    def log_message(self, *_: object) -> None:
        self.asked.add(unquote(self.path))


def test_from_a_web_server_it_asks_for_the_video_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    page = written(tmp_path, signed(SAMPLE), SAMPLE).relative_to(tmp_path).as_posix()
    handler = partial(ListeningHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        browser.open(f"http://127.0.0.1:{server.server_port}/{quote(page)}")
        browser.until("document.querySelector('video').videoWidth === 640")
        assert browser.js("document.getElementById('unplayable').hidden")
        browser.driver.get("about:blank")
        server.shutdown()
    # The icon is what browsers ask every server for.
    assert ListeningHandler.asked - {"/favicon.ico"} == {f"/{page}", "/첫 날, 100% #1?/인사.mp4"}


def test_keys(sample: Browser) -> None:
    sample.press(Keys.ARROW_RIGHT)
    arrives(sample, 1.5 * FRAME_S, 0.002)
    sample.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    arrives(sample, 2.5 * FRAME_S, 0.002)
    sample.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    arrives(sample, 2.974, 0.002)
    sample.press(Keys.ARROW_UP)
    arrives(sample, 0.92, 0.002)
    sample.press(Keys.END)
    arrives(sample, 12.2, 0.21)
    sample.press("j")
    arrives(sample, 10.4, 0.1)
    sample.press(Keys.HOME, "l")
    sample.until("!document.querySelector('video').paused")
    sample.press("l")
    assert sample.until("document.querySelector('video').playbackRate") == 1.25
    sample.press("k")
    assert sample.until("document.querySelector('video').paused && document.querySelector('video').playbackRate") == 1
    sample.press("]", "]")
    speeds = "[document.querySelector('video').playbackRate, document.getElementById('speed').value]"
    assert sample.js(speeds) == [
        1.5,
        "1.5",
    ]
    sample.press("?")
    assert sample.until("document.getElementById('keys').open")
    sample.press(Keys.ESCAPE)
    assert sample.until("!document.getElementById('keys').open")
    sample.press("/", "j", "k")  # letters of a search are no commands
    assert sample.js("[document.activeElement.id, document.activeElement.value]") == ["search", "jk"]
    sample.press(Keys.ESCAPE)
    assert sample.js("[document.activeElement.id, document.getElementById('search').value]") == ["", ""]
    assert rows(sample) == WORDS


def test_hangul_keys_work_like_their_letters(sample: Browser) -> None:
    sample.press(Keys.END)
    arrives(sample, 12.2, 0.21)
    sample.js("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ㅓ', code: 'KeyJ', bubbles: true}))")
    arrives(sample, 10.4, 0.1)


def test_a_chosen_segment_is_repeated(sample: Browser) -> None:
    sample.click("#segments [data-key='3']")
    sample.press("r", " ")
    sample.until("!document.querySelector('video').paused")
    sample.js("(window.turns = 0, document.querySelector('video').addEventListener('seeked', () => window.turns++), 1)")
    sample.until("window.turns >= 2")
    arrives(sample, 7.5, 0.5)
    sample.press(" ", "r")
    assert sample.js("document.getElementById('loop').getAttribute('aria-pressed')") == "false"


QUERIES: dict[str, list[str]] = {
    "친구": ["친구"],
    "치": ["친구"],
    "ㅊ": ["친구"],
    "FRIEND": ["친구"],
    "안녕 하세": ["안녕하세요"],
    "\u1106\u1161\u11ab": ["만나다"],  # as macOS writes file names
    "만낟": ["만나다"],  # on the way to 만나다
    "조": ["좋다"],
    "학교": WORDS,  # what each of them might have been
    "nothing": [],
}


@pytest.mark.parametrize(("query", "expected"), QUERIES.items())
def test_search(sample: Browser, query: str, expected: list[str]) -> None:
    sample.choose("#search", query)
    assert rows(sample) == expected
    assert sample.js("document.getElementById('none').hidden") == bool(expected)
    if expected != WORDS:
        assert sample.text("#count") == f"{len(expected)} of 6"
    sample.click("#clear")
    assert rows(sample) == WORDS


def test_filters_and_sorting(browser: Browser, sample: Browser) -> None:
    browser.choose("#least", "70")
    assert rows(browser) == WORDS[:3]
    browser.choose("#least", "0")
    browser.click("[data-column=confidence] button")
    assert rows(browser) == WORDS[::-1]
    assert browser.js("document.querySelector('[role=columnheader][data-column=confidence]').ariaSort") == "ascending"
    browser.click("[data-column=confidence] button")
    assert rows(browser) == WORDS
    browser.click("[data-column=word] button")
    assert rows(browser) == ["나", "너", "만나다", "안녕하세요", "좋다", "친구"]
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert browser.text("#details h3") in WORDS
    assert browser.js("document.getElementById('segments').getAttribute('aria-rowcount')") == "7"


def test_recognizers_people_letters_score_and_damage(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, spelled()))
    lanes = browser.texts("#lane option")
    assert lanes == ["All recognizers", "letters · person 1", "words · person 1", "words · person 2"]
    value = browser.js("document.querySelectorAll('#lane option')[3].value")
    browser.choose("#lane", value)
    assert rows(browser) == ["집"]
    browser.click("#clear")
    browser.click("#segments [data-key='1']")
    letters = [text.split() for text in browser.texts("#details .letter")]
    assert [text[:2] for text in letters] == [["ㅎ", "0:00:01.000"], ["ㅏ", "0:00:02.000"], ["ㄴ", "0:00:03.000"]]
    browser.driver.find_elements("css selector", "#details .letter")[2].click()
    assert browser.text("#clock") == "0:00:03.000"
    assert browser.text("#now .letter-now") == "ㄴ"
    notices = browser.texts("#notices > *")
    assert "0:00:07.000 of 0:00:10.000" in notices[0]
    assert "2 warnings" in notices[1]
    assert "첫째 경고" in notices[1]
    about = browser.text("#about")
    for said in ("태극 1장", "7.5", "points", "0.3"):
        assert said in about
    assert browser.js("[...document.querySelectorAll('#about details')].map((d) => d.open)")[0] is True


def test_provenance_is_folded_away_but_there(sample: Browser) -> None:
    titles = sample.texts("#about summary")
    assert titles == ["Text", "The video", "The run"]
    run = sample.driver.find_elements("css selector", "#about summary")[2]
    run.click()
    assert "0.1.0" in sample.text("#about")


def test_a_video_that_is_missing_is_named_and_all_else_works(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, signed(SAMPLE)))
    browser.until("!document.getElementById('unplayable').hidden")
    told = browser.text("#unplayable")
    assert "../첫 날, 100% #1?/인사.mp4" in told
    assert "H264" in told
    browser.click("#segments [data-key='4']")
    assert browser.text("#clock") == "0:00:08.315"
    assert browser.text("#now .said b") == "너"
    browser.press(" ")  # the clock runs without pictures
    browser.until("document.querySelector('#details h3').textContent === '친구'")
    browser.press(" ")


def test_a_file_that_is_no_video_is_told_of(browser: Browser, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video" * 100)
    browser.open(written(tmp_path, signed(SAMPLE), broken))
    browser.until("!document.getElementById('unplayable').hidden")


def test_nothing_found_is_said(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, annotation()))
    assert browser.text("#nothing").startswith("Nothing was recognised")
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_UP, "r")
    assert [each for each in browser.complaints() if "ERR_FILE_NOT_FOUND" not in each] == []


def test_hostile_texts_do_nothing(browser: Browser, tmp_path: Path) -> None:
    one = hostile()
    short = msgspec.structs.replace(one, source=msgspec.structs.replace(one.source, path="a.mp4"))
    browser.open(written(tmp_path, short))
    for at in range(len(HOSTILE)):
        browser.js("document.getElementById('segments').scrollTop = arguments[0] * 56", at)
        browser.until("!!document.querySelector(`#segments [data-key='${arguments[0]}']`)", at)
        browser.driver.execute_script("document.querySelector(`#segments [data-key='${arguments[0]}']`).click()", at)
        assert browser.js("document.querySelector('#details h3').textContent") == HOSTILE[at]
    assert browser.js("document.querySelectorAll('#details b:not(.meter b, .letter b), img, main script').length") == 0
    cues = browser.js(
        "[...document.querySelector('video').textTracks[0].cues].map((c) => c.getCueAsHTML().textContent)"
    )
    visible = [text for text in (" ".join(text.split()) for text in HOSTILE) if text]
    assert [text.replace("\ufffd", "\0") for text in cues] == visible
    assert [each for each in browser.complaints() if "ERR_FILE_NOT_FOUND" not in each] == []


def test_two_hours_with_five_thousand_segments(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, long()))
    assert browser.text("#count") == "5,000 segments"
    assert len(rows(browser)) < 60
    browser.js("document.getElementById('segments').scrollTop = 56 * 4000")
    browser.until("!!document.querySelector(\"#segments [data-key='4001']\")")
    browser.driver.execute_script("document.querySelector(\"#segments [data-key='4001']\").click()")
    assert browser.text("#clock") == "1:36:01.440"
    for _ in range(8):
        browser.click("#zoom-in")
    shown = "parseFloat(document.getElementById('window').style.width)"
    browser.until(f"Math.abs({shown} - {100 / 2**8}) < 0.004")
    # What was chosen stays in sight, and a click beside it finds its neighbour.
    left = browser.js("parseFloat(document.getElementById('window').style.left)") / 100 * 7200
    browser.point("#lanes", (4003.4 * 1.44 - left) / (7200 / 2**8), LANE_Y - 44)
    assert browser.text("#clock") == "1:36:04.320"
    browser.choose("#search", "학교")
    assert browser.text("#count") == "1,250 of 5,000"
    browser.click("#zoom-fit")
    browser.until("document.getElementById('zoom-fit').disabled")


def test_the_wheel_zooms_about_the_mouse(sample: Browser) -> None:
    turn = """document.getElementById('lanes').dispatchEvent(new WheelEvent('wheel', {deltaY: -400, bubbles: true,
        cancelable: true, clientX: document.getElementById('lanes').getBoundingClientRect().left}))"""
    assert sample.js(turn) is False  # taken: the page does not scroll
    shown = "parseFloat(document.getElementById('window').style.width)"
    assert 10 < sample.until(f"{shown} < 90 && {shown}") < 90
    assert sample.js("document.getElementById('window').style.left") == "0%"


def test_dark_follows_the_system_until_it_is_switched(browser: Browser, tmp_path: Path) -> None:
    page = written(tmp_path, signed(SAMPLE), SAMPLE)
    ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
    canvas = "document.getElementById('overview').toDataURL()"
    browser.open(page)
    light = browser.js(canvas)
    assert browser.js(ground) > 200
    browser.open(page, dark=True)
    assert browser.js(ground) < 60
    assert browser.js(canvas) != light
    browser.click("#theme")
    assert browser.js(ground) > 200
    browser.click("#theme")
    assert browser.js(ground) < 60


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_sticks_out(browser: Browser, tmp_path: Path, width: int) -> None:
    browser.open(written(tmp_path, spelled()), width=width)
    browser.click("#segments .space .tr")
    assert browser.js("document.documentElement.scrollWidth") <= width
    assert browser.js(
        "[...document.querySelectorAll('button, select, input')]"
        ".every((e) => e.hidden || e.getBoundingClientRect().right <= innerWidth + 1)"
    )


def test_every_control_has_a_name(sample: Browser) -> None:
    nameless = """[...document.querySelectorAll('button, input, select, [role=slider], [role=grid]')].filter((e) =>
        !e.ariaLabel && !e.textContent.trim() && !e.labels?.length).map((e) => e.outerHTML)"""
    assert sample.js(nameless) == []
    slider = sample.js(
        "((slider) => [slider.ariaValueNow, slider.ariaValueMax, slider.ariaValueText])"
        "(document.getElementById('timeline-slider'))"
    )
    assert slider == ["0.000", "12.400", "0:00:00.000"]


def test_a_moment_can_be_linked_to(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, signed(SAMPLE), SAMPLE).as_uri() + "#t=7.5")
    browser.until("document.querySelector('video').readyState >= 2")
    arrives(browser, 7.5, 0.01)


def test_the_interface_is_korean_where_the_browser_is(tmp_path: Path) -> None:
    with chromium(tmp_path, "--lang=ko-KR", "--accept-lang=ko-KR") as korean:
        korean.open(written(tmp_path, signed(SAMPLE), SAMPLE))
        assert korean.js("navigator.language") == "ko-KR"
        assert korean.js("document.documentElement.lang") == "ko"
        assert korean.text("#count") == "구간 6개"
        assert korean.texts("#segments .th")[:3] == ["시간", "단어", "신뢰도"]
        assert korean.js("document.getElementById('search').ariaLabel") == "단어와 라벨 검색"
        left = korean.js(
            "[...document.querySelectorAll('[data-t]')].map((e) => e.textContent).filter((t) => !/[가-힣]/.test(t))"
        )
        assert left == []
