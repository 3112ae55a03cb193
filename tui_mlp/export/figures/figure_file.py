"""Figures as files: SVG, PNG, and one page of HTML with the numbers of the run."""

import html
import io
from pathlib import Path
from typing import Any

from tui_mlp.export.figures.figure_sheet import figure_of
from tui_mlp.export.figures.figure_subject import PARTS, FigureSubject
from tui_mlp.export.figures.figure_theme import THEMES
from tui_mlp.export.text_file import write_content, write_text
from tui_mlp.numbers import compact
from tui_mlp.training.config import config_to_toml

_DPI = 160


def write_svg(
    subject: FigureSubject, path: Path, theme: str = "light", part: str | None = None
) -> tuple[Path, ...]:
    """Write a figure as SVG, its words as outlines; gives what was written.

    Raises:
        ExportError: there is no such part.
        OSError: it cannot be written.
    """
    return _write(subject, path, theme, part, format="svg", metadata={"Date": None})


def write_png(
    subject: FigureSubject, path: Path, theme: str = "light", part: str | None = None
) -> tuple[Path, ...]:
    """Write a figure as PNG; gives what was written.

    Raises:
        ExportError: there is no such part.
        OSError: it cannot be written.
    """
    return _write(subject, path, theme, part, format="png", dpi=_DPI)


def write_html(
    subject: FigureSubject, path: Path, theme: str = "light", part: str | None = None
) -> tuple[Path, ...]:
    """Write a page that needs no other file: each part as SVG, the figures and the settings.

    Raises:
        ExportError: there is no such part.
        OSError: it cannot be written.
    """
    colours = THEMES[theme]
    sections = []
    for name in subject.wanted(part):
        picture = io.StringIO()
        figure_of(subject, theme, name).savefig(picture, format="svg", metadata={"Date": None})
        svg = picture.getvalue()
        sections.append(
            f"<figure>{svg[svg.index('<svg') :]}"
            f"<figcaption>{html.escape(PARTS[name].capitalize())}.</figcaption></figure>"
        )
    page = _PAGE.format(
        title=html.escape(f"{subject.name}: a run of tui-mlp"),
        background=colours.background,
        text=colours.text,
        faint=colours.faint,
        numbers=_numbers(subject),
        figures="\n".join(sections),
        settings=html.escape(_settings(subject)),
    )
    write_text(path, page)
    return (path,)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ background: {background}; color: {text}; font: 16px/1.5 sans-serif;
  max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }}
figure {{ margin: 2rem 0; }} svg {{ max-width: 100%; height: auto; }}
figcaption {{ color: {text}; }}
table {{ border-collapse: collapse; }}
th, td {{ text-align: right; padding: .2rem .8rem; border-bottom: 1px solid {faint}; }}
</style></head><body>
<h1>{title}</h1>
{numbers}
{figures}
<h2>Settings</h2>
<pre>{settings}</pre>
</body></html>
"""


def _numbers(subject: FigureSubject) -> str:
    """A table of the parts of the data with loss and score; of a model nothing."""
    session = subject.session
    if session is None:
        return ""
    name = "micro F1" if session.output.labels else "accuracy"
    rows = []
    for part, samples in session.samples.split.named_parts():
        if len(samples.rows):
            metrics = session.measure(samples)
            rows.append(
                f"<tr><th>{part}</th><td>{len(samples.rows)}</td>"
                f"<td>{compact(metrics.loss, 4)}</td><td>{compact(metrics.score, 4)}</td></tr>"
            )
    heads = "".join(f"<th>{head}</th>" for head in ("", "samples", "loss in nats", name))
    return f"<table><tr>{heads}</tr>{''.join(rows)}</table>"


def _settings(subject: FigureSubject) -> str:
    if subject.session is None:
        return subject.model.metadata.config
    return config_to_toml(subject.session.config)


def _write(
    subject: FigureSubject, path: Path, theme: str, part: str | None, **options: Any
) -> tuple[Path, ...]:
    picture = io.BytesIO()
    figure = figure_of(subject, theme, part)
    figure.savefig(picture, facecolor=figure.get_facecolor(), **options)
    write_content(path, picture.getvalue())
    return (path,)
