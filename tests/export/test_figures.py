"""Figures of runs and models: which parts there are, what is written in them, and the files."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner, Result
from matplotlib.image import imread
from matplotlib.text import Text

from tui_mlp.cli import tui_mlp
from tui_mlp.export.export_error import ExportError
from tui_mlp.export.export_formats import FORMATS
from tui_mlp.export.figures.figure_sheet import figure_of
from tui_mlp.export.figures.figure_subject import FigureSubject, subject_of
from tui_mlp.export.figures.figure_theme import THEMES
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.model_file import model_of
from tui_mlp.training.session import TrainingSession

SPIRALS = TrainingConfig(dataset="spirals3", hidden=(20, 4), epochs=5)


def trained(config: TrainingConfig, epochs: int = 3) -> TrainingSession:
    session = TrainingSession(config)
    for _ in range(epochs):
        session.train_epoch()
    return session


def words(subject: FigureSubject, part: str | None = None) -> list[str]:
    """All that is written in a figure."""
    figure = figure_of(subject, "light", part)
    figure.draw_without_rendering()
    return [text.get_text() for text in figure.findobj(Text)]


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, ["export", *map(str, arguments)], standalone_mode=True)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (SPIRALS, ["Loss", "Accuracy", "Decision boundary, validation samples", "chance, ln 3"]),
        (
            TrainingConfig(dataset="iris", hidden=(4,)),
            ["setosa", "petal_length_cm", "chance, ln 3"],
        ),
        (
            TrainingConfig(dataset="discs", hidden=(4,)),
            ["Micro F1", "Label A, validation samples", "Label C, validation samples", "F1",
             "chance, 3 ln 2"],
        ),
        (
            TrainingConfig(dataset="moons", hidden=(), output="one_neuron"),
            ["Decision boundary, validation samples", "1 sigmoid", "chance, ln 2"],
        ),
        (TrainingConfig(dataset="iris", hidden=(4,), validation=0.0), ["training part"]),
        (TrainingConfig(dataset="moons", teaching="squared_error"), ["Loss", "Accuracy"]),
    ],
)  # fmt: skip
def test_a_figure_says_what_it_shows(config: TrainingConfig, expected: list[str]) -> None:
    session = trained(config)
    found = words(subject_of(session))
    for each in expected:
        assert any(each in text for text in found), (each, found)
    assert any(text.startswith("best epoch, ") for text in found) == bool(config.validation)


def test_numbers_in_the_figure_are_those_of_the_run() -> None:
    session = trained(SPIRALS, 5)
    found = words(subject_of(session))
    (confusions,) = [text for text in found if text.startswith("Confusions")]
    right, count = map(int, re.findall(r"\d+", confusions))
    accuracy = session.measure(session.samples.split.validation).accuracy
    assert (right, count) == (round(accuracy * 180), 180)
    assert f"misclassified, {180 - right} of 180" in found
    assert sum(int(text) for text in found if text.isdigit() and int(text) <= 60) >= right
    assert "20 tanh\n+8 more" in found
    assert f"Network, {session.network.architecture.parameter_count} parameters" in found


@pytest.mark.parametrize("theme", THEMES)
def test_curves_differ_in_more_than_colour_in_every_theme(theme: str) -> None:
    loss, _ = figure_of(subject_of(trained(SPIRALS)), theme, "curves").axes
    styles = [line.get_linestyle() for line in loss.get_lines()[:2]]
    assert styles == ["-", "--"]
    assert loss.get_yscale() == "log"
    assert loss.get_facecolor() == figure_of(subject_of(trained(SPIRALS)), theme).get_facecolor()


def test_a_model_without_its_run_has_a_network_alone() -> None:
    subject = FigureSubject(model_of(trained(SPIRALS)))
    assert subject.parts == ("network",)
    assert len(figure_of(subject, "light").axes) == 1
    with pytest.raises(ExportError, match=r"no figure of the boundary: .*: name the run"):
        figure_of(subject, "light", "boundary")
    with pytest.raises(ExportError, match="iris has 4 features, not 2"):
        figure_of(subject_of(trained(TrainingConfig(dataset="iris"))), "light", "boundary")


def test_the_files_are_what_their_names_say(runs_dir: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        tui_mlp, ["train", "--dataset", "iris", "--hidden", "4", "--epochs", "2"]
    )
    assert done.exit_code == 0
    (run,) = (folder.name for folder in runs_dir.iterdir() if folder.is_dir())
    for form in ("svg", "png", "html"):
        path = tmp_path / f"figure.{form}"
        assert call(run, "--to", form, "--theme", "dark", "-o", path).exit_code == 0
    assert ElementTree.parse(tmp_path / "figure.svg").getroot().tag.endswith("svg")  # noqa: S314
    picture = imread(tmp_path / "figure.png")
    assert picture.shape[2] == 4
    assert np.allclose(picture[0, 0, :3], [0x15 / 255, 0x18 / 255, 0x1C / 255], atol=0.01)
    page = (tmp_path / "figure.html").read_text()
    HTMLParser().feed(page)
    assert page.count("<svg") == 3
    assert "dataset = &quot;iris&quot;" in page
    assert not re.search(r'(?:src|href)="https?:', page)
    one = call(run, "--to", "html", "--part", "confusion", "-o", tmp_path / "one.html")
    assert one.exit_code == 0
    assert (tmp_path / "one.html").read_text().count("<svg") == 1


def test_names_of_the_data_are_text_in_the_page(tmp_path: Path) -> None:
    path = tmp_path / "x<script>&.csv"
    rows = "\n".join(f"{i},{i % 3},{'<b>' if i % 2 else '$x_1$'}" for i in range(30))
    path.write_text(f"a$_,b,kind\n{rows}\n")
    session = trained(TrainingConfig(data=str(path), hidden=(3,)))
    FORMATS["html"].writer("html")(subject_of(session), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "<script>" not in page
    assert "x&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--to", "csv", "--theme", "dark"), "--theme and --part are of svg, png and html"),
        (("--to", "svg", "--part", "curves"), "there is no figure of the curves"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(
    arguments: tuple[str, ...], line: str, tmp_path: Path
) -> None:
    model = tmp_path / "m.npz"
    FORMATS["npz"].writer("npz")(model_of(trained(SPIRALS, 1)), model)
    done = call(model, *arguments, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert line in done.output
    assert not (tmp_path / "out").exists()
