"""`worksheet` as a user has it: a sheet, whose key is recomputed from the numbers on it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

SHEET = ("worksheet", "--dataset", "iris", "--hidden", "3")
NAMED = re.compile(r"^\| (\S.*?) \|(.*)\|$")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_mlp", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def written(*arguments: str) -> str:
    done = run(*SHEET, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def arrays(markdown: str) -> dict[str, np.ndarray]:
    """Every table of numbers by its name: that of its corner, else of its one row."""
    found = {}
    for table in re.findall(r"((?:^\|.*\|\n)+)", markdown, re.MULTILINE):
        lines = [line.strip("|\n").split(" | ") for line in table.splitlines()]
        corner, rows = lines[0][0].strip(), lines[2:]
        numbers = [[float(cell.strip().replace("−", "-")) for cell in row[1:]] for row in rows]
        found[corner or rows[0][0].strip()] = np.array(numbers if corner else numbers[0])
    return found


def test_the_key_follows_from_the_numbers_on_the_sheet() -> None:
    text = written("--after", "20")
    sheet, key_text = text.split("page-break-after")
    given, key = arrays(sheet.split("## 1.")[0]), arrays(key_text)
    rate = float(re.search(r"γ = ([0-9.]+)\.", sheet)[1])
    x, y, w1, b1, w2, b2 = (given[name] for name in ("x", "y", "W¹", "b¹", "W²", "b²"))
    assert abs(b1).max() > 0
    z1 = w1 @ x + b1
    a1 = np.tanh(z1)
    z2 = w2 @ a1 + b2
    yhat = np.exp(z2) / np.exp(z2).sum()
    delta2 = yhat - y
    delta1 = w2.T @ delta2
    by_z1 = (1 - a1**2) * delta1
    expected = {
        "z¹": z1, "a¹": a1, "z²": z2, "a²": z2, "exp(a²ⱼ)": np.exp(z2),
        "Σₘ": [np.exp(z2).sum()], "ŷ": yhat, "e": [-(y * np.log(yhat)).sum()],
        "δ²": delta2, "δ¹": delta1, "φ′(z²)": np.ones(3), "φ′(z¹)": 1 - a1**2,
        "∂e/∂W²": np.outer(delta2, a1), "∂e/∂b²": delta2,
        "∂e/∂W¹": np.outer(by_z1, x), "∂e/∂b¹": by_z1,
        "W² after": w2 - rate * np.outer(delta2, a1), "b² after": b2 - rate * delta2,
        "W¹ after": w1 - rate * np.outer(by_z1, x), "b¹ after": b1 - rate * by_z1,
    }  # fmt: skip
    assert set(key) == set(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(key[name], values, atol=6e-4, rtol=6e-4, err_msg=name)


@pytest.mark.parametrize("decimals", [1, 2])
def test_the_given_numbers_are_short(decimals: int) -> None:
    given = arrays(written("--decimals", str(decimals)).split("## 1.")[0])
    for name, values in given.items():
        np.testing.assert_array_equal(values, np.round(values, decimals), err_msg=name)


def test_a_sheet_is_blank_where_its_key_is_not_and_the_same_again() -> None:
    sheet, key = written("--seed", "4").split("page-break-after")
    exercises = sheet.split("## 1.")[1]
    assert exercises.count("………") == sum(array.size for array in arrays(key).values())
    assert not re.search(r"\| [+−]?\d*\.\d+", exercises)
    assert written("--seed", "4") == f"{sheet}page-break-after{key}"
    assert written("--seed", "5") != f"{sheet}page-break-after{key}"


def test_a_page_for_printing_breaks_before_the_key_and_escapes_names(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    rows = [f"{(i * 3) % 7},{(i * 7) % 5},{'<b>&' if i % 2 else 'x|y'}" for i in range(20)]
    table.write_text("\n".join(["<i>w,h,kind", *rows]) + "\n")
    for name in ("sheet.html", "sheet.md"):
        out = tmp_path / name
        done = run("worksheet", "--data", str(table), "--target", "kind", "--hidden", "2",
                   "-o", str(out))  # fmt: skip
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "break-before: page" in page
    assert page.count('<div class="key">') == 1
    assert page.index('<td class="blank">') < page.index('<div class="key">')
    assert "&lt;i&gt;w" in page
    assert "<i>w" not in page
    assert "&lt;b&gt;&amp;" in page
    assert r"\<i\>w" in (tmp_path / "sheet.md").read_text(encoding="utf-8")


def test_several_labels_have_a_sheet_of_sigmoids() -> None:
    done = run("worksheet", "--dataset", "discs", "--hidden", "3")
    key = arrays(done.stdout.split("page-break-after")[1])
    given = arrays(done.stdout.split("## 1.")[0])
    np.testing.assert_allclose(key["ŷ"], 1 / (1 + np.exp(-key["a²"])), atol=2e-4)
    np.testing.assert_allclose(key["δ²"], key["ŷ"] - given["y"], atol=2e-4)
    losses = given["y"] * np.log(key["ŷ"]) + (1 - given["y"]) * np.log(1 - key["ŷ"])
    np.testing.assert_allclose(key["e"], [-losses.sum()], rtol=1e-3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--hidden", "16"), ["16 units", "--hidden 3"]),
        (("--hidden", "9,9"), ["weights", "--hidden 3"]),
        (("--dataset", "digits"), ["64 features", "iris"]),
        (("--sample", "106"), ["--sample 106", "1 to 105"]),
        (("-o", "sheet.pdf"), ["sheet.pdf", ".html"]),
        (("-o", "/nowhere/sheet.md"), ["/nowhere/sheet.md", "No such file"]),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_line(
    arguments: tuple[str, ...], words: list[str]
) -> None:
    done = run(*SHEET, *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert all(word in done.stderr for word in words), done.stderr
