"""The report and the index as files: complete in themselves, and every text is data."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import pytest
from annotations import ANNOTATIONS, CASES, SOURCE, annotation
from fontTools.ttLib import TTFont
from hypothesis import given

from annotator.errors import MissingError
from annotator.records import Alternative, Annotation, Cue, RecognizerInfo, Segment, Word
from annotator.writers import Context, HtmlWriter, IndexEntry, index_entry, index_page

HOSTILE = [
    "</script><b>bold</b>", "<!--", "<!-- <script>", "-->", "]]>", "</style>", "{{script}}", "{{data}}", "&lt;&amp;",
    "\u2028\u2029", '"><img src=x onerror=alert(1)>', "'", "\\u003c", "\0", "javascript:alert(1)", "</title>",
]  # fmt: skip


class Elements(HTMLParser):
    """What a browser would make of a page: its elements, and the texts of scripts, styles and title."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.is_inside = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.texts.append("")
        self.is_inside = True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.is_inside = False

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            self.texts[-1] += data

    def of(self, name: str) -> list[tuple[dict[str, str | None], str]]:
        return [
            (attributes, text) for (tag, attributes), text in zip(self.found, self.texts, strict=True) if tag == name
        ]

    def data(self, name: str) -> str:
        [text] = [text for attributes, text in self.of("script") if attributes.get("id") == name]
        return text

    @property
    def code(self) -> str:
        [text] = [text for attributes, text in self.of("script") if "type" not in attributes]
        return text

    @property
    def policy(self) -> dict[str, str]:
        [text] = [attributes["content"] for attributes, _ in self.of("meta") if "http-equiv" in attributes]
        return dict(each.strip().split(" ", 1) for each in (text or "").split(";"))


def hostile() -> Annotation:
    """Every text that can be given is one that would do harm where it is taken for markup."""
    segments = tuple(
        Segment(
            at, at + 1, 1, 0.5, id=at, label=text, text=text, texts={"ko": text, text: text}, recognizer=text,
            tier=text, words=(Word(text, at, at + 1, 0.5),), alternatives=(Alternative(2, 0.1, text),),
            attributes={text: [text]},
        )
        for at, text in enumerate(HOSTILE)
    )  # fmt: skip
    cues = tuple(Cue(at, at + 1, (text,), (at,), "ko") for at, text in enumerate(HOSTILE))
    all_of_it = "".join(HOSTILE)
    source = msgspec.structs.replace(SOURCE, path=f"{all_of_it}.mp4", codec=all_of_it)
    base = annotation(*cues, segments=segments, text=all_of_it, score={all_of_it: all_of_it}, warnings=tuple(HOSTILE))
    return msgspec.structs.replace(base, source=source)


