"""`tui-mlp kl`: its figures against the lecture's example, and its refusals."""

import json
import math
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli.commands.lecture.kl import kl

EXAMPLE = ("1/4,3/4", "1/2,1/2")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kl, list(arguments), prog_name="tui-mlp kl")


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr


def test_the_lectures_example() -> None:
    result = run(*EXAMPLE)
    assert result.exit_code == 0
    lines = dict(line.split(" = ", 1) for line in result.stdout.splitlines() if " = " in line)
    assert lines["KL(p||q)"] == "+0.130812 nats = NE + CE"
    assert lines["KL(q||p)"] == "+0.143841 nats"
    assert lines["NE(p)   "] == "-0.562335 nats"
    assert lines["CE(p, q)"] == "+0.693147 nats"
    assert "  1  0.250000  0.500000    -0.173287    +0.346574" in result.stdout
    assert "KL(p||r)" not in result.stdout


def test_json() -> None:
    report = json.loads(run(*EXAMPLE, "3/4,1/4", "--json").stdout)
    assert report["p"] == [0.25, 0.75]
    assert report["kl_pq"] == pytest.approx(sum(report["terms_pq"]))
    assert report["kl_pq"] == pytest.approx(
        report["negative_entropy_p"] + report["cross_entropy_pq"]
    )
    assert report["terms_qp"] == pytest.approx([0.5 * math.log(2), 0.5 * math.log(2 / 3)])
    assert report["triangle"] == {
        "r": [0.75, 0.25],
        "kl_pr": pytest.approx(math.log(3) / 2),
        "kl_pq": report["kl_pq"],
        "kl_qr": pytest.approx(report["kl_qp"]),
        "holds": False,
    }


def test_both_verdicts_on_the_triangle() -> None:
    assert "0.549306 <= 0.130812 + 0.143841 = 0.274653\nviolated" in run(*EXAMPLE, "3/4,1/4").stdout
    assert "holds for these" in run(*EXAMPLE, "1/2,1/2").stdout


def test_infinity_is_explained() -> None:
    result = run("0.5,0.25,0.25", "1,0,0")
    assert "KL(p||q) = +inf" in result.stdout
    assert "KL(p||q) is infinite: q gives j=2, 3 no chance, but p does" in result.stdout
    assert "KL(q||p) is infinite" not in result.stdout
    report = json.loads(run("0.5,0.25,0.25", "1,0,0", "--json").stdout)
    assert report["kl_pq"] is None
    assert report["impossible_under_q"] == [1, 2]


def test_normalize_divides_by_the_sum() -> None:
    report = json.loads(run("1,3", "2,2", "--normalize", "--json").stdout)
    assert report["p"] == [0.25, 0.75]
    assert report["kl_pq"] == pytest.approx(0.130812, abs=1e-6)


def test_rounding_in_the_sum_is_no_error() -> None:
    assert run("0.3333333,0.3333333,0.3333333", "1/3,1/3,1/3").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("1,2", "1/2,1/2"), "P sums to 3, not 1; --normalize"),
        (("1/2,1/2", "0.5,0.500002"), "Q sums to 1.000002, not 1"),
        ((*EXAMPLE, "1,1"), "R sums to 2"),
        (("0,0", "1/2,1/2", "--normalize"), "P sums to 0"),
        (("1e308,1e308", "1/2,1/2", "--normalize"), "P sums to inf"),
        (("-0.5,1.5", "1/2,1/2"), "P: '-0.5' is no probability"),
        (("nan,1", "1/2,1/2"), "P: 'nan' is no probability"),
        (("1/2,1/2", "1/0,1"), "Q: '1/0' is no number or fraction"),
        (("1/2,1/2", "a,1"), "Q: 'a' is no number or fraction"),
        (("1/2,,1/2", "1,0"), "P: '' is no number"),
        (("1", "1"), "P: one number is no distribution"),
        (("1/2,1/2", "1/3,1/3,1/3"), "P has 2 classes and Q 3"),
        (("1/2,1/2",), "Missing argument 'Q'"),
        ((*EXAMPLE, "--jsn"), "No such option '--jsn'"),
    ],
)
def test_bad_input_is_refused_in_words(arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(*arguments)


def test_as_a_user_calls_it() -> None:
    command = [sys.executable, "-m", "tui_mlp", "kl"]
    done = subprocess.run([*command, *EXAMPLE], capture_output=True, text=True, check=True)
    assert "KL(p||q) = +0.130812 nats" in done.stdout
    done = subprocess.run([*command, "1,2", "1,0"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("tui-mlp: P sums to 3, not 1")


def test_loading_the_command_loads_no_numpy() -> None:
    code = "import sys, tui_mlp.cli.commands.lecture.kl; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
