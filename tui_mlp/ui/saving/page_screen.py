"""Screens whose page can be saved."""

import re
from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType

from tui_mlp.files.text import shown_path
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.pages.page_document import page_document
from tui_mlp.lecture.pages.spans import PageView
from tui_mlp.lecture.statements.document import statement_document
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.saving.save_dialog import SaveDialog
from tui_mlp.ui.widgets.footer import Hint

if TYPE_CHECKING:
    from tui_mlp.ui.app import TrainerApp


_ALL = PageView()
_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class SavedPage:
    """What is saved of a screen."""

    stem: str
    """The name of the file, without the ending."""
    markdown: str


class PageScreen(RunScreen):
    """A screen of a page, which it can save as Markdown with its formulas as LaTeX."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save_page", "Save page", group=Hint(rank=13, short="Save"),
                tooltip="Save this page as Markdown, the formulas as LaTeX"),
    ]  # fmt: skip

    statement: int | None = None
    """The number of the lecture's statement that it was opened for."""

    @property
    def trainer_app(self) -> "TrainerApp":
        """The app, which keeps what outlives a screen."""
        return cast("TrainerApp", self.app)

    @abstractmethod
    def saved_page(self) -> SavedPage | None:
        """The page that is open, as far as it may be seen; None where there is none yet."""

    def document(self, origin: str, page: Page, view: PageView = _ALL) -> str:
        """A page as `tui-mlp lecture` prints it, with the statement that it was opened for.

        Args:
            origin: where its numbers are from.
            page: what is written.
            view: what of it may be seen.
        """
        if self.statement is None:
            return page_document("", origin, (page,), view=view)
        return statement_document(self.statement, origin, (page,), view=view)

    def action_save_page(self) -> None:
        page = self.saved_page()
        if page is None:
            self.notify("There is no page to save yet.", severity="warning", markup=False)
            return

        app = self.trainer_app

        def said(path: Path | None) -> None:
            if path is not None:
                app.pages_folder = path.parent
                self.notify(f"Saved as {shown_path(path)}", title="Saved", markup=False)

        # a data set may be named with what separates folders
        path = app.pages_folder.absolute() / f"{_UNFIT.sub('-', page.stem)}.md"
        app.push_screen(SaveDialog(f"{page.markdown}\n", path), said)
