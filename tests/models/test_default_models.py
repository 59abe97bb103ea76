"""Which models are used where none is asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.engine import Engine, Settings
from annotator.errors import UsageError
from annotator.models import bundled_models


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts copies of a real bundle under other names where alone models are looked for.

    Those in `default` say that they are the default.
    """
    monkeypatch.setattr("annotator.models.store.bundled_models", lambda: tmp_path / "none")
    monkeypatch.setattr("annotator.models.store.user_models", lambda: tmp_path / "none")

    def make(*names: str, default: tuple[str, ...] = ()) -> Path:
        for name in names:
            folder = tmp_path / "models" / name
            shutil.copytree(bundled_models() / "gestures", folder)
            manifest = folder / "model.toml"
            text = manifest.read_text("utf-8").replace('name = "gestures"', f'name = "{name}"', 1)
            if name in default:
                text = text.replace("schema = 1\n", "schema = 1\ndefault = true\n", 1)
            manifest.write_text(text, "utf-8")
        return tmp_path / "models"

    return make


def chosen(place: Path, *models: str) -> list[str]:
    engine = Engine(Settings(models=models, models_dirs=(place,)))
    return [model.bundle.name for model in engine.models]


def test_the_only_model_is_taken(place: Callable[..., Path]) -> None:
    assert chosen(place("one")) == ["one"]


def test_all_that_say_they_are_the_default_are_taken(place: Callable[..., Path]) -> None:
    assert chosen(place("one", "two", "three", default=("three", "one"))) == ["one", "three"]


def test_a_model_that_is_asked_for_stands_alone(place: Callable[..., Path]) -> None:
    assert chosen(place("one", "two", default=("two",)), "one") == ["one"]


def test_several_models_of_which_none_is_the_default_must_be_chosen_from(place: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="2 models to choose from: one, two"):
        chosen(place("one", "two"))
