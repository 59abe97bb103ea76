"""The recognizer `landmark-lstm`: landmarks to a feature set, windows of it through LiteRT weights."""

from __future__ import annotations

from typing import Any, Final

from annotator.errors import BundleError
from annotator.landmark_windows import LandmarkWindowRecognizer
from annotator.models import Bundle

# What `[options]` of a bundle may say, and what it says where it says nothing; see `WindowRecognizer`.
OPTIONS: Final[dict[str, tuple[str, ...]]] = {"edge": ("skip", "repeat", "pad"), "holes": ("nearest", "keep")}


class LandmarkLSTM(LandmarkWindowRecognizer):
    """Says what each window of a video shows.

    The bundle's `[options]` may say what becomes of the ends of a video (`edge`) and of steps without a hand or a
    person (`holes`): models of continuous signing have a window around every step.
    """

    name = "landmark-lstm"

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(bundle)
        options: dict[str, Any] = bundle.manifest.options
        if strange := sorted(set(options) - set(OPTIONS)):
            raise BundleError("is not known here", field=f"options.{strange[0]}", path=bundle.folder)
        for name, values in OPTIONS.items():
            value = options.get(name, values[0])
            if value not in values:
                raise BundleError(
                    f"is {value!r}, not one of {', '.join(values)}", field=f"options.{name}", path=bundle.folder
                )
            setattr(self, name, value)
