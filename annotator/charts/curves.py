"""How a training run went: loss, accuracy and learning rate of every epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from annotator.charts.figure import png_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Of each part of the chart: its title, and the figures of an epoch in it with how they are called.
_PARTS: Final = (
    ("loss", {"loss": "training", "val_loss": "validation"}),
    ("accuracy", {"accuracy": "training", "val_accuracy": "validation"}),
    ("learning rate", {"learning_rate": "learning rate"}),
)
_COLOURS: Final = ("tab:blue", "tab:orange")


def curves_chart(epochs: Sequence[Mapping[str, float]], best_epoch: int = 0) -> bytes:
    """PNG of the figures of each epoch (from 1): loss, accuracy, val_loss, val_accuracy, learning_rate.

    `best_epoch` is marked by a line (0: none). Figures an epoch does not have are left out.
    """
    from matplotlib.figure import Figure

    parts = [(title, {k: n for k, n in names.items() if any(k in e for e in epochs)}) for title, names in _PARTS]
    parts = [(title, names) for title, names in parts if names]
    figure = Figure(figsize=(8.0, 2.4 * max(len(parts), 1) + 0.4), layout="constrained")
    for number, (title, names) in enumerate(parts, start=1):
        axes = figure.add_subplot(len(parts), 1, number)
        _draw(axes, epochs, names)
        axes.set_ylabel(title)
        if title == "learning rate":
            axes.set_yscale("log")
        if best_epoch:
            axes.axvline(best_epoch, color="0.4", linestyle="--", linewidth=1.0, label=f"best epoch: {best_epoch}")
        if number == 1:
            axes.legend(loc="upper right", fontsize=8)
        if number == len(parts):
            axes.set_xlabel("epoch")
    return png_bytes(figure)


def _draw(axes: Axes, epochs: Sequence[Mapping[str, float]], names: Mapping[str, str]) -> None:
    from matplotlib.ticker import MaxNLocator

    for (key, name), colour in zip(names.items(), _COLOURS, strict=False):
        at = [number for number, epoch in enumerate(epochs, start=1) if key in epoch]
        values = [epoch[key] for epoch in epochs if key in epoch]
        axes.plot(at, values, color=colour, label=name, linewidth=1.4, marker="." if len(at) < 40 else "")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color="0.9", linewidth=0.6)
