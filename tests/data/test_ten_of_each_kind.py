"""Ten tables of each kind that people report trouble with: what is in each of them is known."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tui_mlp.data.any_file import read_file, read_new_samples
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.reading import NewReading
from tui_mlp.files.errors import DataError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.checkpoint import CheckpointError, checkpoint_of, resumed_session
from tui_mlp.training.session import TrainingSession

U = (1.5, -2.25, 3.125, 4.5, 1.25, 0.75, 2.5, 6.5, 3.75, 2.125, 0.5, 5.25)
V = (30, 10, 20, 10, 30, 20, 20, 10, 30, 10, 20, 30)
KINDS = ("ox", "cow", "ox", "cow", "cow", "ox", "ox", "cow", "ox", "cow", "cow", "ox")
NUMBERS = np.array([U, V], np.float32).T


def rows(
    *,
    u: Any = U,
    v: Any = V,
    kind: Any = KINDS,
    head: Any = ("u", "v", "kind"),
    sign: str = ",",
    end: str = "\n",
) -> str:
    """A table of three columns, as a text."""
    lines = [head, *zip(u, v, kind, strict=True)] if head else [*zip(u, v, kind, strict=True)]
    return "".join(sign.join(map(str, line)) + end for line in lines)


@dataclass
class Case:
    """A file, and what is to be found in it."""

    content: str | bytes
    features: Any = field(default_factory=lambda: NUMBERS)
    """(N, D); None where the case looks at something else."""
    names: tuple[str, ...] | None = ("u", "v")
    counts: dict[str, int] | None = field(default_factory=lambda: {"cow": 6, "ox": 6})
    refused: str = ""
    """What the refusal says, where the file is refused."""
    warned: str = ""
    """What a warning says."""
    noted: str = ""
    kinds: tuple[str, ...] = ()
    """What the first columns are taken for."""


def numbers_case(texts: list[str], values: list[float], sign: str) -> Case:
    return Case(
        rows(u=texts, sign=sign), np.array([values, V], np.float32).T, warned="", names=("u", "v")
    )


def sep_lines() -> Iterator[Case]:
    for sign, end in product((";", ",", "|", "\t"), ("\n", "\r\n")):
        yield Case(f"sep={sign}{end}" + rows(sign=sign, end=end), noted="names the separator")
    for sign in (";", ","):
        yield Case(f'"sep={sign}"\n' + rows(sign=sign), noted="names the separator")


def dot_groups() -> Iterator[Case]:
    for seed in range(10):
        chance = random.Random(seed)  # noqa: S311
        values = [round(chance.uniform(-5e6, 5e6), 2) for _ in U]
        texts = [f"{v:,.2f}".translate(str.maketrans(",.", ".,")) for v in values]
        yield numbers_case(texts, values, ";")


def affixes() -> Iterator[Case]:
    forms = ("$ {}", "${}", "{} €", "{}€", "£{}", "{}%", "{} %", "CHF {}", "{} kr", "¥ {}")
    for number, form in enumerate(forms):
        values = [round(1000.25 * (n + 1) + number, 2) for n in range(12)]
        yield numbers_case([f'"{form.format(f"{v:,.2f}")}"' for v in values], values, ",")


def trailing() -> Iterator[Case]:
    for sign, count in product((",", ";", "\t", "|"), (1, 3)):
        lines = rows(sign=sign).splitlines()
        yield Case("\n".join(line + sign * count for line in lines))
    lines = rows().splitlines()
    yield Case("\n".join([lines[0], *(line + ",," for line in lines[1:])]))
    yield Case("\n".join([*lines, ",,", ",,", ""]))


def utf_16() -> Iterator[Case]:
    for encoding, sign in product(("utf-16", "utf-16-le", "utf-16-be"), (";", "\t", ",")):
        yield Case(rows(kind=[f"{k}é" for k in KINDS], sign=sign).encode(encoding),
                   counts={"cowé": 6, "oxé": 6})  # fmt: skip
    mark = b"\xfe\xff"
    yield Case(mark + rows(end="\r\n").encode("utf-16-be"))


def windows_1252() -> Iterator[Case]:
    for sign in "–€’žŒüñ°½…":
        named = [f"{k} {sign}" for k in KINDS]
        yield Case(rows(kind=named).encode("cp1252"), noted="Windows-1252",
                   counts={f"cow {sign}": 6, f"ox {sign}": 6})  # fmt: skip


def marked_utf_8() -> Iterator[Case]:
    for name, sign, end in product(("class", '"class"'), (",", ";", "\t", "|", ","), ("\r\n",)):
        head = (name, "u", "v")
        lines = [head, *zip(KINDS, U, V, strict=True)]
        text = "".join(sign.join(map(str, line)) + end for line in lines)
        yield Case(text.encode("utf-8-sig"))


def index_columns() -> Iterator[Case]:
    count, mixed = list(range(12)), [n * 5 % 12 for n in range(12)]
    for name, numbers in (
        *(("", count), ("", mixed), ("Unnamed: 0", count), ("index", mixed), ("level_0", count)),
        *(("Index", [n + 1 for n in mixed]), ("id", count), ("row", count), ("ID", mixed)),
        ("anything", mixed),
    ):
        lines = [(name, "u", "v", "kind"), *zip(numbers, U, V, KINDS, strict=True)]
        yield Case("".join(",".join(map(str, line)) + "\n" for line in lines), kinds=("counter",),
                   noted="only counts the rows")  # fmt: skip


def float_labels() -> Iterator[Case]:
    for low, high in ((0, 1), (1, 2), (3, 7), (-1, 1), (10, 20)):
        labels = [f"{(low if k == 'cow' else high):.1f}" for k in KINDS]
        yield Case(rows(kind=labels), counts={str(low): 6, str(high): 6})
    for scale in (1.37, 0.1, 33.3, 1e-3, 7e5):
        labels = [repr(scale * (n + 1) ** 1.5) for n in range(12)]
        yield Case(rows(kind=labels), refused="regression")


def odd_numbers_of_labels() -> Iterator[Case]:
    for few in ((1, 2), (1, 5), (-1, 1), (0, 9), (2, 4), (100, 200), (-3, -1), (7, 8), (0, 255)):
        labels = [few[KINDS[n] == "ox"] for n in range(12)]
        yield Case(rows(kind=labels), counts={str(label): 6 for label in few})
    yield Case(rows(kind=[(1, 2, 5)[n % 3] for n in range(12)]), counts={"1": 4, "2": 4, "5": 4})


def spelt_differently() -> Iterator[Case]:
    apart = unicodedata.normalize("NFD", "süß")
    for one, other in (
        ("ox", " ox"),
        ("ox", "ox "),
        ("ox", " ox "),
        ("süß", apart),
        ("é", "e\u0301"),
    ):
        labels = ["cow" if k == "cow" else (one, other)[n % 2] for n, k in enumerate(KINDS)]
        yield Case(rows(kind=labels), counts={"cow": 6, one: 6})
    for one, other in (("ox", "Ox"), ("ox", "OX"), ("ox", "ox."), ("süß", "suß"), ("o x", "ox")):
        labels = ["cow" if k == "cow" else (one, other)[n % 3 > 0] for n, k in enumerate(KINDS)]
        yield Case(rows(kind=labels), counts=None, warned="differ in capitals, accents or signs")


def mixed_labels() -> Iterator[Case]:
    for forms, name in (
        *((("1", "1.0", "01"), "1"), (("2", "2.00", "+2"), None), (("7", "007"), "7")),
        *((("0", "0.0", "00"), "0"), (("10", "10.0"), "10"), (("-1", "-1.0", "-01"), "-1")),
        *((("3.5", "3.50", "03.5"), "3.5"), (("12", "012"), "12"), (("5", "5."), None)),
        (("99", "099", "99.0"), "99"),
    ):
        labels = ["none of them" if k == "cow" else forms[n % len(forms)]
                  for n, k in enumerate(KINDS)]  # fmt: skip
        counts = None if name is None else {name: 6, "none of them": 6}
        yield Case(rows(kind=labels), counts=counts)


def called_nothing() -> Iterator[Case]:
    for word in ("None", "NA", "N/A", "n/a"):
        labels = [word if k == "ox" else k for k in KINDS]
        yield Case(rows(kind=labels), counts={"cow": 6, word: 6}, warned="taken for a class")
    for word in ("", "NaN", "null", "?", "-", "#N/A"):
        labels = [word if n % 4 == 3 else k for n, k in enumerate(KINDS)]
        kept = [n for n in range(12) if n % 4 != 3]
        counts = {k: sum(KINDS[n] == k for n in kept) for k in ("cow", "ox")}
        yield Case(rows(kind=labels), NUMBERS[kept], counts=counts)


def truths() -> Iterator[Case]:
    for yes, no in (
        *(("True", "False"), ("true", "FALSE"), ("yes", "no"), ("Y", "n"), ("on", "off")),
        *(("t", "f"), ("ja", "nein"), ("oui", "non"), ("wahr", "falsch"), ("yes", "0")),
    ):
        cells = [(yes, no)[n % 3 == 0] if n % 5 else "" for n in range(12)]
        values = [(1.0, 0.0)[n % 3 == 0] if n % 5 else np.nan for n in range(12)]
        yield Case(rows(u=cells), np.array([values, V], np.float32).T, kinds=("truth value",))


def dates() -> Iterator[Case]:
    for form in (
        *("2026-03-{:02}", "{:02}.03.2026", "{}/3/26", "2026/03/{:02}", "{:02}-03-2026"),
        *("{} Mar 2026", "March {}, 2026", "2026-03-{:02} 08:15", "2026-03-{:02}T08:15:30Z"),
        "{}:30",
    ):
        cells = [f'"{form.format(n + 1)}"' for n in range(12)]
        yield Case(rows(u=cells), NUMBERS[:, 1:], ("v",), kinds=("date",), noted="a date cannot be")


def equal_headers() -> Iterator[Case]:
    for one, other in (
        *(("u", "u"), ("u ", "u"), (" u", "u"), ("u\t", "u"), ("é", "e\u0301"), ("1x", "1x")),
        *(("u  ", " u "), ("column_1", ""), ("größe", "gro\u0308ße"), ("a b", "a b ")),
    ):
        blank = other == ""
        head = ("", "column_1", "kind") if blank else (one, other, "kind")
        yield Case(rows(head=head), refused="are both called")


def quoted() -> Iterator[Case]:
    for cell, name in (
        *(('"a, b"', "a, b"), ('"a ""b"" c"', 'a "b" c'), ('"a\nb"', "a␊b"), ('"12"""', '12"')),
        *(('"a;b"', "a;b"), ("a'b", "a'b"), ('"a|b"', "a|b"), ('""""', '"'), ('"a\tb"', "a␉b")),
        ('" a "', "a"),
    ):
        yield Case(rows(kind=[cell if k == "ox" else k for k in KINDS]),
                   counts={name: 6, "cow": 6})  # fmt: skip


