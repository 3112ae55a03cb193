"""Small files such as people have trouble with elsewhere: what is understood of each."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.data.any_file import read_file, read_new_samples
from tui_mlp.data.data_report import FEATURE, LEFT_OUT
from tui_mlp.data.reading import NewReading
from tui_mlp.files.errors import DataError

CASES = Path(__file__).with_name("cases")
ALLOWED = NewReading(allow_missing=True)
TREES = {"ash": 3, "elm": 3, "oak": 3}


@dataclass(frozen=True)
class Read:
    """A file that is read: so many samples of these classes, from these columns."""

    features: tuple[str, ...]
    classes: dict[str, int]
    left_out: dict[str, str] = field(default_factory=dict)
    """The columns that are left out, with their kinds."""
    says: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()
    encoding: str = "UTF-8"
    separator: str = ","
    decimal: str = "."


@dataclass(frozen=True)
class Refused:
    """A file that is refused, with these words."""

    words: tuple[str, ...]


SIZES = ("height", "width")
POINTS = ("x", "y")
REGRESSION = ("number to predict (regression)", "--target")

GOOD: dict[str, Read | Refused] = {
    "01_sep_line": Read(SIZES, TREES, separator=";", says=("names the separator, ';'",)),
    "01b_sep_line_comma": Read(SIZES, TREES, says=("names the separator",)),
    "02_thousands_dot_decimal_comma": Read(
        ("price", "weight"),
        {"laptop": 2, "phone": 3, "server": 3},
        says=("'price': . parts thousands",),
        separator=";",
        decimal=",",
    ),
    "02b_decimal_comma_all_dotgroup": Read(
        ("mass",),
        {"ox": 3, "rhino": 3},
        warns=("'mass': 1.250 was read with a decimal point", "--decimal ,"),
        separator=";",
    ),
    "03_thousands_currency_percent": Read(
        ("income", "rate"),
        {"Lund": 3, "Oslo": 3},
        says=("the currency $ was taken off; , parts thousands", "12 % is 12"),
    ),
    "04_trailing_comma_rows_only": Read(SIZES, TREES, says=("empty cells beyond the last",)),
    "04b_trailing_comma_everywhere": Read(SIZES, TREES, says=("empty cells beyond the last",)),
    "04c_trailing_comma_header_only": Read(SIZES, TREES, says=("empty cells beyond the last",)),
    "04d_short_rows": Refused(("row 4: 2 cells, but the first row has 4",)),
    "05_utf16le_bom": Read(("Höhe", "Breite"), TREES, encoding="UTF-16", separator="\t"),
    "05b_utf16be_bom": Read(("Höhe", "Breite"), TREES, encoding="UTF-16", separator="\t"),
    "05c_utf16le_no_bom": Read(
        ("Höhe", "Breite"), TREES, encoding="UTF-16", separator="\t", says=("in UTF-16",)
    ),
    "06_cp1252": Read(
        ("size", "fee"),
        {"5–9 €": 3, "10–20 €": 3},
        encoding="Windows-1252",
        separator=";",
        says=("read as Windows-1252",),
    ),
    "07_utf8_bom_target_first": Read(SIZES, TREES),
    "08_unnamed_index": Read(SIZES, TREES, {"column_1": "counter"}, says=("only counts the",)),
    "08b_id_leaks_class": Read(SIZES, TREES, {"sample_id": "identifier"}),
    "08c_two_index_columns": Read(
        SIZES, TREES, {"Unnamed: 0": "counter", "Unnamed: 0.1": "counter"}
    ),
    "08d_shuffled_index": Read(SIZES, TREES, {"column_1": "counter"}),
    "09_float_labels": Read(SIZES, {"1": 3, "2": 3, "3": 3}),
    "09b_float_labels_with_gap": Read(
        SIZES, {"1": 3, "2": 3, "3": 3}, says=("2 rows without a target, from row 11 on",)
    ),
    "09c_real_target": Refused(("column 'target'", *REGRESSION)),
    "09d_integer_regression": Refused(("column 'price'", *REGRESSION, "--as 'price=category'")),
    "10_labels_1_2_5": Read(POINTS, {"1": 3, "2": 3, "5": 3}),
    "10b_labels_minus1_plus1": Read(POINTS, {"-1": 4, "1": 4}),
    "11_label_spaces_case": Read(
        SIZES,
        {"OAK": 1, "Oak": 1, "elm": 3, "elm.": 1, "oak": 2},
        warns=("'OAK', 'Oak', 'oak' differ in capitals", "'elm', 'elm.' differ"),
    ),
    "11b_composed_and_decomposed": Read(("h", "w"), {"Bern": 4, "Zürich": 4}),
    "12_mixed_type_labels": Read(
        POINTS, {"1": 3, "2": 2, "b": 3, "two": 1}, says=("'01', '1', '1.0' are one class",)
    ),
    "13_class_called_none": Read(
        ("pollen", "age"),
        {"Birch": 3, "Grass": 3, "None": 4},
        warns=("'None' is taken for a class, of 4 rows; --missing 'None'",),
    ),
    "13b_countries_na": Read(
        ("rain", "temp"), {"DE": 3, "FR": 3, "NA": 3}, warns=("'NA' is taken for a class",)
    ),
    "14_booleans": Read(
        ("smoker", "vaccinated", "age"),
        {"FALSE": 4, "TRUE": 4},
        says=("1 in 'smoker', 1 in 'vaccinated'", "True is 1, False is 0"),
    ),
    "14b_bool_one_zero_mixed": Read(("flag", "age"), {"0": 4, "1": 4}),
    "15_dates": Read(
        ("load",), {"early": 4, "late": 4}, {"day": "date", "start": "date"}, says=("a date",)
    ),
    "15b_german_dates_many": Read(
        ("Wert",), {"a": 13, "b": 12}, {"Tag": "date"}, separator=";", decimal=","
    ),
    "16_duplicate_headers": Refused(("columns 1 and 2 are both called 'x'", "rename")),
    "16b_duplicate_after_cleaning": Refused(("columns 1 and 2 are both called 'x'",)),
    "16c_two_blank_headers": Read(
        ("x",), {"a": 3, "b": 3}, {"column_1": "counter", "column_2": "counter"}
    ),
    "17_quoted_newlines": Read(POINTS, {"a": 3, "b": 3}, {"note": "text"}),
    "17b_quoted_class_newline": Read(POINTS, {"north␊west": 3, "south": 3}),
    "17c_inch_marks": Read(
        ('size=3" pipe', 'size=4" pipe', 'size=6" pipe', 'size=8" pipe', "x"), {"a": 3, "b": 3}
    ),
    "18_single_member_class": Read(
        POINTS, {"a": 4, "b": 4, "rare": 1}, warns=("'rare' has a single sample",)
    ),
    "19_four_rows": Read(POINTS, {"no": 2, "yes": 2}, warns=("4 samples are too few",)),
    "19b_two_rows": Read(POINTS, {"no": 1, "yes": 1}, warns=("2 samples are too few",)),
    "20_imbalanced": Read(
        ("amount", "hour"), {"fraud": 2, "ok": 18}, warns=("90% of the rows are 'ok'",)
    ),
    "21_string_labels": Read(SIZES, {f"Quercus {name}": 3 for name in TREES}),
    "22a_before": Read(POINTS, {"a": 4, "b": 4}),
    "22b_after_new_class": Read(POINTS, {"a": 4, "b": 2, "c": 2}),
    "23_train": Read(("length", "width", "mass"), {"apple": 3, "banana": 3, "melon": 3}),
    "24_train": Read(("colour=blue", "colour=red", "size"), {"high": 4, "low": 4}),
    "25_nan_inf_constant_huge": Read(
        ("a", "b", "c"),
        {"x": 3, "y": 3},
        {"d": "empty"},
        says=("same value in every row: 'b'", "2 in 'a'"),
    ),
    "25b_inf": Refused(("row 2, column 'b': 'inf' is not finite",)),
    "26_xor_slow": Read(POINTS, {"even": 8, "odd": 8}),
    "27_separable_zero_loss": Read(("x",), {"l": 4, "r": 4}),
    "28_wide_names": Read(("身長", "幅🌳", "état"), {"مرحبا": 3, "りんご🍎": 3, "👩�🌾農家": 3}),
    "29_pipe": Read(SIZES, TREES, separator="|"),
    "29b_spaces": Read(SIZES, TREES, separator=" "),
    "29c_comment_lines": Read(SIZES, TREES, says=("comment lines above the table",)),
    "29d_title_row": Read(SIZES, TREES, says=("above the header: 'Tree survey 2026'",)),
    "29e_totals_row": Refused(("row 11, column 'height': 'total' is not a number",)),
    "29f_old_mac_line_ends": Read(SIZES, TREES),
    "30_year_header": Read(("2019", "2020", "2021"), {"n": 3, "s": 3}),
    "30b_all_text_no_header": Read(
        ("column_1=blue", "column_1=red", "column_2=large", "column_2=small"),
        {"no": 3, "yes": 3},
        says=("There is no header",),
    ),
    "30c_mushroom_like": Read(
        ("column_1=e", "column_1=p", "column_2=b", "column_2=c", "column_2=x"),
        {"n": 1, "w": 2, "y": 3},
    ),
}

TO_PREDICT = ("23", "24")
"""Beside the files that are trained on, the numbers of those of new samples."""


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_read_as_its_owner_means_it(name: str) -> None:
    path, good = CASES / f"{name}.csv", GOOD[name]
    if isinstance(good, Refused):
        with pytest.raises(DataError) as caught:
            read_file(path)
        assert all(word in str(caught.value) for word in good.words), str(caught.value)
        return
    dataset = read_file(path)
    report = dataset.report
    assert dataset.feature_names == good.features
    assert dict(report.classes) == good.classes
    left_out = {c.name: c.kind for c in report.columns if c.used_as == LEFT_OUT}
    assert left_out == good.left_out
    form = (report.encoding, report.separator, report.decimal)
    assert form == (good.encoding, good.separator, good.decimal)
    assert all(any(word in note for note in report.notes) for word in good.says), report.notes
    warned = all(any(word in each for each in report.warnings) for word in good.warns)
    assert warned, report.warnings
    used = sum(column.features for column in report.columns if column.used_as == FEATURE)
    assert used == dataset.features.shape[1]
    assert not np.isinf(dataset.features).any()


def test_no_file_is_forgotten() -> None:
    files = {path.stem for path in CASES.glob("*.csv")}
    new = {name for name in files if name.startswith(TO_PREDICT) and "_train" not in name}
    assert files - new == set(GOOD)
    assert new == {name for name, *_ in NEW}


FRUITS = [[18, 4, 125], [7, 7, 152], [12, 12, 910]]
NAN = float("nan")
NEW: list[tuple[str, list[list[float]] | str, tuple[str, ...]]] = [
    ("23a_reordered", FRUITS, ()),
    ("23b_extra_columns", FRUITS, ("Left aside the columns 'id', 'colour'",)),
    ("23c_missing_column", "also needs the column 'width'", ()),
    ("23d_no_header", FRUITS, ("There is no header",)),
    ("23e_case_differs", FRUITS, ("'Length' is taken for the model's 'length'",)),
    ("23f_renamed_all_other_order", "'gewicht', 'laenge', 'breite', but the model takes", ()),
    ("23g_number_of_other_kind", "row 2, column 'mass': '1,25' is not a number", ()),
    (
        "23h_empty_row_and_gap",
        [[18, NAN, 125], [NAN, NAN, NAN], [12, 12, 910]],
        ("4 missing cells count as the mean",),
    ),
    ("23i_case_and_order_differ", FRUITS, ("'Mass' is taken for the model's 'mass'",)),
    ("24a_new_category", "row 3, column 'colour': the model does not know 'green'", ()),
    ("24b_category_case_space", [[0, 1, 1], [1, 0, 9]], ()),
    ("24c_category_missing", [[NAN, NAN, 1], [1, 0, 9]], ("1 missing cell counts",)),
]


@pytest.mark.parametrize(("name", "good", "says"), NEW)
def test_new_samples_are_read_as_the_model_means_them(
    name: str, good: list[list[float]] | str, says: tuple[str, ...]
) -> None:
    inputs = read_file(CASES / f"{name[:2]}_train.csv").inputs
    path = CASES / f"{name}.csv"
    if isinstance(good, str):
        with pytest.raises(DataError) as caught:
            read_new_samples(path, inputs)
        assert good in str(caught.value)
        return
    new = read_new_samples(path, inputs)
    np.testing.assert_array_equal(new.features, np.array(good, np.float32))
    assert all(any(word in note for note in new.notes) for word in says), new.notes
    assert new.notes or not says


def test_what_is_missing_may_be_allowed() -> None:
    fruits, sizes = (read_file(CASES / f"{n}_train.csv").inputs for n in (23, 24))
    new = read_new_samples(CASES / "23c_missing_column.csv", fruits, ALLOWED)
    np.testing.assert_array_equal(new.features[:, 1], [NAN] * 3)
    assert new.notes == ("The missing column counts as the mean of the training part: 'width'.",)
    new = read_new_samples(CASES / "24a_new_category.csv", sizes, ALLOWED)
    np.testing.assert_array_equal(new.features[1], [NAN, NAN, 9])
    assert new.notes[0].startswith("Row 3, column 'colour': 'green' is not a word that the model")
