"""model.toml: what it says is read back, and what is wrong in it is refused by the name of the field."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import BundleError
from annotator.models import (
    Accuracy,
    CreatedWith,
    Decoding,
    FramesInput,
    LandmarksInput,
    Manifest,
    Output,
    decode_manifest,
    encode_manifest,
    read_manifest,
)

PLAIN = """
schema = 1
name = "dance"
version = "2"
recognizer = "landmark-lstm"
[input]
kind = "landmarks"
rate = "30000/1001"
window = 30
stride = 3
feature_set = "hand99"
feature_width = 99
[output]
classes = 3
class_ids = [1, 10, 2]
[decoding]
idle = [10]
[decoding.parameters]
threshold = 0.9
[files]
"tokens.json" = "0000000000000000000000000000000000000000000000000000000000000000"
[options]
anything = ["goes", { here = true }]
"""


def test_a_manifest_is_read() -> None:
    manifest = decode_manifest(PLAIN.encode())
    assert isinstance(manifest.input, LandmarksInput)
    assert (manifest.window, manifest.stride, manifest.rate) == (30, 3, Fraction(30000, 1001))
    assert manifest.output.ids == (1, 10, 2)  # the ids of sorted folder names, not the positions
    assert manifest.decoding.policy == "vote"
    assert manifest.options == {"anything": ["goes", {"here": True}]}


def test_class_ids_are_the_indices_where_none_are_given() -> None:
    text = PLAIN.replace("class_ids = [1, 10, 2]", "").replace("idle = [10]", "")
    assert decode_manifest(text.encode()).output.ids == (0, 1, 2)


REFUSALS = [
    ("window = 30", 'window = "thirty"', "input.window", "expected `int`"),
    ("window = 30", "window = 0", "input.window", ">= 1"),
    ("window = 30", "widow = 30", "input.widow", "not a known entry"),
    ("stride = 3", "stride = -1", "input.stride", ">= 1"),
    ('rate = "30000/1001"', 'rate = "29.97"', "input.rate", "29.97"),
    ('rate = "30000/1001"', 'rate = "0"', "input.rate", "'0'"),
    ('rate = "30000/1001"', 'rate = "30/0"', "input.rate", "30/0"),
    ('rate = "30000/1001"', "rate = 30", "input.rate", "expected `str`"),
    ('kind = "landmarks"', 'kind = "sound"', "input.kind", "sound"),
    ('kind = "landmarks"', "", "input.kind", "missing"),
    ('feature_set = "hand99"', "", "input.feature_set", "missing"),
    ('feature_set = "hand99"', 'feature_set = "hand99"\nwidth = 64', "input.width", "not a known entry"),
    ("feature_width = 99", "feature_width = 99\nmin_usable = 1.5", "input.min_usable", "<= 1"),
    ("classes = 3", "classes = 4", "output.class_ids", "3 ids for 4 classes"),
    ("[1, 10, 2]", "[1, 10, 1]", "output.class_ids", "more than once"),
    ("[1, 10, 2]", "[1, 10, -2]", "output.class_ids[2]", ">= 0"),
    ("classes = 3", 'classes = 3\nactivation = "sigmoid"', "output.activation", "sigmoid"),
    ("idle = [10]", "idle = [3]", "decoding.idle", "3 is no class"),
    ("idle = [10]", 'policy = "guess"', "decoding.policy", "guess"),
    ('name = "dance"', "", "name", "missing"),
    ('name = "dance"', 'name = "../dance"', "name", "../dance"),
    ('name = "dance"', 'name = ""', "name", "letters"),
    ('version = "2"', 'version = ""', "version", "length"),
    ("schema = 1", "schema = 2", "schema", "is 2"),
    ("schema = 1", "colour = 1", "colour", "not a known entry"),
    ('"tokens.json"', '"../tokens.json"', "files", "plain name"),
    ('"tokens.json"', '"model.toml"', "files", "plain name"),
    ('= "0000', '= "ZZZZ', 'files."tokens.json"', "sha256"),
    ("[input]", "[input", "model.toml", "TOML"),
    ("[input]", "[name]", "model.toml", "TOML"),
]


@pytest.mark.parametrize(("old", "new", "field", "says"), REFUSALS, ids=[f"{r[2]}-{r[3]}" for r in REFUSALS])
def test_what_is_wrong_is_refused_by_name(old: str, new: str, field: str, says: str, tmp_path: Path) -> None:
    assert old in PLAIN
    path = tmp_path / "model.toml"
    path.write_text(PLAIN.replace(old, new, 1), "utf-8")
    with pytest.raises(BundleError) as caught:
        read_manifest(path)
    assert caught.value.field == field
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{path}: model: {field}: ")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BundleError, match=r"model\.toml"):
        decode_manifest("이름 = 1".encode("cp949"))


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"model\.toml: there is no such file"):
        read_manifest(tmp_path / "model.toml")


texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(
    words=texts,
    options=st.dictionaries(texts, values, max_size=3),
    metrics=st.dictionaries(texts, st.floats(0, 1), max_size=2),
    seed=st.none() | st.integers(0, 99),
)
def test_what_is_written_is_read_back(
    words: str, options: dict[str, Any], metrics: dict[str, float], seed: int | None
) -> None:
    manifest = Manifest(
        name="dance",
        version="1",
        recognizer="anything",
        summary=words,
        licence=words,
        created_with=CreatedWith(command=words, seed=seed),
        accuracy=Accuracy(metrics=metrics, note=words),
        input=FramesInput(rate="25", width=70, height=50, fit="cover"),
        output=Output(classes=2, class_ids=(1, 0), activation="none"),
        decoding=Decoding(policy="clip", parameters=options),
        options=options,
    )
    assert decode_manifest(encode_manifest(manifest)) == manifest


def test_manifests_are_read_only() -> None:
    with pytest.raises(AttributeError):
        decode_manifest(PLAIN.encode()).name = "other"  # type: ignore[misc]
    assert msgspec.structs.replace(decode_manifest(PLAIN.encode()), name="other").name == "other"
