"""Reading profiles: those that come along, those out of files, and what is said of wrong ones."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from annotator.errors import UsageError
from annotator.timeline import READING_RULES, ReadingRules, load_profile


def test_the_profiles_and_their_speeds() -> None:
    speeds = {name: rules.chars_per_s for name, rules in READING_RULES.items()}
    assert speeds == {
        "none": None,
        "netflix-ko": 12,
        "netflix-ko-children": 9,
        "netflix-ko-sdh": 14,
        "netflix-ko-sdh-children": 11,
    }
    assert msgspec.structs.replace(load_profile("none"), name="") == ReadingRules()


@pytest.mark.parametrize(
    ("rate", "gap_frames", "closed"),
    [(24, 2, range(3, 12)), (25, 2, range(3, 12)), (30, 2, range(3, 15)), (60, 2, range(3, 30))],
)
def test_gaps_in_frames(rate: int, gap_frames: int, closed: range) -> None:
    """2 frames at least; 3 up to half the rate less one are closed. 30000/1001 counts as 30."""
    rules = load_profile("netflix-ko")
    for exact in (Fraction(rate), Fraction(rate * 1000, 1001)):
        spacing = rules.spacing(exact)
        assert spacing.gap_s == pytest.approx(float(gap_frames / exact))
        assert [n for n in range(2, rate) if spacing.is_loose(float(n / exact))] == list(closed)


def test_gaps_in_seconds_where_no_rate_is_known() -> None:
    assert load_profile("netflix-ko").spacing(None).gap_s == pytest.approx(0.083, abs=1e-3)
    assert ReadingRules(gap_s=0.1).spacing(Fraction(25)).gap_s == 0.1


def test_a_profile_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "우리 규칙.toml"
    path.write_text('base = "netflix-ko"\nmax_width = 18\nchars_per_s = 10\nitalics = true\n', "utf-8")
    rules = load_profile(str(path))
    expected = msgspec.structs.replace(
        READING_RULES["netflix-ko"], name="우리 규칙", max_width=18.0, chars_per_s=10.0, italics=True
    )
    assert rules == expected
    assert msgspec.json.encode(rules) == msgspec.json.encode(expected)
    assert pickle.loads(pickle.dumps(rules)) == rules  # noqa: S301
    assert msgspec.json.decode(msgspec.json.encode(rules), type=ReadingRules) == rules


def test_a_file_without_a_base_stands_on_none(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfmin_s = 1\nname = 'mine'\n")
    assert load_profile(str(path)) == ReadingRules(name="mine", min_s=1)


WRONG = {
    "unknown": ("min_sec = 1", r"min_sec: there is no such field \(did you mean min_s\? .*chars_per_s"),
    "type": ('max_lines = "two"', r"max_lines: 'two' is not allowed.*a whole number from 1 on"),
    "fraction": ("max_lines = 1.5", r"max_lines: 1.5 is not allowed.*a whole number from 1 on"),
    "boolean": ("max_width = true", r"max_width: True is not allowed.*a number from 2 on"),
    "flag": ("strict = 1", r"strict: 1 is not allowed.*true or false"),
    "name": ("name = 3", r"name: 3 is not allowed.*a text"),
    "negative": ("gap_s = -0.1", r"gap_s: -0.1 is not allowed.*a number from 0 on"),
    "narrow": ("max_width = 1", r"max_width: 1 is not allowed.*from 2 on"),
    "infinite": ("max_s = inf", r"max_s: inf is no length"),
    "nan": ("min_s = nan", r"min_s: nan is no length"),
    "table": ("[min_s]\na = 1", r"min_s: \{'a': 1\} is not allowed"),
    "short above long": ("min_s = 5\nmax_s = 2", r"min_s: the shortest cue, 5 s, is longer than the longest, 2 s"),
    "close": ("close_s = 0.1\ngap_s = 0.2", r"close_s: gaps up to 0.1 s cannot be closed to 0.2 s"),
    "strict": ("strict = true\nmin_s = 0", r"min_s: strict rules want a shortest cue"),
    "base": ('base = "bbc"', r"base: 'bbc' is no profile.*netflix-ko"),
    "no base": ("base = 3", r"base: 3 is no profile"),
    "no TOML": ("min_s 1", "no reading profile in TOML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_profile_is_refused_with_file_field_and_what_is_allowed(name: str, tmp_path: Path) -> None:
    text, message = WRONG[name]
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=rf"rules\.toml: .*{message}"):
        load_profile(str(path))


def test_what_is_no_profile_at_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no reading profile 'netflix'.*netflix-ko-sdh"):
        load_profile("netflix")
    with pytest.raises(UsageError, match="no reading profile"):
        load_profile(str(tmp_path))
    with pytest.raises(UsageError, match="no reading profile"):
        load_profile("a\0b")
    (tmp_path / "b.toml").write_bytes(b"\xff\x00\xff")
    with pytest.raises(UsageError, match="no reading profile in TOML"):
        load_profile(str(tmp_path / "b.toml"))
