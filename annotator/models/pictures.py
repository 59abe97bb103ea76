"""What recognizers of pictures share: brightness as a bundle wants it, and weights that fit its `[input]`."""

from __future__ import annotations

import numpy as np

from annotator.errors import BundleError
from annotator.models.bundle import Bundle
from annotator.models.landmarks import softmax
from annotator.models.litert import BATCH_SIZE, LiteRtModel
from annotator.models.manifest import FramesInput
from annotator.records import FloatArray, ImageArray


class PictureWeights:
    """The weights of a bundle whose `[input]` is of kind "frames", one input and one output.

    `wanted` is the bundle's `[input]`; calling it scores float32 [B, window, H, W, channels] (or [B, H, W, channels]
    for a model of single pictures) as probabilities, float32 [B, C]. `batch_size` is how many are computed at once.
    Raises BundleError naming the field.
    """

    def __init__(self, bundle: Bundle, batch_size: int = BATCH_SIZE) -> None:
        self.wanted = frames_input(bundle)
        self.classes = bundle.manifest.output.classes
        self._logits = bundle.manifest.output.activation == "none"
        self._model = LiteRtModel(bundle.weights, batch_size=batch_size)
        self.batch_size, self.input_shape = self._model.batch_size, self._model.input_shape
        step = (self.wanted.height, self.wanted.width, self.wanted.channels)
        if self._model.input_shape[1:] not in (step, (self.wanted.window, *step)):
            raise BundleError(
                f"the manifest says {step} a step, window {self.wanted.window}; "
                f"the weights take {self._model.input_shape[1:]}",
                field="input.height",
                path=bundle.folder,
            )

    def values(self, images: ImageArray) -> FloatArray:
        """Pictures, uint8 [T, H, W, 3] RGB, as the numbers the weights take, float32 [T, H, W, channels]."""
        return as_values(images, self.wanted)

    def __call__(self, clips: FloatArray) -> FloatArray:
        if clips.shape[1:] != self._model.input_shape[1:]:
            clips = clips.reshape(len(clips), *self._model.input_shape[1:])
        scores = self._model(clips)
        return softmax(scores) if self._logits else scores


def frames_input(bundle: Bundle) -> FramesInput:
    """The `[input]` of a bundle of pictures; raises BundleError where it is of another kind."""
    wanted = bundle.manifest.input
    if not isinstance(wanted, FramesInput):
        raise BundleError(f'must be "frames" for {bundle.manifest.recognizer}', field="input.kind", path=bundle.folder)
    return wanted


def as_values(images: ImageArray, wanted: FramesInput) -> FloatArray:
    """Pictures, uint8 [T, H, W, 3] RGB, in the colours and the range `wanted` names, float32 [T, H, W, channels].

    Grey is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
    """
    low, high = wanted.values
    numbers: FloatArray | ImageArray = images
    if wanted.colour == "grey":
        numbers = (images.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]
    scaled: FloatArray = np.multiply(numbers, np.float32((high - low) / 255), dtype=np.float32)
    if low:
        scaled += np.float32(low)
    return scaled
