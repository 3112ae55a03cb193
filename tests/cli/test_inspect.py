"""`inspect` tells what was understood, and takes every decision from its user."""

import contextlib
import io
import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from tui_mlp.cli import open_session, tui_mlp

TABLE = """day,smoker,size,town,code,class
2026-03-01,yes,1.5,Bern,7,b
2026-03-02,no,2.5,Basel,7,a
2026-03-03,,-999,Bern,8,b
2026-03-04,no,4.5,Basel,9,b
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(TABLE)
    return path


def inspected(file: Path, *options: str) -> dict[str, object]:
    arguments = ["inspect", str(file), "--json", *options]
    done = CliRunner().invoke(tui_mlp, arguments, standalone_mode=False)
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def columns(report: dict[str, object]) -> dict[str, dict[str, object]]:
    return {column["name"]: column for column in report["columns"]}


def test_the_report_as_json(file: Path) -> None:
    report = inspected(file)
    assert set(report) == {
        *("rows", "encoding", "separator", "decimal", "target", "classes", "columns", "notes"),
        "warnings",
    }
    assert (report["rows"], report["encoding"], report["separator"]) == (4, "UTF-8", ",")
    assert report["target"] == "class"
    assert report["classes"] == {"a": 1, "b": 3}
    found = columns(report)
    for column in found.values():
        assert set(column) == {
            *("name", "kind", "used_as", "features", "missing", "examples", "note"),
        }
    used = {name: (c["kind"], c["used_as"], c["features"]) for name, c in found.items()}
    assert used == {
        "day": ("date", "left out", 0),
        "smoker": ("truth value", "feature", 1),
        "size": ("number", "feature", 1),
        "town": ("category", "feature", 2),
        "code": ("number", "feature", 1),
        "class": ("category", "target", 0),
    }
    assert found["smoker"]["missing"] == 1
    assert found["size"]["examples"] == ["1.5", "2.5", "-999"]
    assert "-999 to 4.5" in found["size"]["note"].replace("−", "-")


def test_every_decision_can_be_overridden(file: Path) -> None:
    report = inspected(
        file,
        *("--target", "town", "--ignore", "class", "--ignore", "smoker", "--missing", "-999"),
        *("--as", "code=category", "--as", "day=category"),
    )
    found = columns(report)
    assert report["classes"] == {"Basel": 2, "Bern": 2}
    assert found["class"]["used_as"] == found["smoker"]["used_as"] == "left out"
    assert found["size"]["missing"] == 1
    assert (found["code"]["kind"], found["code"]["features"]) == ("category", 3)
    assert found["day"]["features"] == 4


def test_signs_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("mass;kind\n1.250;ox\n1.310;ox\n2.400;rhino\n")
    assert columns(inspected(path))["mass"]["note"] == "1.25 to 2.4"
    report = inspected(path, "--decimal", ",")
    assert "1 250 to 2 400" in columns(report)["mass"]["note"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--as", "code"), "--as: 'code': COLUMN=KIND is needed"),
        (("--as", "code=colour"), "--as: there is no 'colour'"),
        (("--as", "cod=number"), "has no column 'cod'; did you mean 'code'?"),
        (("--ignore", "x"), "ignore: "),
        (("--decimal", "x"), "--decimal"),
        (("--separator", "xy"), "separator: 'xy' is none"),
        (("--as", "town=number"), "row 2, column 'town': 'Bern' is not a number"),
        (("--as", "town=truth value"), "'Bern' is neither true nor false"),
    ],
)
def test_what_makes_no_sense_is_refused(file: Path, options: tuple[str, ...], words: str) -> None:
    done = CliRunner().invoke(tui_mlp, ["inspect", str(file), *options], standalone_mode=False)
    assert words in str(done.exception)


def test_a_run_takes_the_same_decisions(file: Path, tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    config.write_text(
        f'data = "{file.name}"\ntarget = "town"\nignore = ["class"]\nread_as = "code=category"\n'
    )
    arguments = ["train", "--config", str(config), "--epochs", "1", "--json"]
    done = CliRunner().invoke(tui_mlp, arguments, standalone_mode=False)
    assert done.exit_code == 0, done.exception
    report = json.loads(done.stdout)
    assert report["classes"] == ["Basel", "Bern"]
    assert report["architecture"][0] == 5


def test_the_text_shows_columns_classes_and_warnings(file: Path) -> None:
    done = CliRunner().invoke(tui_mlp, ["inspect", str(file)], standalone_mode=False)
    for words in ("4 rows, UTF-8, separator ,", "truth value", "target class: 2 classes", "75%"):
        assert words in done.stdout
    assert "warning: The class 'a' has a single sample" in done.stdout


def test_standard_input_is_read_and_an_address_is_not() -> None:
    done = CliRunner().invoke(tui_mlp, ["inspect", "-", "--json"], input=TABLE)
    assert json.loads(done.stdout)["rows"] == 4
    for address in ("https://example.org/own.csv", "s3://own/own.csv"):
        done = CliRunner().invoke(tui_mlp, ["inspect", address], standalone_mode=False)
        assert "this is an address; download it" in str(done.exception)


def test_a_bar_shows_how_much_is_read_past_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    now, shown = [5.0], Screen()
    monkeypatch.setattr("sys.stderr", shown)
    with open_session.reading_progress(lambda: now[0]) as progress:
        now[0] = 5.9
        progress(0.2)
        assert shown.getvalue() == ""
        now[0] = 6.1
        progress(0.6)
        assert "reading" in shown.getvalue()
        assert "60%" in shown.getvalue()


def test_the_command_draws_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[float] = []
    bar = contextlib.nullcontext(parts.append)
    monkeypatch.setattr("tui_mlp.cli.open_session.reading_progress", lambda: bar)
    done = CliRunner().invoke(tui_mlp, ["inspect", str(file)], standalone_mode=False)
    assert done.exit_code == 0
    assert parts[-1] == 1


YEARS = "2019,2020,2021,kind\n1,2,3,a\n4,5,6,b\n7,8,9,a\n10,11,12,b\n"


def test_whether_there_is_a_header_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(YEARS)
    assert (inspected(path)["rows"], inspected(path, "--header", "no")["rows"]) == (4, 5)
    path.write_text("a,b,kind\nb,a,x\na,b,y\nb,a,x\n")
    assert inspected(path)["rows"] == 4, "its first row comes again below"
    told = inspected(path, "--header", "yes")
    assert (told["rows"], told["target"]) == (3, "kind")
    words = CliRunner().invoke(tui_mlp, ["inspect", str(path), "--header", "no"]).stdout
    assert "no header" in words.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (("own.csv",), {"data": "own.csv"}),
        (("--epochs", "3", "own.csv", "--target", "x"), {"epochs": 3, "target": "x"}),
        (("sub/own",), {"data": "sub/own"}),
        (("own.csv", "--header", "yes"), {"header": "yes"}),
    ],
)
def test_a_file_in_the_place_of_a_command_is_the_data(
    words: tuple[str, ...], settings: dict[str, object]
) -> None:
    done = CliRunner().invoke(tui_mlp, [*words, "--print-config"], standalone_mode=False)
    assert done.exit_code == 0, done.exception
    found = tomllib.loads(done.stdout)
    if "data" in settings:
        settings |= {"data": str(Path(str(settings["data"])).absolute())}
    assert found | settings == found


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nonsense",), "No such command 'nonsense'"),
        (("own.csv", "more"), "No such command 'more'"),
        (("-",), "the trainer reads its keys from standard input"),
    ],
)
def test_what_is_neither_a_file_nor_a_command_is_refused(words: tuple[str, ...], line: str) -> None:
    done = CliRunner().invoke(tui_mlp, [*words], standalone_mode=False)
    assert line in str(done.exception)


@pytest.mark.usefixtures("runs_dir")
def test_a_run_on_standard_input_says_that_it_cannot_go_on() -> None:
    arguments = ["train", "--data", "-", "--epochs", "1"]
    assert CliRunner().invoke(tui_mlp, arguments, input=YEARS).exit_code == 0
    done = CliRunner().invoke(
        tui_mlp, ["resume", "--headless", "--epochs", "2"], input=YEARS, standalone_mode=False
    )
    assert "it was trained on standard input, which is gone" in str(done.exception)
    assert "save the table as a file" in str(done.exception)


def test_wide_names_stay_in_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("長さ,v,種類\n" + "".join(f"{n}.5,{n % 3},{'牛ab'[n % 2]}\n" for n in range(9)))
    lines = CliRunner().invoke(tui_mlp, ["inspect", str(path)]).stdout.splitlines()
    places = [
        cell_len(line.partition(word)[0])
        for line in lines[2:9]
        for word in ("kind", "number", "category")
        if f"  {word}" in line
    ]
    assert len(places) == 4
    assert len({*places}) == 1
