"""The document of the formulas names what there is."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from tui_mlp.scenario.file import shipped_scenarios

TEXT = (Path(__file__).parents[2] / "docs" / "mathematics.md").read_text("utf-8")
NAMES = sorted(set(re.findall(r"\b(?:nn|lecture|training)(?:\.\w+)+", TEXT)))


@pytest.mark.parametrize("name", NAMES)
def test_what_the_document_names_is_there(name: str) -> None:
    parts, found = name.split("."), import_module("tui_mlp")
    for place, part in enumerate(parts, start=1):
        if not hasattr(found, part):
            import_module(".".join(["tui_mlp", *parts[:place]]))
        found = getattr(found, part)


def test_scenarios_are_named_as_the_list_shows_them() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and "scenario" in line]
    named = {
        name
        for row in rows
        for name in re.findall(r"\*([^*]+)\*", row.split("scenario", 1)[1].split(";")[0])
    }
    titles = {scenario.title for scenario in shipped_scenarios()}
    assert named == titles


@pytest.mark.parametrize("words", ["E = sum_i e^i", "argmax_j", "why not integers", "steps K"])
def test_the_map_has_every_line_of_the_lecture(words: str) -> None:
    assert words in TEXT.partition("## Where to find each line of the lecture")[2]


def test_the_document_names_much() -> None:
    assert len(NAMES) > 25
