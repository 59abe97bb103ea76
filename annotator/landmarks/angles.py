"""The angles between the bones of a hand."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

# The joint angles lie between bones that follow one another: 20 bones, each from a parent joint to its child.
_PARENTS: Final = np.array([0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19])
_CHILDREN: Final = np.arange(1, 21)
_FIRST_BONES: Final = np.array([0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18])
_SECOND_BONES: Final = _FIRST_BONES + 1


def joint_angles(joints: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The 15 angles in degrees between consecutive bones of hands [..., 21, 3]: float64 [..., 15], thumb first.

    The angle is 0 for a straight finger. Bones of no length give 90. As in the hand-gesture recipe that
    `gesture-recognition` (kairess) made common: arccos of the dot product of the bones' directions.
    """
    joints = joints.astype(np.float64)
    bones = joints[..., _CHILDREN, :] - joints[..., _PARENTS, :]
    length = np.linalg.norm(bones, axis=-1, keepdims=True)
    bones = bones / np.where(length > 0, length, 1.0)
    cosine = (bones[..., _FIRST_BONES, :] * bones[..., _SECOND_BONES, :]).sum(axis=-1)
    angles: npt.NDArray[np.float64] = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angles
