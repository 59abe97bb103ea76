"""Pieces of surface a body is put together from, and the few mesh tools for making them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from samples.studio.human import Floats, Human, Ints

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Part:
    """A surface at rest with everything its vertices carry.

    `vertices`, `normals`, `colours` (sRGB, 0 to 1) are [n, 3], `faces` [f, 3], `weights` [n, bones]. `strand` [n, 2] is
    (across, along) in metres where it is hair. `material` [n, 4]: gloss, sharpness of the gloss, how far light goes
    under the surface, hair. `lids` [n, 3] is how they move when the eyes close.
    """

    vertices: Floats
    normals: Floats
    faces: Ints
    colours: Floats
    weights: Floats
    material: Floats
    strand: Floats
    lids: Floats

    @property
    def _carried(self) -> tuple[Floats, ...]:
        return self.vertices, self.normals, self.colours, self.weights, self.material, self.strand, self.lids

    def _with(self, carried: list[Floats], faces: Ints) -> Part:
        vertices, normals, colours, weights, material, strand, lids = carried
        return Part(vertices, normals, faces, colours, weights, material, strand, lids)

    def kept(self, faces: Ints) -> Part:
        """The part with these of its faces only, and only the vertices they use."""
        used, inverse = np.unique(faces, return_inverse=True)
        return self._with([array[used] for array in self._carried], inverse.reshape(-1, 3))

    def halved(self, chosen: Mask) -> Part:
        """The part with every chosen face [f] cut into four."""
        cut = self.faces[chosen]
        edges, at = _edges(cut)
        ab, bc, ca = at + len(self.vertices)
        a, b, c = cut.T
        quarters = [np.stack(triple, 1) for triple in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
        carried = [np.concatenate([array, array[edges].mean(axis=1)]) for array in self._carried]
        return self._with(carried, np.concatenate([self.faces[~chosen], *quarters]))

    def clipped(self, field: Floats) -> Part:
        """What lies where `field` [n] is positive, cut along its zero line."""
        inside = field[self.faces] > 0
        count = inside.sum(axis=1)
        mixed = self.faces[(count == 1) | (count == 2)]
        edges, at = _edges(mixed)
        one, two = field[edges].T
        crossing = (one > 0) != (two > 0)
        share = np.where(crossing, one / np.where(crossing, one - two, 1.0), 0.5)[:, None]
        carried = [
            np.concatenate([array, array[edges[:, 0]] * (1 - share) + array[edges[:, 1]] * share])
            for array in self._carried
        ]
        faces = [self.faces[count == 3], *_cut(mixed, field[mixed] > 0, at + len(self.vertices))]
        return self._with(carried, np.concatenate(faces)).kept(np.concatenate(faces))

    def painted(self, colours: Floats) -> Part:
        """The part in other colours."""
        return replace(self, colours=colours)

    def moved(self, vertices: Floats) -> Part:
        """The part with its vertices elsewhere and its normals made anew."""
        return replace(self, vertices=vertices, normals=normals(vertices, self.faces))


def _edges(faces: Ints) -> tuple[Ints, Ints]:
    """The edges of the faces without repetition [e, 2], and where each face's ab, bc, ca stand among them [3, f]."""
    pairs = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    edges, at = np.unique(pairs, axis=0, return_inverse=True)
    return edges, at.reshape(3, -1)


def _cut(faces: Ints, inside: Mask, middles: Ints) -> list[Ints]:
    """The inside pieces of faces the line crosses; `middles` [3, f] are the new vertices on ab, bc, ca."""
    pieces = []
    for turn in range(3):
        a, b = faces[:, turn], faces[:, (turn + 1) % 3]
        in_a, in_b, in_c = (inside[:, (turn + step) % 3] for step in range(3))
        ab, bc, ca = (middles[(turn + step) % 3] for step in range(3))
        alone = in_a & ~in_b & ~in_c
        pieces.append(np.stack([a, ab, ca], 1)[alone])
        pair = in_a & in_b & ~in_c
        pieces += [np.stack([a, b, bc], 1)[pair], np.stack([a, bc, ca], 1)[pair]]
    return pieces


