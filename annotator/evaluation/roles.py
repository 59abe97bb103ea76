"""Which models speak of which tier of the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from annotator.errors import UsageError
from annotator.evaluation.pairing import Known, Pairing
from annotator.records import Annotation, Segment
from annotator.truth import Truth, same_tier

# The tier of labels whose file names none: subtitles, most tables. It is about everything that is signed.
NAMELESS: Final = "labels"
_EVERYONE: Final = "all models"


@dataclass(frozen=True)
class Role:
    """The models that speak of a tier, together as `name`."""

    tier: str
    models: tuple[str, ...]
    name: str

    @property
    def key(self) -> tuple[str, str]:
        """The tier and who speaks of it."""
        return self.tier, self.name

    def segments(self, annotation: Annotation) -> list[Segment]:
        """What they found."""
        return [segment for segment in annotation.segments if _model_of(segment) in self.models]


@dataclass(frozen=True)
class Roles:
    """Every role, in order of tier and model, and what found none."""

    roles: tuple[Role, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, pairing: Pairing, given: Mapping[str, str]) -> Roles:
        """The roles in all pairs; `given` is the tier of models whose names do not say it. Raises UsageError."""
        tiers = sorted({tier for _, known in pairing.pairs for tier in known.truth.tiers})
        models = sorted({name for each, _ in pairing.pairs for name in _models(each.annotation)})
        found = list(_found(tiers, models, given))
        if not found:
            there, wanted = ", ".join(models) or "none", ", ".join(tiers) or "none"
            raise UsageError(
                f"no model ({there}) speaks of a tier of the truth ({wanted})",
                hint="say which with --tier MODEL=TIER",
            )
        spoken, speaking = {role.tier for role in found}, {model for role in found for model in role.models}
        silent = [f"no model speaks of the tier {t}: left out" for t in tiers if t not in spoken]
        idle = [f"the model {m} fits no tier of the truth: left out" for m in models if m not in speaking]
        together = [
            f"{role.tier} without a tier are compared with {', '.join(role.models)} together"
            for role in found
            if role.name == _EVERYONE
        ]
        return cls(tuple(found), (*together, *silent, *idle))

    def spoken(self, known: Known, annotation: Annotation | None) -> list[Role]:
        """The roles in one video: those of models that were at work there, on tiers its kind of truth has.

        A truth with tiers speaks of all tiers, also of those without a segment in this video; labels without tiers
        speak of `NAMELESS` alone.
        """
        models = None if annotation is None else _models(annotation)
        return [
            role
            for role in self.roles
            if _has(known.truth, role.tier) and (models is None or models.intersection(role.models))
        ]


def _found(tiers: list[str], models: list[str], given: Mapping[str, str]) -> Iterator[Role]:
    named = [tier for tier in tiers if tier != NAMELESS]
    pairs = [(t, m) for t in tiers for m in models if (given[m] == t if m in given else t in named and same_tier(t, m))]
    if not pairs and len(named) == 1 and len(models) == 1 and not given:
        pairs = [(named[0], models[0])]
    yield from (Role(tier, (model,), model) for tier, model in pairs)
    if NAMELESS in tiers and models and all(tier != NAMELESS for tier, _ in pairs):
        name = models[0] if len(models) == 1 else _EVERYONE
        yield Role(NAMELESS, tuple(models), name)


def _has(truth: Truth, tier: str) -> bool:
    named = [each for each in truth.tiers if each != NAMELESS]
    return NAMELESS in truth.tiers if tier == NAMELESS else bool(named) or not truth.tiers


def _models(annotation: Annotation) -> set[str]:
    return {each.name for each in annotation.recognizers} | {_model_of(segment) for segment in annotation.segments}


def _model_of(segment: Segment) -> str:
    return segment.tier or segment.recognizer
