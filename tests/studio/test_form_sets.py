"""Faults by seed, and the sets of films of whole forms: how many, of what, by whom."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np

from samples.studio.sets import SETS
from samples.studio.taekwondo.faults import UNITS, cues, instead, possible, random_faults
from samples.studio.taekwondo.forms import Form, form, forms


def test_faults_by_seed_are_possible_and_in_movements_of_their_own() -> None:
    kinds: set[str] = set()
    for seed in range(60):
        which: Form = form(forms()[seed % len(forms())])
        faults = random_faults(which, np.random.default_rng(seed), 1 + seed % 4)
        assert faults == random_faults(which, np.random.default_rng(seed), 1 + seed % 4)
        assert len({fault.movement for fault in faults}) == len(faults) == 1 + seed % 4
        for fault in faults:
            movement = which.movements[fault.movement - 1]
            assert fault.kind in possible(movement)
            assert fault.instead == instead(fault.kind, movement)
        kinds |= {fault.kind for fault in faults}
        assert len(cues(which, faults)) >= len(which.movements) - len(faults)
    assert kinds == set(UNITS)


def test_the_set_is_half_clean_and_shows_six_forms() -> None:
    takes = list(SETS["poomsae"](24))
    assert sum(not take.faults for take in takes) == 12
    assert all(1 <= len(take.faults) <= 4 for take in takes if take.faults)
    assert {take.kind for take in takes} == {"t1", "t2", "t3", "t4", "t5", "t6"}
    assert [take.faults for take in takes] == [take.faults for take in SETS["poomsae"](24)]


def test_scoring_is_measured_on_sixty_faults_in_thirty_films() -> None:
    takes = list(SETS["test-scoring"](30))
    films = Counter((take.kind, len(take.faults)) for take in takes)
    assert films == {(name, count): 5 for name in ("t1", "t2", "t3") for count in (0, 4)}
    assert {(take.plan.width, take.plan.height, take.plan.rate) for take in takes} == {(640, 480, 15)}
    assert {fault.kind for take in takes for fault in take.faults} == set(UNITS) - {"too-fast"}
    for take in takes:
        assert len({fault.movement for fault in take.faults}) == len(take.faults)  # a restart with no other either
        omitted = [fault.movement for fault in take.faults if fault.kind == "omitted"]
        assert all(later - earlier > 1 for earlier, later in pairwise(omitted))
    assert {take.plan.signer for take in takes} == set(range(1300, 1330))
    assert len({take.seed for take in takes} | {take.name for take in takes}) == 60


def test_one_set_shows_every_form_without_a_fault() -> None:
    takes = list(SETS["test-forms"](len(forms())))
    assert [take.kind for take in takes] == list(forms())
    assert not any(take.faults for take in takes)


def test_omitted_movements_are_never_side_by_side() -> None:
    apart = []
    for seed in range(40):
        faults = random_faults(form("t1"), np.random.default_rng(seed), 12)
        omitted = [fault.movement for fault in faults if fault.kind == "omitted"]
        apart += [later - earlier for earlier, later in pairwise(omitted)]
    assert min(apart) == 2
