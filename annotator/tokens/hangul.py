"""Finger-spelled letters to Hangul syllables, and back.

The Korean finger alphabet has 31 signs, `FINGER_LETTERS`: 14 consonants and 17 vowels. A doubled consonant is its
letter twice, ㅘ ㅝ ㅙ ㅞ are two vowels in a row, a final cluster is its two letters. So the letters of a word come as

    ㅎ ㅏ ㄴ ㄱ ㅡ ㄹ        한글      the last consonant before a vowel begins that vowel's syllable
    ㅇ ㅗ ㅂ ㅂ ㅏ          오빠      a consonant twice is the doubled one, wherever it can be
    ㅇ ㅣ ㅅ ㅅ ㅅ ㅡ ㅂ      있습      of three alike, the first two, if a syllable can end in them
    ㄷ ㅏ ㄹ ㄱ ㅇ ㅡ ㄹ      닭을      a cluster where the next syllable leaves one

The signs alone do not say where a syllable ends, so a few words share their letters with another one, and the rule
gives the wrong one. This happens exactly where a syllable that ends in a consonant meets one that begins with
 - the same single consonant, ㄱ ㄷ ㅂ ㅅ, ㅈ, also at the end of a cluster (학교 reads as 하꾜, 없습 as 업씁),
 - the doubled form of the same ㄱ or ㅅ (악끼 reads as 앆기).
All other text composes back to itself: `compose_jamo(spell_out(text)) == text`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable

with warnings.catch_warnings():
    # jamo 0.4.1 holds an invalid escape sequence, which Python reports when it first compiles the file.
    warnings.simplefilter("ignore")
    from jamo import h2j, is_hangul_char, is_jamo_modern, j2h, j2hcj

FINGER_LETTERS = tuple("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏㅑㅓㅕㅗㅛㅜㅠㅡㅣㅐㅒㅔㅖㅚㅟㅢ")

_VOWELS = frozenset("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
_LEADS = frozenset("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
_DOUBLES = {"ㄱㄱ": "ㄲ", "ㄷㄷ": "ㄸ", "ㅂㅂ": "ㅃ", "ㅅㅅ": "ㅆ", "ㅈㅈ": "ㅉ"}
_CLUSTERS = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_COMPOUNDS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ"}
# What may end a syllable, by the letters it is spelled with.
_TAILS = {c: c for c in "ㄱㄲㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅋㅌㅍㅎ"} | _CLUSTERS | {"ㄱㄱ": "ㄲ", "ㅅㅅ": "ㅆ"}
# Keyboards also make these of two vowels; the finger alphabet has a sign for each, so only careless spelling does.
_LENIENT_COMPOUNDS = _COMPOUNDS | {"ㅗㅣ": "ㅚ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}

_SPLIT_CLUSTER = {cluster: letters for letters, cluster in _CLUSTERS.items()}
_SIGNS = {whole: letters for table in (_DOUBLES, _CLUSTERS, _COMPOUNDS) for letters, whole in table.items()}


def compose_jamo(letters: Iterable[str]) -> str:
    """Letters in the order they were signed, composed to text by the rule above; what is no jamo passes through."""
    composer = SyllableComposer()
    return "".join([*(composer.feed(letter) for letter in letters), composer.finish()])


def spell_out(text: str) -> tuple[str, ...]:
    """The finger signs `text` is spelled with, in order; what is not modern Hangul stays as it is."""
    plain = (j2hcj(h2j(char)) if is_hangul_char(char) else char for char in text)
    return tuple(sign for chars in plain for char in chars for sign in _SIGNS.get(char, char))


def is_letter(text: str) -> bool:
    """Whether `text` is one modern jamo: a letter, not a syllable."""
    return len(text) == 1 and is_jamo_modern(text)


class SyllableComposer:
    """Composes letters as they come; `feed` gives the text that no later letter can change, `finish` the rest.

    Holds one unfinished syllable: its first consonant, its vowel, and at most four consonants after it.
    """

    def __init__(self) -> None:
        self._lead = ""
        self._vowel = ""
        self._after: list[str] = []

    def feed(self, letter: str) -> str:
        """Takes the next letter and gives the text it settles, often none."""
        if not is_letter(letter):
            return self.finish() + letter
        letter = j2hcj(letter)
        if letter in _VOWELS:
            return self._feed_vowel(letter)
        return "".join(self._feed_consonant(c) for c in _SPLIT_CLUSTER.get(letter, letter))

    def finish(self) -> str:
        """Gives what is unfinished, as it stands; the composer can be used again."""
        cut = _longest_tail(self._after) if self._vowel else 0
        return self._close(cut, len(self._after))

    def _feed_vowel(self, vowel: str) -> str:
        if self._vowel + vowel in _LENIENT_COMPOUNDS and not self._after:
            self._vowel = _LENIENT_COMPOUNDS[self._vowel + vowel]
            return ""
        cut, begin = _junction(self._after, closed=not self._vowel)
        lead = "".join(self._after[begin:])
        settled = self._close(cut, begin)
        self._after = []
        self._lead, self._vowel = _DOUBLES.get(lead, lead), vowel
        return settled if self._lead else settled + self.finish()

    def _feed_consonant(self, consonant: str) -> str:
        self._after.append(consonant)
        if self._vowel and len(self._after) > 4:
            return self._close(_longest_tail(self._after), len(self._after) - 2)
        return "" if self._vowel or len(self._after) <= 2 else self._after.pop(0)

    def _close(self, cut: int, begin: int) -> str:
        """The syllable with the first `cut` consonants as its final, then those before `begin` as they are."""
        tail, loose = "".join(self._after[:cut]), "".join(self._after[cut:begin])
        syllable = j2h(self._lead, self._vowel, _TAILS[tail] if tail else 0) if self._lead else self._vowel
        self._lead, self._vowel, self._after = "", "", self._after[begin:]
        return syllable + loose


def _junction(between: list[str], *, closed: bool) -> tuple[int, int]:
    """Splits the consonants before a vowel: the first `cut` end a syllable, those from `begin` on begin the next.

    `closed` says that there is no syllable before. What belongs to neither stays between the two as loose letters.
    """
    count = len(between)
    single = 1 if count and between[-1] in _LEADS else 0
    double = 2 if "".join(between[-2:]) in _DOUBLES else single
    if closed:
        return 0, count - double
    first_pair_ends = count == 3 and between[0] == between[1] and "".join(between[:2]) in _TAILS
    for lead in (single, double) if first_pair_ends else (double, single):
        if "".join(between[: count - lead]) in {"", *_TAILS}:
            return count - lead, count - lead
    begin = count - double
    return min(_longest_tail(between), begin), begin


def _longest_tail(letters: list[str]) -> int:
    """How many of the first letters can end a syllable together: 2, 1 or 0."""
    return next((n for n in (2, 1) if "".join(letters[:n]) in _TAILS and n <= len(letters)), 0)
