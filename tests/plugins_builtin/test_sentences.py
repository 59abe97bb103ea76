"""Glosses to sentences: the grammar by its tables, and that nothing is lost, invented or touched."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.plugins import load_plugins
from annotator.records import Segment
from annotator.timeline import join_words, make_cues
from annotator.tokens import SPELLED, load_tokens
from annotator.truth import load_truth
from annotator_sentences import annotator_text
from annotator_sentences.hangul import BY, OBJECT, SUBJECT, TOPIC, WITH, compose, split, with_particle
from annotator_sentences.lexicon import UNKNOWN, lexicon
from annotator_sentences.verbs import because, formal, stem_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PLUGIN = "from annotator_sentences import annotator_text\n"


def signed(glosses: str, language: str = "ko") -> list[Segment]:
    """Words a fifth of a second apart; `|` is a pause, `*` marks a word that was spelled, `_` stands for a space."""
    segments, at_s = [], 0.0
    for gloss in glosses.split():
        if gloss == "|":
            at_s += 2.0
            continue
        word = gloss.lstrip("*").replace("_", " ")
        class_id = SPELLED if gloss.startswith("*") else 3
        segments.append(
            Segment(at_s, at_s + 1, class_id, 0.9, id=len(segments), text=word, texts={language: word}, label=word)
        )
        at_s += 1.2
    return segments


def text(glosses: str, language: str = "ko") -> str:
    segments = signed(glosses, language)
    return annotator_text(segments, language) or join_words(segments, language)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("물", "물은 물이 물을 물과 물로"),
        ("친구", "친구는 친구가 친구를 친구와 친구로"),
        ("집", "집은 집이 집을 집과 집으로"),
        ("3", "3은 3이 3을 3과 3으로"),
        ("8", "8은 8이 8을 8과 8로"),
        ("BTS", "BTS BTS BTS BTS BTS"),
    ],
)
def test_particles_follow_the_last_sound(word: str, told: str) -> None:
    assert " ".join(with_particle(word, each) for each in (TOPIC, SUBJECT, OBJECT, WITH, BY)) == told


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("가다", "갑니다 갑니까 가서"),
        ("오다", "옵니다 옵니까 와서"),
        ("먹다", "먹습니다 먹습니까 먹어서"),
        ("좋다", "좋습니다 좋습니까 좋아서"),
        ("마시다", "마십니다 마십니까 마셔서"),
        ("주다", "줍니다 줍니까 줘서"),
        ("쉬다", "쉽니다 쉽니까 쉬어서"),
        ("보내다", "보냅니다 보냅니까 보내서"),
        ("알다", "압니다 압니까 알아서"),
        ("만들다", "만듭니다 만듭니까 만들어서"),
        ("일하다", "일합니다 일합니까 일해서"),
        ("크다", "큽니다 큽니까 커서"),
        ("아프다", "아픕니다 아픕니까 아파서"),
        ("기쁘다", "기쁩니다 기쁩니까 기뻐서"),
        ("돕다", "돕습니다 돕습니까 도와서"),
        ("춥다", "춥습니다 춥습니까 추워서"),
        ("반갑다", "반갑습니다 반갑습니까 반가워서"),
        ("듣다", "듣습니다 듣습니까 들어서"),
        ("받다", "받습니다 받습니까 받아서"),
        ("모르다", "모릅니다 모릅니까 몰라서"),
        ("부르다", "부릅니다 부릅니까 불러서"),
        ("짓다", "짓습니다 짓습니까 지어서"),
        ("씻다", "씻습니다 씻습니까 씻어서"),
        ("입다", "입습니다 입습니까 입어서"),
    ],
)
def test_verbs(verb: str, told: str) -> None:
    irregular = lexicon().irregular.get(verb, "")
    assert f"{formal(verb)} {formal(verb, asks=True)} {because(verb, irregular)}" == told


SENTENCES = {
    # particles and places
    "나 학교 가다": "나는 학교에 갑니다.",
    "오늘 학교 가다": "오늘 학교에 갑니다.",
    "친구 집 오다": "친구가 집에 옵니다.",
    "집 자다": "집에서 잡니다.",
    "나 너 사랑하다": "나는 너를 사랑합니다.",
    "친구 물 마시다": "친구는 물을 마십니다.",
    "나 도서관 책 읽다": "나는 도서관에서 책을 읽습니다.",
    "주말 산 가다": "주말에 산에 갑니다.",
    "나 버스 가다": "나는 버스로 갑니다.",
    "버스 오다": "버스가 옵니다.",
    "나 친구 같이 학교 가다": "나는 친구와 같이 학교에 갑니다.",
    "나 친구 선물 주다": "나는 친구에게 선물을 줍니다.",
    "나 머리 아프다": "나는 머리가 아픕니다.",
    "나 아침 밥 먹다": "나 아침 밥 먹다",
    "나 아침 먹다": "나는 아침을 먹습니다.",
    "아침 운동하다": "아침에 운동합니다.",
    "학교 크다": "학교가 큽니다.",
    "엄마 집 있다": "엄마가 집에 있습니다.",
    "너 이름 모르다": "너의 이름을 모릅니다.",
    "나 집 알다": "나는 집을 압니다.",
    "*서연 집 오다": "서연이 집에 옵니다.",
    "*민수 물 마시다": "민수는 물을 마십니다.",
    # being
    "나 *민수": "나는 민수입니다.",
    "나 이름 *서연": "내 이름은 서연입니다.",
    "이름 *지영": "이름은 지영입니다.",
    "나 학생": "나는 학생입니다.",
    # negation
    "시간 아니다": "시간이 아닙니다.",
    "나 학생 아니다": "나는 학생이 아닙니다.",
    "나 시간 없다": "나는 시간이 없습니다.",
    "가다 아니다": "가지 않습니다.",
    "나 못 가다": "나는 못 갑니다.",
    "나 학교 가다 못": "나는 학교에 가지 못합니다.",
    "나 안 먹다": "나는 안 먹습니다.",
    "먹다 안": "먹지 않습니다.",
    # questions
    "너 이름 무엇": "너의 이름은 무엇입니까?",
    "화장실 어디": "화장실은 어디입니까?",
    "너 누구": "너는 누구입니까?",
    "너 가다 어디": "너는 어디에 갑니까?",
    "너 왜 울다": "너는 왜 웁니까?",
    "무엇 먹다": "무엇을 먹습니까?",
    "누구 오다": "누가 옵니까?",
    "누구 물 마시다": "누가 물을 마십니까?",
    "너 언제 가다": "너는 언제 갑니까?",
    "먹다 못 왜": "왜 먹지 못합니까?",
    # two verbs
    "만나다 좋다": "만나서 좋습니다.",
    "나 너 만나다 반갑다": "나는 너를 만나서 반갑습니다.",
    "도와주다 감사합니다": "도와줘서 감사합니다.",
    "나 가다 싫다": "나는 가기 싫습니다.",
    "가다 싶다": "가고 싶습니다.",
    "나 학교 가다 친구 만나다": "나는 학교에 갑니다. 친구를 만납니다.",
    # pauses, interjections, what is no sentence
    "안녕하세요 만나다 좋다 | 나 너 친구": "안녕하세요. 만나서 좋습니다. 나 너 친구",
    "너 물 먹다 | 괜찮다 감사합니다": "너는 물을 먹습니다. 괜찮습니다. 감사합니다.",
    "오늘 가다 | *한글 | 시간 아니다": "오늘 갑니다. 한글. 시간이 아닙니다.",
    "오늘 | 학교 가다": "오늘. 학교에 갑니다.",
    # words nobody knows
    "나 떡볶이 먹다": "나는 떡볶이 먹습니다.",
    "친구 떡볶이 먹다": "친구 떡볶이 먹습니다.",
    "떡볶이 먹다": "떡볶이 먹다",
    "준비 아래막기 | 앞차기": "준비 아래막기 앞차기",
    # no rule
    "물 나 마시다": "물 나 마시다",
    "친구 도와주다": "친구 도와주다",
    "나 너 친구": "나 너 친구",
    "학교 집": "학교 집",
    "오다 가다 | 돌다": "오다 가다 돌다",
    "*안녕 | *한글 | *사랑": "안녕 한글 사랑",
    "ㄱ ㄴ | ㄷ": "ㄱ ㄴ ㄷ",
    "가다": "가다",
    "안녕하세요": "안녕하세요",
    "안녕하세요,_만나서_좋습니다. | 시간을_아세요?": "안녕하세요, 만나서 좋습니다. 시간을 아세요?",
}


@pytest.mark.parametrize("glosses", SENTENCES)
def test_korean(glosses: str) -> None:
    assert text(glosses) == SENTENCES[glosses]


@pytest.mark.parametrize(
    ("glosses", "told"),
    [
        ("I school go", "I school go."),
        ("friend house come", "Friend house comes."),
        ("mother study", "Mother studies."),
        ("you name what", "You name what?"),
        ("I know | who", "I know. who"),
        ("friend go where", "Friend go where?"),
        ("hello meet good | I you friend", "Hello. Meet. Good. I you friend"),
        ("ready low_block", "ready low block"),
        ("good", "good"),
    ],
)
def test_english(glosses: str, told: str) -> None:
    assert text(glosses, "en") == told


def test_other_languages_are_left_to_others() -> None:
    assert annotator_text(signed("나 학교 가다"), "ja") is None
    assert text("나 학교 가다", "ko-KR") == "나는 학교에 갑니다."


def test_people_do_not_speak_in_one_sentence_nor_models_at_once() -> None:
    import msgspec

    segments = signed("나 학교 가다")
    two = [*segments, *(msgspec.structs.replace(each, person=1) for each in signed("친구 오다"))]
    assert annotator_text(two, "ko") == "나는 학교에 갑니다. 친구가 옵니다."
    twice = [*segments, *(msgspec.structs.replace(each, recognizer="other") for each in segments)]
    assert annotator_text(twice, "ko") is None


def test_the_lexicon_has_every_word_once_and_can_end_every_verb() -> None:
    content = tomllib.loads((ROOT / "plugins" / "annotator_sentences" / "lexicon.toml").read_text("utf-8"))
    again = {("verbs", "for"), ("verbs", "dislike"), ("verbs", "food"), ("verbs", "company")}
    words = [
        word
        for section, parts in content.items()
        if section not in ("english", "irregular")
        for name, part in parts.items()
        if (section, name) not in again
        for word in part
    ]
    assert len(words) == len(set(words)) > 400
    verbs = {word for word in words if lexicon().word(word).is_verb}
    assert all(word.endswith("다") for word in verbs)
    assert all(re.fullmatch("[가-힣]+니다", formal(verb)) for verb in verbs)
    assert all(re.fullmatch("[가-힣]+서", because(verb, lexicon().irregular.get(verb, ""))) for verb in verbs)
    named = {word for (section, name) in again for word in content[section][name]} | set(lexicon().irregular)
    assert named <= set(words)


@pytest.mark.parametrize("model", ["ksl-words", "gestures"])
def test_every_word_of_the_shipped_dictionaries_is_known(model: str) -> None:
    tokens = load_tokens(ROOT / "models" / model / "tokens.json")
    words = [tokens.text(number, "ko") for number in tokens if tokens.label(number) != "idle"]
    assert words
    assert [word for word in words if lexicon().word(word).kind == UNKNOWN] == []


@given(st.integers(0, 18), st.sampled_from("ㅏㅓㅗㅜㅡㅣㅢㅞ"), st.sampled_from(" ㄱㄹㅂㅎㅄ"))
def test_syllables_are_put_together_as_they_are_taken_apart(initial: int, vowel: str, final: str) -> None:
    assert split(compose(initial, vowel, final)) == (initial, vowel, final)


KNOWN = sorted(lexicon().kinds)
GLOSSES = st.sampled_from(KNOWN) | st.sampled_from(["I", "go", "what", "hello", "준비", "A-1"]) | st.text(max_size=6)
SIGNS = st.lists(st.tuples(GLOSSES, st.sampled_from([0.1, 0.5, 2.0]), st.booleans()), max_size=9)


def forms(word: str) -> set[str]:
    """How a word may stand in a sentence, without what follows it."""
    special = {"나": {"내"}, "저": {"제"}, "너": {"네"}, "누구": {"누가"}, "아니다": {"않"}, "안": {"않"}}
    told = {unicodedata.normalize("NFC", word), *special.get(word, ())}
    if lexicon().word(word).is_verb:
        told |= {formal(word)[:-2], stem_of(word), because(word, lexicon().irregular.get(word, ""))}
    return {" ".join(each.split()).lower() for each in told}


@given(SIGNS, st.sampled_from(["ko", "en"]))
def test_nothing_is_lost_and_nothing_breaks(signs: list[tuple[str, float, bool]], language: str) -> None:
    segments, at_s = [], 0.0
    for word, gap_s, spelled in signs:
        segments.append(Segment(at_s, at_s + 1, SPELLED if spelled else 1, 0.9, text=word, texts={language: word}))
        at_s += 1 + gap_s
    told = annotator_text(segments, language)
    if told is None:
        return
    assert told == unicodedata.normalize("NFC", " ".join(told.split()))
    for word, _, _ in signs:
        verb = word[:-1] if language == "en" and word.endswith("y") else word
        assert any(form in told.lower() for form in forms(verb)), (word, told)


def samples() -> list[Path]:
    folders = [ROOT / "samples" / name for name in ("signing", "taekwondo", "sentences")]
    return [path for folder in folders for path in sorted(folder.glob("*.truth.json"))]


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.name)
def test_the_subtitles_of_the_samples_stay_what_is_expected(path: Path) -> None:
    truth = load_truth(path)
    tier = next((each for each in ("sentences", "poses") if each in truth.tiers), "words")
    spans = [(each.start_s, each.end_s, each.text["ko"], 1) for each in truth.of(tier)]
    spans += [(each.start_s, each.end_s, each.text, SPELLED) for each in truth.spelled]
    segments = [
        Segment(start_s, end_s, class_id, 0.9, id=number, text=word, texts={"ko": word})
        for number, (start_s, end_s, word, class_id) in enumerate(sorted(spans))
    ]
    cues = make_cues(
        segments, "ko", duration_s=truth.duration_s,
        sentence=lambda words, language: annotator_text(words, language) or join_words(words, language),
    )  # fmt: skip
    expected = path.with_name(path.name.replace(".truth.json", ".expected.ko.srt")).read_text("utf-8")
    lines = [line for line in expected.splitlines() if line and "-->" not in line and not line.isdigit()]
    assert [line for cue in cues for line in cue.lines] == lines


def code_blocks() -> dict[str, str]:
    """The plugins in the documentation, by the file name their first line says."""
    blocks = re.findall(r"```python\n# (\S+)\n(.*?)```", (ROOT / "docs" / "sentences.md").read_text("utf-8"), re.DOTALL)
    return dict(blocks)


def test_examples_in_the_documentation_are_what_the_plugin_does() -> None:
    table = (ROOT / "docs" / "sentences.md").read_text("utf-8")
    found = re.findall(
        r"(?:^\| [^|]*\| |; )([가-힣 ]+?)(?: \(spelled\))? → ([^;|→]+?[.?])(?=;| \|)", table, re.MULTILINE
    )
    assert len(found) >= 20
    for glosses, told in found:
        assert text(glosses.replace("서연", "*서연")) == told


WORDS_PLUGIN = '''
"""Light pictures stand for words, one after another."""
import msgspec
from annotator.plugins import hookimpl

@hookimpl
def annotator_segments(segments):
    words = [{"ko": "나", "en": "I"}, {"ko": "학교", "en": "school"}, {"ko": "가다", "en": "go"}]
    segments[:] = [
        msgspec.structs.replace(each, text=word["ko"], texts=word) for each, word in zip(segments, words)
    ]
'''


@pytest.fixture
def film(make_video: Any, tmp_path: Path) -> Path:
    colours = "black:0.5," + ",".join(["white:0.6,black:0.4"] * 3) + ",black:1"
    return make_video(tmp_path / "film.mp4", colours)


@pytest.mark.parametrize(
    ("plugin", "told"),
    [
        ("", "나는 학교에 갑니다."),
        ("joined.py", "나 학교 가다"),
        ("numbered.py", "나 → 학교 → 가다"),
    ],
)
def test_from_a_video_to_its_text(
    run_annotator: Any, film: Path, light: Path, tmp_path: Path, plugin: str, told: str
) -> None:
    """`zz` is loaded after the plugins of the documentation; theirs is the answer all the same."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "zz.py").write_text(PLUGIN, "utf-8")
    (folder / "words.py").write_text(WORDS_PLUGIN, "utf-8")
    if plugin:
        (folder / plugin).write_text(code_blocks()[plugin], "utf-8")
    done = run_annotator(
        "run", film, "--model", "light", "--plugins-dir", light, "--plugins-dir", folder, "--lang", "ko,en"
    )
    assert done.returncode == 0, done.stderr
    written = json.loads(film.with_suffix(".json").read_text("utf-8"))
    assert written["text"] == told
    assert [segment["text"] for segment in written["segments"]] == ["나", "학교", "가다"]
    assert "나" in film.with_suffix(".ko.srt").read_text("utf-8")


def test_it_comes_with_annotator_and_any_other_plugin_wins(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["entry-points"]["annotator"]["sentences"] == "annotator_sentences"
    assert "plugins/annotator_sentences" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    for name, content in {"aa": code_blocks()["numbered.py"], "zz": PLUGIN}.items():
        (tmp_path / f"{name}.py").write_text(content, "utf-8")
    plugins = load_plugins([tmp_path])
    assert plugins.text(signed("나 학교 가다"), "ko") == "나 → 학교 → 가다"
    assert plugins.text(signed("I school go", "en"), "en") == "I school go."
