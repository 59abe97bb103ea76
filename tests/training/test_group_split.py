"""Splitting by signer: nobody is in two parts, and everybody is in one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import DatasetError
from annotator.training import GroupSplit, refuse_copies, split_by_group


def groups(count: int) -> dict[str, dict[str, float]]:
    return {f"s{number:02}": {"a": 1.0, "b": float(number % 3)} for number in range(count)}


@given(count=st.integers(3, 60), seed=st.integers(0, 5))
def test_everybody_is_in_one_part(count: int, seed: int) -> None:
    split = split_by_group(groups(count), seed)
    everyone = [*split.train, *split.validation, *split.test]
    assert sorted(everyone) == sorted(groups(count))
    assert split.train
    assert split.validation
    assert split.test
    assert [split.part(name) for name in split.test] == ["test"] * len(split.test)


def test_shares_and_seed() -> None:
    split = split_by_group(groups(20), 1)
    assert [len(part) for part in (split.train, split.validation, split.test)] == [14, 3, 3]
    assert split_by_group(groups(20), 1) == split
    assert split_by_group(groups(20), 2) != split


def test_fewer_signers_are_among_more_and_the_others_stay() -> None:
    splits = [split_by_group(groups(20), 4, max_train=number) for number in (2, 5, 10, 0)]
    assert [len(split.train) for split in splits] == [2, 5, 10, 14]
    for fewer, more in pairwise(splits):
        assert set(fewer.train) < set(more.train)
        assert (fewer.test, fewer.validation) == (more.test, more.validation)
    assert splits[0].part(splits[-1].train[-1]) is None


def test_named_signers_are_held_back() -> None:
    split = split_by_group(groups(10), 0, test=["s03", "s07"])
    assert split.test == ("s03", "s07")
    with pytest.raises(DatasetError, match="s99 is nobody"):
        split_by_group(groups(10), 0, test=["s99"])


def test_classes_are_spread_over_the_parts() -> None:
    """Half of the signers show only a, half only b: no part of several may be of one kind."""
    halves = {f"s{number:02}": {"ab"[number % 2]: 1.0} for number in range(40)}
    for seed in range(5):
        split = split_by_group(halves, seed)
        for part in (split.validation, split.test):
            kinds = {key for name in part for key in halves[name]}
            assert kinds == {"a", "b"}


@pytest.mark.parametrize(("count", "test"), [(2, []), (3, ["s00", "s01"]), (4, ["s00", "s01", "s02"])])
def test_too_few_to_split(count: int, test: list[str]) -> None:
    with pytest.raises(DatasetError, match="one at least is needed"):
        split_by_group(groups(count), 0, test=test)


def test_a_leak_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="a, c would be in two parts"):
        GroupSplit(("a", "b", "c"), ("c",), ("a",))
    for name, data in (("x", b"1"), ("y", b"2"), ("z", b"1")):
        (tmp_path / name).write_bytes(data)
    refuse_copies([(tmp_path / "x", "train"), (tmp_path / "z", "train"), (tmp_path / "y", "test")])
    with pytest.raises(DatasetError, match="of the test part is the same recording as x of the train part") as caught:
        refuse_copies([(tmp_path / "x", "train"), (tmp_path / "z", "test")])
    assert caught.value.path == tmp_path / "z"
