"""Where things are on a body at rest: arms, neck, face. Measures the other modules cut and paint by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samples.studio.human import Floats, Human, Ints
from samples.studio.surface import dense_weights

BODY_VERTICES = 13380
SIDES = (("L", 1.0), ("R", -1.0))


@dataclass(frozen=True, eq=False)
class Anatomy:
    """Measures of one body; `lids` [V, 3] is how its vertices move when the eyes close."""

    human: Human
    lids: Floats

    @cached_property
    def weights(self) -> Floats:
        """How much each vertex follows each bone, [V, bones]."""
        return dense_weights(self.human)

    def share(self, *starts: str) -> Floats:
        """How much each vertex follows the bones whose names begin like this, [V]."""
        chosen = [name.startswith(starts) for name in self.human.names]
        return np.asarray(self.weights[:, chosen].sum(axis=1))

    @cached_property
    def eyes(self) -> Floats:
        """The middle between the two eyeballs, [3]."""
        ids = np.concatenate([self.human.vertex_groups[f"helper-{side}-eye"] for side in "lr"])
        return np.asarray(self.human.vertices[ids].mean(axis=0))

    @cached_property
    def neck(self) -> Floats:
        """Where the neck begins, [3]."""
        return self.human.head("neck01")

    @cached_property
    def hips(self) -> Floats:
        """The middle between the hip joints, [3]."""
        return (self.human.head("upperleg01.L") + self.human.head("upperleg01.R")) / 2

    def faces(self, group: str) -> Ints:
        """The triangles of a part of the mesh, [f, 3]."""
        return np.asarray(self.human.faces[self.human.group == group])

    def along_arm(self, points: Floats, arm: Floats) -> Floats:
        """How far along the arm, 0 at the shoulder and 1 at the wrist; -1 where `arm` says it is no arm, [n]."""
        where = np.full(len(points), -1.0)
        for side, sign in SIDES:
            shoulder, elbow, wrist = (
                self.human.head(f"{bone}.{side}") for bone in ("upperarm01", "lowerarm01", "wrist")
            )
            upper, lower = elbow - shoulder, wrist - elbow
            whole = np.linalg.norm(upper) + np.linalg.norm(lower)
            first = (points - shoulder) @ upper / np.linalg.norm(upper)
            second = (points - elbow) @ lower / np.linalg.norm(lower)
            reach = np.where(second > 0, np.linalg.norm(upper) + second, np.minimum(first, np.linalg.norm(upper)))
            where = np.where((arm > 0.5) & (points[:, 0] * sign > 0), reach / whole, where)
        return where
