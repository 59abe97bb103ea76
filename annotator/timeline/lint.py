"""What is wrong with cues under a profile: findings, each with its measure and what could be done.

It looks at cues alone, anyone's. For annotations it also says which findings their segments make impossible to avoid:
those that cues made anew from the same segments, under the same profile, have at the same place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec

from annotator.records import Annotation, Cue
from annotator.timeline.cues import Sentence, join_words, make_cues
from annotator.timeline.markup import place_of, speaker_fault, speaker_mark, style_tags, without_tags
from annotator.timeline.reading import SAME_S, ReadingRules, Spacing
from annotator.timeline.wrapping import text_width, wrap

# What can be found, in the order in which it is listed.
LINT_RULES: Final[dict[str, str]] = {
    "empty": "a cue without text",
    "order": "a cue that begins before the one before it, ends before it begins, or lies behind the video's end",
    "overlap": "a cue that is still shown when the next one begins",
    "too-short": "a cue shorter than the shortest",
    "too-long": "a cue longer than the longest",
    "reading-speed": "more to read than there is time for",
    "gap": "less than the least gap to the next cue, or a small one that should be closed to it",
    "line-length": "a line that is too wide",
    "lines": "too many lines",
    "ellipsis": "three dots where the profile wants U+2026",
    "markup": "italics, colour or another style where the profile wants none",
    "speakers": "two speakers in a cue whose lines do not each begin with `- `",
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One broken rule: `cue` is the cue's number in the file, from 1; times in seconds.

    `measured` and `allowed` are in `unit` ("s", "frames", "characters", "characters/s", "lines"), or words where it is
    "". `fix`: what could be done. `impossible`: whether the segments leave no way out; None where they are not known.
    """

    rule: str
    cue: int
    start_s: float
    end_s: float
    measured: float | str
    allowed: float | str
    unit: str = ""
    fix: str = ""
    language: str = ""
    impossible: bool | None = None


class _Placed(NamedTuple):
    """A cue, its number in the file, its lines without tags, and where the next one begins."""

    number: int
    cue: Cue
    lines: tuple[str, ...]
    next_s: float

    @property
    def length_s(self) -> float:
        return self.cue.end_s - self.cue.start_s


def lint_cues(
    cues: Iterable[Cue],
    rules: ReadingRules,
    *,
    frame_rate: Fraction | None = None,
    duration_s: float | None = None,
    grain_s: float = SAME_S,
) -> list[Finding]:
    """What is wrong with the cues of one language, in order of their numbers.

    `grain_s`: how finely the times are kept (0.001 for SubRip); differences up to that are forgiven.
    """
    look = _Look(rules, rules.spacing(frame_rate), math.inf if duration_s is None else duration_s, grain_s)
    numbered = [(number, cue) for number, cue in enumerate(cues, 1)]
    findings = [found for placed in _placed(numbered, look.limit_s) for found in look.at(placed)]
    findings += look.order(numbered)
    order = list(LINT_RULES)
    return sorted(findings, key=lambda found: (found.cue, order.index(found.rule)))


def lint_annotation(annotation: Annotation, rules: ReadingRules, *, sentence: Sentence = join_words) -> list[Finding]:
    """What is wrong with an annotation's cues, language by language; every finding knows whether it is impossible to
    avoid.

    Raises RecognizerError for a segment without length.
    """
    rate = frame_rate_of(annotation)
    end_s = duration_of(annotation)
    findings: list[Finding] = []
    for language in cue_languages(annotation):
        mine = [(at, cue) for at, cue in enumerate(annotation.cues, 1) if cue.language == language]
        found = lint_cues([cue for _, cue in mine], rules, frame_rate=rate, duration_s=end_s)
        found += _undashed([cue for _, cue in mine], annotation, rules)
        again: dict[str, set[int]] = {}
        if found and annotation.segments:
            spoken = language or annotation.language
            cues = make_cues(
                annotation.segments, spoken, duration_s=end_s, frame_rate=rate, rules=rules, sentence=sentence
            )
            for each in lint_cues(cues, rules, frame_rate=rate, duration_s=end_s):
                again.setdefault(each.rule, set()).update(cues[each.cue - 1].segment_ids)
        for each in found:
            number, cue = mine[each.cue - 1]
            lost = not again.get(each.rule, set()).isdisjoint(cue.segment_ids)
            impossible = lost if annotation.segments else None
            findings.append(msgspec.structs.replace(each, cue=number, language=language, impossible=impossible))
    return sorted(findings, key=lambda found: found.cue)


