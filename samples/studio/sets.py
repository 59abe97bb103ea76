"""The sets of films that models are trained and measured on, each film by its number.

Who is in films to train on is in none of the others: training 0-799, samples 800-899, test 900 and above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from samples.studio import scripts
from samples.studio.film import Plan
from samples.studio.taekwondo.drill import random_script
from samples.studio.taekwondo.faults import Fault, random_faults
from samples.studio.taekwondo.forms import form, forms

SIZES = ((640, 480), (640, 480), (640, 480), (768, 576), (854, 480), (960, 540))
_SCORED = ("t1", "t2", "t3")
_WALKED = (*_SCORED, "t4", "t5", "t6")
RATES = (Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(30))


@dataclass(frozen=True)
class Take:
    """One film of a set: its name, its plan, its seed, whether landmarks are wanted of it.

    `drill`: the script is one of taekwondo poses. `form`: it is the name of a form, performed with `faults`.
    """

    name: str
    plan: Plan
    seed: int
    landmarks: bool = True
    drill: bool = False
    form: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def kind(self) -> str:
        """What is shown: words, letters, sentences, idle, poses or which form; of the set robustness which variant."""
        return self.name.rpartition("-")[2]


def training(signers: int) -> Iterator[Take]:
    """Four or five films a signer: words twice, letters twice, and for many nothing but fidgets."""
    for signer in range(signers):
        fidgets = signer % 3 == 0 or signer >= 28  # the first models took too many fidgets for signs
        kinds = ["words", "letters", "words", "letters", *(["idle"] if fidgets else [])]
        for number, kind in enumerate(kinds):
            rng = np.random.default_rng([4, signer, number])
            if kind == "words":
                script = scripts.sentence(rng, 8)
            elif kind == "letters":
                # Real words show the rare letters too rarely; the first signers had to teach us so.
                script = scripts.spelling(rng, 3, 2 if signer < 21 else 4)
            else:
                script = scripts.idling(rng)
            # Fifteen pictures a second are what the models look at; some films have more, as cameras do.
            rate = Fraction(int(rng.choice([15, 15, 15, 15, 15, 15, 25, 30])))
            width, height = (480, 640) if rng.random() < 0.06 else (640, 480)
            plan = Plan(tuple(script), signer, width, height, rate, preset="veryfast", samples=1)
            yield Take(f"s{signer:03d}-{number}-{kind}", plan, number)


def clips(signers: int) -> Iterator[Take]:
    """Three or four films a signer: every word, every letter, every sentence once, and for many nothing but fidgets."""
    for signer in range(100, 100 + signers):
        for number, kind in enumerate(["words", "letters", "sentences", *(["idle"] if signer % 3 == 0 else [])]):
            yield _clips_of(signer, number, kind, small=kind == "sentences")


def pictures(signers: int) -> Iterator[Take]:
    """Small films for recognizers of pictures, which need more people: every word, and of some every sentence."""
    for signer in range(200, 200 + signers):
        for number, kind in enumerate(["words", *(["sentences"] if signer % 3 == 0 else [])]):
            yield _clips_of(signer, number, kind, small=True)


def _clips_of(signer: int, number: int, kind: str, *, small: bool) -> Take:
    rng = np.random.default_rng([7, signer, number])
    width, height = (320, 240) if small else (640, 480)
    plan = Plan(tuple(_CLIPS[kind](rng)), signer, width, height, Fraction(15), preset="veryfast", samples=1)
    return Take(f"s{signer:03d}-{kind}", plan, number, landmarks=not small)


def drills(performers: int) -> Iterator[Take]:
    """Every taekwondo pose on both sides, once by each performer."""
    for number in range(performers):
        yield _drill(f"p{300 + number:03d}-poses", 300 + number, np.random.default_rng([10, number]), number)


def measuring_drills(films: int) -> Iterator[Take]:
    """Drills by performers no training film has."""
    for number in range(films):
        yield _drill(f"t{number:03d}-poses", 1100 + number, np.random.default_rng([11, number]), 4000 + number)


def _drill(name: str, performer: int, rng: np.random.Generator, seed: int) -> Take:
    plan = Plan(tuple(random_script(rng)), performer, 640, 480, Fraction(15), preset="veryfast", samples=1)
    return Take(name, plan, seed, drill=True)


def poomsae(films: int) -> Iterator[Take]:
    """Whole forms, one film a performer, Taegeuk 1 to 6 in turn: every other one clean, the rest with 1 to 4 faults."""
    for number in range(films):
        yield _mixed(f"p{400 + number:03d}", 400 + number, np.random.default_rng([14, number]), number)


def measuring_poomsae(films: int) -> Iterator[Take]:
    """Whole forms by performers no other film has."""
    for number in range(films):
        yield _mixed(f"t{number:03d}", 1200 + number, np.random.default_rng([15, number]), 5000 + number)


def measuring_scoring(films: int) -> Iterator[Take]:
    """Taegeuk 1 to 3 in turn by performers no other film has: every other film clean, every other one with four faults.

    Six films show each of the three forms once clean and once with faults. Thirty films hold 60 faults, of every kind
    but too-fast, which these forms do not allow: none of their movements is slow. Nothing may be tuned on them.
    """
    for number in range(films):
        which = _SCORED[number % len(_SCORED)]
        rng = np.random.default_rng([16, number])
        faults = random_faults(form(which), rng, 4) if number % 2 else ()
        yield _form(f"t{number:03d}", 1300 + number, which, 6000 + number, faults)


def measuring_forms(films: int) -> Iterator[Take]:
    """Every form in turn without a fault, by performers no other film has."""
    for number in range(films):
        yield _form(f"t{number:03d}", 1400 + number, forms()[number % len(forms())], 7000 + number)


def _mixed(name: str, performer: int, rng: np.random.Generator, seed: int) -> Take:
    number = performer % 100
    which = _WALKED[number // 2 % len(_WALKED)]
    faults = random_faults(form(which), rng, int(rng.integers(1, 5))) if number % 2 else ()
    return _form(name, performer, which, seed, faults)


def _form(name: str, performer: int, which: str, seed: int, faults: tuple[Fault, ...] = ()) -> Take:
    plan = Plan((which,), performer, 640, 480, Fraction(15), preset="veryfast", samples=1)
    return Take(f"{name}-{which}", plan, seed, form=True, faults=faults)


def measuring_sentences(films: int) -> Iterator[Take]:
    """Films of sentences by signers no training film has."""
    for number in range(films):
        rng = np.random.default_rng([9, number])
        width, height = SIZES[rng.integers(len(SIZES))]
        plan = Plan(
            tuple(scripts.every_sentence(rng)), 1000 + number, width, height, RATES[rng.integers(len(RATES))], samples=1
        )
        yield Take(f"t{number:03d}-sentences", plan, 3000 + number, landmarks=False)


_CLIPS = {
    "words": scripts.every_word,
    "letters": scripts.every_letter,
    "sentences": scripts.every_sentence,
    "idle": scripts.idling,
}


def measuring(films: int) -> Iterator[Take]:
    """Films of signers, cameras and scripts that no training film has: of nine, five of words and four of letters."""
    for number in range(films):
        rng = np.random.default_rng([5, number])
        letters = number % 9 in (1, 3, 5, 7)
        script = _test_letters(rng) if letters else _test_words(rng)
        width, height = SIZES[rng.integers(len(SIZES))]
        rate = RATES[rng.integers(len(RATES))]
        kind = "letters" if letters else "words"
        plan = Plan(tuple(script), 900 + number, width, height, rate, samples=1)
        yield Take(f"t{number:03d}-{kind}", plan, 1000 + number)


def robustness(films: int) -> Iterator[Take]:
    """The same few films at 60 and at 25 pictures a second, and in 1080p, to be compared with one another."""
    for number in range(films):
        rng = np.random.default_rng([6, number])
        script = scripts.spelled_words(rng, 2) if number % 2 else scripts.sentence(rng, 5)
        for variant, rate, width, height in (("60", 60, 640, 480), ("25", 25, 640, 480), ("1080p", 30, 1920, 1080)):
            plan = Plan(tuple(script), 950 + number, width, height, Fraction(rate), samples=1)
            yield Take(f"r{number}-{variant}", plan, 2000 + number)


def _test_words(rng: np.random.Generator) -> list[str]:
    return scripts.sentence(rng, int(rng.integers(5, 8)))


def _test_letters(rng: np.random.Generator) -> list[str]:
    return scripts.spelled_words(rng, int(rng.integers(2, 4)))


SETS: dict[str, Callable[[int], Iterator[Take]]] = {
    "train": training,
    "clips": clips,
    "pictures": pictures,
    "poses": drills,
    "poomsae": poomsae,
    "test": measuring,
    "test-poses": measuring_drills,
    "test-poomsae": measuring_poomsae,
    "test-scoring": measuring_scoring,
    "test-forms": measuring_forms,
    "test-sentences": measuring_sentences,
    "robustness": robustness,
}
