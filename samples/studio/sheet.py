"""A picture of all signs: every letter from near, every word at two moments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from annotator.charts import hangul_font_file
from samples.studio import signs
from samples.studio.body import Body
from samples.studio.camera import Camera
from samples.studio.film import Picture
from samples.studio.human import Floats, load_human
from samples.studio.look import Look
from samples.studio.perform import Done, Performance
from samples.studio.pose import Pose, Poser, hand_landmarks
from samples.studio.renderer import Renderer
from samples.studio.scene import Scene
from samples.studio.signs import Sign
from samples.studio.style import Style

_SIDE, _GAP, _CAPTION = 180, 4, 26
_COLUMNS = 8
_SCALE = 2  # rendered larger, then reduced
_MOMENTS = (0.12, 0.88)


class _Sitter:
    """One signer who shows sign after sign, carefully."""

    def __init__(self, signer: int) -> None:
        rng = np.random.default_rng([1, signer])
        look = Look.random(rng)
        style = Style.random(rng, hand="R")
        self._style = replace(
            style, tempo=1.0, reach=1.0, offset_m=np.zeros(3), lean_deg=np.zeros(3), bend_deg=0.0, sloppy=0.0,
            letter_at_m=np.zeros(3), rest="sides", sway=0.0, way=0,
        )  # fmt: skip
        self._human = load_human(look.shape)
        self._poser = Poser(self._human)
        self._body = Body(self._human, look)
        side = _SIDE * _SCALE
        self._scene = Scene.random(np.random.default_rng(signer), side, side)
        self._renderer = Renderer(side, side)
        self._renderer.load(self._body, self._scene)

    def letter(self, sign: Sign) -> list[Picture]:
        """The hand from near."""
        done, performance = self._perform(f"spell {sign.texts['ko']}")
        pose = self._poser.pose(performance.at((done.start_s + done.end_s) / 2))
        centre = hand_landmarks(self._human, pose, "R").mean(axis=0)
        return [self._still(pose, centre, 0.27)]

    def word(self, sign: Sign) -> list[Picture]:
        """Near the beginning, and near the end."""
        done, performance = self._perform(sign.token)
        length_s = done.end_s - done.start_s
        centre = np.array([0.0, self._human.head("upperarm01.R")[1] - 0.02, 0.1])
        return [
            self._still(self._poser.pose(performance.at(done.start_s + share * length_s)), centre, 0.84)
            for share in _MOMENTS
        ]

    def _perform(self, item: str) -> tuple[Done, Performance]:
        performance = Performance(self._poser, self._style, [item], np.random.default_rng(0))
        return performance.segments[0], performance

    def _still(self, pose: Pose, centre: Floats, height_m: float) -> Picture:
        side = _SIDE * _SCALE
        fov = float(np.degrees(2 * np.arctan2(height_m / 2, 1.8)))
        camera = Camera(tuple(centre + [0.0, 0.0, 1.8]), tuple(centre), fov, side, side)
        positions, normals = self._body.skin(pose.matrices)
        return self._renderer.frame(positions, normals, camera, self._scene)


def draw_sheet(path: Path, signer: int) -> None:
    """Writes the sheet, as performed by `signer`."""
    sitter = _Sitter(signer)
    tiles = [(sign.texts["ko"], sitter.letter(sign)) for sign in signs.letters().values()]
    words = [(f"{sign.texts['ko']}  {sign.texts['en']}", sitter.word(sign)) for sign in signs.words().values()]
    width = _COLUMNS * (_SIDE + _GAP)
    letter_rows = -(-len(tiles) // _COLUMNS)
    word_rows = -(-len(words) * 2 // _COLUMNS)
    row = _SIDE + _CAPTION
    sheet = Image.new("RGB", (width, (letter_rows + word_rows) * row), "white")
    font = ImageFont.truetype(str(hangul_font_file()), 17)
    for number, (caption, pictures) in enumerate(tiles):
        at = (number % _COLUMNS * (_SIDE + _GAP), number // _COLUMNS * row)
        _paste(sheet, at, caption, pictures, font)
    for number, (caption, pictures) in enumerate(words):
        column, line = number * 2 % _COLUMNS, letter_rows + number * 2 // _COLUMNS
        _paste(sheet, (column * (_SIDE + _GAP), line * row), caption, pictures, font)
    sheet.save(path, quality=88)


def _paste(
    sheet: Image.Image, at: tuple[int, int], caption: str, pictures: list[Picture], font: ImageFont.FreeTypeFont
) -> None:
    for number, picture in enumerate(pictures):
        small = Image.fromarray(picture).resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
        sheet.paste(small, (at[0] + number * (_SIDE + (_GAP if number == 0 else 1)), at[1] + _CAPTION))
    ImageDraw.Draw(sheet).text((at[0] + 4, at[1] + 2), caption, fill="black", font=font)