def _undashed(cues: Sequence[Cue], annotation: Annotation, rules: ReadingRules) -> Iterator[Finding]:
    """Cues in which several persons sign, as their segments say, and no line begins with a dash."""
    persons = {segment.id: segment.person for segment in annotation.segments}
    for number, cue in enumerate(cues, 1):
        several = len({persons[each] for each in cue.segment_ids if each in persons}) > 1
        if rules.speaker_dash and several and len(cue.lines) > 1 and not any(map(speaker_mark, cue.lines)):
            placed = _Placed(number, cue, cue.lines, math.inf)
            yield _finding("speakers", placed, "no dash", "- on each line", fix="begin each speaker's line with `- `")


def cue_languages(annotation: Annotation) -> tuple[str, ...]:
    """The languages of an annotation's cues, in the order in which they come; its own where it has no cue."""
    return tuple(dict.fromkeys(cue.language for cue in annotation.cues)) or (annotation.language,)


def frame_rate_of(annotation: Annotation) -> Fraction | None:
    """The video's frame rate; None where the annotation does not say it."""
    try:
        rate = Fraction(annotation.source.fps)
    except (ValueError, ZeroDivisionError):
        return None
    return rate if rate > 0 else None


def duration_of(annotation: Annotation) -> float | None:
    """How long the video is, in seconds; None where the annotation does not say it."""
    source = annotation.source
    return max(source.duration, source.decoded_duration) or None


def clock(seconds: float) -> str:
    """`m:ss.mmm`, with hours where there are any."""
    ms = round(seconds * 1000)
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return sign + (f"{hours}:{minutes:02d}" if hours else f"{minutes}") + f":{ms // 1000:02d}.{ms % 1000:03d}"


def _placed(numbered: Sequence[tuple[int, Cue]], limit_s: float) -> Iterator[_Placed]:
    """The cues in order of time; what follows one is the next that stands at the same place of the picture."""
    next_s: dict[str, float] = {}
    for number, cue in sorted(numbered, key=lambda pair: (pair[1].start_s, pair[1].end_s), reverse=True):
        place = place_of("".join(cue.lines[:1]))
        lines = tuple(filter(None, (" ".join(without_tags(line).split()) for line in cue.lines)))
        yield _Placed(number, cue, lines, next_s.get(place, limit_s))
        next_s[place] = cue.start_s


