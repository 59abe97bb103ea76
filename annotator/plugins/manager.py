"""Finds, loads and keeps plugins; a broken one is set aside with its reason and the rest still works.

Built-in plugins come in by the same door as anyone's: the entry-point group `annotator`. Single-file plugins are loaded
from the folders given by `--plugins-dir`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from annotator.errors import MissingError, PluginError, UsageError
from annotator.plugins import hookspecs

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.records import Annotation, Segment, Video
    from annotator.training import Trainer
    from annotator.writers import Writer

GROUP = "annotator"


@dataclass(frozen=True)
class PluginInfo:
    """A loaded plugin: its name, version, where it came from, and the hooks it implements."""

    name: str
    version: str
    origin: str
    hooks: tuple[str, ...]


@dataclass(frozen=True)
class BrokenPlugin:
    """A plugin that was set aside, with the reason in its own words."""

    name: str
    origin: str
    reason: str


class Plugins:
    """The loaded plugins and what they offer; the calls of the hot path do not go through here."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("annotator")
        self._manager.add_hookspecs(hookspecs)
        self._infos: dict[str, PluginInfo] = {}
        self.broken: list[BrokenPlugin] = []

    @property
    def infos(self) -> list[PluginInfo]:
        """The plugins that work, by name."""
        return sorted(self._infos.values(), key=lambda info: info.name)

    def add(self, name: str, origin: str, version: str, load: Callable[[], object]) -> None:
        """Loads one plugin; whatever it raises lands in `broken`, named."""
        if name in self._infos:
            self._set_aside(name, origin, f"the name is already taken by the plugin from {self._infos[name].origin}")
            return
        try:
            self._register(name, load())
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 (a plugin may raise anything, SystemExit too)
            self._set_aside(name, origin, _in_its_words(error))
            return
        plugin = self._manager.get_plugin(name)
        hooks = sorted(caller.name for caller in self._manager.get_hookcallers(plugin) or ())
        self._infos[name] = PluginInfo(name, version, origin, tuple(hooks))

    def _register(self, name: str, plugin: object) -> None:
        self._manager.register(plugin, name=name)
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError:
            self._manager.unregister(name=name)
            raise
        if not self._manager.get_hookcallers(plugin):
            self._manager.unregister(name=name)
            raise PluginError(
                "implements no hook of annotator", hint="mark its functions with annotator.plugins.hookimpl"
            )

    def _set_aside(self, name: str, origin: str, reason: str) -> None:
        broken = BrokenPlugin(name, origin, reason)
        if broken not in self.broken:
            self.broken.append(broken)

    def _callers(self, hook: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Each plugin that implements the hook, in pluggy's order, with a call that reaches it alone.

        So one that raises is known by name and does not take the others along.
        """
        caller = getattr(self._manager.hook, hook)
        everyone = [plugin for _, plugin in self._manager.list_name_plugin() if plugin is not None]
        for implementation in reversed(caller.get_hookimpls()):
            others = [plugin for plugin in everyone if plugin is not implementation.plugin]
            yield implementation.plugin_name, self._manager.subset_hook_caller(hook, others)

    def _ask(self, hook: str) -> Iterator[tuple[str, Any]]:
        """Everything plugins give for a hook, each with its plugin's name; a plugin that raises is set aside."""
        for name, call in self._callers(hook):
            try:
                given = [item for items in call() for item in items]
            except Exception as error:  # noqa: BLE001
                self._set_aside(name, self._infos[name].origin, f"{hook}: {_in_its_words(error)}")
                continue
            yield from ((name, item) for item in given)

    def _tell(self, hook: str, **arguments: Any) -> Iterator[Any]:
        """The answers of every plugin to a hook that is told something; raises PluginError when one fails."""
        for name, call in self._callers(hook):
            try:
                yield call(**arguments)
            except Exception as error:
                raise PluginError(f"{hook}: {_in_its_words(error)}", plugin=name) from error

    def _named(self, hook: str) -> dict[str, list[tuple[str, Any]]]:
        found: dict[str, list[tuple[str, Any]]] = {}
        for plugin, item in self._ask(hook):
            found.setdefault(getattr(item, "name", repr(item)), []).append((plugin, item))
        return found

    def _one(self, hook: str, kind: str, name: str) -> tuple[str, Any]:
        found = self._named(hook)
        claims = found.get(name, [])
        if not claims:
            raise MissingError(
                f"no {kind} is called {name!r}; there are: {', '.join(sorted(found)) or 'none'}",
                hint=self._broken_hint() or "annotator plugins lists what is installed",
            )
        if len(claims) > 1:
            plugins = " and ".join(sorted(plugin for plugin, _ in claims))
            raise PluginError(f"the {kind} {name!r} is claimed by {plugins}", hint="remove or rename one of them")
        return claims[0]

    def _broken_hint(self) -> str:
        return "; ".join(f"plugin {broken.name} is broken: {broken.reason}" for broken in self.broken)

    def recognizer(self, name: str) -> tuple[PluginInfo, type[Recognizer]]:
        """The recognizer class of this name and the plugin it comes from.

        Raises MissingError when there is none, PluginError when two plugins claim the name.
        """
        plugin, kind = self._one("annotator_recognizers", "recognizer", name)
        return self._infos[plugin], kind

    def recognizers(self) -> dict[str, str]:
        """The names of all recognizers, each with the plugins that claim it."""
        return {name: ", ".join(p for p, _ in claims) for name, claims in self._named("annotator_recognizers").items()}

    def trainer(self, name: str) -> type[Trainer]:
        """The trainer class of this name; errors as `recognizer`."""
        kind: type[Trainer] = self._one("annotator_trainers", "trainer", name)[1]
        return kind

    def trainers(self) -> list[str]:
        """The names of all trainers."""
        return sorted(self._named("annotator_trainers"))

    def writer(self, name: str) -> type[Writer]:
        """The writer class of this name; errors as `recognizer`."""
        kind: type[Writer] = self._one("annotator_writers", "output format", name)[1]
        return kind

    def writers(self) -> dict[str, type[Writer]]:
        """The writer classes by name; a name that two plugins claim is not among them."""
        return {name: claims[0][1] for name, claims in self._named("annotator_writers").items() if len(claims) == 1}

    def model_folders(self) -> list[Path]:
        """Folders of model bundles that plugins bring along."""
        return [Path(folder) for _, folder in self._ask("annotator_models")]

    def edit_segments(self, segments: list[Segment], video: Video) -> None:
        """Lets every plugin edit the segments in place; raises PluginError when one fails."""
        for _ in self._tell("annotator_segments", segments=segments, video=video):
            pass

    def text(self, segments: Sequence[Segment], language: str) -> str | None:
        """The text of a video in `language` by the first plugin that answers, or None."""
        answers = self._tell("annotator_text", segments=segments, language=language)
        return next((answer for answer in answers if answer is not None), None)

    def video_done(self, annotation: Annotation, outputs: Sequence[Path]) -> None:
        """Tells every plugin that a video is finished."""
        for _ in self._tell("annotator_video_done", annotation=annotation, outputs=outputs):
            pass


def load_plugins(folders: Sequence[Path] = (), without: Sequence[str] = ()) -> Plugins:
    """Loads every installed plugin, then the single-file plugins in `folders` (`_name.py` is passed over).

    Those named in `without` are left out. Raises PluginError when a folder does not exist, UsageError when there is no
    plugin to leave out.
    """
    plugins, left_out = Plugins(), set[str]()

    def add(name: str, origin: str, version: str, load: Callable[[], object]) -> None:
        if name in without:
            left_out.add(name)
        else:
            plugins.add(name, origin, version, load)

    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        add(entry.name, _origin(entry), entry.dist.version if entry.dist else "", entry.load)
    for folder in folders:
        if not Path(folder).is_dir():
            raise PluginError("is not a folder", path=folder, hint="--plugins-dir takes a folder of .py files")
        for file in sorted(Path(folder).glob("[!_.]*.py")):
            add(file.stem, str(file), _content_version(file), partial(_load_file, file))
    if missing := sorted(set(without) - left_out):
        known = ", ".join(info.name for info in plugins.infos)
        raise UsageError(f"there is no plugin {missing[0]!r} to leave out", hint=f"there are {known}")
    return plugins


def _origin(entry: EntryPoint) -> str:
    return f"{entry.dist.name} ({entry.value})" if entry.dist else entry.value


def _content_version(file: Path) -> str:
    """A single file has no version of its own; its content stands for one, so that an edit makes results new."""
    try:
        return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    except OSError:
        return ""


def _load_file(file: Path) -> ModuleType:
    name = f"annotator_plugin_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PluginError("cannot be loaded as Python", path=file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _in_its_words(error: BaseException) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
