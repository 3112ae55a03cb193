"""Files of samples at the edge of what can be trained on: each works, or is refused by its reason.

The program runs within the test, where any warning is an error.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_mlp.cli import main

Train = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def train(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Train:
    def train(content: str) -> tuple[int, str, str]:
        path = tmp_path / "edge.csv"
        path.write_text(content)
        arguments = ["tui-mlp", "train", "--data", str(path), "--epochs", "2", "--hidden", "4"]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code, out, err.replace(str(path), path.name)

    return train


def table(*rows: object, header: str = "u,v,class") -> str:
    return "\n".join([header, *map(str, rows)]) + "\n"


def rows(cells: str, names: str = "ab", count: int = 20) -> list[str]:
    """Lines in which N is the row's number, with the classes in turn."""
    return [f"{cells.replace('N', str(n))},{names[n % len(names)]}" for n in range(count)]


@pytest.mark.parametrize(
    ("content", "classes", "samples", "notes"),
    [
        (table(*rows("7,3")), 2, 14, "The same value in every row: 'u', 'v'."),
        (table(*rows("7,N")), 2, 14, "The same value in every row: 'u'."),
        (table(*rows("N,N"), "3,3,c"), 3, 15, ""),
        (table("1,2,a", "3,4,b"), 2, 2, ""),
        (table(*(f"{n},{n % 7},c{n % 100}" for n in range(250))), 100, 175, ""),
        (table(*rows("3e38,N"), *rows("-3e38,N")), 2, 28, ""),
        (table(*rows("Ne-320,N")), 2, 14, "The same value in every row: 'u'."),
        (table(*rows("Ne-40,N")), 2, 14, ""),
        (table(*rows("1,N"), "3e38,4,a"), 2, 15, ""),
        (table(*rows("1"), "2,1e308", header="u,class").replace(",a", ",-1e308"), 3, 15, ""),
        (table(*rows("N,"), "1,5,a"), 2, 15, "Missing cells count as the mean"),
        (table(*["1,0,0"] * 9, header="u,label_a,label_b"), 2, 6, "The same value in every row"),
    ],
    ids=[
        *("constant columns", "a constant column", "a class with one sample", "two rows"),
        *("more classes than a batch", "3e38", "1e-320", "1e-40", "3e38 once", "classes of 1e308"),
        *("missing but for one", "no label at all"),
    ],
)
def test_it_trains_and_says_nothing_on_stderr(
    train: Train, content: str, classes: int, samples: int, notes: str
) -> None:
    code, out, err = train(content)
    assert (code, err) == (0, "")
    assert re.search(rf"edge\.csv  \d+ → 4 → {classes}  ", out)
    assert re.search(rf"^train +{samples} ", out, re.MULTILINE)
    assert "nan" not in out
    assert notes in out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "edge.csv: the file is empty"),
        (" \n\n", "edge.csv: the file is empty"),
        ("u,v,class\n", "edge.csv: there are no rows below the header"),
        (table("1,2,a"), "column 'class': the only row is of the class 'a'"),
        (table(*rows("N,N", "a")), "column 'class': all rows are of the class 'a'"),
        (table(*rows("N,1e308")), "row 2, column 'v': '1e308' is beyond single precision"),
        (table(*rows("N,1e400")), "row 2, column 'v': '1e400' is beyond single precision"),
        (table(*rows(",")), "no column to learn from beside the target ('u': it is empty"),
        (table("a", "b", header="class"), "no column to learn from beside the target"),
        (table(*rows("N,N", " ")), "column 'class': every cell is empty"),
        (table(*(f"{n},{n},c{n}" for n in range(50))), "50 different texts in 50 rows"),
    ],
)
def test_it_is_refused_in_one_line_by_its_reason(train: Train, content: str, reason: str) -> None:
    code, out, err = train(content)
    assert (code, out) == (2, "")
    assert err.startswith("tui-mlp: edge.csv")
    assert err.count("\n") == 1
    assert reason in err
