"""What fails is refused, trained by name, and marked in all that comes of it."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from tui_mlp.cli import tui_mlp
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.teaching import TEACHING
from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.ensemble.ensemble_session import EnsembleSession
from tui_mlp.training.evaluating.evaluation import evaluate
from tui_mlp.training.model_file import load_model, model_of, save_model
from tui_mlp.training.outputs import Output, class_probabilities, network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import BoundaryGrid, view_sample

DATA = {"softmax_labels": "discs"}


def session_of(**settings: object) -> TrainingSession:
    return TrainingSession(config_from_mapping(settings))


def trained(name: str, epochs: int = 3, **settings: object) -> TrainingSession:
    session = session_of(
        dataset=DATA.get(name, "spirals3"), teaching=name, hidden=[6], epochs=epochs, **settings
    )
    while session.epoch < epochs and session.train_epoch():
        pass
    return session


@pytest.mark.parametrize(
    ("dataset", "output", "name"),
    [
        ("discs", "softmax", "softmax_labels"),
        ("iris", "sigmoid", "sigmoids"),
        ("iris", "one_neuron", "one_neuron"),
    ],
)
def test_a_refusal_names_what_allows_it(dataset: str, output: str, name: str) -> None:
    with pytest.raises(ConfigError, match=f"--teaching {name} trains it all the same"):
        session_of(dataset=dataset, output=output)
    assert session_of(dataset=dataset, teaching=name).config.teaching == name


@pytest.mark.parametrize(
    ("dataset", "name", "words"),
    [
        ("discs", "sigmoids", "one class"),
        ("discs", "squared_error", "one class"),
        ("iris", "softmax_labels", "several labels"),
        ("moons", "one_neuron", "right for two classes"),
    ],
)
def test_a_failure_that_the_data_cannot_have_is_refused(
    dataset: str, name: str, words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        session_of(dataset=dataset, teaching=name)
    assert caught.value.setting == "teaching"


def test_an_output_beside_it_is_a_contradiction() -> None:
    with pytest.raises(ConfigError, match="leave it out"):
        config_from_mapping({"output": "softmax", "teaching": "sigmoids"})


def test_one_neuron_puts_classes_in_a_row() -> None:
    y = np.eye(3, dtype=np.float32)
    np.testing.assert_allclose(network_targets(Output.ONE_NEURON, y), [[0], [0.5], [1]])
    yhat = np.array([[0], [0.25], [0.5], [0.9]], np.float32)
    near = [[1, 0, 0], [0.5, 0.5, 0], [0, 1, 0], [0, 0.2, 0.8]]
    np.testing.assert_allclose(class_probabilities(Output.ONE_NEURON, yhat, 3), near, atol=1e-6)


def test_on_the_way_from_the_first_class_to_the_last_one_neuron_passes_the_middle_one() -> None:
    session = trained("one_neuron", 60, learning_rate=0.2)
    winner = BoundaryGrid(session, 200, 200).view(session).winner.astype(int)
    # yhat is continuous, but on a grid a steep flank may step over the strip between
    steps = np.abs(np.diff(winner, axis=1))
    assert {0, 1, 2} == set(winner.ravel().tolist())
    assert (steps == 2).sum() < 0.2 * (steps > 0).sum()
    # the middle class cannot be learned to a loss below ln 2
    part = session.samples.split.train
    middle = part.targets.argmax(axis=1) == 1
    targets = network_targets(session.output, part.targets)
    losses = session.network.sample_losses(part.features, targets)
    assert losses[middle].min() >= np.log(2) - 1e-6


def test_naive_softmax_diverges_where_the_other_goes_on_and_says_why() -> None:
    settings = {"dataset": "iris", "hidden": [8], "learning_rate": 20.0, "epochs": 3}
    naive = session_of(**settings, teaching="naive_softmax")
    other = session_of(**settings)
    while naive.epoch < 3 and naive.train_epoch():
        pass
    other.train_steps(naive.step_count)
    assert "is not finite at step" in naive.divergence
    assert "∞/∞ = NaN" in naive.divergence
    assert not other.divergence


@pytest.mark.parametrize("name", TEACHING)
def test_the_mark_is_in_the_model_and_its_answers_are_the_run_s(name: str, tmp_path) -> None:
    session = trained(name)
    save_model(model_of(session), tmp_path / "model.npz")
    model = load_model(tmp_path / "model.npz")
    assert model.metadata.teaching == name
    part, dataset = session.samples.split.validation, session.samples.dataset
    expected = class_probabilities(
        session.output, session.network.probabilities(part.features), len(dataset.class_names)
    )
    found = model.probabilities(dataset.features[part.rows])
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    assert len(model.predicted(found)) == len(part.rows)
    sample = view_sample(session, 0)
    assert sample.probabilities.shape == sample.target.shape


@pytest.mark.parametrize("name", TEACHING)
def test_a_model_is_evaluated_by_its_own_loss(name: str) -> None:
    session = trained(name, 10)
    part, dataset = session.samples.split.validation, session.samples.dataset
    found = evaluate(
        model_of(session), dataset.features[part.rows], dataset.targets[part.rows], part.rows
    )
    metrics = session.measure(part)
    assert found.loss == pytest.approx(metrics.loss, rel=1e-5)
    assert found.accuracy.value == pytest.approx(metrics.accuracy)
    losses = session.network.sample_losses(
        part.features, network_targets(session.output, part.targets)
    )
    places = {int(row): place for place, row in enumerate(part.rows)}
    for each in found.worst:
        assert each.loss == pytest.approx(float(losses[places[each.row]]), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("name", TEACHING)
def test_many_seeds_come_to_the_same_as_one_by_one(name: str) -> None:
    configs = [
        config_from_mapping(
            {"dataset": DATA.get(name, "spirals3"), "teaching": name, "hidden": [5], "seed": seed}
        )
        for seed in range(2)
    ]
    ensemble = EnsembleSession.of(configs)
    ensemble.train_steps(20)
    together = ensemble.measure("validation")
    for place, config in enumerate(configs):
        alone = TrainingSession(config)
        alone.train_steps(20)
        metrics = alone.measure(alone.samples.split.validation)
        assert together.loss[place] == pytest.approx(metrics.loss, rel=1e-4)
        assert together.score[place] == pytest.approx(metrics.score, abs=0.02)


@pytest.mark.parametrize("name", TEACHING)
def test_the_shell_says_that_it_is_for_teaching(name: str, tmp_path) -> None:
    model, data = tmp_path / "m.npz", DATA.get(name, "spirals3")
    train = ["train", "--dataset", data, "--teaching", name, "--hidden", "4", "--epochs", "1",
             "--runs-dir", str(tmp_path / "runs")]  # fmt: skip
    done = CliRunner().invoke(tui_mlp, [*train, "--save", str(model)])
    assert done.exit_code == 0, done.output
    assert f"note: for teaching, {TEACHING[name].mark}" in done.output
    done = CliRunner().invoke(tui_mlp, [*train, "--json"])
    assert json.loads(done.stdout)["teaching"] == name
    csv = tmp_path / "new.csv"
    csv.write_text("x1,x2\n0.1,0.2\n")
    done = CliRunner().invoke(tui_mlp, ["predict", str(model), "--data", str(csv)])
    assert f"for teaching, {TEACHING[name].mark}" in done.stderr
