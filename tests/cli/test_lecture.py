"""`tui-mlp lecture` as a user has it: the list, and a statement's page in three forms."""

import json
import os
import subprocess
import sys

import pytest

IRIS = ("--dataset", "iris", "--hidden", "5,4")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_mlp", "lecture", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


def printed(*arguments: str) -> str:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_list_has_every_statement_in_80_columns() -> None:
    lines = printed().splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(1, 58))
    assert max(map(len, lines)) <= 80
    listed = json.loads(printed("--json"))
    assert [f"{each['number']:2}  {each['statement']}" for each in listed] == lines
    assert {each["shown"]["page"] for each in listed} == {
        "walk", "workbench", "flow", "surface", "scenario", "derivation",
    }  # fmt: skip


def test_a_statement_is_printed_with_its_reason_and_the_networks_numbers() -> None:
    text = printed("53", *IRIS, "--sample", "2", "--after", "1")
    assert text.startswith("53  Hence δᴸ = ŷ − y\n")
    assert "answer less label" in text
    assert "iris · sample 2 of 32 in the mini-batch · after 1 epoch · step 4" in text
    assert "5  The error at the output" in text
    assert max(map(len, text.splitlines())) <= 80


def test_json_has_the_numbers_of_explain() -> None:
    record = json.loads(printed("53", *IRIS, "--json"))
    done = subprocess.run(
        [sys.executable, "-m", "tui_mlp", "explain", *IRIS, "--json"],
        capture_output=True,
        check=True,
    )
    walk = json.loads(done.stdout)
    assert (record["number"], record["dataset"], record["row"]) == (53, "iris", walk["row"])
    blocks = record["pages"][0]["blocks"]
    shown = next(block for block in blocks if block.get("matrix") == "ŷ − y")
    assert shown["values"] == [walk["delta_short_way"]]


def test_markdown_has_formulas_and_tables() -> None:
    text = printed("45", *IRIS, "--markdown")
    assert text.startswith("# 45. δˡ: the slide")
    assert "V^{3} = (W^{3})^{\\top } \\operatorname{Diag}(\\varphi^{3}')" in text
    assert text.count("$$") % 2 == 0
    assert "| --- | ---: |" in text


@pytest.mark.parametrize("number", ["4", "18", "40", "54"])
@pytest.mark.parametrize("options", [("--dataset", "discs"), ("--hidden", "none")])
def test_other_kinds_of_page_and_network(number: str, options: tuple[str, ...]) -> None:
    assert printed(number, *options).count("\n") > 8


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("0",), "statements 1 to 57"),
        (("58",), "statements 1 to 57"),
        (("x",), "'x'"),
        (("3", "--json", "--markdown"), "choose one"),
        (("3", "--sample", "9999"), "--sample 9999"),
    ],
)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...], word: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert word in done.stderr


def test_a_weight_can_be_chosen_whose_paths_sum_to_its_gradient() -> None:
    number = next(
        line.split()[0] for line in printed().splitlines() if "by backpropagation" in line
    )
    record = json.loads(printed(number, *IRIS, "--weight", "2,1,3", "--json"))
    done = subprocess.run(
        [sys.executable, "-m", "tui_mlp", "explain", *IRIS, "--json"],
        capture_output=True,
        check=True,
    )
    gradient = json.loads(done.stdout)["layers"][1]["gradient_W"][0][2]
    blocks = record["pages"][0]["blocks"]
    table = next(block for block in blocks if block.get("matrix") == "the sum of the paths")
    assert sum(product for product, _ in table["values"]) == pytest.approx(gradient, rel=1e-9)
    for arguments, words in (
        ((number, "--weight", "2,5,1"), "W² is 4 × 5"),
        ((number, "--weight", "2,1"), "layer, row and column"),
        (("1", "--weight", "2,1,3"), f"only statement {number}"),
    ):
        done = run(*arguments, *IRIS)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert words in done.stderr


def test_json_has_the_loss_surface_and_its_ways() -> None:
    number = next(line.split()[0] for line in printed().splitlines() if "GD, SGD" in line)
    record = json.loads(printed(number, *IRIS, "--after", "1", "--json"))
    picture, _, table, *_ = record["pages"][0]["blocks"]
    assert picture["surface"] == "mean loss"
    assert (len(picture["values"]), len(picture["values"][0])) == (15, 31)
    assert (len(picture["y"]), len(picture["x"])) == (15, 31)
    assert [trail["places"][0] for trail in picture["trails"][:3]] == [[0.0, 0.0]] * 3
    assert table["rows"] == ["GD", "mini-batch SGD", "SGD"]
    assert [row[0] for row in table["values"]] == [105, 32, 1]
    assert "●" in printed(number, *IRIS)
    assert "```text" in printed(number, *IRIS, "--markdown")
