"""`forms.csv`: how files are named, encodings, what is wrong where."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from annotator.batch import Found
from annotator.errors import UsageError
from annotator.performances import LISTING_NAME, Performance, Sought, assign, find_listing, read_listing
from annotator.scoring import form_text, load_form

T1, T2 = load_form("taegeuk-1"), load_form("taegeuk-2")


def listing(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / LISTING_NAME
    path.write_bytes(text.encode(encoding))
    return path


def assigned(
    folder: Path, text: str, *names: str, form: object = None, encoding: str = "utf-8"
) -> dict[str, Performance]:
    found = [Found(folder / name, folder) for name in names]
    got = assign(found, [read_listing(listing(folder, text, encoding))], form and Performance(form))  # type: ignore[arg-type]
    return {path.relative_to(folder).as_posix(): each for path, each in got.performances.items()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_korean_and_english_columns_in_any_order(tmp_path: Path, encoding: str) -> None:
    text = "선수,품새,파일\n김철수,태극 1장,a.mp4\n"
    assert assigned(tmp_path, text, "a.mp4", encoding=encoding) == {"a.mp4": Performance(T1, "김철수")}
    english = "form;file;performance;performer\nT2;a.mp4;final;Lee\n"
    assert assigned(tmp_path, english, "a.mp4") == {"a.mp4": Performance(T2, "Lee", "final")}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("a.mp4", {"a.mp4"}),
        ("a", {"a.mp4"}),
        ("./a.mp4", {"a.mp4"}),
        ("b.mp4", {"mat1/b.mp4"}),
        ("mat1\\b", {"mat1/b.mp4"}),
        ("mat1/*", {"mat1/b.mp4", "mat1/한글.mp4"}),
        ("*", {"a.mp4", "mat1/b.mp4", "mat1/한글.mp4"}),
        ("한글.mp4", {"mat1/한글.mp4"}),
        ("A.mp4", set()),
    ],
)
def test_how_files_are_named(tmp_path: Path, told: str, named: set[str]) -> None:
    assert set(assigned(tmp_path, f"file,form\n{told},T1\n", "a.mp4", "mat1/b.mp4", "mat1/한글.mp4")) == named


def test_hangul_taken_apart_is_the_same_name(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "한글.mp4")
    assert set(assigned(tmp_path, "file,form\n한글.mp4,T1\n", apart)) == {apart}


def test_names_go_before_patterns_and_the_rest_is_of_the_default(tmp_path: Path) -> None:
    text = "file,form,performer\n*.mp4,T2,somebody\na.mp4,,Kim\n"
    got = assigned(tmp_path, text, "a.mp4", "b.mp4", "c.mov", form=T1)
    assert got == {"a.mp4": Performance(T2, "Kim"), "b.mp4": Performance(T2, "somebody"), "c.mov": Performance(T1)}
    assert set(assigned(tmp_path, text, "a.mp4", "c.mov")) == {"a.mp4"}
    assert assigned(tmp_path, "file,form,performer\na.mp4,,Kim\n", "a.mp4") == {}  # nobody says which form


@pytest.mark.parametrize(
    ("cell", "sought"),
    [("자동", Sought.FORM), ("Auto", Sought.FORM), ("자세", Sought.POSES), ("poses", Sought.POSES)],
)
def test_what_is_looked_for_where_no_form_is_named(tmp_path: Path, cell: str, sought: Sought) -> None:
    assert assigned(tmp_path, f"파일,품새\na.mp4,{cell}\n", "a.mp4", form=T1) == {"a.mp4": Performance(sought)}


def test_a_form_of_ones_own_lies_beside_the_table(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(form_text("taegeuk-1").replace('"taegeuk-1"', '"mine"', 1), "utf-8")
    assert assigned(tmp_path, "file,form\na.mp4,mine.toml\n", "a.mp4")["a.mp4"].form.name == "mine"


def test_lines_that_name_nothing_and_columns_that_are_not_used_are_told(tmp_path: Path) -> None:
    read = read_listing(listing(tmp_path, "file,form,club\nkim1.mp4,T1,x\n"))
    warnings = assign([Found(tmp_path / "kim2.mp4", tmp_path)], [read], None).warnings
    assert [note for note in read.notes if "club" in note]
    assert warnings == ("forms.csv, line 2: no recording is called kim1.mp4; did you mean kim2.mp4?",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no column file"),
        ("name,form\nx,T1\n", "names no column file"),
        ("file,form\na,T9\n", "line 2, column form: there is no form 'T9'"),
        ("파일,품새\n,T1\n", "line 2, column 파일: is empty"),
        ("file,form\na,T1\n\na,T2\n", "line 4: a is on line 2 too"),
        ("file,file\na,b\n", "column file twice"),
        ("file,form\na,T1,x\n", "line 2 has 3 cells, the header 2"),
        ('file,form\n"a,T1\n', "broken CSV"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_listing(listing(tmp_path, text))
    assert told in caught.value.reason
    assert caught.value.path == tmp_path / LISTING_NAME


def test_a_name_that_fits_two_folders_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"line 2, column file: a.mp4 may be x/a.mp4 or y/a.mp4"):
        assigned(tmp_path, "file,form\na.mp4,T1\n", "x/a.mp4", "y/a.mp4")
    assert set(assigned(tmp_path, "file,form\na.mp4,T1\n", "a.mp4", "y/a.mp4")) == {"a.mp4"}


def test_tables_are_found_in_folders_only(tmp_path: Path) -> None:
    path = listing(tmp_path, "file,form\n")
    (tmp_path / "sub").mkdir()
    assert find_listing([tmp_path, tmp_path / "sub", tmp_path / "a.mp4"]) == [path]
