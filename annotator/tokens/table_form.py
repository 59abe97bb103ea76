"""The table forms of a token dictionary: CSV with two or more columns, and labels.txt."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

from annotator.text import nfc
from annotator.tokens.entries import LANGUAGE_TAG, Content, Entry, Refuse, whole_id, word

_ID_NAMES = {"id", "index", "idx", "class", "class_id", "class_index", "token", "token_id", "번호", "아이디"}
_WORD_NAMES = {"word", "text", "name", "단어", "낱말", "이름", "뜻"}
_LABEL_NAMES = {"label", "gloss", "라벨", "글로스"}
_LANGUAGE_NAMES = {
    "korean": "ko",
    "kor": "ko",
    "한국어": "ko",
    "한글": "ko",
    "english": "en",
    "eng": "en",
    "영어": "en",
}
_HEADER_HINT = "begin the file with a header such as id,word or id,ko,en"

# A row of cells with the number of its line.
_Row = tuple[int, list[str]]


@dataclass
class _Columns:
    """Which column holds what."""

    id: int = -1
    label: int = -1
    texts: dict[str, int] = field(default_factory=dict)


def read_table(text: str, refuse: Refuse) -> Content:
    """Reads comma, semicolon or tab separated rows; a first row that names no id is a header.

    Without a header there are two columns, and the one that holds only whole numbers is the id; where both do (and
    differ) or neither does, the file is refused.
    """
    rows = _rows(text, refuse)
    if not rows:
        return Content([])
    has_header = not any(_is_number(cell) for cell in rows[0][1])
    columns = _named(rows[0], refuse) if has_header else _found(rows, refuse)
    width = len(rows[0][1])
    for line, cells in rows:
        if len(cells) != width:
            raise refuse(f"line {line} has {len(cells)} columns, the first row has {width}", "quote words with commas")
    return Content([_entry(row, columns, refuse) for row in rows[has_header:]])


def read_labels(text: str, refuse: Refuse) -> Content:
    """Reads `labels.txt` as Teachable Machine writes it: on every line an id, a space and a word."""
    entries = []
    for line, content in enumerate(text.splitlines(), 1):
        if content.strip():
            number, *name = content.split(maxsplit=1)
            where = f"line {line}"
            entries.append(Entry(whole_id(number, where, refuse), {"": word("".join(name), where, refuse)}, where))
    return Content(entries)


def _rows(text: str, refuse: Refuse) -> list[_Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",", "\t", ";", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    rows: list[_Row] = []
    try:
        rows.extend((reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error as error:
        raise refuse(f"line {reader.line_num}: broken CSV: {error}", "correct the quotation marks") from error
    return rows


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\s*-?[0-9]+(\.[0-9]*)?\s*", cell) is not None


def _named(row: _Row, refuse: Refuse) -> _Columns:
    """Reads the header; a column of an unknown name is an error, for it might be the one that was meant."""
    line, cells = row
    columns = _Columns()
    for at, cell in enumerate(cells):
        name = nfc(cell)
        plain = name.lower()
        tag = _LANGUAGE_NAMES.get(plain, "") or (name if LANGUAGE_TAG.fullmatch(name) else "")
        if plain in _ID_NAMES and columns.id < 0:
            columns.id = at
        elif plain in _LABEL_NAMES and columns.label < 0:
            columns.label = at
        elif plain in _WORD_NAMES and "" not in columns.texts:
            columns.texts[""] = at
        elif tag and tag not in columns.texts:
            columns.texts[tag] = at
        else:
            raise refuse(f'line {line}: the column "{name}" is not understood, or is there twice', _HEADER_HINT)
    if not columns.texts and columns.label >= 0:
        columns.texts[""], columns.label = columns.label, -1
    if columns.id < 0 or not columns.texts:
        raise refuse(f"line {line}: the header names no {'id' if columns.id < 0 else 'word'} column", _HEADER_HINT)
    return columns


def _found(rows: list[_Row], refuse: Refuse) -> _Columns:
    """Tells id from word by the data: the id column is the only one that holds nothing but whole numbers."""
    line, first = rows[0]
    if len(first) != 2:
        raise refuse(f"line {line}: {len(first)} columns and no header", _HEADER_HINT)
    pairs = [cells for _, cells in rows if len(cells) == 2]
    numbers = [at for at in (0, 1) if all(_is_number(cells[at]) for cells in pairs)]
    same = len(numbers) == 2 and all(a.strip() == b.strip() for a, b in pairs)
    if len(numbers) == 2 and not same:
        raise refuse("both columns hold numbers, so either might be the id", _HEADER_HINT)
    if not numbers:
        raise refuse("no column holds only ids", "write id,word on every line")
    return _Columns(id=numbers[0], texts={"": 1 - numbers[0]})


def _entry(row: _Row, columns: _Columns, refuse: Refuse) -> Entry:
    line, cells = row
    where = f"line {line}"
    texts = {tag: cells[at] for tag, at in columns.texts.items()}
    filled = {tag: word(text, where, refuse) for tag, text in texts.items() if text.strip()}
    if not filled:
        raise refuse(f"{where}: the word is empty", "write the word, or remove the line")
    label = nfc(cells[columns.label]) if columns.label >= 0 else ""
    return Entry(
        whole_id(cells[columns.id], where, refuse),
        filled,
        where,
        label or filled.get("") or filled.get("ko") or filled.get("en") or filled[min(filled)],
    )
