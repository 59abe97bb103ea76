"""Syllables taken apart and put together, and the particles that depend on a word's last sound.

A syllable is 0xAC00 + (initial * 21 + vowel) * 28 + final (Unicode Standard, 3.12); final 0 is none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: Final = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST: Final = 0xAC00
_LAST: Final = 0xD7A3
# The last sound of each digit as it is read: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGITS: Final = dict(zip("0123456789", "ㅇㄹ ㅁ  ㄱㄹㄹ ", strict=True))


class Particle(NamedTuple):
    """A particle after a consonant and after a vowel; `liquid`: ㄹ counts as a vowel."""

    after_consonant: str
    after_vowel: str
    liquid: bool = False


TOPIC: Final = Particle("은", "는")
SUBJECT: Final = Particle("이", "가")
OBJECT: Final = Particle("을", "를")
WITH: Final = Particle("과", "와")
BY: Final = Particle("으로", "로", liquid=True)
# Words that change before a particle.
_CHANGED: Final = {("나", SUBJECT): "내가", ("저", SUBJECT): "제가", ("너", SUBJECT): "네가", ("누구", SUBJECT): "누가"}
_OWN: Final = {"나": "내", "저": "제"}


def split(syllable: str) -> tuple[int, str, str]:
    """The number of the initial, the vowel and the final (" ": none) of a syllable."""
    number = ord(syllable) - _FIRST
    return number // 588, VOWELS[number % 588 // 28], FINALS[number % 28]


def compose(initial: int, vowel: str, final: str = " ") -> str:
    """The syllable of these."""
    return chr(_FIRST + (initial * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final))


def is_syllable(char: str) -> bool:
    """Whether a character is a syllable of Hangul."""
    return _FIRST <= ord(char) <= _LAST


def last_sound(word: str) -> str:
    """The final of the last syllable or digit (" ": none); "" where nobody knows how the word ends."""
    last = word[-1:]
    if last and is_syllable(last):
        return split(last)[2]
    return _DIGITS.get(last, "")


def with_particle(word: str, particle: Particle) -> str:
    """`word` with the form of the particle its end asks for; as it is where that cannot be told (Latin letters)."""
    if changed := _CHANGED.get((word, particle)):
        return changed
    sound = last_sound(word)
    if not sound:
        return word
    open_end = sound == " " or (particle.liquid and sound == "ㄹ")
    return word + (particle.after_vowel if open_end else particle.after_consonant)


def possessive(word: str) -> str:
    """`word` as the owner of what follows: 내, 제, 너의."""
    return _OWN.get(word, f"{word}의")
