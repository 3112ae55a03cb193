import pytest

from tui_mlp.training.metrics import LabelScores
from tui_mlp.ui.drawing.label_scores import label_scores

SCORES = LabelScores(
    hamming_loss=0.021,
    micro_f1=0.961,
    macro_f1=0.958,
    precision=(1.0, 0.943, 0.5),
    recall=(0.944, 0.985, 0.25),
    f1=(0.971, 0.964, 0.333),
    support=(7, 8, 9),
)


def table(palette, width=40, height=8):
    rows = label_scores(SCORES, 0.94, ("A", "B", "C"), width=width, height=height, palette=palette)
    assert {strip.cell_length for strip in rows} == {width}
    assert len(rows) == height
    return [strip.text.rstrip() for strip in rows]


def test_all_figures_are_there(palette):
    rows = table(palette)
    assert rows[0].split() == ["micro", "F1", ".961", "subset", ".940"]
    assert rows[1].split() == ["macro", "F1", ".958", "Hamming", ".021"]
    assert rows[2].split() == ["prec", "rec", "F1"]
    assert rows[3].split()[:5] == ["●", "A", "1.000", ".944", ".971"]
    assert rows[5].split()[:5] == ["■", "C", ".500", ".250", ".333"]


def test_the_weakest_labels_stay_where_there_is_little_room(palette):
    rows = table(palette, height=5)
    assert rows[3].startswith("■ C")
    assert rows[4] == "… 2 better ones"


@pytest.mark.parametrize("width", [1, 5, 11, 17, 23, 80])
@pytest.mark.parametrize("height", [1, 3, 4, 20])
def test_any_size(palette, width, height):
    table(palette, width, height)


def test_f1_is_the_last_to_go(palette):
    assert table(palette, width=12)[4].split() == ["F1"]


def test_a_bar_of_f1_stands_where_there_is_room(palette):
    bars = [row.count("█") for row in table(palette, width=60)[3:6]]
    assert all(bars)
    assert not any("█" in row for row in table(palette, width=28))


def test_a_narrow_table_cuts_no_figure(palette):
    rows = table(palette, width=20)
    assert [row.split() for row in rows[:4]] == [
        ["micro", "F1", ".961"],
        ["subset", ".940"],
        ["macro", "F1", ".958"],
        ["Hamming", ".021"],
    ]
