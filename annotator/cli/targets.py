"""For commands that make one file of each recording."""

from __future__ import annotations

from pathlib import Path

from annotator.errors import CollisionError


def refuse_collisions(targets: dict[Path, Path], hint: str) -> None:
    """Raises CollisionError where two recordings (keys) would be made into the same file (values)."""
    owner: dict[Path, Path] = {}
    for path, target in targets.items():
        first = owner.setdefault(target, path)
        if first is not path:
            raise CollisionError(f"{first} and {path} would both write {target}", hint=hint)
