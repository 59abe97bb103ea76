"""Small networks in the forms people have them in, to be imported."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

from annotator.training import load_backend

LABELS = "0 A\n1 B\n2 C\n"


def landmark_network(keras: Any, classes: int = 3, activation: str | None = "softmax") -> Any:
    """[N, 4, 99] to [N, classes]: an LSTM, as the gesture demos have it."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    return keras.Sequential(
        [layers.Input((4, 99)), layers.LSTM(5), layers.Dense(classes, activation=activation, name="scores")]
    )


def picture_network(keras: Any, shape: tuple[int, ...] = (8, 6, 3), classes: int = 3) -> Any:
    """[N, *shape] to [N, classes], every number with a weight of its own, so that order and colours tell."""
    keras.utils.set_random_seed(2)
    layers = keras.layers
    return keras.Sequential([layers.Input(shape), layers.Flatten(), layers.Dense(classes, activation="softmax")])


def teachable_network(keras: Any) -> Any:
    """Nested as Teachable Machine nests: a model of pictures inside a model, and a head inside another."""
    keras.utils.set_random_seed(3)
    layers = keras.layers
    pictures = layers.Input((224, 224, 3))
    seen = layers.Conv2D(4, 32, strides=32)(pictures)
    inner = keras.Model(pictures, layers.Activation("relu")(seen), name="model1")
    body = keras.Sequential([inner, layers.GlobalAveragePooling2D()], name="sequential_1")
    head = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")])
    return keras.Sequential([body, head])


def save(model: Any, path: Path) -> Path:
    """Saves without what Keras has to say about forms that are old."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save(path)
    return path


def saved_model(model: Any, folder: Path) -> Path:
    """A SavedModel as Keras 2 saves it and Keras 3 exports it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if hasattr(model, "export") and "tf_keras" not in type(model).__module__:
            model.export(folder, verbose=False)
        else:
            model.save(folder, save_format="tf")
    return folder


def litert(model: Any, path: Path, **settings: Any) -> Path:
    """A `.tflite` of a Keras-2 model."""
    tf = load_backend().tf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        for name, value in settings.items():
            setattr(converter, name, value)
        path.write_bytes(converter.convert())
    return path


def teachable_zip(keras: Any, folder: Path, labels: str = LABELS) -> Path:
    """`converted_keras.zip` as Teachable Machine gives it."""
    model = save(teachable_network(keras), folder / "keras_model.h5")
    with zipfile.ZipFile(folder / "converted_keras.zip", "w") as archive:
        archive.write(model, "keras_model.h5")
        archive.writestr("labels.txt", labels)
    return folder / "converted_keras.zip"


def stream_litert(path: Path) -> Path:
    """A network that sums what it has seen: two pictures of 4x4 a step, one state in and out under one name."""
    tf = load_backend().tf
    mix = tf.constant([[1.0, -1.0], [0.5, 2.0], [-1.0, 0.25]])

    def step(image: Any, state_sum: Any) -> Any:
        seen = state_sum + tf.reduce_sum(image, axis=(1, 2, 3))
        return {"logits": tf.matmul(seen, mix) * 0.01, "state_sum": seen}

    signature = [tf.TensorSpec((1, 2, 4, 4, 3), name="image"), tf.TensorSpec((1, 3), name="state_sum")]
    function = tf.function(step, input_signature=signature)
    module = tf.Module()
    module.step = function
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], module)
    path.write_bytes(converter.convert())
    return path
