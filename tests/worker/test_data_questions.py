"""What a worker answers about a file and about the test part; the run stays as it is."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.settings.own_data import OWN_DATA, for_other_data
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.checkpoint import checkpoint_of, resumed_session
from tui_mlp.worker.commands import Change
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.questions.data_commands import DescribeData, Evaluate, ReadData
from tui_mlp.worker.replies import DataRead, Evaluated, Notice

TABLE = "u,v,w,kind\n" + "".join(
    f"{n % 7}.5,{n % 5},{n % 3},{('ox', 'cow', 'cow')[n % 3]}\n" for n in range(60)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "herd.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def controller() -> TrainingController:
    return TrainingController(TrainingConfig(dataset="iris", hidden=(4,)), lambda: 0.0)


def asked(controller: TrainingController, command: object) -> object:
    controller.handle(command, 7)
    (reply,) = controller.take_replies()
    assert reply.command == 7
    return pickle.loads(pickle.dumps(reply.answer))  # noqa: S301  (as it goes to the screen)


def test_a_file_is_read_once_and_what_was_shown_is_trained_on(
    file: Path, controller: TrainingController
) -> None:
    before = controller.session
    settings = {"data": str(file), "target": "w", "ignore": ("kind",), "read_as": ("v=category",)}
    answer = asked(controller, ReadData(settings))
    assert isinstance(answer, DataRead)
    assert (answer.name, answer.problem) == ("herd.csv", "")
    assert dict(answer.settings) == {**dict.fromkeys(OWN_DATA), **settings}
    assert answer.report is not None
    assert [column.used_as for column in answer.report.columns] == [
        "feature", "feature", "target", "left out",
    ]  # fmt: skip
    assert controller.session is before
    file.unlink()
    controller.handle(Change(for_other_data(settings)))
    assert controller.session.samples.dataset.class_names == ("0", "1", "2")
    assert controller.session.samples.dataset.features.shape == (60, 6)


def test_a_run_goes_on_with_what_was_decided(file: Path, controller: TrainingController) -> None:
    settings = {"data": str(file), "target": "w", "ignore": ("kind",), "missing": ("6.5",)}
    controller.handle(Change(for_other_data(settings)))
    session = controller.session
    session.step()
    again = resumed_session(checkpoint_of(session))
    assert again.config == session.config
    assert again.samples.dataset.class_names == ("0", "1", "2")
    np.testing.assert_array_equal(again.network.parameters, session.network.parameters)


def test_other_decisions_read_the_file_again(file: Path, controller: TrainingController) -> None:
    asked(controller, ReadData({"data": str(file)}))
    file.write_text(TABLE + "1,2,3,ox\n")
    controller.handle(Change(for_other_data({"data": str(file), "ignore": ("u",)})))
    assert controller.session.samples.dataset.features.shape == (61, 2)


def test_what_is_refused_is_answered_with_its_cause_and_the_columns(
    file: Path, controller: TrainingController
) -> None:
    before = controller.session
    answer = asked(controller, ReadData({"data": str(file), "read_as": ("kind=date", "w=number"),
                                         "target": "u"}))  # fmt: skip
    assert isinstance(answer, DataRead)
    assert "regression" in answer.problem
    assert answer.report is not None
    found = {column.name: column for column in answer.report.columns}
    assert (found["kind"].kind, found["u"].used_as) == ("date", "target")
    assert found["v"].examples == ("0", "1", "2")
    answer = asked(controller, ReadData({"data": str(file) + "x"}))
    assert isinstance(answer, DataRead)
    assert answer.report is None
    assert "no such file" in answer.problem
    answer = asked(controller, ReadData({"data": str(file), "separator": "xy"}))
    assert "separator: 'xy' is none" in answer.problem
    assert controller.session is before


def test_the_present_data_are_described(controller: TrainingController) -> None:
    answer = asked(controller, DescribeData())
    assert isinstance(answer, DataRead)
    assert answer.name == "iris"
    assert answer.settings["data"] is None
    assert answer.report is not None
    assert answer.report.rows == 150
    controller.handle(Change({"dataset": "circle"}))
    answer = asked(controller, DescribeData())
    assert isinstance(answer, DataRead)
    assert (answer.report, answer.problem) == (None, "")


def test_the_test_part_is_evaluated_without_touching_the_run(
    controller: TrainingController,
) -> None:
    session = controller.session
    for _ in range(20):
        session.step()
    before = session.network.parameters.copy()
    answer = asked(controller, Evaluate())
    assert isinstance(answer, Evaluated)
    figures, part = answer.figures, session.samples.split.test
    assert figures is not None
    assert (answer.part, answer.step, figures.samples) == ("test", 20, len(part.rows))
    assert figures.loss == pytest.approx(session.measure(part).loss, rel=1e-5)
    assert {each.row - 1 for each in figures.worst} <= set(part.rows.tolist())
    np.testing.assert_array_equal(session.network.parameters, before)


def test_a_command_of_settings_that_are_none_is_a_notice(controller: TrainingController) -> None:
    answer = asked(controller, ReadData({"data": "x.csv", "decimal": "x"}))
    assert isinstance(answer, Notice)
    assert "decimal" in answer.text
