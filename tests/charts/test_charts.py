"""Charts are PNG pictures that show what they are given, in Hangul too."""

from __future__ import annotations

import cv2
import numpy as np

from annotator.charts import confusion_chart, curves_chart
from annotator.records import ImageArray

WORDS = ["안녕", "고맙다", "학교"]


def picture(png: bytes) -> ImageArray:
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def dark(image: ImageArray) -> int:
    """How many pixels have the dark blue of a cell that holds all of its row."""
    blue, green, red = (image[..., n].astype(int) for n in range(3))
    return int(((blue - red > 60) & (green < 80) & (red < 40)).sum())


def test_the_diagonal_of_a_perfect_model_is_dark() -> None:
    perfect = picture(confusion_chart([[5, 0, 0], [0, 5, 0], [0, 0, 5]], WORDS))
    one_right = picture(confusion_chart([[5, 0, 0], [2, 1, 2], [2, 2, 1]], WORDS))
    assert dark(perfect) > 2.5 * dark(one_right) > 0


def test_words_are_drawn_in_hangul_without_warning() -> None:
    assert confusion_chart([[1, 0, 0], [0, 1, 0], [0, 0, 1]], WORDS, title="낱말") != confusion_chart(
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]], ["안녕", "고맙다", "사랑"], title="낱말"
    )


def test_columns_may_have_words_of_their_own_and_rows_may_be_empty() -> None:
    image = picture(confusion_chart([[4, 0, 1], [0, 0, 0]], ["a", "$x^2$ \n b"], ["a", "b", "(missed)"]))
    assert image.shape[1] > 300


def test_many_classes_fit_into_a_picture_of_sane_size() -> None:
    image = picture(confusion_chart(np.eye(150, dtype=int).tolist(), [f"낱말{n}" for n in range(150)]))
    assert 1000 < image.shape[0] < 3000


def test_curves_show_each_epoch_and_the_best_one() -> None:
    epochs = [
        {"loss": 2.0 / n, "accuracy": 0.5, "val_loss": 2.5 / n, "val_accuracy": 0.4, "learning_rate": 1e-3}
        for n in range(1, 6)
    ]
    plain, marked, longer = curves_chart(epochs), curves_chart(epochs, 3), curves_chart([*epochs, epochs[-1]])
    assert len({plain, marked, longer}) == 3
    assert curves_chart(epochs, 3) == marked
    assert picture(plain).shape[0] > picture(curves_chart([{"loss": 1.0}])).shape[0]
