"""What a person looks like: the body, the skin, the hair, the clothes; all of it drawn at random from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from samples.studio.human import Shape

Colour = tuple[float, float, float]

HAIR_STYLES = ("short", "bob", "long", "tied")
COLLARS = ("crew", "v", "shirt", "turtle")
# How far a sleeve goes from the shoulder (0) to the wrist (1); none reaches the wrist.
SLEEVES = {"short": 0.36, "three-quarter": 0.68, "long": 0.90}

_SKINS: dict[str, tuple[Colour, Colour]] = {  # the lightest and the darkest of each part of the world, sRGB
    "asian": ((0.91, 0.74, 0.63), (0.76, 0.57, 0.44)),
    "caucasian": ((0.93, 0.76, 0.67), (0.79, 0.60, 0.48)),
    "african": ((0.58, 0.40, 0.30), (0.32, 0.21, 0.16)),
}
_DARK_HAIR: tuple[Colour, ...] = ((0.07, 0.06, 0.06), (0.12, 0.09, 0.07), (0.18, 0.12, 0.08))
_LIGHT_HAIR: tuple[Colour, ...] = ((0.30, 0.20, 0.12), (0.42, 0.27, 0.15), (0.62, 0.48, 0.29), (0.40, 0.18, 0.10))
_GREY_HAIR: tuple[Colour, ...] = ((0.45, 0.44, 0.43), (0.68, 0.67, 0.66))
_CLOTHS: tuple[Colour, ...] = (
    (0.16, 0.22, 0.38), (0.12, 0.13, 0.15), (0.28, 0.30, 0.33), (0.86, 0.87, 0.88), (0.22, 0.36, 0.30),
    (0.45, 0.14, 0.18), (0.36, 0.48, 0.66), (0.55, 0.60, 0.66), (0.20, 0.42, 0.46), (0.40, 0.32, 0.50),
    (0.72, 0.78, 0.84), (0.30, 0.24, 0.22), (0.62, 0.68, 0.58), (0.14, 0.30, 0.52),
)  # fmt: skip
_TROUSERS: tuple[Colour, ...] = ((0.10, 0.11, 0.14), (0.17, 0.20, 0.28), (0.24, 0.23, 0.22))
_EYES: tuple[Colour, ...] = ((0.16, 0.09, 0.06), (0.24, 0.15, 0.09), (0.30, 0.36, 0.40), (0.30, 0.33, 0.22))


@dataclass(frozen=True)
class Look:
    """A person: what is needed to build the same body again. Colours are sRGB, 0 to 1; `outfit`: everyday or dobok."""

    shape: Shape = field(default_factory=Shape)
    skin: Colour = (0.86, 0.68, 0.57)
    eyes: Colour = (0.20, 0.12, 0.08)
    hair: str = "bob"
    hair_colour: Colour = (0.12, 0.09, 0.07)
    parting: float = 0.25
    fringe: bool = False
    beard: float = 0.0
    smile: float = 0.2
    glasses: bool = False
    cloth: Colour = (0.16, 0.22, 0.38)
    trousers: Colour = (0.10, 0.11, 0.14)
    collar: str = "crew"
    sleeve: str = "long"
    seed: int = 0
    outfit: str = "everyday"

    @staticmethod
    def random(rng: np.random.Generator) -> Look:
        """Somebody; the same state of `rng` gives the same person."""
        shape = _shape(rng)
        skin = _skin(shape, rng)
        male = shape.gender > 0.5
        styles = ("short", "short", "short", "tied") if male else ("bob", "long", "tied", "bob", "long", "short")
        return Look(
            shape=shape,
            skin=skin,
            eyes=_one(rng, _EYES if shape.caucasian > 0.6 else _EYES[:2]),
            hair=styles[rng.integers(len(styles))],
            hair_colour=_hair_colour(shape, rng),
            parting=float(rng.choice([-1, 1]) * rng.uniform(0.0, 0.45)),
            fringe=bool(rng.random() < 0.4),
            beard=float(rng.uniform(0.1, 0.6)) if male else 0.0,
            smile=float(rng.uniform(0.15, 0.6)),
            glasses=bool(rng.random() < 0.25),
            cloth=_cloth(skin, rng),
            trousers=_one(rng, _TROUSERS),
            collar=COLLARS[rng.integers(len(COLLARS))],
            sleeve=str(rng.choice(list(SLEEVES), p=[0.25, 0.2, 0.55])),
            seed=int(rng.integers(2**31)),
        )


def _shape(rng: np.random.Generator) -> Shape:
    main = rng.choice(["asian", "caucasian", "african"], p=[0.5, 0.28, 0.22])
    shares = dict.fromkeys(("asian", "caucasian", "african"), 0.0) | {str(main): 1.0}
    other = str(rng.choice(["asian", "caucasian", "african"]))
    mixed = float(rng.uniform(0, 0.35))
    shares = {name: share * (1 - mixed) + mixed * (name == other) for name, share in shares.items()}
    gender = float(rng.uniform(0.0, 0.12) if rng.random() < 0.5 else rng.uniform(0.85, 1.0))
    old = float(rng.choice([0.0, rng.uniform(0.1, 0.6)]))
    return Shape(gender, old=old, muscle=float(rng.uniform(-0.4, 0.4)), weight=float(rng.uniform(-0.4, 0.5)), **shares)


def _skin(shape: Shape, rng: np.random.Generator) -> Colour:
    dark = rng.random()
    tones = sum(
        getattr(shape, name) * (np.array(light) * (1 - dark) + np.array(deep) * dark)
        for name, (light, deep) in _SKINS.items()
    )
    return _colour(np.clip(np.asarray(tones) + rng.normal(0, 0.012, 3), 0.1, 0.95))


def _hair_colour(shape: Shape, rng: np.random.Generator) -> Colour:
    if shape.old > 0.35:
        return _one(rng, _GREY_HAIR + _DARK_HAIR[:1])
    return _one(rng, _LIGHT_HAIR + _DARK_HAIR if shape.caucasian > 0.6 else _DARK_HAIR)


def _cloth(skin: Colour, rng: np.random.Generator) -> Colour:
    """A colour that a hand in front of it stands out from."""
    far = [cloth for cloth in _CLOTHS if np.abs(np.array(cloth) - skin).sum() > 0.45]
    return _colour(np.clip(np.array(_one(rng, tuple(far))) + rng.normal(0, 0.02, 3), 0.05, 0.9))


def _one(rng: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    return colours[int(rng.integers(len(colours)))]


def _colour(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Colour:
    red, green, blue = (float(value) for value in values)
    return red, green, blue
