"""A worksheet as one HTML page without anything from elsewhere, made for printing."""

from html import escape

from tui_mlp.lecture.worksheet.cells import given_rows, head, result_rows
from tui_mlp.lecture.worksheet.worksheet import Worksheet

_STYLE = """
body { font-family: serif; max-width: 48em; margin: 2em auto; line-height: 1.4; }
table { border-collapse: collapse; margin: .5em 0 1em; font-size: 90%; }
th, td { border: 1px solid; padding: .25em .6em; text-align: right; min-width: 3em; }
th:first-child { text-align: left; font-style: italic; font-weight: normal; }
td.blank { height: 1.6em; }
section { break-inside: avoid; }
.key { break-before: page; page-break-before: always; }
@page { margin: 18mm; }
""".strip()


def html_text(sheet: Worksheet) -> str:
    """The sheet, and the key on a page of its own."""
    title = escape(sheet.title)
    facts = "".join(f"<li>{escape(fact)}</li>\n" for fact in sheet.facts)
    given = "".join(_table(head(matrix), given_rows(matrix)) for matrix in sheet.given)
    closing = "".join(f"<p>{escape(sentence)}</p>\n" for sentence in sheet.closing)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<ul>\n{facts}</ul>\n<h2>Given</h2>\n{given}"
        f"{_exercises(sheet, filled=False)}"
        f'<div class="key">\n<h1>Key: {title}</h1>\n{_exercises(sheet, filled=True)}{closing}'
        "</div>\n</body>\n</html>\n"
    )


def _exercises(sheet: Worksheet, *, filled: bool) -> str:
    parts = []
    for number, exercise in enumerate(sheet.exercises, start=1):
        parts.append(f"<section>\n<h2>{number}. {escape(exercise.title)}</h2>\n")
        if not filled:
            parts += [f"<p>{escape(formula)}</p>\n" for formula in exercise.formulas]
        for matrix in exercise.results:
            parts.append(_table(head(matrix), result_rows(matrix, filled=filled), blank=not filled))
        parts.append("</section>\n")
    return "".join(parts)


def _table(heads: list[str], rows: list[list[str]], *, blank: bool = False) -> str:
    top = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = ""
    for label, *cells in rows:
        filled = "".join(
            '<td class="blank"></td>' if blank else f"<td>{escape(cell)}</td>" for cell in cells
        )
        body += f"<tr><th>{escape(label)}</th>{filled}</tr>\n"
    return f"<table>\n<tr>{top}</tr>\n{body}</table>\n"
