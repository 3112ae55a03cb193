"""What can be asked of a worker about samples: pick one, list the worst, predict a new one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.worker.commands import Command

if TYPE_CHECKING:
    from tui_mlp.worker.controller import TrainingController
    from tui_mlp.worker.looking import Looking


@dataclass(frozen=True)
class ShowSampleAt(Command):
    """Go to the sample at a place of the part that is shown."""

    index: int
    origin: str = ""
    """What it was picked for, in words."""
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        looking.show_sample(self.index, self.origin)


@dataclass(frozen=True)
class ShowConfused(Command):
    """Go to the next sample of one cell of the confusion matrix, around the end."""

    true: int
    predicted: int
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        problem = looking.show_confused(controller.session, self.true, self.predicted)
        if problem:
            controller.say(problem)


@dataclass(frozen=True)
class ListWorst(Command):
    """Answer with the samples of largest loss, `tui_mlp.worker.replies.WorstListed`."""

    count: int
    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        from tui_mlp.worker.answers.sample_answers import list_worst

        number = controller.runs.run.description.number
        controller.answer(list_worst(controller.session, number, self.count))


@dataclass(frozen=True)
class DescribeInputs(Command):
    """Answer with what a sample consists of, `tui_mlp.worker.replies.InputsDescribed`."""

    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        from tui_mlp.worker.answers.sample_answers import describe_inputs

        number = controller.runs.run.description.number
        controller.answer(describe_inputs(controller.session, number, looking))


@dataclass(frozen=True, eq=False)
class Predict(Command):
    """Answer with the network's yhat for a sample, `tui_mlp.worker.replies.Predicted`."""

    features: FloatArray
    """(D,) in the source's units; NaN for one that is not known."""
    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        from tui_mlp.worker.answers.sample_answers import predict

        if len(self.features) == len(controller.session.samples.dataset.feature_names):
            number = controller.runs.run.description.number
            features = np.asarray(self.features, np.float32)
            controller.answer(predict(controller.session, number, features))


@dataclass(frozen=True, eq=False)
class PredictEach(Command):
    """Answer with yhat for several samples, `tui_mlp.worker.replies.PredictedEach`."""

    features: FloatArray
    """(N, D) in the source's units; NaN for what is not known."""
    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        from tui_mlp.worker.answers.sample_answers import predict_each

        if self.features.shape[1] == len(controller.session.samples.dataset.feature_names):
            number = controller.runs.run.description.number
            features = np.asarray(self.features, np.float32)
            controller.answer(predict_each(controller.session, number, features))
