"""A worksheet as Markdown, with tables as GitHub and Pandoc know them."""

import re

from tui_mlp.lecture.worksheet.cells import given_rows, head, result_rows
from tui_mlp.lecture.worksheet.worksheet import Worksheet

PAGE_BREAK = '<div style="page-break-after: always"></div>'

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|&~$])")


def markdown_text(sheet: Worksheet) -> str:
    """The sheet, a page break, and the key."""
    lines = [f"# {sheet.title}", "", *(f"- {_plain(fact)}" for fact in sheet.facts), ""]
    lines += ["## Given", ""]
    for matrix in sheet.given:
        lines += _table(head(matrix), given_rows(matrix))
    lines += _exercises(sheet, filled=False)
    lines += [PAGE_BREAK, "", f"# Key: {sheet.title}", ""]
    lines += _exercises(sheet, filled=True)
    lines += [_plain(sentence) + "\n" for sentence in sheet.closing]
    return "\n".join(lines).rstrip() + "\n"


def _exercises(sheet: Worksheet, *, filled: bool) -> list[str]:
    lines = []
    for number, exercise in enumerate(sheet.exercises, start=1):
        lines += [f"## {number}. {exercise.title}", ""]
        if not filled:
            lines += [f"{_plain(',   '.join(exercise.formulas))}", ""]
        for matrix in exercise.results:
            lines += _table(head(matrix), result_rows(matrix, filled=filled))
    return lines


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = [_row(heads), "|" + "---|" + "--:|" * (len(heads) - 1)]
    return [*lines, *map(_row, rows), ""]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(map(_plain, cells)) + " |"


def _plain(text: str) -> str:
    """A text of which nothing is read as markup, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
