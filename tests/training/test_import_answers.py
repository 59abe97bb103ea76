"""What the file does not say is asked for by name, what is said twice must agree, and classes are never guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import TokenError, UsageError
from annotator.training.importing import Answers, read_answers
from annotator.training.importing.classes import Classes, find_classes
from annotator.training.importing.layout import Layout, find_layout

LANDMARKS = {"feature_set": "hand99", "rate": "30", "stride": 1, "mirror": True}
PICTURES = {"rate": 5, "colour": "rgb", "values": "-1,1", "fit": "stretch"}
WORDS = {"come": 0, "away": 1, "spin": 2}


def layout(shape: tuple[int | None, ...], told: dict[str, Any], **more: Any) -> Layout:
    found, missing = find_layout(shape, read_answers(told), **more)
    assert missing == []
    assert found is not None
    return found


def asked(shape: tuple[int | None, ...], told: dict[str, Any], **more: Any) -> set[str]:
    found, missing = find_layout(shape, read_answers(told), **more)
    assert found is None
    return {answer.option.split()[0] for answer in missing}


def test_everything_that_is_missing_is_asked_for_at_once() -> None:
    assert asked((30, 99), {}) == {"--feature-set", "--rate", "--stride", "--mirror"}
    assert asked((None, 99), {"feature_set": "hand99"}) == {"--rate", "--window", "--stride", "--mirror"}
    assert asked((8, 70, 50, 3), {}) == {"--rate", "--stride", "--colour", "--values", "--fit"}
    assert asked((None, None, None, 3), {}) == {
        *("--rate", "--window", "--stride", "--size", "--colour", "--values", "--fit"),
    }
    assert asked((28, 28, 1), {}) == {"--rate", "--values", "--fit"}  # one channel is grey, one picture has no stride
    assert asked((8, 172, 172, 3), PICTURES, step=8) == {"--window", "--stride"}


@pytest.mark.parametrize("name", ["feature_set", "rate", "stride", "mirror"])
def test_no_answer_about_landmarks_has_a_silent_default(name: str) -> None:
    told = {key: value for key, value in LANDMARKS.items() if key != name}
    assert asked((30, 99), told) >= {"--" + name.replace("_", "-")}


def test_pictures_are_laid_out_by_shape_and_answers() -> None:
    found = layout((8, 70, 50, 3), {**PICTURES, "stride": 4, "colour": "bgr", "crop": "person"})
    assert (found.shape, found.own, found.reverse) == ((8, 70, 50, 3), (8, 70, 50, 3), True)
    wanted: Any = found.input
    assert (wanted.height, wanted.width, wanted.window, wanted.stride) == (70, 50, 8, 4)
    assert (wanted.values, wanted.colour, wanted.crop, wanted.rate) == ((-1, 1), "rgb", "person", "5")


@pytest.mark.parametrize(("said", "written"), [("29.97", "2997/100"), ("30000/1001", "30000/1001"), (12.5, "25/2")])
def test_rates_are_exact(said: Any, written: str) -> None:
    assert layout((30, 99), {**LANDMARKS, "rate": said}).input.rate == written


CONTRADICTIONS = {
    "window": ((30, 99), {**LANDMARKS, "window": 25}, "window: 25 was said, the network takes 30"),
    "width": ((30, 258), LANDMARKS, "hand99 has 99 numbers a step, the network takes 258"),
    "flat width": ((100,), LANDMARKS, "hand99 has 99 numbers a step"),
    "feature set": ((30, 99), {**LANDMARKS, "feature_set": "hand"}, "there are: hand99"),
    "landmarks of pictures": ((8, 8, 3), LANDMARKS, "landmarks are no pictures"),
    "size": ((8, 6, 3), {**PICTURES, "size": "8x6"}, "size: 8x6 was said, the network takes 6x8"),
    "size form": ((None, None, 3), {**PICTURES, "size": "large"}, "no WIDTHxHEIGHT"),
    "flat size": ((784,), {**PICTURES, "colour": "grey", "size": "28x27"}, "784 numbers"),
    "grey of three": ((8, 6, 3), {**PICTURES, "colour": "grey"}, "the network takes three"),
    "rgb of one": ((8, 6, 1), PICTURES, "the network takes one"),
    "channels": ((8, 6, 4), PICTURES, "4 channels"),
    "channels first": ((3, 224, 224), PICTURES, "PyTorch"),
    "clips channels first": ((8, 3, 224, 224), PICTURES, "PyTorch"),
    "values": ((8, 6, 3), {**PICTURES, "values": "1,0"}, "no range"),
    "values form": ((8, 6, 3), {**PICTURES, "values": "bright"}, "LOW,HIGH"),
    "rate": ((30, 99), {**LANDMARKS, "rate": "fast"}, "no number of steps"),
    "rate zero": ((30, 99), {**LANDMARKS, "rate": "0"}, "no number of steps"),
    "axes": ((2, 8, 70, 50, 3), PICTURES, "are wanted"),
}


@pytest.mark.parametrize("kind", CONTRADICTIONS)
def test_answers_that_contradict_the_network_are_refused(kind: str) -> None:
    shape, told, message = CONTRADICTIONS[kind]
    with pytest.raises(UsageError, match=message):
        find_layout(shape, read_answers(told))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "message"), [({"stride": "often"}, "stride: expected"), ({"colour": "blue"}, "colour: invalid enum")]
)
def test_answers_of_the_wrong_kind_are_refused_by_name(told: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_answers(told)


def test_a_json_beside_the_model_answers_and_options_win(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    file.write_text(json.dumps({"rate": 25, "stride": 2, "labels": "w.json", "class_name": "Sequential"}))
    answers = read_answers({"stride": 5, "mirror": None}, file, {"colour": "rgb"})
    assert (answers.rate, answers.stride, answers.colour, answers.mirror) == (25, 5, "rgb", None)
    assert answers.labels == str(tmp_path / "w.json")
    file.write_text("{broken")
    with pytest.raises(UsageError, match="JSON beside the model"):
        read_answers({}, file)


def classes(count: int, told: dict[str, Any], beside: Path | None = None) -> Classes:
    found, missing = find_classes(count, read_answers(told), "mine", beside)
    assert missing == []
    assert found is not None
    return found


def labels_asked(count: int, told: dict[str, Any]) -> set[str]:
    found, missing = find_classes(count, read_answers(told), "mine", None)
    assert found is None
    return {answer.option.split()[0] for answer in missing}


def test_labels_and_their_order_are_asked_for() -> None:
    assert labels_asked(3, {}) == {"--labels"}
    assert labels_asked(3, {"labels": WORDS}) == {"--class-order"}  # folders may have been sorted by word: 1, 0, 2
    assert labels_asked(2, {"folders": ["0", "1"]}) == {"--labels"}  # numbers are no words


@pytest.mark.parametrize(
    ("order", "ids"),
    [("ids", tuple(range(11))), ("rising", tuple(range(11))), ("sorted-ids", (0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9))],
)
def test_class_indices_are_what_was_said_they_are(order: str, ids: tuple[int, ...]) -> None:
    assert classes(11, {"labels": {f"w{n}": n for n in range(11)}, "class_order": order}).ids == ids


def test_positions_among_sorted_folders_become_token_ids_and_words(tmp_path: Path) -> None:
    labels = {"오다": 1, "가다": 2, "돌다": 10}
    for name in ("1", "2", "10"):
        (tmp_path / "data" / "train" / name).mkdir(parents=True)
    found = classes(3, {"labels": labels, "folders": str(tmp_path / "data")})
    assert found.ids == (1, 10, 2)
    assert found.words == ["오다", "돌다", "가다"]
    assert classes(3, {"labels": WORDS, "class_order": "sorted-words"}).words == ["away", "come", "spin"]
    (tmp_path / "names.txt").write_text("spin\ncome\naway\n")
    assert classes(3, {"labels": WORDS, "folders": str(tmp_path / "names.txt")}).ids == (1, 0, 2)


def test_folders_named_by_words_need_no_dictionary(tmp_path: Path) -> None:
    for name in ("tree", "bird", ".cache"):
        (tmp_path / name).mkdir()
    found = classes(2, {"labels": str(tmp_path)})
    assert (found.ids, found.words) == ((0, 1), ["bird", "tree"])


def test_lists_and_labels_txt_say_their_order_themselves(tmp_path: Path) -> None:
    assert classes(2, {"labels": ["b", "a"]}).words == ["b", "a"]
    (tmp_path / "labels.txt").write_text("0 thumb up\n1 fist\n")
    assert classes(2, {}, tmp_path / "labels.txt").words == ["thumb up", "fist"]
    (tmp_path / "cp949.csv").write_bytes("id,word\n0,오다\n1,가다\n".encode("cp949"))
    found = classes(2, {"labels": str(tmp_path / "cp949.csv"), "class_order": "ids"})
    assert found.words == ["오다", "가다"]


MISMATCHES = {
    "ids from 1": (4, {"a": 1, "b": 2, "c": 3}, "ids begin at 1"),
    "a gap": (4, {"a": 0, "b": 1, "c": 3}, "leave out 2"),
    "one class more": (4, WORDS, "class for nothing"),
    "idle no class": (3, {**WORDS, "none": 3}, "'none' may be no class"),
    "one label more": (2, WORDS, "without samples"),
    "far off": (7, WORDS, "they name 3 classes, the network has 7"),
}


@pytest.mark.parametrize("kind", MISMATCHES)
@pytest.mark.parametrize("order", [None, "rising"])
def test_a_wrong_number_of_labels_names_the_likely_cause(kind: str, order: str | None) -> None:
    count, labels, message = MISMATCHES[kind]
    with pytest.raises(UsageError, match=message):
        find_classes(count, Answers(labels=labels, class_order=order), "mine", None)  # type: ignore[arg-type]


def test_unclear_orders_are_refused() -> None:
    with pytest.raises(UsageError, match="there is none for 0"):
        classes(2, {"labels": {"a": 1, "b": 2}, "class_order": "ids"})
    two = {"0": {"ko": "나무", "en": "tree"}, "1": {"ko": "새", "en": "bird"}}
    with pytest.raises(UsageError, match="several words"):
        classes(2, {"labels": two, "class_order": "sorted-words"})
    numbers = {"labels": {"1": 2, "2": 1}, "folders": ["1", "2"]}
    with pytest.raises(TokenError, match="both ids and words"):
        classes(2, numbers)
    assert classes(2, {**numbers, "folders_are": "words"}).ids == (2, 1)
    with pytest.raises(TokenError, match=r"no (id|word)"):
        classes(2, {"labels": WORDS, "folders": ["come", "gone"]})


def test_idle_classes_are_named_by_word_or_id() -> None:
    assert classes(3, {"labels": WORDS, "class_order": "ids", "idle": ("spin",)}).idle == (2,)
    assert classes(3, {"labels": WORDS, "class_order": "ids", "idle": ("0", "2")}).idle == (0, 2)
    with pytest.raises(UsageError, match="idle: 'rest' is no class"):
        classes(3, {"labels": WORDS, "class_order": "ids", "idle": ("rest",)})


def test_labels_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="cannot be read"):
        classes(2, {"labels": str(tmp_path / "nowhere.json")})
    with pytest.raises(UsageError, match="folders: cannot be read"):
        classes(2, {"labels": WORDS, "folders": str(tmp_path / "nowhere.txt")})
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no class folder"):
        classes(2, {"folders": str(tmp_path / "empty")})
