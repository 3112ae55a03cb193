"""The statements as a document in Markdown, and the pages of one."""

from collections.abc import Iterable

from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.pages.page_document import page_document
from tui_mlp.lecture.pages.spans import PageView
from tui_mlp.lecture.statements.statement import (
    FlowPage,
    ScenarioPage,
    Shown,
    SurfacePage,
    WorkbenchPage,
)
from tui_mlp.lecture.statements.table import STATEMENTS

_ALL = PageView()


def statement_document(
    number: int, origin: str, pages: Iterable[Page], *, view: PageView = _ALL
) -> str:
    """Statement n with its reason, where the numbers are from, and its pages.

    Args:
        number: n, 1 and up.
        origin: where the numbers are from.
        pages: that show it.
        view: what of them may be seen.
    """
    statement = STATEMENTS[number - 1]
    title = f"{number}. {statement.line}"
    return page_document(title, origin, pages, why=statement.why, view=view)


def is_of_run(shown: Shown) -> bool:
    """Whether its numbers are a run's: neither an example nor a run of its own."""
    return shown != WorkbenchPage() and not isinstance(shown, ScenarioPage)


def is_of_sample(shown: Shown) -> bool:
    """Whether its numbers are those of a single sample."""
    return is_of_run(shown) and not isinstance(shown, FlowPage | SurfacePage)


def list_document() -> str:
    """All statements, numbered."""
    return "\n".join(f"{number}. {each.line}" for number, each in enumerate(STATEMENTS, start=1))
