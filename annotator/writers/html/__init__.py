"""The HTML report: a page a video, and an index page for a folder of them."""

from annotator.writers.html.index import IndexEntry, index_entry, index_page
from annotator.writers.html.report import HtmlWriter

__all__ = ["HtmlWriter", "IndexEntry", "index_entry", "index_page"]
