"""How much of what `annotator poomsae follow` finds is right, against exact truth of the same recordings.

    python -m benchmarks.poomsae FOLLOWED TRUTH

FOLLOWED is a folder with `NAME.poomsae.json`, TRUTH one with `NAME.truth.json` (or `NAME.exact.poomsae.json` for the
truth of NAME): segments of the tier "movements" with tokens that end in the number of the movement ("t1-05"). What is
not there was omitted; of a movement done twice, as after a new beginning, the last time counts. A movement is found
where what was found and what was done share more than half of what both cover.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import msgspec

from annotator.scoring import Following
from annotator.truth import load_truth

SUFFIX, TIER = ".poomsae.json", "movements"


class Counts:
    """What was right in the recordings of one form, and by how many seconds starts and ends were missed."""

    def __init__(self) -> None:
        self.recordings = self.done = self.found = self.false = self.omitted = self.noticed = 0
        self.starts: list[float] = []
        self.ends: list[float] = []

    def add(self, following: Following, done: Mapping[int, tuple[float, float]]) -> list[int]:
        """Counts one recording in; gives the numbers of the movements that are wrong."""
        self.recordings += 1
        wrong = []
        for movement in following.movements:
            truth, start_s, end_s = done.get(movement.number), movement.start_s, movement.end_s
            if truth is None:
                self.omitted += 1
                self.noticed += start_s is None
                right = start_s is None
            elif start_s is None or end_s is None:
                self.done, self.false, right = self.done + 1, self.false + 1, False
            else:
                shared = min(end_s, truth[1]) - max(start_s, truth[0])
                right = shared > (max(end_s, truth[1]) - min(start_s, truth[0])) / 2
                self.done += 1
                self.found += right
                if right:
                    self.starts.append(abs(start_s - truth[0]))
                    self.ends.append(abs(end_s - truth[1]))
            wrong += [] if right else [movement.number]
        return wrong

    def line(self, name: str) -> str:
        """The counts as a row."""
        times = [f"{1000 * median(each):.0f} ms" if each else "-" for each in (self.starts, self.ends)]
        return (
            f"{name:12} {self.recordings:4} recordings, {self.found} of {self.done} movements found, starts off by "
            f"{times[0]}, ends by {times[1]}, {self.noticed} of {self.omitted} omissions told, {self.false} wrongly"
        )


def main() -> None:
    """Prints a line for each recording that is not all right, and one for each form."""
    followed, truths = map(Path, sys.argv[1:3])
    counts: dict[str, Counts] = defaultdict(Counts)
    for path in sorted(followed.glob(f"*{SUFFIX}")):
        following = msgspec.json.decode(path.read_bytes(), type=Following)
        name = path.name.removesuffix(SUFFIX).removesuffix(".exact")
        segments = load_truth(truths / f"{name}.truth.json").of(TIER)
        done = {int(each.token.rpartition("-")[2]): (each.start_s, each.end_s) for each in segments}
        wrong = counts[following.form.name].add(following, done)
        counts["all"].add(following, done)
        if wrong:
            print(f"{path.name}: wrong: {', '.join(map(str, wrong))}")
    for name, each in sorted(counts.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        print(each.line(name))


if __name__ == "__main__":
    main()
