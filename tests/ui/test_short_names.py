"""Names that are cut stay different, and say that they are cut."""

import pytest
from rich.cells import cell_len

from tui_mlp.ui.drawing.short_names import short_names

IRIS = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"]
PIXELS = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
CLASSES = ["setosa", "versicolor", "virginica"]
WIDE = ["漢字の名前一", "漢字の名前二", "漢字の名前三"]


@pytest.mark.parametrize("names", [IRIS, PIXELS, CLASSES, WIDE], ids=str)
@pytest.mark.parametrize("width", [3, 4, 5, 6, 8, 9, 12, 30])
def test_short_names_differ_fit_and_are_marked(names, width):
    short = short_names(names, width)
    assert len(set(short)) == len(names)
    for name, each in zip(names, short, strict=True):
        assert cell_len(each) <= width
        assert each == name or "…" in each or each.isdigit()


def test_the_cut_is_made_where_the_names_are_alike():
    assert short_names(IRIS, 8) == ["sepal_l…", "sepal_w…", "petal_l…", "petal_w…"]
    assert short_names(IRIS, 6) == ["se…le…", "se…wi…", "pe…le…", "pe…wi…"]
    assert short_names(["pixel_2_3", "pixel_2_4"], 8) == ["…xel_2_3", "…xel_2_4"]
    assert short_names(CLASSES, 5) == ["seto…", "vers…", "virg…"]


def test_equal_names_need_no_numbers():
    assert short_names(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb"], 4) == ["aaa…", "aaa…", "bbb…"]
