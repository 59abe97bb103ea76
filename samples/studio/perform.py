"""A performance: a script done by one signer, as tracks of both hands and exact segments in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.tokens import compose_jamo, spell_out
from samples.studio import signs
from samples.studio.human import Floats
from samples.studio.motion import HandState, Track, sway
from samples.studio.place import REFERENCE_ARM_M, Places
from samples.studio.pose import Hand, Poser, Stance
from samples.studio.signs import Fingers, Key, Named, Sentence, Sign
from samples.studio.style import Style

_OTHER = {"L": "R", "R": "L"}
_REST_MOVE_S = 0.55


@dataclass(frozen=True)
class Done:
    """A sign, sentence or pose that was performed: which, and when; seconds, half-open."""

    sign: Named
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Spelled:
    """A word that was spelled, from the first letter's start to the last letter's end."""

    text: str
    start_s: float
    end_s: float


class Performance:
    """Builds the tracks of a script; then `at` gives the stance of any moment.

    A script is a sequence of items: a word in Korean ("학교") or its token, "spell 한글", "sentence
    thanks-for-help", "rest 1.5" (seconds), "fidget scratch". The hands rest before the first and after the last item.
    """

    def __init__(self, poser: Poser, style: Style, script: Sequence[str], rng: np.random.Generator) -> None:
        self._poser, self._style, self._rng = poser, style, rng
        at_ease = {
            side: Hand(_lowered(poser, side), _DOWN, _INWARDS, signs.shape("slack").directions()) for side in "LR"
        }
        self._at_ease = poser.pose(Stance(at_ease))
        self._places = Places(poser.human, self._at_ease)
        self._scale = poser.arm_m / REFERENCE_ARM_M
        self._phases = rng.uniform(0, 2 * np.pi, (3, 3))
        self._words = {name: sign for sign in signs.words().values() for name in (sign.token, sign.texts["ko"])}
        self._letters = {sign.texts["ko"]: sign for sign in signs.letters(style.way).values()}
        self.tracks = {side: Track() for side in "LR"}
        self.segments: list[Done] = []
        self.spelled: list[Spelled] = []
        for side in "LR":
            self.tracks[side].add(0.0, self._rest(side))
        self._now = float(rng.uniform(0.3, 0.6))
        for item in script:
            self._do(item)
        self._go_to_rest()
        self.duration_s = self._now + float(rng.uniform(0.4, 0.8))

    def at(self, time_s: float) -> Stance:
        """The stance of a moment."""
        hands = {side: track.at(time_s) for side, track in self.tracks.items()}
        return Stance(hands, sway(time_s, self._phases, self._style.sway))

    def _do(self, item: str) -> None:
        verb, _, rest = item.partition(" ")
        if verb == "rest":
            self._go_to_rest()
            self._now += float(rest)
        elif verb == "spell":
            self._spell(rest)
        elif verb == "sentence":
            self._sentence(signs.sentences()[rest])
        elif verb == "fidget":
            self._sign(signs.fidgets()[rest])
        elif item in self._words:
            self._sign(self._words[item])
        else:
            raise ValueError(f"{item!r} is neither a known word nor spell, sentence, rest or fidget")

    def _spell(self, text: str) -> None:
        start = len(self.segments)
        before = ""
        for letter in spell_out(text):
            self._letter(self._letters[letter], again=letter == before)
            before = letter
        done = self.segments[start:]
        self.spelled.append(Spelled(compose_jamo(spell_out(text)), done[0].start_s, done[-1].end_s))

    def _sentence(self, sentence: Sentence) -> None:
        start = len(self.segments)
        for word in sentence.words:
            self._sign(self._words[word])
        self.segments.append(Done(sentence, self.segments[start].start_s, self.segments[-1].end_s))

    def _letter(self, sign: Sign, *, again: bool) -> None:
        style, side = self._style, self._style.hand
        held_s = style.letter_s * float(self._rng.uniform(0.85, 1.2))
        key = sign.main[0]
        state = self._state(key, side, None, style.letter_at_m, shift=0.045 if again else 0.0)
        arrive = self._now + max(style.letter_gap_s * float(self._rng.uniform(0.9, 1.2)), self._travel_s(side, state))
        if again:
            # A double letter: the hand loosens on its way aside.
            last = self.tracks[side].states[-1]
            self.tracks[side].add((self._now + arrive) / 2, _loosened(last, state), stop=False)
        self.tracks[side].add(arrive, state)
        self.tracks[side].add(arrive + held_s, self._drifted(state))
        self._lower_other(_OTHER[side], arrive)
        self._finish(sign, arrive, arrive + held_s)

    def _sign(self, sign: Sign) -> None:
        style = self._style
        main, other = style.hand, _OTHER[style.hand]
        length_s = sign.seconds / style.tempo * float(self._rng.uniform(0.9, 1.12))
        helping = [self._state(key, other, None) for key in sign.other]
        states = []
        for number, key in enumerate(sign.main):
            share = number / (len(sign.main) - 1)
            near = helping[round(share * (len(helping) - 1))] if helping else self.tracks[other].states[-1]
            states.append(self._state(key, main, near))
        travel = [self._travel_s(main, states[0])] + ([self._travel_s(other, helping[0])] if helping else [])
        start_s = self._now + max(style.transition_s * float(self._rng.uniform(0.9, 1.15)), *travel)
        self._path(main, states, start_s, length_s)
        if helping:
            self._path(other, helping, start_s, length_s)
        else:
            self._lower_other(other, start_s)
        self._finish(sign, start_s, start_s + length_s)

    def _path(self, side: str, states: Sequence[HandState], start_s: float, length_s: float) -> None:
        for number, state in enumerate(states):
            ends = number in (0, len(states) - 1)
            self.tracks[side].add(start_s + length_s * number / (len(states) - 1), state, stop=ends)

    def _finish(self, sign: Sign, start_s: float, end_s: float) -> None:
        if sign.tier != "fidgets":
            self.segments.append(Done(sign, start_s, end_s))
        self._now = end_s

    def _go_to_rest(self) -> None:
        arrive = self._now
        for side in "LR":
            if self._lower(side, self._now + _REST_MOVE_S * float(self._rng.uniform(0.85, 1.25))):
                arrive = max(arrive, self.tracks[side].times[-1])
        self._now = arrive

    def _lower_other(self, side: str, by_s: float) -> None:
        """Brings a hand that takes no part down, if it is not down yet."""
        self._lower(side, max(by_s, self.tracks[side].times[-1] + _REST_MOVE_S))

    def _lower(self, side: str, arrive_s: float) -> bool:
        track, rest = self.tracks[side], self._rest(side)
        if np.linalg.norm(track.states[-1].centre - rest.centre) < 0.05:
            return False
        if track.times[-1] < self._now - 1e-6:
            track.add(self._now, track.states[-1])
        track.add(max(arrive_s, track.times[-1] + 0.3), rest)
        return True

    def _travel_s(self, side: str, state: HandState) -> float:
        """The least time the way to a place takes; and has the hand wait until now where it stood still."""
        track = self.tracks[side]
        if track.times[-1] < self._now - 1e-6:
            track.add(self._now, track.states[-1])
        way_m = float(np.linalg.norm(state.centre - track.states[-1].centre))
        late_s = max(0.0, track.times[-1] - self._now)
        return late_s + 0.16 + way_m / 1.3 / self._style.tempo

    def _state(
        self, key: Key, side: str, near: HandState | None, aside: Floats | None = None, shift: float = 0.0
    ) -> HandState:
        """A key as this signer does it this time."""
        style, rng = self._style, self._rng
        mirror = _mirror(side)
        offset = key.offset_m * self._scale * style.reach + style.offset_m
        offset = offset + rng.normal(0, 0.006 * style.sloppy, 3) + [shift, 0, 0]
        if aside is not None:
            offset = offset + aside
        place = self._places.find(key.place, side, *self._near(near, _OTHER[side]))
        lean = rng.normal(0, 3.0 * style.sloppy, 3) + style.lean_deg
        point, palm = _leant(key.point, lean), _leant(key.palm, lean)
        bends = np.clip(key.fingers.bends + style.bend_deg + rng.normal(0, 3.0 * style.sloppy, (4, 3)), 0, 105)
        spread = key.fingers.spread * float(rng.uniform(0.85, 1.15))
        return HandState(place + offset * mirror, point, palm, Fingers(bends, spread, key.fingers.thumb))

    def _near(self, state: HandState | None, side: str) -> tuple[Floats | None, Floats | None]:
        """The other hand and its elbow."""
        if state is None:
            return None, None
        shoulder = self._at_ease.joints[self._poser.human.bone(f"upperarm01.{side}")]
        upper, _ = self._poser.reach(shoulder, state.centre, _mirror(side))
        return state.centre, shoulder + upper * self._poser.upper_m

    def _drifted(self, state: HandState) -> HandState:
        """Nearly the same: nobody holds still."""
        moved = state.centre + self._rng.normal(0, 0.004 * self._style.sloppy, 3)
        return HandState(moved, state.point, state.palm, state.fingers)

    def _rest(self, side: str) -> HandState:
        slack = signs.shape("slack")
        if self._style.rest == "sides":
            return HandState(_lowered(self._poser, side), _DOWN, _INWARDS, slack)
        low = self._places.find("belly", side)
        lift = 0.03 if side == self._style.hand else 0.0
        down = -0.06 if self._style.rest == "clasped" else -0.12
        centre = low + np.array([0.035, down + lift, 0.05 + lift]) * _mirror(side)
        return HandState(centre, signs.direction("in 0.4 down"), signs.direction("back"), slack)


_DOWN = np.array([0.1, -1.0, 0.1])
_INWARDS = np.array([-1.0, 0.0, 0.1])


def _mirror(side: str) -> Floats:
    return np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])


def _lowered(poser: Poser, side: str) -> Floats:
    """Where the palm is when the arm hangs."""
    shoulder = poser.human.head(f"upperarm01.{side}")
    return shoulder + np.array([0.09, -0.99 * poser.arm_m - 0.04, 0.06]) * _mirror(side)


def _leant(direction: Floats, degrees: Floats) -> Floats:
    """A direction turned a little about the three axes."""
    turned: Floats = direction + np.cross(np.radians(degrees), direction)
    return turned / np.linalg.norm(turned)


def _loosened(first: HandState, second: HandState) -> HandState:
    """Half way between two states, the fingers half slack."""
    slack = signs.shape("slack")
    fingers = Fingers(
        0.45 * first.fingers.bends + 0.55 * slack.bends,
        0.45 * first.fingers.spread + 0.55 * slack.spread,
        0.45 * first.fingers.thumb + 0.55 * slack.thumb,
    )
    middle = (first.centre + second.centre) / 2 + np.array([0, -0.02, 0])
    return HandState(middle, first.point, first.palm, fingers)