class _Look(NamedTuple):
    """Looks at cues, one rule a method."""

    rules: ReadingRules
    spacing: Spacing
    limit_s: float
    grain_s: float

    def at(self, placed: _Placed) -> Iterator[Finding]:
        """What is wrong with one cue."""
        if not placed.lines:
            yield _finding("empty", placed, "no text", "text", fix="leave it out")
        if placed.length_s > 0:
            yield from self._times(placed)
            yield from self._distance(placed)
        yield from self._text(placed)

    def order(self, numbered: Sequence[tuple[int, Cue]]) -> Iterator[Finding]:
        """Cues that do not move forward."""
        before_s = -math.inf
        for number, cue in numbered:
            placed = _Placed(number, cue, (), math.inf)
            if cue.end_s <= cue.start_s:
                told = f"ends at {clock(cue.end_s)}"
                yield _finding("order", placed, told, f"after {clock(cue.start_s)}", fix="give it a length")
            elif cue.start_s < before_s:
                told = f"begins at {clock(cue.start_s)}"
                yield _finding("order", placed, told, f"from {clock(before_s)} on", fix="sort the cues by time")
            elif cue.end_s > self.limit_s + self.grain_s:
                told = f"ends at {clock(cue.end_s)}"
                yield _finding("order", placed, told, f"up to {clock(self.limit_s)}", fix="end it with the video")
            before_s = max(before_s, cue.start_s)

    def _times(self, placed: _Placed) -> Iterator[Finding]:
        rules, length_s = self.rules, placed.length_s
        width = sum(map(text_width, placed.lines))
        if length_s < rules.min_s - self.grain_s:
            yield _finding("too-short", placed, length_s, rules.min_s, "s", self._longer(placed, rules.min_s))
        if rules.max_s and length_s > rules.max_s + self.grain_s:
            fix = (
                "split it" if len(" ".join(placed.lines).split()) > 1 else f"end it at {clock(self._latest_s(placed))}"
            )
            yield _finding("too-long", placed, length_s, rules.max_s, "s", fix)
        speed = rules.chars_per_s
        if speed and width > speed * (length_s + self.grain_s) + SAME_S:
            fix = self._longer(placed, width / speed)
            yield _finding("reading-speed", placed, width / length_s, speed, "characters/s", fix)

    def _latest_s(self, placed: _Placed) -> float:
        return placed.cue.start_s + (self.rules.max_s or math.inf)

    def _longer(self, placed: _Placed, wanted_s: float) -> str:
        """How a cue could come to stand for `wanted_s`."""
        start_s, end_s = placed.cue.start_s, placed.cue.end_s
        is_last = placed.next_s == self.limit_s
        room_s = placed.next_s - (0 if is_last else self.spacing.gap_s)
        out_s = start_s + wanted_s
        if out_s <= min(room_s, end_s + self.rules.extend_s) + SAME_S and wanted_s <= (self.rules.max_s or math.inf):
            return f"end it at {clock(out_s)}"
        if self.rules.max_s and wanted_s > self.rules.max_s:
            return "split it, or say it in fewer words"
        what = "merge it" if end_s - start_s < self.rules.min_s else "say it in fewer words"
        if room_s >= out_s:
            return f"{what}: it may not last that much longer"
        return f"{what}: {'the video ends' if is_last else 'the next begins'} at {clock(placed.next_s)}"

    def _fewer_lines(self, placed: _Placed) -> str:
        """What could be done about too many lines."""
        read = "\n".join(placed.lines)
        if len(wrap(read, self.rules.max_width)) <= self.rules.max_lines and not any(map(speaker_mark, placed.lines)):
            return "wrap it anew"
        count = math.ceil(len(placed.lines) / self.rules.max_lines)
        wanted_s = count * self.rules.min_s + (count - 1) * self.spacing.gap_s
        room_s = min(placed.next_s, placed.cue.end_s + self.rules.extend_s) - placed.cue.start_s
        return "split it" if wanted_s <= room_s else "say it in fewer words: there is no time to split it"

    def _distance(self, placed: _Placed) -> Iterator[Finding]:
        """What is wrong between a cue and the next."""
        if placed.next_s == self.limit_s:
            return
        cue, gap_s = placed.cue, placed.next_s - placed.cue.end_s
        out_s = placed.next_s - self.spacing.gap_s
        if gap_s < -self.grain_s:
            told = f"{-gap_s:.3f} s"
            yield _finding("overlap", placed, told, "none", fix=f"end it by {clock(out_s)}")
        elif gap_s < self.spacing.gap_s - self.grain_s:
            fix = f"end it at {clock(out_s)}" if out_s > cue.start_s else "merge it with the next one"
            yield _finding("gap", placed, max(gap_s, 0.0), self.spacing.gap_s, "s", fix)
        elif self.spacing.is_loose(gap_s, self.grain_s) and out_s <= self._latest_s(placed) + SAME_S:
            yield _finding("gap", placed, gap_s, self.spacing.gap_s, "s", f"close it: end at {clock(out_s)}")

    def _text(self, placed: _Placed) -> Iterator[Finding]:
        rules, text = self.rules, "\n".join(placed.cue.lines)
        widest = max(map(text_width, placed.lines), default=0)
        if widest > rules.max_width:
            yield _finding("line-length", placed, widest, rules.max_width, "characters", "break the line")
        if len(placed.lines) > rules.max_lines:
            yield _finding("lines", placed, len(placed.lines), rules.max_lines, "lines", self._fewer_lines(placed))
        if rules.ellipsis and "..." in text:
            yield _finding("ellipsis", placed, "...", "…", fix="write U+2026")
        if not rules.italics and (tags := style_tags(text)):
            yield _finding("markup", placed, " ".join(dict.fromkeys(tags)), "none", fix="take it out")
        if rules.speaker_dash and (fault := speaker_fault(placed.lines)):
            yield _finding("speakers", placed, fault, "- on each line", fix="begin each speaker's line with `- `")


def _finding(
    rule: str, placed: _Placed, measured: float | str, allowed: float | str, unit: str = "", fix: str = ""
) -> Finding:
    return Finding(
        rule=rule,
        cue=placed.number,
        start_s=placed.cue.start_s,
        end_s=placed.cue.end_s,
        measured=measured,
        allowed=allowed,
        unit=unit,
        fix=fix,
    )
