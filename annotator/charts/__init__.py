"""Charts as PNG bytes, with a font that has Hangul: curves of a training run, confusion matrices."""

from annotator.charts.confusion import confusion_chart
from annotator.charts.curves import curves_chart
from annotator.charts.figure import png_bytes
from annotator.charts.font import hangul_font_file, hangul_fonts

__all__ = ["confusion_chart", "curves_chart", "hangul_font_file", "hangul_fonts", "png_bytes"]
