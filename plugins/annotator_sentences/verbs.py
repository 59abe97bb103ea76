"""Verbs and adjectives in the forms sentences need: -ㅂ니다/-습니다, -ㅂ니까/-습니까, -아서/-어서, -지, -기, -고.

ends in          before ㅂ니다          before 아서/어서
vowel            가 갑니다              가서, 와서, 줘서, 마셔서 (contracted)
consonant        먹 먹습니다            먹어서, 좋아서 (아 after ㅏ and ㅗ)
ㄹ               알 압니다 (ㄹ falls)   알아서
하               일하 일합니다          일해서
ㅡ               크 큽니다              커서, 아파서 (ㅡ falls)
ㅂ irregular     돕 돕습니다            도와서, 추워서
ㄷ irregular     듣 듣습니다            들어서
르 irregular     모르 모릅니다          몰라서
ㅅ irregular     짓 짓습니다            지어서
"""

from __future__ import annotations

from typing import Final

from annotator_sentences.hangul import compose, split

_BRIGHT: Final = "ㅏㅑㅗ"
# What a stem's vowel and the 아 or 어 after it become.
_CONTRACTED: Final = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ"}
_SWALLOWED: Final = "ㅏㅓㅐㅔㅕ"
_WITH_A: Final = ("돕", "곱")  # the only ㅂ stems that take 와, not 워


def stem_of(verb: str) -> str:
    """The verb without 다."""
    return verb.removesuffix("다")


def formal(verb: str, *, asks: bool = False) -> str:
    """The polite formal ending: 갑니다, 먹습니다; 갑니까, 먹습니까."""
    stem = stem_of(verb)
    initial, vowel, final = split(stem[-1])
    ending = "니까" if asks else "니다"
    if final in " ㄹ":
        return stem[:-1] + compose(initial, vowel, "ㅂ") + ending
    return f"{stem}습{ending}"


def because(verb: str, irregular: str = "") -> str:
    """-아서/-어서: 만나서, 도와줘서, 들어서. `irregular` is the class: "ㅂ", "ㄷ", "르", "ㅅ"."""
    return f"{_infinitive(stem_of(verb), irregular)}서"


def _infinitive(stem: str, irregular: str) -> str:
    """The stem with 아 or 어."""
    head, (initial, vowel, final) = stem[:-1], split(stem[-1])
    if stem.endswith("하"):
        return f"{head}해"
    if irregular == "ㅂ":
        return head + compose(initial, vowel) + ("와" if stem in _WITH_A else "워")
    if irregular == "르":
        before, sound, _ = split(head[-1])
        return head[:-1] + compose(before, sound, "ㄹ") + ("라" if sound in _BRIGHT else "러")
    if irregular in ("ㄷ", "ㅅ"):
        changed = compose(initial, vowel, "ㄹ" if irregular == "ㄷ" else " ")
        return head + changed + ("아" if vowel in _BRIGHT else "어")
    if final != " ":
        return stem + ("아" if vowel in _BRIGHT else "어")
    if vowel == "ㅡ":
        bright = bool(head) and split(head[-1])[1] in _BRIGHT
        return head + compose(initial, "ㅏ" if bright else "ㅓ")
    if vowel in _SWALLOWED:
        return stem
    return head + compose(initial, _CONTRACTED[vowel]) if vowel in _CONTRACTED else f"{stem}어"
