"""What a movement is called, for subtitles: "왼 앞서기 아래막기", "left walking stance, low block"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from annotator.errors import UsageError
from annotator.scoring.form import Movement, Stance, Technique

NAME_LANGUAGES: Final = ("ko", "en")
SIDES_KO: Final = {"left": "왼", "right": "오른"}
_KO_TIMES: Final = {2: "두 번", 3: "세 번", 4: "네 번"}
_EN_TIMES: Final = {2: "twice", 3: "three times", 4: "four times"}


def movement_name(movement: Movement, language: str) -> str:
    """The name of a movement in "ko" or "en": what comes before the landing, the stance, what is done in it.

    A technique outside a stance is told with its side, one inside without: the stance and the name of the technique
    (바로, 반대) say it. Sides no source gives are left out. Raises UsageError for another language.
    """
    if language not in NAME_LANGUAGES:
        raise UsageError(f"movements have no names in {language!r}", hint=f"there are {', '.join(NAME_LANGUAGES)}")
    passing, before, landing = (
        [technique for technique in movement.techniques if technique.when == when]
        for when in ("passing", "before", "landing")
    )
    parts = [
        *([_in_stance(movement.via, passing, language)] if movement.via else []),
        *_told(before, language, sided=True),
    ]
    if movement.stance is not None:
        parts.append(_in_stance(movement.stance, landing, language))
    else:
        parts += _told(landing, language, sided=True)
    return ", ".join(parts)


def movement_names(movement: Movement) -> dict[str, str]:
    """The name of a movement in every language of names."""
    return {language: movement_name(movement, language) for language in NAME_LANGUAGES}


def technique_name(technique: Technique, language: str, *, sided: bool = True) -> str:
    """The name of a technique in "ko" or "en", with its side where `sided` says so ("오른 앞차기")."""
    if language not in NAME_LANGUAGES:
        raise UsageError(f"techniques have no names in {language!r}", hint=f"there are {', '.join(NAME_LANGUAGES)}")
    return _told([technique], language, sided=sided)[0]


def _in_stance(stance: Stance, techniques: Sequence[Technique], language: str) -> str:
    told = ", ".join(_told(techniques, language, sided=False))
    if language == "ko":
        return f"{stance.ko} {told}".rstrip()
    return f"{stance.en}, {told}" if told else stance.en


def _told(techniques: Sequence[Technique], language: str, *, sided: bool) -> list[str]:
    """A name each; the same one after another is told once, with how often."""
    told = []
    for name, same in groupby(techniques, key=lambda each: _name(each, language, sided)):
        times = sum(each.times for each in same)
        told.append(name if times == 1 else f"{name} {_times(times, language)}")
    return told


def _name(technique: Technique, language: str, sided: bool) -> str:
    name = technique.ko if language == "ko" else technique.en
    side = technique.side if sided and technique.side in SIDES_KO else ""
    return f"{SIDES_KO[side] if language == 'ko' else side} {name}" if side else name


def _times(times: int, language: str) -> str:
    if language == "ko":
        return _KO_TIMES.get(times, f"{times}번")
    return _EN_TIMES.get(times, f"{times} times")
