"""What can be asked of a worker about data: what a file was understood as, and its test part."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui_mlp.settings.own_data import for_other_data
from tui_mlp.worker.answers.data_answers import describe_data, evaluate_part, read_data
from tui_mlp.worker.commands import Command

if TYPE_CHECKING:
    from tui_mlp.worker.controller import TrainingController
    from tui_mlp.worker.looking import Looking


@dataclass(frozen=True)
class DescribeData(Command):
    """Answer with what the present data were understood as, `replies.DataRead`."""

    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.answer(describe_data(controller.session))


@dataclass(frozen=True)
class ReadData(Command):
    """Read a file, and answer with what it was understood as, `replies.DataRead`.

    The run stays as it is; one on this file that comes next takes what was read.
    """

    settings: Mapping[str, object]
    """Those of `settings.own_data.OWN_DATA`; what is not named is the reader's."""
    asks = True

    def uses_files(self) -> bool:
        return True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        changes = for_other_data(self.settings)
        config = replace(controller.session.config, **changes)
        controller.answer(read_data(controller.runs, config))


@dataclass(frozen=True)
class Evaluate(Command):
    """Answer with the figures of the test part, `replies.Evaluated`.

    Of the validation part where there is none, and of the training part where neither is.
    """

    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        number = controller.runs.run.description.number
        controller.answer(evaluate_part(controller.session, number))
