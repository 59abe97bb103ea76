"""Somebody drawn from a seed: the same every time, different from others, fit to be seen."""

from __future__ import annotations

import numpy as np

from samples.studio.look import COLLARS, HAIR_STYLES, SLEEVES, Look

PEOPLE = [Look.random(np.random.default_rng(seed)) for seed in range(60)]


def test_the_same_seed_gives_the_same_person() -> None:
    assert [Look.random(np.random.default_rng(seed)) for seed in range(60)] == PEOPLE


def test_people_differ() -> None:
    assert {look.hair for look in PEOPLE} == set(HAIR_STYLES)
    assert {look.collar for look in PEOPLE} == set(COLLARS)
    assert {look.sleeve for look in PEOPLE} == set(SLEEVES)
    brightness = [sum(look.skin) for look in PEOPLE]
    assert max(brightness) - min(brightness) > 0.9
    assert len({look.cloth for look in PEOPLE}) == len(PEOPLE)


def test_no_sleeve_reaches_the_wrist() -> None:
    assert max(SLEEVES.values()) < 0.95


def test_a_hand_stands_out_from_the_cloth() -> None:
    for look in PEOPLE:
        assert np.abs(np.array(look.cloth) - look.skin).sum() > 0.3
