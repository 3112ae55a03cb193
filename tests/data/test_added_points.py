"""Points of one's own in 2-D data."""

import numpy as np
import pytest
from click.testing import CliRunner

from tui_mlp.cli import tui_mlp
from tui_mlp.data.added_points import AddedPoint, with_points
from tui_mlp.data.catalogue import read_shipped
from tui_mlp.files.errors import DataError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_toml, config_to_toml
from tui_mlp.training.ensemble.ensemble_session import EnsembleSession
from tui_mlp.training.session import TrainingSession


@pytest.mark.parametrize("seed", range(5))
def test_added_points_are_always_trained_on_whatever_the_seed(seed: int) -> None:
    name = read_shipped("moons").class_names[1]
    points = (f"9,8,{name}", f"-9,-8.5,{name}")
    config = TrainingConfig(dataset="moons", points=points, seed=seed, subset=100)
    split = TrainingSession(config).samples.split
    count = len(read_shipped("moons").features)
    assert split.train.rows[-2:].tolist() == [count, count + 1]
    raw = split.train.features[-2:] * split.standardization.scale + split.standardization.mean
    assert raw == pytest.approx(np.array([[9, 8], [-9, -8.5]]), abs=1e-5)
    assert split.train.targets[-2:].argmax(axis=1).tolist() == [1, 1]
    held_back = np.concatenate([split.validation.rows, split.test.rows])
    assert held_back.max() < count
    assert len(split.train.rows) + len(held_back) == 102


def test_the_samples_of_the_set_are_split_as_without_points() -> None:
    name = read_shipped("moons").class_names[0]
    plain = TrainingSession(TrainingConfig(dataset="moons")).samples.split
    more = TrainingSession(TrainingConfig(dataset="moons", points=(f"0,0,{name}",))).samples.split
    assert np.array_equal(plain.train.rows, more.train.rows[:-1])
    assert np.array_equal(plain.test.rows, more.test.rows)


def test_points_are_kept_in_the_configuration_and_learned() -> None:
    name = read_shipped("moons").class_names[0]
    points = tuple(f"{12 + n / 10},{12 - n / 10},{name}" for n in range(10))
    config = TrainingConfig(dataset="moons", points=points, epochs=30)
    assert config_from_toml(config_to_toml(config)) == config
    session = TrainingSession(config)
    for _ in range(30):
        session.train_epoch()
    features = session.samples.split.train.features[-10:]
    assert (session.network.probabilities(features).argmax(axis=1) == 0).all()
    ensemble = EnsembleSession.of([config])
    assert ensemble.parts["train"].count == len(session.samples.split.train.rows)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,2", "two numbers and a class"),
        ("1,2,", "two numbers and a class"),
        ("a,2,c", "two numbers and a class"),
        ("nan,2,c", "two numbers and a class"),
        ("1,inf,c", "two numbers and a class"),
        ("1,2,nobody", "no class of moons, which has"),
    ],
)
def test_what_is_no_point_is_refused_in_a_line(text: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        with_points(read_shipped("moons"), [text])
    result = CliRunner().invoke(tui_mlp, ["train", "--dataset", "moons", "--point", text])
    assert words in result.output
    assert text in result.output


@pytest.mark.parametrize("dataset", ["iris", "discs"])
def test_only_a_plane_with_a_class_a_sample_takes_points(dataset: str) -> None:
    with pytest.raises(DataError, match=f"{dataset} takes no points"):
        with_points(read_shipped(dataset), ["1,2,x"])


def test_a_class_may_have_commas_in_its_name() -> None:
    point = AddedPoint.parsed("1.5,-2,red, or blue")
    assert point == AddedPoint(1.5, -2.0, "red, or blue")
    assert str(point) == "1.5,-2,red, or blue"
