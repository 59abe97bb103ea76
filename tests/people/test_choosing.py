from __future__ import annotations

import numpy as np
import pytest

from annotator.landmarks import Spotlight
from annotator.people import Linker, People, Sighting, performer, spotlight_on
from annotator.records import Frames

TIMES = tuple(float(k) for k in range(10))


def person(
    x: float, radius: float = 0.3, motion: float = 0.02, times: tuple[float, ...] = TIMES
) -> tuple[Sighting, ...]:
    return tuple(Sighting(time_s, x, 0.5, radius, motion, 0.9) for time_s in times)


def test_nobody() -> None:
    chosen, note = performer(People(1.5, TIMES, ()))
    assert chosen is None
    assert note.people == 0


def test_one_alone_needs_no_words() -> None:
    chosen, note = performer(People(1.5, TIMES, (person(0.7),)))
    assert chosen == 0
    assert (note.people, note.sure, note.warnings) == (1, 1.0, ())


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (person(0.4, radius=0.15), "larger"),
        (person(1.4), "more central"),
        (person(0.4, motion=0.0), "moves more"),
        (person(0.4, times=TIMES[:3]), "longer in view"),
    ],
)
def test_who_is_ahead_in_one_thing_is_chosen(other: tuple[Sighting, ...], reason: str) -> None:
    for tracks, expected in (((person(1.0), other), 0), ((other, person(1.0)), 1)):
        chosen, note = performer(People(1.5, TIMES, tracks))
        assert chosen == expected
        assert note.people == 2
        assert reason in note.reasons
        assert any(reason in warning for warning in note.warnings)


def test_two_alike_are_a_doubt() -> None:
    _, note = performer(People(1.5, TIMES, (person(0.45), person(1.05))))
    assert note.sure < 0.1
    assert "may be the wrong one" in note.warnings[0]


def test_a_passer_by_is_not_counted() -> None:
    times = tuple(float(k) for k in range(40))
    _, note = performer(People(1.5, times, (person(0.75, times=times), person(1.0, times=(3.0,)))))
    assert note.people == 1


def test_one_after_the_other_are_not_two_at_once() -> None:
    _, note = performer(People(1.5, TIMES, (person(0.75, times=TIMES[:4]), person(0.8, times=TIMES[6:]))))
    assert note.people == 1


def test_who_crosses_the_performer_is_told_with_the_times() -> None:
    moving = tuple(Sighting(t, 0.2 + 0.15 * t, 0.5, 0.15, 0.001, 0.9) for t in TIMES)
    _, note = performer(People(1.5, TIMES, (person(0.75), moving)))
    assert "beside or in front of the performer from 2.0 to 5.0 s" in note.warnings[-1]


def test_who_is_hidden_while_they_cross_is_told_too() -> None:
    moving = tuple(Sighting(t, 0.3 * t, 0.5, 0.15, 0.001, 0.9) for t in (0.0, 1.0, 4.0, 5.0))
    _, note = performer(People(1.5, TIMES, (person(0.75), moving)))
    assert "beside or in front of the performer from 2.0 to 3.0 s" in note.warnings[-1]


def test_people_keep_their_tracks_while_they_walk() -> None:
    linker = Linker()
    for k in range(8):
        both = [
            Sighting(k * 0.5, 0.2 + 0.1 * k, 0.5, 0.3, 0.0, 0.9),
            Sighting(k * 0.5, 1.6 - 0.1 * k, 0.5, 0.25, 0.0, 0.9),
        ]
        linker.add(both if k % 2 else both[::-1])
    sizes = [{each.radius for each in track} for track in linker.tracks]
    assert sorted(map(len, linker.tracks)) == [8, 8]
    assert all(len(size) == 1 for size in sizes)


def test_somebody_far_away_or_of_another_size_is_somebody_else() -> None:
    linker = Linker()
    linker.add([Sighting(0.0, 0.2, 0.5, 0.3, 0.0, 0.9)])
    linker.add([Sighting(0.5, 1.6, 0.5, 0.3, 0.0, 0.9), Sighting(0.5, 0.25, 0.5, 0.3, 0.0, 0.9)])
    linker.add([Sighting(1.0, 1.6, 0.5, 0.1, 0.0, 0.9)])
    assert [len(track) for track in linker.tracks] == [2, 1, 1]


def test_who_was_gone_and_comes_back_is_the_same_but_nobody_of_another_size() -> None:
    linker = Linker()
    for time_s in (0.0, 2.0, 20.0):
        linker.add([Sighting(time_s, 0.2, 0.5, 0.3, 0.0, 0.9), Sighting(time_s, 1.5, 0.5, 0.1, 0.0, 0.9)])
    assert [[each.radius for each in track] for track in linker.tracks] == [[0.3] * 3, [0.1] * 3]


def test_who_walks_past_somebody_is_not_taken_for_them() -> None:
    linker = Linker()
    for k in range(9):
        walker = Sighting(0.5 * k, 0.1 + 0.15 * k, 0.5, 0.3, 0.0, 0.9)
        standing = Sighting(0.5 * k, 0.75, 0.5, 0.31, 0.0, 0.9)
        linker.add([walker] if k in (4, 5) else [walker, standing])  # hidden by the one who walks
    assert [[each.radius for each in track] for track in linker.tracks] == [[0.3] * 9, [0.31] * 7]


def test_the_spotlight_hides_the_others_and_only_while_there_are_any() -> None:
    people = People(2.0, (0.0, 1.0, 2.0), (person(0.5, 0.2, times=(0.0, 1.0, 2.0)), person(1.5, 0.2, times=(2.0,))))
    light = spotlight_on(people, 0)
    frames = Frames(np.full((4, 100, 200, 3), 9, np.uint8), np.array([0.5, 1.0, 1.5, 2.5]))
    shown = light.on(frames).images
    assert (frames.images == 9).all()
    assert (shown[:2] == 9).all()
    assert (shown[2:, 50, 50] == 9).all()
    assert (shown[2:, 50, 150] == 127).all()


def test_where_the_performer_is_gone_and_others_are_there_nothing_is_left() -> None:
    people = People(2.0, (0.0, 1.0, 2.0), (person(0.5, 0.2, times=(0.0,)), person(1.5, 0.2, times=TIMES[:3])))
    frames = Frames(np.full((3, 100, 200, 3), 9, np.uint8), np.array([0.0, 0.5, 1.5]))
    shown = spotlight_on(people, 0).on(frames).images
    assert (shown[:2, 50, 50] == 9).all()
    assert (shown[2] == 127).all()


def test_the_digest_changes_with_what_is_hidden() -> None:
    times, boxes, alone = np.arange(3.0), np.full((3, 4), 0.5), np.zeros(3, np.bool_)
    digests = {
        Spotlight(times, boxes, alone).digest(),
        Spotlight(times + 0.1, boxes, alone).digest(),
        Spotlight(times, boxes * 0.9, alone).digest(),
        Spotlight(times, boxes, ~alone).digest(),
    }
    assert len(digests) == 4
    assert Spotlight(times, boxes, alone).digest() in digests