def part_of(
    human: Human, faces: Ints, colour: tuple[float, ...], material: tuple[float, ...], lids: Floats | None = None
) -> Part:
    """The surface these faces of the body mesh make."""
    whole = Part(
        human.vertices,
        normals(human.vertices, faces),
        faces,
        np.tile(np.array(colour), (len(human.vertices), 1)),
        dense_weights(human),
        np.tile(np.array(material), (len(human.vertices), 1)),
        np.zeros((len(human.vertices), 2)),
        np.zeros((len(human.vertices), 3)) if lids is None else lids,
    )
    return whole.kept(faces)


def made(vertices: Floats, faces: Ints, colours: Floats, weights: Floats, material: tuple[float, ...]) -> Part:
    """A surface of its own making."""
    count = len(vertices)
    colours = np.broadcast_to(colours, (count, 3))
    weights = np.broadcast_to(weights, (count, weights.shape[-1]))
    many = np.tile(np.array(material), (count, 1))
    return Part(
        vertices, normals(vertices, faces), faces, colours, weights, many, np.zeros((count, 2)), np.zeros((count, 3))
    )


def joined(parts: list[Part]) -> Part:
    """One surface of all these."""
    starts = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    faces = np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=True)])
    carried = [np.concatenate(arrays) for arrays in zip(*(part._carried for part in parts), strict=True)]
    return parts[0]._with(carried, faces)


def near_together(part: Part) -> Part:
    """The same part with neighbouring faces and vertices next to each other, which makes drawing faster."""
    cells = ((part.vertices[part.faces].mean(axis=1) - part.vertices.min(axis=0)) / 0.015).astype(np.int64)
    faces = part.faces[np.lexsort(cells.T)]
    _, first = np.unique(faces, return_index=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return part._with([array[order] for array in part._carried], place[faces])


def dense_weights(human: Human) -> Floats:
    """How much each vertex follows each bone, [V, bones]."""
    weights = np.zeros((len(human.vertices), len(human.names)))
    np.put_along_axis(weights, human.bone_ids, human.bone_weights, axis=1)
    return weights


def follow(human: Human, *names: str) -> Floats:
    """Weights [bones] that follow these bones in equal parts."""
    weights = np.zeros(len(human.names))
    weights[[human.bone(name) for name in names]] = 1 / len(names)
    return weights


def normals(vertices: Floats, faces: Ints) -> Floats:
    """The unit normal at every vertex, [n, 3]."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    across = np.cross(b - a, c - a)
    total = np.stack(
        [np.bincount(faces.ravel(), np.repeat(across[:, axis], 3), len(vertices)) for axis in range(3)], axis=1
    )
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12))


def smoothed(values: Floats, faces: Ints, times: int, share: Floats | float = 1.0) -> Floats:
    """Vertex values [n, k] evened out among neighbours `times` times; `share` [n, 1] of 0 leaves a vertex alone."""
    edges, _ = _edges(faces)
    one, two = edges.T
    ends = np.concatenate([one, two])
    degree = np.maximum(np.bincount(ends, minlength=len(values)), 1)[:, None]
    for _ in range(times):
        others = np.concatenate([values[two], values[one]])
        mean = (
            np.stack([np.bincount(ends, others[:, axis], len(values)) for axis in range(values.shape[1])], 1) / degree
        )
        values = values + 0.6 * share * (mean - values)
    return values


def ripple(points: Floats, seed: int, octaves: int = 3) -> Floats:
    """A smooth random field over space, about -1 to 1, [n]."""
    rng = np.random.default_rng(seed)
    total = np.zeros(len(points))
    for octave in range(octaves):
        for _ in range(5):
            wave = rng.normal(size=3)
            wave *= 2**octave / np.linalg.norm(wave)
            total += 0.5**octave * np.sin(points @ wave * 2 * np.pi + rng.uniform(0, 2 * np.pi)) / 2.5
    return total
