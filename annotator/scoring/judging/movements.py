"""Every movement that was found held against the form and the rules: hands, stance, kick, balance, time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from annotator.scoring.body import BodyEvidence, turned_by
from annotator.scoring.costs import SIDES
from annotator.scoring.form import Movement
from annotator.scoring.judging import hands, stances
from annotator.scoring.judging.collected import Collected
from annotator.scoring.judging.holds import Hold, Sway, kick_peak, sway_of
from annotator.scoring.judging.view import View
from annotator.scoring.scored import Measured

_AWAY: Final = 40.0  # degrees around straight away from the camera in which the body hides a kick
_NO_KICK: Final = 0.3  # leg lengths: a foot that only steps
_OVER_USUAL: Final = 1.8  # times somebody's usual sway
_SIDE: Final = 0.3  # share of a sway to the side that must be seen
_AROUND: Final = 0.3  # torso lengths around where a wrist should be
_LEAST_HOLD_S: Final = 0.3
_RAISED: Final = 0.3  # leg lengths over the other ankle: a foot that is up
_TOUCHES: Final = 0.12  # leg lengths over the other ankle: a foot on the floor
_STEPS_DOWN_S: Final = 0.2  # so long before the next movement it may begin to come down
_SLOWLY: Final = 0.8  # of the least time: the slow beginning and the slow end of a movement are not seen as moving


def judge_movements(holds: Sequence[Hold], view: View, evidence: BodyEvidence, collected: Collected) -> None:
    """Holds every movement against form and rules, and collects what there is to say.

    Who always sways a little, or is seen badly, is held against their own usual sway.
    """
    sways = [sway_of(hold, evidence) for hold in holds]
    swings = [sway.degrees for sway in sways if np.isfinite(sway.degrees)]
    sway_deg = max(collected.rules.limits.sway_deg, _OVER_USUAL * float(np.median(swings)) if swings else 0.0)
    deducted: Movement | None = None  # the last movement whose stance was
    for hold, sway in zip(holds, sways, strict=True):
        stays = deducted is not None and _stays(deducted, hold.movement)
        deducted = hold.movement if stays or _stance(hold, view, collected) else None
        _hands(hold, view, collected)
        if any(technique.kind == "kick" for technique in hold.movement.techniques):
            _kick(hold, view, evidence, collected)
        _balance(hold, view, sway, round(sway_deg, 2), collected)
        _crane(hold, evidence, collected)
        _time(hold, collected)
        _speed(hold, evidence, collected)


def _stays(before: Movement, movement: Movement) -> bool:
    """Whether a movement is done in the stance of the one before: its fault is one, and counts once."""
    stands = (before.stance, before.facing) == (movement.stance, movement.facing)
    kicks = any(technique.kind == "kick" for technique in movement.techniques)
    return stands and not kicks and movement.number == before.number + 1


def _speed(hold: Hold, evidence: BodyEvidence, collected: Collected) -> None:
    frames = (evidence.times_s >= hold.start_s) & (evidence.times_s <= hold.end_s)
    speeds = evidence.wrist_speed[frames]
    if np.isfinite(speeds).any():
        collected.tell("speed-peak", float(np.nanmax(speeds)), "torso lengths/s", hold.movement.number)


def _hands(hold: Hold, view: View, collected: Collected) -> None:
    number, limit = hold.movement.number, collected.rules.limits.hands
    found = hands.judged(hold, view)
    if found is None:
        reason = "hidden" if hands.settled(hold.movement) else "not settled"
        reason = "no direction" if hold.movement.facing is None else reason
        collected.leave("wrong-movement", "hands", reason, number)
        return
    if found.farther <= limit:
        return
    low, high = round(found.expected_up - _AROUND, 2), round(found.expected_up + _AROUND, 2)
    measured = Measured("wrist over the hips", round(found.up, 2), "torso lengths", low, high)
    if low <= found.up <= high:  # it is beside the body, or in both hands together, that they are elsewhere
        measured = Measured("nearer to another technique", round(found.farther, 1), "squared deviations", None, limit)
    collected.deduct(
        "wrong-movement",
        found.finding,
        (hold.start_s, hold.end_s),
        movement=number,
        at_s=hold.at_s,
        measured=measured,
        confidence=0.5 + found.farther / 32,
    )


def _stance(hold: Hold, view: View, collected: Collected) -> bool:
    """Judges the stance; whether there was something to deduct."""
    stance, number = hold.movement.stance, hold.movement.number
    if stance is None:
        return False
    limits, measure = collected.rules.limits.stances.get(stance.code), stances.measured(hold, stance, view)
    if limits is None or measure is None or hold.movement.facing is None:
        collected.leave("inexact-stance", "stance", "no shape" if limits is None else "no direction", number)
        return False
    if stances.is_mixed_up(measure):
        collected.leave("inexact-stance", "stance", "mixed up", number)
        return False
    low, high = limits.length
    if stances.is_exact(measure):
        collected.tell("stance-length", measure.told, "leg lengths", number, low=low, high=high)
    disputed = any(other.stance is not None for other in hold.movement.alternatives)
    found = None if disputed else stances.judged(measure, limits)
    if found is None:
        if not stances.is_exact(measure):
            reason = "along" if np.isfinite(measure.length) else "hidden"
            collected.leave("inexact-stance", "stance", reason, number)
        return False
    rule = "wrong-stance" if found.finding.startswith("other") else "inexact-stance"
    collected.deduct(
        rule,
        found.finding,
        (hold.start_s, hold.end_s),
        movement=number,
        at_s=hold.at_s,
        measured=Measured("stance length", round(measure.told, 2), "leg lengths", low, high),
        confidence=0.5 + found.clearly / 2,
    )
    return True


def _kick(hold: Hold, view: View, evidence: BodyEvidence, collected: Collected) -> None:
    number, least = hold.movement.number, collected.rules.limits.kick
    peak, at_s, torso = kick_peak(hold, evidence)
    facing = torso if hold.movement.facing is None else float(np.degrees(view.radians(hold)))
    collected.tell("kick-height", peak, "leg lengths", number, low=least)
    if np.isnan(peak):
        collected.leave("low-kick", "kick", "hidden", number)
        return
    if peak >= least:
        return
    if abs(float(turned_by(facing, 180.0))) < _AWAY:
        collected.leave("low-kick", "kick", "away", number)
        return
    measured = Measured("kick height", round(peak, 2), "leg lengths", least, None)
    rule, finding = ("wrong-movement", "no-kick") if peak < _NO_KICK else ("low-kick", "low-kick")
    span = (hold.start_s, hold.end_s)
    clearly = (least - peak) / 0.4
    collected.deduct(rule, finding, span, movement=number, at_s=at_s, measured=measured, confidence=0.5 + clearly / 2)


def _balance(hold: Hold, view: View, sway: Sway, limit: float, collected: Collected) -> None:
    number, swing = hold.movement.number, sway.degrees
    collected.tell("sway", swing, "degrees", number, high=limit)
    if swing > limit:
        measured = Measured("sway of the trunk", round(swing, 2), "degrees", None, limit)
        confidence = 0.5 + (swing - limit) / (4 * limit)
        span = (sway.begins_s, sway.ends_s)
        collected.deduct("balance", "sway", span, movement=number, measured=measured, confidence=confidence)
    elif np.isnan(swing):
        short = hold.held_until_s - hold.end_s < _LEAST_HOLD_S
        collected.leave("balance", "balance", "too short" if short else "hidden", number)
    elif abs(np.cos(view.radians(hold))) < _SIDE:
        collected.leave("balance", "balance", "side view", number)


def _crane(hold: Hold, evidence: BodyEvidence, collected: Collected) -> None:
    """A foot that is raised in 학다리서기, named after the leg one stands on, must not come down while it is held."""
    stance, number = hold.movement.stance, hold.movement.number
    if stance is None or stance.code != "HD" or stance.side is None:
        return
    raised = 1 - SIDES[stance.side]
    inside = (evidence.times_s >= hold.end_s) & (evidence.times_s < hold.held_until_s - _STEPS_DOWN_S)
    lifts, times_s = evidence.foot_lift[inside, raised], evidence.times_s[inside]
    up = np.flatnonzero(lifts > _RAISED)
    if not len(up):
        collected.leave("crane-touch", "raised foot", "hidden", number)
        return
    lowest = int(up[0] + np.nanargmin(lifts[up[0] :]))
    if lifts[lowest] < _TOUCHES:
        collected.deduct(
            "crane-touch",
            "crane-touch",
            (hold.end_s, hold.held_until_s),
            movement=number,
            at_s=float(times_s[lowest]),
            measured=Measured(
                "height of the raised foot", round(float(lifts[lowest]), 2), "leg lengths", _TOUCHES, None
            ),
            confidence=0.7,
        )


def _time(hold: Hold, collected: Collected) -> None:
    if not hold.movement.slow:
        return
    (low, high), length_s = collected.rules.timing.slow_s, hold.end_s - hold.start_s
    number = hold.movement.number
    collected.tell("slow-time", round(length_s, 2), "s", number, low=low, high=high)
    if length_s < _SLOWLY * low:
        measured = Measured("time of the movement", round(length_s, 2), "s", low, high)
        span = (hold.start_s, hold.end_s)
        confidence = 0.5 + (low - length_s) / low
        collected.deduct("slow-time", "too-fast", span, movement=number, measured=measured, confidence=confidence)
