"""The HTML report: a page a video, and an index page for a folder of them."""

from annotator.writers.html.index import IndexEntry, index_entry, index_page
from annotator.writers.html.page import page
from annotator.writers.html.report import HtmlWriter, compact

__all__ = ["HtmlWriter", "IndexEntry", "compact", "index_entry", "index_page", "page"]