def single_members() -> Iterator[Case]:
    for at in range(10):
        labels = ["bull" if n == at else k for n, k in enumerate(KINDS)]
        counts = {k: labels.count(k) for k in ("bull", "cow", "ox")}
        yield Case(rows(kind=labels), counts=counts, warned="'bull' has a single sample")


def hardly_any_rows() -> Iterator[Case]:
    for count in range(2, 12):
        labels = ("ox", "cow", *KINDS)[:count]
        counts = {k: labels.count(k) for k in ("cow", "ox")}
        few = "too few to hold any out" if count < 6 else ""
        yield Case(rows(u=U[:count], v=V[:count], kind=labels), NUMBERS[:count], counts=counts,
                   warned=few)  # fmt: skip


def imbalance() -> Iterator[Case]:
    for rare in range(1, 11):
        labels = ["rare" if n % 12 == 1 and n // 12 < rare else "usual" for n in range(120)]
        yield Case(rows(u=U * 10, v=V * 10, kind=labels), np.tile(NUMBERS, (10, 1)),
                   counts={"rare": rare, "usual": 120 - rare},
                   warned="always answering it has that")  # fmt: skip


def text_labels() -> Iterator[Case]:
    for few in (
        *(("c2", "c10"), ("A", "b"), ("Ä", "Z"), ("x1", "x11"), ("no", "yes"), ("1a", "10a")),
        *(("low", "mid"), ("-", "+"), ("v1.2", "v1.10"), ("β", "α")),
    ):
        labels = [few[k == "ox"] for k in KINDS]
        yield Case(rows(kind=labels), counts=dict.fromkeys(few, 6))


def numeric_trouble() -> Iterator[Case]:
    for word in ("", "NaN", "NA", "null", "?"):
        cells = [word if n == 4 else u for n, u in enumerate(U)]
        values = [np.nan if n == 4 else u for n, u in enumerate(U)]
        yield Case(rows(u=cells), np.array([values, V], np.float32).T, noted="Missing cells count")
    for word in ("inf", "-Infinity", "1e400", "3.5e38"):
        yield Case(rows(u=[word if n == 4 else u for n, u in enumerate(U)]), refused="column 'u'")
    yield Case(
        rows(u=["7.5"] * 12), np.array([[7.5] * 12, V], np.float32).T, noted="The same value"
    )


def learnable() -> Iterator[Case]:
    for seed in range(10):
        points = np.random.default_rng(seed).normal(size=(40, 2)).round(4)
        labels = ["even" if x * y > 0 else "odd" for x, y in points]
        counts = {name: labels.count(name) for name in ("even", "odd")}
        yield Case(rows(u=points[:, 0], v=points[:, 1], kind=labels),
                   points.astype(np.float32), counts=counts)  # fmt: skip


def separable() -> Iterator[Case]:
    for gap in (1, 2, 5, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e8):
        cells = [u + gap * 100 * (k == "ox") for u, k in zip(U, KINDS, strict=True)]
        yield Case(rows(u=cells), np.array([cells, V], np.float64).T.astype(np.float32))


def wide_names() -> Iterator[Case]:
    for name, kind in (
        *(("長さ", "牛"), ("길이", "소"), ("طول", "ثور"), ("אורך", "שור"), ("長度", "公牛")),
        *(("длина", "бык"), ("📏", "🐂"), ("μήκος", "βόδι"), ("ความยาว", "วัว"), ("é", "bœuf")),
    ):
        yield Case(rows(head=(name, "v", "kind"), kind=[kind if k == "ox" else k for k in KINDS]),
                   names=(name, "v"), counts={kind: 6, "cow": 6})  # fmt: skip


def other_shapes() -> Iterator[Case]:
    yield Case(rows(sign="|"))
    yield Case(rows(sign=" "))
    yield Case(rows(sign="   "))
    yield Case(rows(sign="\t"))
    yield Case("# made by hand\n# in spring\n" + rows())
    yield Case("# " + rows())
    yield Case("Cattle of 2026\n\n" + rows())
    yield Case("Cattle of 2026,,\n" + rows())
    yield Case(rows(end="\r"))
    yield Case("\n\n" + rows().replace("\n", "\n\n"))


def headers_of_numbers() -> Iterator[Case]:
    for first, step in ((2019, 1), (1990, 5), (2000, 10), (1900, 100), (1850, 50),
                        (2021, 1), (1000, 500), (500, 7)):  # fmt: skip
        head = (first, first + step, "kind")
        yield Case(rows(head=head), names=(str(first), str(first + step)))
    yield Case(rows(head=None), names=("column_1", "column_2"), noted="no header")
    yield Case(rows(head=None, sign=";"), names=("column_1", "column_2"), noted="no header")


MADE: dict[str, Callable[[], Iterator[Case]]] = {
    "01 sep": sep_lines, "02 dot groups": dot_groups, "03 affixes": affixes,
    "04 trailing": trailing, "05 UTF-16": utf_16, "06 Windows-1252": windows_1252,
    "07 mark": marked_utf_8, "08 index": index_columns, "09 float labels": float_labels,
    "10 labels": odd_numbers_of_labels, "11 spelling": spelt_differently,
    "12 mixed labels": mixed_labels, "13 nothing": called_nothing, "14 truth": truths,
    "15 dates": dates, "16 headers": equal_headers, "17 quotes": quoted,
    "18 single": single_members, "19 few rows": hardly_any_rows, "20 imbalance": imbalance,
    "21 text labels": text_labels, "25 values": numeric_trouble, "26 learnable": learnable,
    "27 separable": separable, "28 wide": wide_names, "29 shapes": other_shapes,
    "30 numbers above": headers_of_numbers,
}  # fmt: skip


def check(case: Case, path: Path) -> Dataset | None:
    """Read a case's file, and hold what is found against what is in it."""
    content = case.content
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if case.refused:
        with pytest.raises(DataError) as caught:
            read_file(path)
        assert case.refused in str(caught.value)
        return None
    dataset = read_file(path)
    report = dataset.report
    assert report is not None
    if case.features is not None:
        np.testing.assert_array_equal(dataset.features, case.features)
    if case.names is not None and case.features is not None:
        assert dataset.feature_names == case.names
    if case.counts is not None:
        assert dict(report.classes) == case.counts
    assert any(case.warned in each for each in report.warnings or [""])
    assert any(case.noted in each for each in report.notes or [""])
    assert tuple(column.kind for column in report.columns)[: len(case.kinds)] == case.kinds
    return dataset


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("kind", MADE)
def test_a_table_of_each_kind(tmp_path: Path, kind: str, number: int) -> None:
    cases = [*MADE[kind]()]
    assert len(cases) == 10
    dataset = check(cases[number], tmp_path / "own.csv")
    if dataset is not None and kind[:2] in {"26", "27"}:
        session = TrainingSession(TrainingConfig(data=str(tmp_path / "own.csv"), hidden=(4,)))
        for _ in range(30):
            session.step()
        session.evaluate()
        curves = session.curves.curves()
        assert np.isfinite(curves.train_loss).all()


CHANGES: tuple[Callable[[list[str]], list[str]], ...] = (
    lambda lines: [*lines, "1,10,bull"],
    lambda lines: lines[:-1],
    lambda lines: [lines[0], *lines[:0:-1]],
    lambda lines: [lines[0], *lines[2:], lines[1]],
    lambda lines: [line.replace("4.5", "4.75") for line in lines],
    lambda lines: [lines[0], *(f"{line},1" for line in lines[1:])],
    lambda lines: [line.replace("-2.25,10,cow", "-2.25,10,ox") for line in lines],
    lambda lines: [line.replace("-2.25,10", ",10") for line in lines],
    lambda lines: [lines[0].replace("u,v", "v,u"), *lines[1:5], "9,9,ox", *lines[6:]],
    lambda lines: lines[:4],
)


@pytest.mark.parametrize("change", CHANGES)
def test_22_data_that_change_under_a_run(
    tmp_path: Path, change: Callable[[list[str]], list[str]]
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(rows())
    session = TrainingSession(TrainingConfig(data=str(path), hidden=(4,)))
    session.step()
    checkpoint = checkpoint_of(session)
    resumed_session(checkpoint)
    path.write_text("\n".join(change(rows().splitlines())))
    with pytest.raises((CheckpointError, DataError)) as caught:
        resumed_session(checkpoint)
    assert "own.csv" in str(caught.value)


ORDERS = ((0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1))


@pytest.mark.parametrize("change", ["as they are", "upper", "spaced", "one more"])
@pytest.mark.parametrize("order", ORDERS)
def test_23_columns_in_another_order_and_other_letters(
    tmp_path: Path, order: tuple[int, ...], change: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(rows())
    inputs = read_file(path).inputs
    assert inputs is not None
    table = [line.split(",") for line in rows().splitlines()]
    shuffled = [[line[place] for place in order] for line in table]
    if change == "upper":
        shuffled[0] = [name.upper() for name in shuffled[0]]
    elif change == "spaced":
        shuffled[0] = [f" {name} " for name in shuffled[0]]
    elif change == "one more":
        shuffled = [["more" if not n else "7", *line] for n, line in enumerate(shuffled)]
    path.write_text("\n".join(",".join(line) for line in shuffled))
    new = read_new_samples(path, inputs, NewReading(with_target=True))
    np.testing.assert_array_equal(new.features, NUMBERS)
    assert new.targets is not None
    assert new.targets.argmax(axis=1).tolist() == [int(k == "ox") for k in KINDS]
    assert any("more" in note for note in new.notes) is (change == "one more")


@pytest.mark.parametrize(
    ("word", "known"),
    [
        *(("red", True), ("RED", True), (" red ", True), ("Red", True), ("re d", True)),
        *(("green", False), ("rede", False), ("r", False), ("0", False), ("röd", False)),
    ],
)
def test_24_words_that_the_model_knows_or_not(tmp_path: Path, word: str, known: bool) -> None:
    path = tmp_path / "own.csv"
    path.write_text(rows(u=[("red", "blue")[n % 2] for n in range(12)]))
    inputs = read_file(path).inputs
    assert inputs is not None
    path.write_text(f"u,v\n{word},10\nblue,20\n")
    if known:
        new = read_new_samples(path, inputs)
        np.testing.assert_array_equal(new.features, [[0, 1, 10], [1, 0, 20]])
        return
    with pytest.raises(DataError, match=f"does not know '{word}'"):
        read_new_samples(path, inputs)
    new = read_new_samples(path, inputs, NewReading(allow_missing=True))
    np.testing.assert_array_equal(new.features, [[np.nan, np.nan, 10], [1, 0, 20]])
    assert any(f"'{word}' is not a word" in note for note in new.notes)
