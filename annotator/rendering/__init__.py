"""What was found, put on the video: as subtitle tracks, burned in, or drawn over it with all that is known.

    Video + Annotation -> render_video -> NAME.subtitled.mp4 | NAME.burned.mp4 | NAME.overlay.mp4

Nothing is recognised here. Importing this package loads neither PyAV nor OpenCV nor Pillow.
"""

from __future__ import annotations

from annotator.rendering.languages import chosen_languages, iso_639_2, title_of
from annotator.rendering.options import TAGS, TRACK_FORMATS, How, RenderOptions
from annotator.rendering.overlay import Overlay
from annotator.rendering.points import Points
from annotator.rendering.render import Rendering, State, check_can_render, render_video, rendering_path, state_of
from annotator.rendering.subtitles import Layout, as_ass, lay_out

__all__ = [
    "TAGS",
    "TRACK_FORMATS",
    "How",
    "Layout",
    "Overlay",
    "Points",
    "RenderOptions",
    "Rendering",
    "State",
    "as_ass",
    "check_can_render",
    "chosen_languages",
    "iso_639_2",
    "lay_out",
    "render_video",
    "rendering_path",
    "state_of",
    "title_of",
]
