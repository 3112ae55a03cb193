"""A file as a whole: its form, its classes with their shares, what was done, and warnings."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_mlp.data.data_report import DataReport
from tui_mlp.data.delimited.separator import separator_word
from tui_mlp.numbers import grouped, percent
from tui_mlp.ui.data_file.decisions import by_keys
from tui_mlp.ui.drawing.strips import clip, right_aligned
from tui_mlp.ui.widgets.panel import Panel

_BAR = 10
_REMEDY = "Here: t makes the chosen column the target, ← and → use it otherwise, ⏎ reads again."
_MOST_NAME = 16
_MOST_CLASSES = 30


class FilePanel(Panel, can_focus=False):
    """What there is to know of a file beside its columns."""

    EXPLANATION: ClassVar[str] = (
        "How the file was read, the classes of the target with the number of their samples, and "
        "how often always answering the largest class would be right: what a network has to beat. "
        "Then the warnings, and what was done to the data."
    )
    BORDER_TITLE = "File"
    DEFAULT_CSS = """
    FilePanel {
        & > VerticalScroll { scrollbar-size-vertical: 1; }
        & Static { height: auto; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = Static(markup=False)
        self._said = Content("")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=True):
            yield self._text

    def table(self) -> str:
        """All that it says."""
        return self._said.plain

    def show(self, report: DataReport | None, problem: str) -> None:
        """Show a report, and why there is no data set where there is none."""
        parts: list[Content] = []
        if problem:
            parts += [Content.styled(f"✗ {by_keys(problem)}", "$text-error"), Content("")]
            parts += [Content.styled(_REMEDY, "$text-muted"), Content("")] if report else []
        if report is not None:
            parts += [Content(line) for line in form_lines(report)]
            parts += _marked("! ", "$text-warning", report.warnings)
            parts += _class_lines(report)
            parts += _marked("· ", "$text-muted", report.notes)
        self._said = Content("\n").join(parts)
        self._text.update(self._said)


def _marked(mark: str, style: str, lines: Sequence[str]) -> list[Content]:
    """Lines with a mark in front of each, under a blank one."""
    marked = [Content.styled(mark, style) + Content(by_keys(line)) for line in lines]
    return [Content(""), *marked] if marked else []


def form_lines(report: DataReport) -> list[str]:
    """Rows and columns, encoding, separator, decimal sign and header, in words."""
    facts = [f"{grouped(report.rows)} rows · {report.used} of {len(report.columns)} columns used"]
    form = [report.encoding] if report.encoding else []
    form += [f"separator {separator_word(report.separator)}"] if report.separator else []
    form += [f"decimal {report.decimal}"] if report.decimal else []
    if report.header is not None:
        form.append("a header" if report.header else "no header")
    return [*facts, *([" · ".join(form)] if form else [])]


def _class_lines(report: DataReport) -> list[Content]:
    """The classes with a bar each, and what the largest one alone would give."""
    classes = report.classes
    if not classes:
        return []
    total = max(sum(classes.values()), 1)
    name = min(max(map(cell_len, classes)), _MOST_NAME)
    count = max(len(grouped(each)) for each in classes.values())
    lines = [Content(""), Content(f"target {report.target} · {grouped(len(classes))} classes")]
    for text, samples in list(classes.items())[:_MOST_CLASSES]:
        share = "━" * round(_BAR * samples / max(classes.values()))
        figures = f"{right_aligned(grouped(samples), count)} {percent(samples / total, 1):>6} "
        lines.append(Content(f"{clip(text, name)} {figures}") + Content.styled(share, "$primary"))
    if len(classes) > _MOST_CLASSES:
        lines.append(Content(f"and {grouped(len(classes) - _MOST_CLASSES)} more"))
    lines.append(Content(f"the largest class alone: {percent(report.baseline, 1)} right"))
    return lines
