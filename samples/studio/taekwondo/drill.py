"""A drill: poses performed one after the other, as figures in time with exact segments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from samples.studio.perform import Done, Spelled
from samples.studio.taekwondo.poses import Figure, poses

_KICKS = ("front-kick", "side-kick")  # done by way of the raised knee


class Drill:
    """Builds the keys of a script; then `at` gives the figure of any moment.

    A script is a sequence of items: a pose by token ("low-block"), the same mirrored ("low-block left"), "rest 1.0"
    (seconds, at ease). `tempo` and `sloppy` are the performer's own: 1 is normal. `segments` are the holds of poses
    that are not idle.
    """

    def __init__(
        self, script: Sequence[str], rng: np.random.Generator, tempo: float = 1.0, sloppy: float = 0.5
    ) -> None:
        self._rng, self._tempo, self._sloppy = rng, tempo, sloppy
        self._poses = poses()
        self._times: list[float] = [0.0]
        self._figures: list[Figure] = [self._varied("ease")]
        self.segments: list[Done] = []
        self.spelled: list[Spelled] = []
        self._hold(float(rng.uniform(0.3, 0.6)))
        for item in script:
            self._do(item)
        self._go("ease", left=False, hold_s=0.5)
        self.duration_s = self._times[-1]

    def at(self, time_s: float) -> Figure:
        """The figure of a moment."""
        after = min(max(bisect_right(self._times, time_s), 1), len(self._times) - 1)
        span = self._times[after] - self._times[after - 1]
        share = float(np.clip((time_s - self._times[after - 1]) / span, 0, 1))
        return self._figures[after - 1].towards(self._figures[after], share * share * (3 - 2 * share))

    def _do(self, item: str) -> None:
        name, _, rest = item.partition(" ")
        if name == "rest":
            self._go("ease", left=False, hold_s=float(rest))
        elif name in self._poses and rest in ("", "left"):
            self._go(name, left=rest == "left", hold_s=float(self._rng.uniform(0.45, 0.9)) / self._tempo)
        else:
            raise ValueError(f"{item!r} is neither a pose nor a rest")

    def _go(self, token: str, *, left: bool, hold_s: float) -> None:
        pose = self._poses[token]
        if token in _KICKS:
            self._key(self._varied("chamber", left=left), 0.32)
            hold_s *= 0.7
        self._key(self._varied(token, left=left), 0.24 if token in _KICKS else 0.42)
        start_s = self._times[-1]
        self._hold(hold_s)
        if not pose.idle:
            self.segments.append(Done(pose, start_s, self._times[-1]))
        if token in _KICKS:
            self._key(self._varied("chamber", left=left), 0.28)

    def _key(self, figure: Figure, seconds: float) -> None:
        self._times.append(self._times[-1] + seconds / self._tempo * float(self._rng.uniform(0.85, 1.25)))
        self._figures.append(figure)

    def _hold(self, seconds: float) -> None:
        """Stands still, as far as anybody does."""
        self._times.append(self._times[-1] + seconds)
        self._figures.append(self._figures[-1].varied(self._rng, 0.06 * self._sloppy))

    def _varied(self, token: str, *, left: bool = False) -> Figure:
        figure = self._poses[token].figure
        return (figure.mirrored() if left else figure).varied(self._rng, self._sloppy)


def random_script(rng: np.random.Generator, rounds: int = 1) -> list[str]:
    """Every pose on both sides, `rounds` times in random order, with rests and what is no pose between them."""
    known = poses()
    shown = [f"{token}{side}" for token, pose in known.items() if not pose.idle for side in ("", " left")]
    others = [token for token, pose in known.items() if pose.idle]
    script: list[str] = []
    for item in (str(each) for _ in range(rounds) for each in rng.permutation(shown)):
        script.append(item)
        draw = rng.random()
        if draw < 0.3:
            script.append(str(rng.choice(others)) + str(rng.choice(["", " left"])))
        elif draw < 0.45:
            script.append(f"rest {rng.uniform(0.3, 1.0):.2f}")
    return script
