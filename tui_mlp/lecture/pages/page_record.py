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
    Surface,
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
    if isinstance(block, Curve | Surface):
        return _picture(block)
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
        case Check():
            found = {"residual": block.residual, "tolerance": block.tolerance}
            return {"check": block.what, **found, "holds": block.holds}
        case _:
            assert_never(block)


def _picture(block: Curve | Surface) -> dict[str, Any]:
    names = {"x_name": block.x_name, "y_name": block.y_name}
    axes = {"x": block.x.tolist(), "y": block.y.tolist()}
    if isinstance(block, Curve):
        return {"curve": block.name, **names, **axes}
    trails = [
        {"name": trail.name, "places": trail.places.tolist()}
        for trail in (*block.trails, *block.marks)
    ]
    values = block.values.tolist()
    return {"surface": block.name, **axes, **names, "values": values, "trails": trails}
