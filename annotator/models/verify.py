"""The full check of a bundle: checksums, token dictionary, and the shapes of the weights against the manifest."""

from __future__ import annotations

from annotator.errors import BundleError
from annotator.models.bundle import WEIGHTS_NAME, Bundle
from annotator.models.litert import Shape, weight_shapes
from annotator.models.manifest import LandmarksInput, Manifest
from annotator.models.stateful import StatefulModel


def verify_bundle(bundle: Bundle) -> None:
    """Checks every file's checksum, that every class id has a word, and that the weights fit the manifest.

    Raises BundleError (or TokenError) naming the field that is wrong.
    """
    for name in bundle.manifest.files:
        bundle.file(name)
    _check_tokens(bundle)
    if WEIGHTS_NAME in bundle.manifest.files:
        _check_shapes(bundle)


def _check_tokens(bundle: Bundle) -> None:
    tokens = bundle.tokens()
    unknown = [class_id for class_id in bundle.manifest.output.ids if class_id not in tokens]
    if unknown:
        raise BundleError(
            f"{', '.join(map(str, unknown))} not in the token dictionary",
            field="output.class_ids",
            path=bundle.folder,
        )


def _check_shapes(bundle: Bundle) -> None:
    inputs, outputs = weight_shapes(bundle.weights)
    if len(inputs) > 1:
        check_stateful(bundle, StatefulModel(bundle.weights))
        return
    classes = bundle.manifest.output.classes
    if not any(shape[-1:] == (classes,) for shape in outputs):
        found = " and ".join(map(str, outputs))
        raise BundleError(f"is {classes}, the weights give {found}", field="output.classes", path=bundle.folder)
    _check_input(bundle, inputs[0])


def check_stateful(bundle: Bundle, model: StatefulModel) -> None:
    """Raises BundleError where weights that carry states do not fit the manifest."""
    if model.classes != bundle.manifest.output.classes:
        raise BundleError(
            f"is {bundle.manifest.output.classes}, the weights give {model.classes}",
            field="output.classes",
            path=bundle.folder,
        )
    if model.step_shape != expected_step(bundle.manifest):
        raise BundleError(
            f"a step is {expected_step(bundle.manifest)} by the manifest, the weights take {model.step_shape}",
            field="input.height",
            path=bundle.folder,
        )
    if bundle.manifest.window % model.step:
        raise BundleError(
            f"is {bundle.manifest.window}, the weights take {model.step} steps at a time",
            field="input.window",
            path=bundle.folder,
        )


def _check_input(bundle: Bundle, found: Shape) -> None:
    expected = expected_step(bundle.manifest)
    window = bundle.manifest.window
    if found[-len(expected) :] != expected:
        raise BundleError(
            f"a step is {expected} by the manifest, the weights take {found}",
            field="input.feature_width" if len(expected) == 1 else "input.height",
            path=bundle.folder,
        )
    steps = found[1 : -len(expected)]
    if steps != (window,) and not (window == 1 and steps == ()):  # a model of single pictures has no axis of steps
        raise BundleError(f"is {window}, the weights take {found}", field="input.window", path=bundle.folder)


def expected_step(manifest: Manifest) -> Shape:
    """The shape of one step by the manifest: (feature_width,), or (height, width, channels)."""
    if isinstance(manifest.input, LandmarksInput):
        return (manifest.input.feature_width,)
    return (manifest.input.height, manifest.input.width, manifest.input.channels)
