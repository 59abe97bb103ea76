"""A dressed body ready to be skinned frame by frame: static buffers, and positions and normals from bone matrices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from samples.studio.anatomy import Anatomy
from samples.studio.clothes import clothes
from samples.studio.expression import expression
from samples.studio.eyes import eyes
from samples.studio.hair import hair
from samples.studio.human import Floats, Human
from samples.studio.look import Look
from samples.studio.shade import openness
from samples.studio.skin import skin
from samples.studio.surface import joined, near_together

__all__ = ["Body", "Look"]

Singles = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

_AWAKE = 0.35  # how much further than the mesh's own the eyes are open


class Body:
    """A person of one look. `faces` [F, 3], `colours` [N, 4] and `material` [N, 4] stay as they are.

    The fourth colour is how open to light a vertex is; `material` is gloss, its sharpness, light under the skin, hair;
    `strand` [N, 2] runs across and along a lock of hair; the first `casters` faces throw shadows.
    """

    faces: npt.NDArray[np.int32]
    colours: Bytes
    material: Bytes
    strand: Singles
    casters: int

    def __init__(self, human: Human, look: Look) -> None:
        face = [expression(name, look.shape, len(human.vertices)) for name in ("smile", "awake", "blink")]
        human = replace(human, vertices=human.vertices + look.smile * face[0] + _AWAKE * face[1])
        anatomy = Anatomy(human)
        cap, *locks = hair(anatomy, look)
        solid = joined([skin(anatomy, look), *clothes(anatomy, look), cap])
        whole = joined([near_together(solid), *eyes(anatomy, look), *locks])
        self.casters = len(solid.faces)
        self.faces = whole.faces.astype(np.int32)
        shade = openness(whole.vertices, whole.normals, whole.faces)
        self.colours = _bytes(np.concatenate([whole.colours, shade[:, None]], axis=1))
        self.material = _bytes(whole.material)
        self.strand = whole.strand.astype(np.float32)
        self._used = np.flatnonzero(whole.weights.sum(axis=0) > 0)
        weights = whole.weights[:, self._used] / whole.weights.sum(axis=1, keepdims=True)
        self._weights = np.ascontiguousarray(weights.T, dtype=np.float32)
        self._positions = np.ascontiguousarray(whole.vertices.T, dtype=np.float32)
        self._normals = np.ascontiguousarray(whole.normals.T, dtype=np.float32)

    def skin(self, matrices: Floats) -> tuple[Singles, Singles]:
        """Positions and normals [N, 3] under the bones' matrices [B, 3, 4], rest to posed.

        The normals are not of unit length where bones disagree; the renderer makes them so.
        """
        bones = matrices[self._used].reshape(-1, 12).astype(np.float32)
        blend = (bones.T @ self._weights).reshape(3, 4, -1)
        x, y, z = self._positions
        positions = blend[:, 0] * x + blend[:, 1] * y + blend[:, 2] * z + blend[:, 3]
        x, y, z = self._normals
        normals = blend[:, 0] * x + blend[:, 1] * y + blend[:, 2] * z
        return np.ascontiguousarray(positions.T), np.ascontiguousarray(normals.T)


def _bytes(shares: Floats) -> Bytes:
    return (np.clip(shares, 0, 1) * 255).round().astype(np.uint8)
