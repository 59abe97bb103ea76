"""A dressed body ready to be skinned frame by frame: static buffers, and positions and normals from bone matrices."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from samples.studio.anatomy import Anatomy
from samples.studio.clothes import clothes
from samples.studio.dobok import dobok
from samples.studio.expression import expression
from samples.studio.eyes import eyes
from samples.studio.hair import hair
from samples.studio.human import Floats, Human, Ints
from samples.studio.look import Look
from samples.studio.shade import openness
from samples.studio.skin import skin
from samples.studio.spectacles import spectacles
from samples.studio.surface import Part, joined, near_together

__all__ = ["Body", "Look"]

Singles = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

_AWAKE = 0.35  # how much further than the mesh's own the eyes are open


@dataclass(frozen=True, eq=False)
class _Block:
    """Vertices that follow the same few bones: `weights` [used bones, n]; places, ways and lids at rest, [3, n]."""

    used: Ints
    weights: Singles
    places: Singles
    ways: Singles
    lids: Singles | None

    @staticmethod
    def of(part: Part) -> _Block:
        used = np.flatnonzero(part.weights.sum(axis=0) > 0)
        weights = part.weights[:, used] / part.weights.sum(axis=1, keepdims=True)
        turned = [_singles(array.T) for array in (weights, part.vertices, part.normals, part.lids)]
        return _Block(used, turned[0], turned[1], turned[2], turned[3] if turned[3].any() else None)

    def posed(self, bones: Singles, blink: float) -> tuple[Singles, Singles]:
        blend = (bones[self.used].T @ self.weights).reshape(3, 4, -1)
        x, y, z = self.places if self.lids is None or not blink else self.places + np.float32(blink) * self.lids
        places = blend[:, 0] * x + blend[:, 1] * y + blend[:, 2] * z + blend[:, 3]
        x, y, z = self.ways
        return places, blend[:, 0] * x + blend[:, 1] * y + blend[:, 2] * z


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
        smile, awake, lids = (expression(name, look.shape, len(human.vertices)) for name in ("smile", "awake", "blink"))
        human = replace(human, vertices=human.vertices + look.smile * smile + _AWAKE * awake)
        anatomy = Anatomy(human, lids - _AWAKE * awake)
        cap, *locks = hair(anatomy, look)
        worn = dobok(anatomy, look) if look.outfit == "dobok" else clothes(anatomy, look)
        solid = [skin(anatomy, look), joined(worn), cap]
        parts = [near_together(part) for part in solid] + [joined([*eyes(anatomy, look), *spectacles(anatomy, look)])]
        parts += locks
        whole = joined(parts)
        self._blocks = [_Block.of(part) for part in parts]
        self.casters = sum(len(part.faces) for part in solid)
        self.faces = whole.faces.astype(np.int32)
        shade = openness(whole.vertices, whole.normals, whole.faces)
        self.colours = _bytes(np.concatenate([whole.colours, shade[:, None]], axis=1))
        self.material = _bytes(whole.material)
        self.strand = whole.strand.astype(np.float32)

    def skin(self, matrices: Floats, blink: float = 0.0) -> tuple[Singles, Singles]:
        """Positions and normals [N, 3] under the bones' matrices [B, 3, 4], rest to posed.

        `blink` closes the eyes, 1 wholly. Normals are not of unit length where bones disagree; the renderer makes
        them so.
        """
        bones = matrices.reshape(-1, 12).astype(np.float32)
        positions, normals = np.empty((2, len(self.colours), 3), np.float32)
        start = 0
        for block in self._blocks:
            places, ways = block.posed(bones, blink)
            end = start + places.shape[1]
            positions[start:end], normals[start:end] = places.T, ways.T
            start = end
        return positions, normals


def _singles(array: Floats) -> Singles:
    return np.ascontiguousarray(array, dtype=np.float32)


def _bytes(shares: Floats) -> Bytes:
    return (np.clip(shares, 0, 1) * 255).round().astype(np.uint8)
