"""How one signer signs: what differs from person to person, and from one time to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samples.studio.human import Floats

RESTS = ("sides", "clasped", "belly")


@dataclass(frozen=True, eq=False)
class Style:
    """The habits of a signer.

    `hand`: the dominant side, "L" or "R". `tempo` divides lengths, `reach` scales movements. `offset_m` [3], `lean_deg`
    [3] and `bend_deg` shift every hand; `sloppy` scales the noise from one time to the next. `way` chooses among the
    thinkable palms of letters. `letter_at_m` [3] is where letters are spelled, from the neutral place. `rest` is what
    the hands do between signs. `sway` scales the movement of the body.
    """

    hand: str
    tempo: float
    reach: float
    offset_m: Floats
    lean_deg: Floats
    bend_deg: float
    sloppy: float
    way: int
    letter_at_m: Floats
    rest: str
    transition_s: float
    letter_s: float
    letter_gap_s: float
    sway: float

    @staticmethod
    def random(rng: np.random.Generator, hand: str | None = None) -> Style:
        """A signer's habits; one in eight is left-handed unless `hand` says."""
        left = rng.random() < 0.125
        return Style(
            hand=hand or ("L" if left else "R"),
            tempo=float(rng.uniform(0.8, 1.25)),
            reach=float(rng.uniform(0.85, 1.15)),
            offset_m=rng.normal(0, [0.012, 0.014, 0.012]),
            lean_deg=rng.normal(0, [5, 5, 5]),
            bend_deg=float(rng.normal(0, 4)),
            sloppy=float(rng.uniform(0.5, 1.3)),
            way=int(rng.integers(2)),
            letter_at_m=np.array([rng.uniform(-0.07, 0.02), rng.uniform(-0.03, 0.07), rng.uniform(-0.05, 0.03)]),
            rest=str(rng.choice(RESTS)),
            transition_s=float(rng.uniform(0.30, 0.48)),
            letter_s=float(rng.uniform(0.42, 0.66)),
            letter_gap_s=float(rng.uniform(0.22, 0.34)),
            sway=float(rng.uniform(0.3, 1.2)),
        )
