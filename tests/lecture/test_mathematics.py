"""The document of the formulas names what there is."""

import re
from importlib import import_module
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[2] / "docs" / "mathematics.md").read_text("utf-8")
NAMES = sorted(set(re.findall(r"\b(?:nn|lecture|training)(?:\.\w+)+", TEXT)))


@pytest.mark.parametrize("name", NAMES)
def test_what_the_document_names_is_there(name: str) -> None:
    parts, found = name.split("."), import_module("tui_mlp")
    for place, part in enumerate(parts, start=1):
        if not hasattr(found, part):
            import_module(".".join(["tui_mlp", *parts[:place]]))
        found = getattr(found, part)


def test_the_document_names_much() -> None:
    assert len(NAMES) > 25
