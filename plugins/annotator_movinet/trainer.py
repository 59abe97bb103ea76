"""The trainer `movinet`: videos in, a bundle of streaming weights out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from annotator.models import Decoding
from annotator.records import FloatArray
from annotator.training import Backend, ClassifierTrainer, Converted, Course, Lessons, Recipe, load_backend
from annotator_movinet.conversion import convert_to_steps, stream_scores
from annotator_movinet.lessons import make_lessons
from annotator_movinet.network import clip_network
from annotator_movinet.options import MoViNetOptions, background_of, check_options, frames_of
from annotator_movinet.pretrained import begin_with


class MoViNetTrainer(ClassifierTrainer):
    """Trains a MoViNet on whole windows or clips, and makes it one that takes a few pictures a step."""

    name = "movinet"
    options = MoViNetOptions

    def lessons(self, course: Course) -> Lessons:
        """Windows of continuous signing, or whole clips."""
        check_options(course.options)
        return make_lessons(course)

    def network(self, backend: Backend, course: Course) -> Any:
        """A MoViNet that sees whole windows, with pretrained weights where they are asked for."""
        options: MoViNetOptions = course.options
        network = clip_network(
            backend,
            options.variant,
            (options.height, options.width),
            len(course.classes.ids),
            dropout=options.dropout,
            momentum=options.momentum,
        )
        if options.pretrained and not options.resume:  # a run that goes on has its weights already
            begin_with(network, backend, options, course.progress)
        return network

    def input(self, course: Course) -> Any:
        """Pictures."""
        return frames_of(course.options)

    def decoding(self, course: Course) -> Decoding:
        """Segments by their scores in continuous signing; the whole clip otherwise."""
        return super().decoding(course) if course.classes.idle is not None else Decoding(policy="clip")

    def recognizer_options(self, course: Course) -> dict[str, Any]:
        """The `[options]` of the manifest: when states are made zero, and whether windows are less their background."""
        continuous = course.classes.idle is not None
        background = background_of(course.options, continuous=continuous)
        return {"reset": "window" if continuous else "never", "background": background}

    def convert(self, network: Any, course: Course, examples: FloatArray) -> Converted:
        """Weights that take `step` pictures at a time, checked against the network that sees whole windows."""
        options: MoViNetOptions = course.options
        return convert_to_steps(load_backend(), network, options.variant, options.step, examples, options.precision)

    def scores(self, converted: Converted, inputs: FloatArray) -> FloatArray:
        """What the weights give for whole windows, streamed."""
        return stream_scores(converted.weights, inputs)

    def recipe(self, options: MoViNetOptions) -> Recipe:
        """How it is trained."""
        return replace(super().recipe(options), smoothing=options.smoothing)
