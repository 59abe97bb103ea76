"""The tables of a day, read back as spreadsheets read them."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from performances import annotated, made

from annotator.errors import ScoringError
from annotator.scorecards import Entry, Row, entry_of, ranked, row_of, scores_csv, scores_xlsx
from annotator.scoring import Points

NOBODY = "there is no body with arms in the landmarks"
WILD = st.text(
    st.sampled_from("가힣aZ=+-@'\"[]:*?/\\\t\n\r\x00\x0b\ud800\udcb0\ufffe👍,;") | st.characters(), max_size=45
)


def scored(performer: str, points: float, form: str = "taegeuk-1", **more: Any) -> Row:
    return Row(f"{performer}.mp4", f"{performer}.html", performer=performer, form=form, points=points, **more)


def read_csv(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_row_says_what_a_score_holds() -> None:
    row = row_of(annotated(made()), "a%201.html", "day/태극 1장.mp4")
    assert row == Row(
        name="day/태극 1장.mp4", page="a%201.html", file="태극 1장.mp4", performer="홍길동", form="taegeuk-1",
        form_title={"ko": "태극 1장", "en": "Taegeuk 1 Jang"}, points=3.3, max_points=4.0, deducted=0.7, minor=1,
        major=2, restart=0, total_s=6.0, pauses=1, found=3, omitted=1, warnings=made().warnings,
    )  # fmt: skip
    unscored = row_of(annotated(made(accuracy=None, unscored=NOBODY), status="partial"))
    assert (unscored.points, unscored.reason, unscored.status) == (None, NOBODY, "partial")
    assert unscored.name == "태극 1장.mp4"


def test_an_annotation_without_a_score_is_refused() -> None:
    for nothing in (None, {}, {"form": "태극 1장"}):
        with pytest.raises(ScoringError, match="no score in the annotation"):
            row_of(msgspec.structs.replace(annotated(made()), score=nothing))


def test_a_part_of_a_performance_has_points_but_no_rank() -> None:
    whole, part = Row("whole", form="taegeuk-1", points=3.1), Row("part", form="taegeuk-1", points=4.0, unseen=9)
    nobody = Row("nobody", form="taegeuk-1")
    assert [(rank, row.name) for rank, row in ranked([nobody, part, whole])] == [
        (1, "whole"),
        (None, "part"),
        (None, "nobody"),
    ]


def test_ranks_are_by_form_then_points_and_ties_share_one() -> None:
    rows = [
        scored("b", 3.3), scored("a", 3.1 + 0.2), scored("c", 3.9), scored("d", 1.0), scored("z", 3.0, "keumgang"),
        scored("y", 4.0, "my-form"), scored("x", 2.0, "taegeuk-2"), Row("n.mp4", status="failed", reason="r"),
        replace(scored("m", 0.0), points=None, reason=NOBODY), scored("e", 0.0),
    ]  # fmt: skip
    told = [(rank, row.performer or row.name) for rank, row in ranked(rows)]
    assert told == [
        (1, "c"), (2, "a"), (2, "b"), (4, "d"), (5, "e"), (1, "x"), (1, "z"), (1, "y"), (None, "m"), (None, "n.mp4"),
    ]  # fmt: skip
    assert ranked(reversed(rows)) == ranked(rows)
    assert ranked([]) == []


def test_the_csv_has_a_line_for_every_recording() -> None:
    rows = [
        Row("영상 2.mp4", status="failed", reason="probe: moov atom not found"),
        row_of(annotated(made()), "a.html"),
    ]
    first, last = read_csv(scores_csv(rows))
    assert first == {
        "rank": "1", "performer": "홍길동", "form": "taegeuk-1", "points": "3.3", "deducted": "0.7", "minor": "1",
        "major": "2", "restart": "0", "total_s": "6.0", "pauses": "1", "movements_found": "3", "movements_omitted": "1",
        "warnings": "both feet are seen in only 40% of the pictures: kicks may be missed", "status": "complete",
        "reason": "", "file": "태극 1장.mp4", "report": "a.html",
    }  # fmt: skip
    assert (last["rank"], last["points"], last["status"]) == ("", "", "failed")
    assert last["reason"] == "probe: moov atom not found"
    assert last["file"] == "영상 2.mp4"
    korean = read_csv(scores_csv(rows, "ko"))
    assert korean[0]["warnings"] == "두 발이 모두 보이는 장면이 40%뿐임: 차기를 놓쳤을 수 있음"
    assert {key for key in first if korean[0][key] != first[key]} == {"warnings"}
    assert [line["reason"] for line in korean] == [line["reason"] for line in (first, last)]
    # What is not known is no zero.
    assert {last[key] for key in ("minor", "restart", "total_s", "pauses", "movements_found")} == {""}


@given(performer=WILD, reason=WILD, name=WILD)
def test_no_text_of_the_csv_is_a_formula(performer: str, reason: str, name: str) -> None:
    data = scores_csv([Row(name, performer=performer, reason=reason, status="failed")])
    [line] = read_csv(data)
    for key, text in (("performer", performer), ("reason", reason), ("file", name)):
        assert not line[key].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        kept = text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
        assert line[key] in (kept, f"'{kept}")
    assert data == scores_csv([Row(name, performer=performer, reason=reason, status="failed")])


ENTRIES = [
    entry_of(annotated(made()), "reports/a%201.html", "day/a.mp4"),
    entry_of(annotated(made(performer="김철수", accuracy=Points(4.0, 0.1, 3.9))), "b.html", "day/b.mp4"),
    Entry(Row("영상 2.mp4", status="failed", reason="probe: moov atom not found")),
]


def test_the_ranking_sheet() -> None:
    book = read_xlsx(scores_xlsx(ENTRIES))
    assert book.sheetnames == ["순위 Ranking", "김철수", "홍길동"]
    sheet = book["순위 Ranking"]
    lines = values(sheet)
    assert lines[0][:4] == ["순위 Rank", "선수 Performer", "품새 Form", "점수 Points"]
    assert [line[:9] for line in lines[1:4]] == [
        [1, "김철수", "태극 1장 · Taegeuk 1 Jang", 3.9, 0.1, 1, 2, 0, 6],
        [2, "홍길동", "태극 1장 · Taegeuk 1 Jang", 3.3, 0.7, 1, 2, 0, 6],
        [None, "영상 2.mp4", None, None, None, None, None, None, None],
    ]
    feet = ["두 발이 모두 보이는 장면이 40%뿐임: 차기를 놓쳤을 수 있음", made().warnings[0]]
    assert lines[2][12:18] == [*feet, "완료 · complete", None, None, "day/a.mp4"]
    assert lines[3][14:18] == ["실패 · failed", *["probe: moov atom not found"] * 2, "영상 2.mp4"]
    assert "An aid for judges, not a verdict" in str(lines[5][0])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:S4"
    assert sheet.column_dimensions["B"].width >= 10
    assert sheet.column_dimensions["C"].width >= 26  # Hangul is twice as wide
    assert sheet["S3"].hyperlink.target == "reports/a%201.html"
    assert sheet["B3"].hyperlink.location == "'홍길동'!A1"
    assert sheet["S4"].hyperlink is None


def test_the_sheet_of_a_performance() -> None:
    lines = values(read_xlsx(scores_xlsx(ENTRIES))["홍길동"])
    firsts = [line[0] for line in lines]
    told = " ".join(str(line[0]) for line in lines[:5])
    assert "3.3 / 4" in told
    assert "두 발이 모두 보이는 장면이 40%뿐임: 차기를 놓쳤을 수 있음 · both feet are seen" in told
    begin = firsts.index("감점 Deductions")
    heads, *deductions = lines[begin + 1 : begin + 5]
    assert deductions[0] == [
        2, "오른 앞서기 몸통반대지르기", "right walking stance, punch", 2.5, 2, 3, "경미한 감점 · minor", "stance",
        "앞굽이가 짧음", "long stance too short", 0.66, 0.9, 1.4, "다리 길이 · leg lengths", 0.1, 0.8,
    ]  # fmt: skip
    assert len(heads) == len(deductions[0])
    assert [line[0] for line in deductions] == [2, 3, 4]
    assert deductions[1][10:14] == [None] * 4
    begin = firsts.index("동작 Movements")
    assert [line[3:8] for line in lines[begin + 2 : begin + 6]] == [
        ["찾음 · found", 1, 1.8, 0.8, 0.9], ["찾음 · found", 2, 3, 1, 0.9], ["빠짐 · omitted", None, None, None, None],
        ["찾음 · found", 6.4, 7, 0.6, 0.9],
    ]  # fmt: skip
    begin = firsts.index("점수 없는 수치 Figures without points")
    assert lines[begin + 3][:7] == ["서기 길이", "stance length", 2, 0.66, "다리 길이 · leg lengths", 0.9, 1.4]
    begin = firsts.index("판정하지 않은 것 Not judged")
    assert lines[begin + 2][:6] == ["kihap", "기합", "kihap", None, "소리가 필요함", "needs sound"]


def test_the_same_entries_are_the_same_bytes() -> None:
    data = scores_xlsx(ENTRIES)
    assert data == scores_xlsx(ENTRIES[::-1])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_nobody_is_a_workbook_too() -> None:
    [sheet] = read_xlsx(scores_xlsx([])).worksheets
    assert sheet.auto_filter.ref == "A1:S1"


@given(st.lists(WILD, min_size=1, max_size=6))
def test_any_names_make_sheets(names: list[str]) -> None:
    score = made(deductions=(), proxies=(), not_judged=())
    rows = [Row(f"{at}.mp4", performer=name, form="taegeuk-1", points=1.0, max_points=4.0, deducted=3.0)
            for at, name in enumerate(names)]  # fmt: skip
    book = read_xlsx(scores_xlsx([Entry(row, score) for row in rows]))
    titles = book.sheetnames
    assert len(titles) == len(names) + 1
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert 0 < len(title.encode("utf-16-le")) // 2 <= 31
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'")
        assert not title.endswith("'")
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a")'])
def test_no_text_of_a_workbook_is_a_formula(text: str) -> None:
    deduction = msgspec.structs.replace(made().deductions[0], text={"ko": text, "en": text}, rule=text)
    score = made(performer=text, warnings=(text,), deductions=(deduction,))
    book = read_xlsx(scores_xlsx([entry_of(annotated(score), "a.html", text)]))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    same = [cell for cell in cells if cell.value == text]
    assert len(same) >= 5
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in same)


def test_hangul_stays_in_the_names_of_sheets_and_twins_are_told_apart() -> None:
    twins = [Entry(scored("홍길동", each), made()) for each in (4.0, 3.0)]
    long = Entry(scored("가" * 40, 1.0), made())
    history = Entry(scored("History", 0.5), made())
    slash = Entry(scored("a/b: [c]*?", 0.4), made())
    names = read_xlsx(scores_xlsx([*twins, long, history, slash])).sheetnames
    assert names[1:] == ["홍길동", "홍길동 (2)", "가" * 31, "History_", "a_b_ _c___"]


def test_addresses_elsewhere_are_no_links() -> None:
    rows = [
        replace(scored("a", 1.0), page=page) for page in ("javascript:alert(1)", "https://a.b", "/etc", "a%20b.html")
    ]
    sheet = read_xlsx(scores_xlsx([Entry(row) for row in rows])).worksheets[0]
    links = [sheet.cell(row, 19).hyperlink for row in range(2, 6)]
    assert [each.target for each in links if each] == ["a%20b.html"]
