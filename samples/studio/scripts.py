"""Random scripts: what signers are asked to perform for training and for testing."""

from __future__ import annotations

import numpy as np

from annotator.tokens import FINGER_LETTERS, compose_jamo, spell_out
from samples.studio import signs

# Common words and names; those whose letters, read in a row, would compose to something else are left out below.
_SPELLED = [
    "안녕",
    "한글",
    "사랑",
    "서울",
    "부산",
    "김치",
    "나무",
    "바다",
    "하늘",
    "구름",
    "우유",
    "커피",
    "태권도",
    "가족",
    "형",
    "누나",
    "동생",
    "친구",
    "선생",
    "학생",
    "의사",
    "회사",
    "시장",
    "공원",
    "병원",
    "은행",
    "영화",
    "음악",
    "그림",
    "운동",
    "여름",
    "겨울",
    "봄",
    "가을",
    "아침",
    "저녁",
    "오전",
    "오후",
    "월요일",
    "수요일",
    "기차",
    "버스",
    "비행기",
    "지도",
    "편지",
    "신문",
    "사진",
    "토끼",
    "호랑이",
    "강아지",
    "고양이",
    "돼지",
    "소",
    "말",
    "새",
    "물고기",
    "포도",
    "수박",
    "사과",
    "귤",
    "토마토",
    "피자",
    "치즈",
    "초콜릿",
    "쿠키",
    "민수",
    "지영",
    "수진",
    "현우",
    "예은",
    "준호",
    "하윤",
    "도윤",
    "서연",
    "민지",
    "유진",
    "재희",
    "태양",
    "얘기",
    "예술",
    "위치",
    "의자",
    "외국",
    "최고",
    "회의",
    "귀",
    "쥐",
    "뒤",
    "계단",
    "시계",
    "개미",
    "배",
    "매미",
    "새벽",
    "해",
    "무지개",
    "노래",
    "카메라",
    "케이크",
    "게임",
]


def sentence(rng: np.random.Generator, words: int) -> list[str]:
    """`words` different random words, with now and then a rest or a movement that is no sign between them."""
    return _with_pauses([str(word) for word in rng.permutation(list(signs.words()))[:words]], rng, 0.22)


def spelling(rng: np.random.Generator, words: int, real: int = 2) -> list[str]:
    """`words` things to be spelled, with rests between; one in `real` is a word, the others are random letters."""
    items: list[str] = []
    for number in range(words):
        text = str(rng.choice(spellable())) if number % real == 0 else _random_syllables(rng)
        items += [f"spell {text}", f"rest {rng.uniform(0.6, 1.2):.2f}"]
    return items


def spelled_words(rng: np.random.Generator, words: int) -> list[str]:
    """`words` real words to be spelled, with rests between them."""
    chosen = rng.permutation(spellable())[:words]
    return [item for text in chosen for item in (f"spell {text}", f"rest {rng.uniform(0.7, 1.2):.2f}")]


def idling(rng: np.random.Generator) -> list[str]:
    """Movements that are no signs, with rests between them."""
    names = rng.permutation(list(signs.fidgets()))[:4]
    return [item for name in names for item in (f"fidget {name}", f"rest {rng.uniform(0.4, 1.5):.2f}")]


def every_word(rng: np.random.Generator) -> list[str]:
    """Every word once in random order, with now and then a rest or a movement that is no sign between them."""
    return _with_pauses([str(word) for word in rng.permutation(list(signs.words()))], rng, 0.3)


def every_letter(rng: np.random.Generator) -> list[str]:
    """Every letter once in random order, in groups with rests between them."""
    letters = "".join(str(letter) for letter in rng.permutation(list(FINGER_LETTERS)))
    groups = [letters[at : at + 8] for at in range(0, len(letters), 8)]
    return [item for group in groups for item in (f"spell {group}", f"rest {rng.uniform(0.6, 1.2):.2f}")]


def every_sentence(rng: np.random.Generator) -> list[str]:
    """Every sentence once in random order, with rests between them."""
    tokens = [str(token) for token in rng.permutation(list(signs.sentences()))]
    return [item for token in tokens for item in (f"sentence {token}", f"rest {rng.uniform(0.4, 1.4):.2f}")]


def spellable() -> list[str]:
    """The words whose letters in a row compose to the word again."""
    return [word for word in _SPELLED if compose_jamo(spell_out(word)) == word]


def _random_syllables(rng: np.random.Generator) -> str:
    """Letters in random order, so that the rare ones come as often as the common ones."""
    return "".join(str(letter) for letter in rng.permutation(list(FINGER_LETTERS))[: rng.integers(5, 8)])


def _with_pauses(items: list[str], rng: np.random.Generator, share: float) -> list[str]:
    done: list[str] = []
    for item in items:
        done.append(item)
        draw = rng.random()
        if draw < share:
            done.append(f"rest {rng.uniform(0.3, 1.5):.2f}")
        elif draw < share * 1.35:
            done.append(f"fidget {rng.choice(list(signs.fidgets()))}")
    return done
