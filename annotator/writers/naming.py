"""What files are called: `{stem}.{lang}.{ext}`, or as users want it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from annotator.errors import UsageError
from annotator.writers.base import Writer

NAME_TEMPLATE: Final = "{stem}.{lang}.{ext}"
_HINT: Final = "for example {stem}.{lang}.{ext}, or {lang}/{stem}.{ext}"
Key = tuple[str, str]


def output_names(
    writers: Mapping[str, Writer], languages: Sequence[str], template: str = NAME_TEMPLATE, *, tagged: bool = True
) -> dict[Key, str]:
    """The file name of each (format, language) with `{stem}` left in it, for example "{stem}.ko.srt".

    Formats that hold all languages in one file have one, in the first language, without its tag. Without `tagged` no
    name has a tag. Raises UsageError for a template that cannot be one, and where two outputs would have one name.
    """
    _check(template)
    names: dict[Key, str] = {}
    for name, writer in writers.items():
        for tag in languages if writer.per_language else languages[:1]:
            untagged = not (tagged and writer.per_language)
            names[name, tag] = _filled(_without_tag(template) if untagged else template, tag, writer)
    for name in names.values():
        twins = [f"{format_} ({tag})" for (format_, tag), other in names.items() if other == name]
        if len(twins) > 1:
            raise UsageError(
                f"{' and '.join(twins)} would both be called {name}", hint="the names need {lang} and {ext}"
            )
    return names


def named(pattern: str, stem: str) -> str:
    """The file name of a video called `stem`."""
    return pattern.replace("{stem}", stem)


def _check(template: str) -> None:
    fields = re.findall(r"\{([^{}]*)\}", template)
    if unknown := [field for field in fields if field not in ("stem", "lang", "ext")]:
        raise UsageError(
            f"the names' template {template!r} has {{{unknown[0]}}}; known are stem, lang, ext", hint=_HINT
        )
    if "stem" not in fields or not template.endswith("{ext}"):
        raise UsageError(f"the names' template {template!r} needs {{stem}}, and {{ext}} at its end", hint=_HINT)
    path = PurePosixPath(template)
    if path.is_absolute() or ".." in path.parts or "\\" in template or "\0" in template:
        raise UsageError(f"the names' template {template!r} leads elsewhere", hint="folders are chosen with -o")


def _without_tag(template: str) -> str:
    """The template without `{lang}` and the separator that goes with it."""
    return re.sub(r"[._ -]\{lang\}|\{lang\}[._ /-]?", "", template)


def _filled(template: str, tag: str, writer: Writer) -> str:
    return template.replace("{lang}", tag).replace("{ext}", writer.extension.removeprefix("."))
