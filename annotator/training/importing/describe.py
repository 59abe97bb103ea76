"""What a file tells of its network: inputs, outputs, layers, parameters, and what its scores are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Shape: TypeAlias = "tuple[int | None, ...]"


@dataclass(frozen=True)
class Port:
    """An input or output: its name, its shape with the batch first (None: any size), and the type of its numbers."""

    name: str
    shape: Shape
    dtype: str = "float32"

    def __str__(self) -> str:
        return f"{self.name} {shape_text(self.shape)} {self.dtype}"


@dataclass(frozen=True)
class LayerInfo:
    """A layer, or an operation where only operations are kept."""

    name: str
    kind: str
    parameters: int | None = None


@dataclass(frozen=True)
class Description:
    """What the file tells.

    `made_with` is the program that wrote it, `parameters` counts numbers that were learnt, `activation` is what the
    last layer does to the scores ("" where the file does not tell), `notes` are sentences on what was seen.
    """

    made_with: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    layers: tuple[LayerInfo, ...]
    parameters: int
    activation: str = ""
    notes: tuple[str, ...] = ()


def shape_text(shape: Shape) -> str:
    """A shape as people write it: `(any, 30, 99)`."""
    return "(" + ", ".join("any" if size is None else str(size) for size in shape) + ")"
