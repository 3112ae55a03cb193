"""The bar of `train`, which stays in one line."""

import pytest

from tui_mlp.cli.headless import _bar_width


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
@pytest.mark.parametrize("epochs", [5, 200, 1_000_000])
def test_the_bar_leaves_room_for_count_time_and_figures(
    columns: int, epochs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", "24")
    count = f"{epochs}/{epochs}"
    line = f"epochs  [{'#' * _bar_width(epochs)}]  {count}  00:00:00  loss 0.3691  accuracy 0.9321"
    assert len(line) < columns or _bar_width(epochs) == 4
    assert 4 <= _bar_width(epochs) <= 24
    if columns == 80 and epochs == 200:
        assert len(line) < 80
