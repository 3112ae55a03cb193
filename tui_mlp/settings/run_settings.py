"""What is around the layers, and where a run begins and finishes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_mlp.settings import choices
from tui_mlp.settings.choice_kinds import Choice, Switch, TeachingChoice
from tui_mlp.settings.number_kinds import Number
from tui_mlp.settings.setting import Group, setting
from tui_mlp.settings.steps import EPOCHS
from tui_mlp.settings.teaching import NOT_TEACHING
from tui_mlp.settings.text_kinds import FilePath

if TYPE_CHECKING:
    from tui_mlp.settings.facts import Facts
    from tui_mlp.settings.training_config import TrainingConfig


def _has_two_classes(_config: "TrainingConfig", facts: "Facts") -> bool:
    return not facts.multilabel and facts.class_count == 2


def _has_labels(_config: "TrainingConfig", facts: "Facts") -> bool:
    return facts.multilabel


@dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)
class RunSettings:
    """What is around the layers, and where a run begins and finishes."""

    output: str = setting(
        "auto",
        Choice(
            group=Group.RUN,
            label="output",
            names=choices.outputs,
            sentence="Two units with a softmax, or one neuron with a sigmoid.",
            help="softmax; sigmoid, for several labels a sample; one_neuron, for two classes; "
            "auto goes by the data.",
            offered=("auto", "softmax", "one_neuron"),
            tell_names=False,
            used=_has_two_classes,
            data=True,
        ),
    )
    threshold: float = setting(
        0.5,
        Number(
            group=Group.RUN,
            label="threshold",
            sentence="A label counts as predicted from this probability on.",
            least=0.01,
            most=0.99,
            steps=tuple(round(0.05 * step, 2) for step in range(1, 20)),
            used=_has_labels,
            adjustable=True,
        ),
    )
    output_activation: str = setting(
        "identity",
        Choice(
            group=Group.RUN,
            label="output φ",
            names=choices.activations,
            sentence="The activation of the last layer, before softmax or sigmoid.",
            tell_names=False,
        ),
    )
    biases: bool = setting(
        True,
        Switch(group=Group.RUN, label="biases", sentence="Whether the layers have biases."),
    )
    init: str = setting(
        "glorot_normal",
        Choice(
            group=Group.RUN,
            label="init",
            names=choices.initializers,
            sentence="How the first weights are drawn.",
        ),
    )
    start: str | None = setting(
        None,
        FilePath(
            group=Group.RUN,
            sentence="A file of first weights, in the place of those that are drawn: a model, or "
            "W1, b1, ... as NPZ or safetensors.",
            metavar="PATH",
        ),
    )
    seed: int = setting(
        0,
        Number(
            group=Group.RUN,
            label="seed",
            sentence="Where all that is random begins: equal seeds, equal runs.",
            least=0,
            most=2**63 - 1,
            integer=True,
        ),
    )
    epochs: int = setting(
        200,
        Number(
            group=Group.RUN,
            label="epochs",
            sentence="Where the run finishes.",
            least=1,
            most=1_000_000_000,
            integer=True,
            steps=EPOCHS,
            adjustable=True,
        ),
    )
    teaching: str = setting(
        NOT_TEACHING,
        TeachingChoice(
            group=Group.RUN,
            label="teaching",
            names=choices.teaching,
            sentence="A network that fails, to see why: the wrong output or loss for the data.",
            help="Train what fails, to see why.",
            data=True,
        ),
    )
    patience: int = setting(
        0,
        Number(
            group=Group.RUN,
            label="patience",
            sentence="Early stopping: after so many epochs without a lower validation loss the "
            "run is over.",
            help="Early stopping: the run is over after so many epochs without a lower validation "
            "loss (training loss where nothing is held out); 0 or off for never.",
            metavar="EPOCHS",
            least=0,
            most=1_000_000_000,
            integer=True,
            zero="off",
            steps=(0, *EPOCHS),
            adjustable=True,
        ),
    )
