"""The day as a workbook: a ranking, and a sheet for every recording with what was deducted, found and measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annotator.records import Annotation
from annotator.scorecards.page import score_of
from annotator.scorecards.rows import Row, ranked, score_row
from annotator.scorecards.sheets import Sheets
from annotator.scoring import NAME_LANGUAGES, Score
from annotator.translation import in_languages

_RANKING: Final = "순위 Ranking"
_RANKING_HEADS: Final = (
    "순위 Rank", "선수 Performer", "품새 Form", "점수 Points", "감점 Deducted", "경미 Minor", "큰 Major",
    "다시 시작 Restart", "전체 시간 Total (s)", "멈춤 Pauses", "찾은 동작 Found", "빠진 동작 Omitted", "경고",
    "Warnings", "상태 Status", "이유", "Reason", "파일 File", "보고서 Report",
)  # fmt: skip
_NOTE: Final = (
    "심판을 돕는 자료이며 판정이 아닙니다. 표현력은 채점하지 않습니다. "
    "An aid for judges, not a verdict. Presentation is not scored."
)
_DEDUCTION_HEADS: Final = (
    "동작 No.", "동작 이름", "Movement", "시간 Time (s)", "시작 Start (s)", "끝 End (s)", "종류 Kind", "규칙 Rule",
    "내용", "Finding", "측정값 Measured", "하한 At least", "상한 At most", "단위 Unit", "점수 Points",
    "신뢰도 Confidence",
)  # fmt: skip
_MOVEMENT_HEADS: Final = (
    "동작 No.", "동작 이름", "Movement", "상태 Status", "시작 Start (s)", "끝 End (s)", "걸린 시간 Duration (s)",
    "신뢰도 Confidence", "다름 Differs",
)  # fmt: skip
_PROXY_HEADS: Final = ("항목", "What", "동작 No.", "값 Value", "단위 Unit", "하한 At least", "상한 At most")
_NOT_JUDGED_HEADS: Final = ("규칙 Rule", "항목", "What", "동작 Movements", "이유", "Why")
# What Excel does not take in the name of a sheet, and the name it keeps for itself.
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 31  # UTF-16 units
_RESERVED: Final = "history"


@dataclass(frozen=True)
class Entry:
    """A recording of the workbook: its line, and its score (None: it failed, and has no sheet)."""

    row: Row
    score: Score | None = None


def entry_of(annotation: Annotation, page: str = "", name: str = "") -> Entry:
    """The entry of an annotation that holds a score, as `row_of`; raises ScoringError where it holds none."""
    score = score_of(annotation)
    return Entry(score_row(score, annotation, page, name), score)


def scores_xlsx(entries: Sequence[Entry]) -> bytes:
    """The workbook, the same bytes for the same entries in any order.

    Reports are linked from the ranking (as seen from the folder the workbook lies in), and so are the sheets.
    """
    sheets = Sheets()
    scores = {id(entry.row): entry.score for entry in entries}
    order = [(rank, row, scores[id(row)]) for rank, row in ranked(entry.row for entry in entries)]
    taken = {_RANKING.casefold()}
    named = [(rank, row, each, _sheet_name(row, taken) if each else "") for rank, row, each in order]
    _write_ranking(sheets, [(rank, row, name) for rank, row, _, name in named])
    for _, row, each, name in named:
        if each is not None:
            _write_score(sheets, name, row, each)
    return sheets.as_bytes()


def _write_ranking(sheets: Sheets, rows: Sequence[tuple[int | None, Row, str]]) -> None:
    sheet = sheets.add(_RANKING)
    sheet.heads(_RANKING_HEADS)
    for rank, row, name in rows:
        values = (
            rank, row.performer or row.name, _titled(row), row.points, row.deducted, *row.kinds, row.total_s,
            *row.counts, *_both(_joined(row.warnings)), _paired(row.status), *_both(in_languages(row.reason)), row.name,
            row.page,
        )  # fmt: skip
        sheet.line(values)
        if name:
            sheet.link_to_sheet(2, name)
        if row.page:
            sheet.link(len(values), row.page)
    sheet.freeze_and_filter()
    sheet.gap()
    sheet.note(_NOTE)


def _write_score(sheets: Sheets, name: str, row: Row, score: Score) -> None:
    sheet = sheets.add(name)
    sheet.title(f"{row.performer or row.name} · {_titled(row)}")
    if score.accuracy is None:
        sheet.note(f"채점하지 않음 · not scored: {_paired(row.reason)}")
    else:
        told = score.accuracy
        sheet.note(f"정확도 Accuracy {told.left:g} / {told.max:g} (감점 deducted {told.deducted:g})")
    sheet.note(_NOTE)
    for warning in row.warnings:
        sheet.note(f"경고 Warning: {_paired(warning)}")
    names = {each.number: each.name for each in score.movements}
    sheet.section("감점 Deductions", _DEDUCTION_HEADS)
    for deduction in score.deductions:
        movement = names.get(deduction.movement, {}) if deduction.movement is not None else {}
        measured = deduction.measured
        limits = (measured.value, measured.low, measured.high, _paired(measured.unit)) if measured else (None,) * 4
        sheet.line(
            (
                deduction.movement, *_both(movement), deduction.at_s, deduction.start_s, deduction.end_s,
                _paired(deduction.kind), deduction.rule, *_both(deduction.text), *limits, deduction.points,
                deduction.confidence,
            )
        )  # fmt: skip
    sheet.section("동작 Movements", _MOVEMENT_HEADS)
    for each in score.movements:
        length_s = each.end_s - each.start_s if each.start_s is not None and each.end_s is not None else None
        differs = ", ".join(map(_paired, each.differs))
        times = (each.start_s, each.end_s, length_s, each.confidence if length_s is not None else None)
        sheet.line((each.number, *_both(each.name), _paired(each.status), *times, differs))
    sheet.section("점수 없는 수치 Figures without points", _PROXY_HEADS)
    for proxy in score.proxies:
        sheet.line((*_both(proxy.text), proxy.movement, proxy.value, _paired(proxy.unit), proxy.low, proxy.high))
    sheet.section("판정하지 않은 것 Not judged", _NOT_JUDGED_HEADS)
    for left in score.not_judged:
        movements = ", ".join(map(str, left.movements))
        sheet.line((left.rule, *_both(left.text), movements, *_both(left.reason)))


def _both(texts: dict[str, str]) -> tuple[str, str]:
    return texts.get("ko", ""), texts.get("en", "")


def _paired(text: str) -> str:
    """A text in Korean and English; once where there is no Korean for it."""
    return " · ".join(dict.fromkeys(_both(in_languages(text))))


def _joined(texts: Sequence[str]) -> dict[str, str]:
    told = [in_languages(text) for text in texts]
    return {language: " | ".join(each[language] for each in told) for language in NAME_LANGUAGES}


def _titled(row: Row) -> str:
    titles = dict.fromkeys(filter(None, (row.form_title.get("ko", ""), row.form_title.get("en", ""))))
    return " · ".join(titles) or row.form


def _sheet_name(row: Row, taken: set[str]) -> str:
    """A name Excel takes, not yet in `taken` (which then has it); as much of the performer's as there is room for."""
    wanted = _FORBIDDEN.sub("_", " ".join((row.performer or row.name).split())).strip("' ") or "_"
    wanted = f"{wanted}_" if wanted.casefold() == _RESERVED else wanted
    number, ending = 1, ""
    while (name := f"{_shortened(wanted, _LONGEST - len(ending))}{ending}").casefold() in taken:
        number += 1
        ending = f" ({number})"
    taken.add(name.casefold())
    return name


def _shortened(text: str, units: int) -> str:
    """As many characters of `text` as fit into so many UTF-16 units."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore").strip("' ") or "_"