ENTRIES = [
    IndexEntry(f"a%20{at}.html", text, text, 1.5, at, text, (text,), (text,), 0.5, at, text)
    for at, text in enumerate(HOSTILE)
]
PAGES = {
    "report": HtmlWriter().render(hostile(), "ko"),
    "index": index_page(ENTRIES, "".join(HOSTILE)),
    "plain report": HtmlWriter().render(CASES["korean"], "ko"),
    "empty index": index_page([], ""),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_asks_for_nothing(page: bytes) -> None:
    elements = Elements(page)
    for tag, attributes in elements.found:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "form"} or attributes == {
            "method": "dialog"
        }
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    [(_, style)] = elements.of("style")
    assert set(re.findall(r"url\(\"?(\w+:)", style)) <= {"data:"}
    assert style.count("url(") == style.count('url("data:font/woff;base64,')
    assert "@import" not in style
    for text in (style, elements.code):
        assert "://" not in text
        assert not re.search(r"[\"'(=]//", text)
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|eval\(|Function\(", elements.code)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc", elements.code)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_only_our_own_style_and_script_may_run(page: bytes) -> None:
    elements = Elements(page)
    [(_, style)] = elements.of("style")
    policy = elements.policy
    assert policy["default-src"] == "'none'"
    for text, directive in ((elements.code, "script-src"), (style, "style-src")):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[directive] == f"'sha256-{digest}'"
    assert set(policy) == {"default-src", "script-src", "style-src", "media-src", "font-src", "base-uri", "form-action"}


def test_hostile_texts_stay_texts() -> None:
    plain, report = Elements(PAGES["plain report"]), Elements(PAGES["report"])
    assert [tag for tag, _ in report.found] == [tag for tag, _ in plain.found]
    assert report.code == plain.code
    assert [tag for tag, _ in Elements(PAGES["index"]).found] == [
        tag for tag, _ in Elements(PAGES["empty index"]).found
    ]


@given(ANNOTATIONS)
def test_the_annotation_comes_back_out_of_the_page(given_one: Annotation) -> None:
    text = Elements(HtmlWriter().render(given_one, "ko")).data("annotation")
    assert msgspec.json.decode(text, type=Annotation) == given_one


def test_hostile_annotations_and_entries_come_back_equal() -> None:
    assert msgspec.json.decode(Elements(PAGES["report"]).data("annotation"), type=Annotation) == hostile()
    assert msgspec.json.decode(Elements(PAGES["index"]).data("entries"), type=list[IndexEntry]) == ENTRIES


def test_hangul_is_in_the_file_as_it_is() -> None:
    page = PAGES["plain report"].decode()
    assert "안녕하세요" in page
    assert "<title>수어 영상.mp4</title>" in page
    assert '<meta charset="utf-8">' in page


def test_the_video_is_found_from_where_the_page_lies(tmp_path: Path) -> None:
    context = Context(output=tmp_path / "out" / "a.html", video=tmp_path / "첫 날, 100% #1" / "수어 영상.mp4")
    views = [
        json.loads(Elements(page).data("view"))
        for page in (HtmlWriter().render_in(CASES["korean"], "ko", context), PAGES["plain report"])
    ]
    name = "%EC%88%98%EC%96%B4%20%EC%98%81%EC%83%81.mp4"
    assert [view["video"] for view in views] == [f"../%EC%B2%AB%20%EB%82%A0%2C%20100%25%20%231/{name}", name]


def test_names_that_are_no_unicode_are_written_as_escapes() -> None:
    broken = msgspec.structs.replace(CASES["korean"], source=msgspec.structs.replace(SOURCE, path="a\udcb0.mp4"))
    report = Elements(HtmlWriter().render(broken, "ko"))
    assert json.loads(report.data("view"))["video"] == "a%B0.mp4"
    assert json.loads(report.data("annotation"))["source"]["path"] == "a\\udcb0.mp4"
    index = Elements(index_page([IndexEntry("a%B0.html", "a\udcb0.mp4")], "\udcb0"))
    assert json.loads(index.data("entries"))[0]["name"] == "a\\udcb0.mp4"


def embedded(page: bytes) -> TTFont:
    [data] = re.findall(rb"data:font/woff;base64,([\w+/=]+)", page)
    return TTFont(io.BytesIO(base64.b64decode(data)))


def test_the_hangul_of_the_page_is_embedded_and_little_else() -> None:
    words = "꿔뷁쀍"
    page = HtmlWriter().render(annotation(Cue(0, 1, (words,), (), "ko")), "ko")
    glyphs = set(embedded(page).getBestCmap())
    assert {ord(c) for c in words + "수어영상한국"} <= glyphs
    assert not {ord(c) for c in words} & set(embedded(PAGES["plain report"]).getBestCmap())
    assert ord("A") not in glyphs
    assert len(glyphs) < 400
    # The licence asks for copyright and licence to stay, and for the reserved name to go.
    names = {record.nameID: str(record) for record in embedded(page)["name"].names}
    assert "Open Font License" in names[13]
    assert not {1, 4, 6} & set(names)


def test_without_the_korean_font_the_page_is_whole_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> Path:
        raise MissingError("not here")

    monkeypatch.setattr("annotator.writers.html.font.hangul_font_file", absent)
    page = HtmlWriter().render(annotation(Cue(0, 1, ("꺅",), (), "ko")), "ko")
    assert b"@font-face" not in page
    assert "꺅" in page.decode()


def assets(ending: str) -> str:
    folder = resources.files("annotator.writers.html") / "assets"
    return "\n".join(each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(ending))


def test_every_word_of_the_interface_is_there_in_korean() -> None:
    [table] = re.findall(r"const KO = (\{.*?\n\});", assets("korean.js"), re.DOTALL)
    pairs = re.findall(r'^  ("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*"),$', table, re.MULTILINE)
    assert len(pairs) == len(table.splitlines()) - 2
    korean = {json.loads(english): json.loads(words) for english, words in pairs}
    assert len(korean) == len(pairs), "a word stands there twice"
    code, markup = assets(".js"), assets(".html")
    said = set(re.findall(r'\bt\("([^"]+)"', code)) | set(re.findall(r"data-t>([^<]+)<", markup))
    said |= set(re.findall(r'(?:aria-label|title|placeholder)="([^"]+)"', markup))
    assert said <= set(korean)
    quoted = set(re.findall(r'"((?:[^"\\\n]|\\.)*)"', code.replace(table, ""))) | said
    assert set(korean) - quoted <= {"restored", "done", "skipped"}, "Korean for what is said nowhere"
    for english, words in korean.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", words))
        assert re.search("[가-힣]", words)


def test_an_entry_says_what_an_annotation_holds() -> None:
    segments = (Segment(0, 1, 1, 0.5, texts={"ko": "집", "en": "house"}), Segment(1, 2, 1, 1.0))
    models = tuple(RecognizerInfo(name, "p", "1", "", 1, 1, "30") for name in ("words", "letters"))
    one = annotation(segments=segments, recognizers=models, text="가 " * 200, warnings=("a", "b"), status="partial")
    entry = index_entry(one, "day%201/a.html", name="day 1/수어 영상.mp4")
    assert (entry.page, entry.name, entry.status) == ("day%201/a.html", "day 1/수어 영상.mp4", "partial")
    assert (entry.duration_s, entry.segments, entry.confidence, entry.warnings) == (10.0, 2, 0.75, 2)
    assert (entry.recognizers, entry.languages) == (("words", "letters"), ("ko", "en"))
    assert len(entry.text) <= 160
    assert entry.text.endswith("…")
    nothing = index_entry(CASES["empty"], "a.html")
    assert (nothing.name, nothing.confidence, nothing.segments, nothing.text) == ("수어 영상.mp4", None, 0, "")


def test_an_index_is_known_for_ours_and_a_report_is_not_taken_for_one() -> None:
    mark = b'<meta name="generator" content="annotator">'
    assert mark in PAGES["index"]
    assert mark not in PAGES["report"]


def test_thousands_of_entries_fit() -> None:
    entries = [IndexEntry(f"{at}.html", f"{at}.mp4", text="안녕하세요") for at in range(5000)]
    found: list[dict[str, Any]] = json.loads(Elements(index_page(entries, "많이")).data("entries"))
    assert [each["name"] for each in found] == [each.name for each in entries]
