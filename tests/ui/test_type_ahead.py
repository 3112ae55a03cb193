"""Letters in an open list look for an entry, and are no commands."""

import pytest
from textual.app import App, ComposeResult

from tui_mlp.ui.widgets.type_ahead import TypeAheadList

NAMES = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]


class Host(App[None]):
    BINDINGS = [(letter, "lose", "Lose") for letter in "rqgmnx"]  # noqa: RUF012
    lost = 0

    def compose(self) -> ComposeResult:
        yield TypeAheadList(*NAMES)

    def action_lose(self) -> None:
        self.lost += 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [("r", "rmsprop"), ("ada", "adam"), ("adamw", "adamw"), ("mn", "nesterov"), ("qxg", "sgd")],
)
async def test_letters_go_to_the_entry_that_begins_so(typed: str, found: str) -> None:
    app = Host()
    async with app.run_test() as pilot:
        names = app.query_one(TypeAheadList)
        names.highlighted = 0
        await pilot.press(*typed)
        assert names.highlighted is not None
        assert NAMES[names.highlighted] == found
        assert app.lost == 0


async def test_an_arrow_begins_a_new_search() -> None:
    app = Host()
    async with app.run_test() as pilot:
        names = app.query_one(TypeAheadList)
        await pilot.press("a", "d", "down", "n")
        assert NAMES[names.highlighted or 0] == "nesterov"
        assert names.typed == "n"
