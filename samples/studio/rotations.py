"""Directions and rotations, as the studio's skeletons need them."""

from __future__ import annotations

import numpy as np

from samples.studio.human import Floats


def unit(vector: Floats) -> Floats:
    """The vector with length 1."""
    length = float(np.sqrt(vector @ vector))
    return vector / max(length, 1e-12)


def frame(direction: Floats, hinge: Floats) -> Floats:
    """A rotation, columns: `direction`, `hinge` made perpendicular to it, and their cross product."""
    first = unit(direction)
    second = unit(hinge - (hinge @ first) * first)
    return np.stack([first, second, np.cross(first, second)], axis=1)


def rotation(axis: Floats, angle: float) -> Floats:
    """Rodrigues' rotation by `angle` radians about the unit vector `axis`."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turn: Floats = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    return turn


def partly(first: Floats, second: Floats, share: float) -> Floats:
    """The rotation that goes `share` of the way from one direction to another."""
    first, second = unit(first), unit(second)
    axis = np.cross(first, second)
    sine = float(np.sqrt(axis @ axis))
    if sine < 1e-9:
        return np.eye(3)
    return rotation(axis / sine, share * float(np.arctan2(sine, first @ second)))


def align(first: Floats, second: Floats) -> Floats:
    """The shortest rotation from one direction to another."""
    return partly(first, second, 1.0)


def twist(turn: Floats, axis: Floats, share: float) -> Floats:
    """`share` of the part of `turn` that goes about `axis`."""
    axis = unit(axis)
    sine = 0.5 * np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    angle = 2 * np.arctan2(float(sine @ axis) / 2, (1 + float(np.trace(turn))) / 4 + 1e-12)
    return rotation(axis, share * float(angle))


def euler(yaw: float, pitch: float, roll: float) -> Floats:
    """Turns in degrees about y, then x, then z."""
    y, x, z = np.radians([yaw, pitch, roll])
    return (
        rotation(np.array([0.0, 1.0, 0.0]), y)
        @ rotation(np.array([1.0, 0.0, 0.0]), x)
        @ rotation(np.array([0.0, 0.0, 1.0]), z)
    )
