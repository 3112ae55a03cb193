"""Pages as a document in Markdown: what is saved from a screen, and what a command prints."""

from collections.abc import Iterable

from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.pages.page_markdown import page_markdown, plain
from tui_mlp.lecture.pages.spans import PageView

WALK = "One step of SGD"
"""The title of pages of the walk."""
_ALL = PageView()


def page_document(
    title: str, origin: str, pages: Iterable[Page], *, why: str = "", view: PageView = _ALL
) -> str:
    """A title, a reason and where the numbers are from, as far as they are given; then the pages.

    Args:
        title: of the document.
        origin: where the numbers are from.
        pages: in their order.
        why: a reason to stand before them.
        view: what of the pages may be seen.
    """
    parts = [f"# {plain(title)}" if title else "", plain(why), plain(origin)]
    return "\n\n".join([*filter(None, parts), *(page_markdown(page, view) for page in pages)])
