"""A page as plain values, that any reader of JSON understands."""

from typing import Any, assert_never

from tui_mlp.lecture.pages.page import (
    Block,
    Check,
    Curve,
    Formula,
    Matrix,
    Page,
    Sentence,
    Substituted,
)


def page_record(page: Page) -> dict[str, Any]:
    """The page's title and blocks; a matrix with all of its numbers."""
    return {
        "title": page.title,
        "phase": page.phase or None,
        "layer": page.layer,
        "blocks": [_block(block) for block in page.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Formula():
            return {"formula": block.text}
        case Substituted():
            return {"numbers": block.text}
        case Sentence():
            return {"sentence": block.text}
        case Matrix():
            labels = {"rows": list(block.rows), "columns": list(block.columns)}
            return {"matrix": block.name, **labels, "values": block.values.tolist()}
        case Curve():
            names = {"x_name": block.x_name, "y_name": block.y_name}
            return {"curve": block.name, **names, "x": block.x.tolist(), "y": block.y.tolist()}
        case Check():
            found = {"residual": block.residual, "tolerance": block.tolerance}
            return {"check": block.what, **found, "holds": block.holds}
        case _:
            assert_never(block)
