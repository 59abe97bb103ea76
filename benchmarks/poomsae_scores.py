"""How many faults of the studio's performances `annotator score` finds, and how many of its deductions are right.

    python -m benchmarks.poomsae_scores SCORES PERFORMANCES

SCORES is a folder with `NAME.json` of `annotator score`, PERFORMANCES one with `NAME.performance.json`: what the
studio's performer really did. A deduction is right where the rule is that of the fault and the movement is the same (of
pauses and restarts: where the times overlap). What is measurable from the camera is settled from the truth alone,
before any score is looked at:

    short or wrong stance   the stance lies 30 degrees or more out of the line of view
    low kick, wrong         the performer does not face within 40 degrees of straight away from the camera, where the
    movement, wrong side    body hides what hands and feet do
    wobble                  half of it or more is to be seen from the front or from behind
    wrong side              the form says which arm acts (of two punches in a row it does not)
    all but restarts        the movement was not done once more after a new beginning
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from annotator.scoring import Deduction, Score, load_form, read_score
from annotator.writers import read_annotation
from samples.studio.taekwondo.record import FaultRecord, PerformanceRecord, load_record

RULES = {
    "omitted": ("wrong-movement",),
    "wrong-movement": ("wrong-movement",),
    "wrong-side": ("wrong-movement",),
    "wrong-stance": ("wrong-stance",),
    "short-stance": ("inexact-stance",),
    "low-kick": ("low-kick",),
    "pause": ("pause",),
    "restart": ("restart",),
    "too-fast": ("slow-time",),
    "wobble": ("balance",),
}
STANCES = ("wrong-stance", "inexact-stance")


@dataclass
class Tally:
    """What was right in some recordings."""

    recordings: int = 0
    clean: int = 0
    ordered: int = 0
    clean_major: int = 0
    deductions: int = 0
    right: int = 0
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    done: int = 0
    found: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    measurable: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    told_anyway: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)

    def add(self, score: Score, record: PerformanceRecord) -> Iterator[str]:
        """Counts one recording in; gives a line for everything that is not right."""
        self.recordings += 1
        self._movements(score, record)
        left = list(score.deductions)
        for fault in record.faults:
            self.faults[fault.kind] += 1
            told = next((each for each in left if is_right(each, fault)), None)
            seen = is_measurable(fault, record)
            self.measurable[fault.kind] += seen
            if told is not None:
                left.remove(told)
                self.right += 1
                (self.told if seen else self.told_anyway)[fault.kind] += 1
            elif seen:
                near = next((each for each in left if _is_near(each, fault)), None)
                self.near[fault.kind] += near is not None
                yield f"missed {fault.kind} in {fault.movement}" + (f" (told as {near.finding})" if near else "")
        self.deductions += len(score.deductions)
        for each in left:
            yield f"false {each.finding} in {each.movement} ({each.confidence:.2f})"
        if not record.faults:
            self.clean += 1
            self.clean_major += any(each.kind != "minor" for each in score.deductions)
            self.ordered += all(each.start_s is not None for each in score.movements)

    def _movements(self, score: Score, record: PerformanceRecord) -> None:
        truth = {each.number: each for each in record.movements}  # of a movement done twice the last time
        for each in score.movements:
            done = truth.get(each.number)
            if done is None:
                continue
            self.done += 1
            if each.start_s is None or each.end_s is None:
                continue
            shared = min(each.end_s, done.end_s) - max(each.start_s, done.start_s)
            self.found += shared > (max(each.end_s, done.end_s) - min(each.start_s, done.start_s)) / 2
            self.starts.append(abs(each.start_s - done.start_s))
            self.ends.append(abs(each.end_s - done.end_s))

    def lines(self, name: str) -> Iterator[str]:
        """The counts as rows."""
        told, measurable = sum(self.told.values()), sum(self.measurable.values())
        yield (
            f"{name:8} {self.recordings} recordings, {self.found} of {self.done} movements, starts off by "
            f"{_ms(self.starts)}, ends by {_ms(self.ends)} (median); {self.ordered} of {self.clean} clean ones whole "
            f"and in order, {self.clean_major} with a major deduction"
        )
        precision = self.right / self.deductions if self.deductions else float("nan")
        recall = told / measurable if measurable else float("nan")
        yield (
            f"         {self.deductions} deductions, {self.right} right (precision {precision:.2f}); "
            f"{sum(self.faults.values())} faults, {measurable} measurable, {told} told (recall {recall:.2f}), "
            f"{sum(self.told_anyway.values())} of the others told too"
        )

    def kinds(self) -> Iterator[str]:
        """A row for each kind of fault."""
        for kind in self.faults:
            yield (
                f"         {kind:15} {self.faults[kind]:3} faults, {self.measurable[kind]:3} measurable, "
                f"{self.told[kind]:3} told, {self.near[kind]:2} as another fault of the stance"
            )


def is_right(deduction: Deduction, fault: FaultRecord) -> bool:
    """Whether a deduction is for this fault."""
    if deduction.rule not in RULES[fault.kind]:
        return False
    if fault.kind in ("pause", "restart"):
        return min(deduction.end_s, fault.end_s) > max(deduction.start_s, fault.start_s)
    return deduction.movement == fault.movement


def _is_near(deduction: Deduction, fault: FaultRecord) -> bool:
    return fault.kind.endswith("stance") and deduction.rule in STANCES and deduction.movement == fault.movement


def is_measurable(fault: FaultRecord, record: PerformanceRecord) -> bool:
    """Whether the camera could see a fault, by the truth alone; see the module."""
    again = [each.movement for each in record.faults if each.kind == "restart"]
    if fault.kind != "restart" and any(fault.movement <= last for last in again):
        return False
    done = next((each for each in record.movements if each.number == fault.movement), None)
    if done is None:
        return True
    facing = np.radians(record.camera.yaw_deg - done.facing_deg)  # clockwise from the camera
    if fault.kind in ("short-stance", "wrong-stance"):
        return bool(abs(np.sin(facing)) >= 0.5)
    if fault.kind == "wrong-side" and not _has_side(fault.movement, record.form):
        return False
    if fault.kind in ("low-kick", "wrong-movement", "wrong-side"):
        return bool(np.cos(facing) > -np.cos(np.radians(40)))
    return fault.kind != "wobble" or bool(abs(np.cos(facing)) >= 0.5)


def _has_side(number: int, form: str) -> bool:
    """Whether the form says which arm acts at the end of a movement; of two punches in a row it does not."""
    movement = load_form(form.replace("t", "taegeuk-") if form.startswith("t") else form).movements[number - 1]
    return movement.techniques[-1].side in ("left", "right")


def _ms(values: list[float]) -> str:
    return f"{1000 * median(values):.0f} ms" if values else "-"


def main() -> None:
    """Prints what is not right in each recording, then the counts of each form and kind of fault."""
    scores, performances = map(Path, sys.argv[1:3])
    tallies: dict[str, Tally] = {}
    for path in sorted(performances.glob("*.performance.json")):
        name = path.name.removesuffix(".performance.json")
        scored = scores / f"{name}.json"
        if not scored.exists():
            print(f"{name}: not scored")
            continue
        score, record = read_score(read_annotation(scored).score), load_record(path)
        wrong = list(tallies.setdefault(record.form, Tally()).add(score, record))
        list(tallies.setdefault("all", Tally()).add(score, record))
        if wrong:
            print(f"{name}: {'; '.join(wrong)}")
    for name, tally in sorted(tallies.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        print("\n".join(tally.lines(name)))
    print("\n".join(tallies["all"].kinds()) if tallies else "nothing was scored")


if __name__ == "__main__":
    main()
