"""Plugins: by which door they come in, and that a broken one harms nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import MissingError, PluginError, UsageError
from annotator.plugins import hookspecs, load_plugins
from annotator.records import Segment, Video

HEAD = "from annotator.plugins import hookimpl\n"
BROKEN = {
    "raises_at_import": ("raise ValueError('no good')", "ValueError: no good"),
    "leaves_at_import": ("raise SystemExit(3)", "SystemExit: 3"),
    "syntax": ("def (", "SyntaxError"),
    "misspelt": (HEAD + "@hookimpl\ndef annotator_recognisers():\n    return []", "annotator_recognisers"),
    "wrong_argument": (HEAD + "@hookimpl\ndef annotator_segments(segment):\n    pass", "segment"),
    "no_hook": ("def annotator_recognizers():\n    return []", "implements no hook"),
    "needs_something": ("import a_package_nobody_has", "a_package_nobody_has"),
}


def write(folder: Path, **plugins: str) -> Path:
    for name, text in plugins.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_set_aside_in_its_own_words(name: str, tmp_path: Path, light: Path) -> None:
    text, words = BROKEN[name]
    plugins = load_plugins([write(tmp_path, **{name: text}), light])
    [broken] = plugins.broken
    assert broken.name == name
    assert words in broken.reason
    assert "light" in plugins.recognizers()
    assert "landmark-lstm" in plugins.recognizers()


def test_built_in_plugins_come_in_by_the_entry_points() -> None:
    plugins = load_plugins()
    assert not plugins.broken
    origins = {info.name: info.origin for info in plugins.infos}
    assert "annotator" in origins["landmark-lstm"]
    assert {"json", "srt"} <= set(plugins.writers())


def test_two_plugins_of_one_name(tmp_path: Path) -> None:
    text = HEAD + "@hookimpl\ndef annotator_models():\n    return []"
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, twin=text)
    plugins = load_plugins([tmp_path / "a", tmp_path / "b"])
    [broken] = plugins.broken
    assert "already taken" in broken.reason
    assert str(tmp_path / "a" / "twin.py") in broken.reason


def test_two_plugins_claiming_one_recognizer_name_both(tmp_path: Path, light: Path) -> None:
    write(tmp_path, other=(light / "light.py").read_text("utf-8"))
    plugins = load_plugins([light, tmp_path])
    with pytest.raises(PluginError, match="'light' is claimed by light and other"):
        plugins.recognizer("light")
    assert plugins.recognizer("landmark-lstm")


def test_a_plugin_that_raises_when_asked_is_named_and_the_rest_answers(tmp_path: Path, light: Path) -> None:
    write(tmp_path, asked=HEAD + "@hookimpl\ndef annotator_recognizers():\n    raise OSError('not now')")
    plugins = load_plugins([tmp_path, light])
    assert "light" in plugins.recognizers()
    assert [(broken.name, broken.reason) for broken in plugins.broken] == [
        ("asked", "annotator_recognizers: OSError: not now")
    ]


def test_a_missing_recognizer_says_what_there_is_and_what_is_broken(tmp_path: Path) -> None:
    plugins = load_plugins([write(tmp_path, mine="raise ValueError('no good')")])
    with pytest.raises(MissingError, match="landmark-lstm") as caught:
        plugins.recognizer("mine")
    assert caught.value.exit_code == 3
    assert "plugin mine is broken: ValueError: no good" in str(caught.value)


VIDEO = Video(Path("a.mp4"), 1.0, __import__("fractions").Fraction(25), 4, 3)


def test_hooks_that_edit_and_hooks_that_answer(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=HEAD + "@hookimpl\ndef annotator_segments(segments, video):\n    del segments[1:]",
        b=HEAD
        + "@hookimpl\ndef annotator_text(segments, language):\n    return language if language != 'ko' else None",
    )
    plugins = load_plugins([tmp_path])
    segments = [Segment(0.0, 1.0, 1, 0.9), Segment(1.0, 2.0, 2, 0.9)]
    plugins.edit_segments(segments, VIDEO)
    assert [segment.class_id for segment in segments] == [1]
    assert plugins.text(segments, "en") == "en"
    assert plugins.text(segments, "ko") is None


def test_a_hook_that_fails_names_its_plugin(tmp_path: Path) -> None:
    write(tmp_path, edits=HEAD + "@hookimpl\ndef annotator_segments(segments):\n    raise KeyError('nothing')")
    with pytest.raises(PluginError, match="edits: annotator_segments: KeyError"):
        load_plugins([tmp_path]).edit_segments([], VIDEO)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="not a folder"):
        load_plugins([tmp_path / "nowhere"])


def test_every_hook_has_one_sentence_and_is_in_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text("utf-8")
    hooks = [name for name in vars(hookspecs) if name.startswith("annotator_")]
    assert len(hooks) >= 7
    for name in hooks:
        words = getattr(hookspecs, name).__doc__
        assert words.count("\n") == 0, name
        assert words.endswith("."), name
        assert f"`{name}`" in guide, name


def test_the_command_lists_them(run_annotator: Any, light: Path, tmp_path: Path) -> None:
    write(tmp_path, bad="raise ValueError('no good')")
    done = run_annotator("plugins", "--json", "--plugins-dir", light, "--plugins-dir", tmp_path)
    listed = json.loads(done.stdout)
    assert done.returncode == 1
    assert {"light", "landmark-lstm", "formats"} <= {each["name"] for each in listed["plugins"]}
    assert listed["broken"][0]["reason"] == "ValueError: no good"
    table = run_annotator("plugins", "--plugins-dir", light)
    assert table.returncode == 0
    assert "light" in table.stdout


def test_a_plugin_can_be_left_out() -> None:
    assert "sentences" in {info.name for info in load_plugins().infos}
    assert "sentences" not in {info.name for info in load_plugins(without=["sentences"]).infos}
    with pytest.raises(UsageError, match="no plugin 'sentence' to leave out"):
        load_plugins(without=["sentence"])
