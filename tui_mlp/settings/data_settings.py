"""Where the samples come from, and how they are split."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_mlp.data.formats import format_names
from tui_mlp.settings import choices
from tui_mlp.settings.choice_kinds import DatasetChoice, Given, Switch
from tui_mlp.settings.number_kinds import DataNumber, Number
from tui_mlp.settings.setting import Group, setting
from tui_mlp.settings.steps import TENTHS
from tui_mlp.settings.text_kinds import ColumnKinds, FilePath, Text, Texts

if TYPE_CHECKING:
    from tui_mlp.settings.facts import Facts
    from tui_mlp.settings.training_config import TrainingConfig


def _is_generated(_config: "TrainingConfig", facts: "Facts") -> bool:
    return facts.own_noise is not None


def _is_file(config: "TrainingConfig", _facts: "Facts") -> bool:
    return config.data is not None


def _takes_classes(_config: "TrainingConfig", facts: "Facts") -> bool:
    return facts.takes_classes


@dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)
class DataSettings:
    """Where the samples come from, and how they are split."""

    dataset: str = setting(
        "spirals3",
        DatasetChoice(
            group=Group.DATA,
            label="data",
            names=choices.datasets,
            sentence="The samples to learn.",
            help="The samples to learn; see `tui-mlp datasets`.",
            tell_names=False,
            data=True,
        ),
    )
    data: str | None = setting(
        None,
        FilePath(
            group=Group.DATA,
            sentence=f"A {format_names()} file of your own, in the place of a set.",
            metavar="PATH",
            data=True,
        ),
    )
    target: str | None = setting(
        None,
        Text(
            group=Group.DATA,
            sentence="The file's column to predict; the reader's choice by default.",
            metavar="COLUMN",
            data=True,
        ),
    )
    ignore: tuple[str, ...] | None = setting(
        None,
        Texts(
            group=Group.DATA,
            sentence="A column of the file to leave out; may come several times.",
            metavar="COLUMN",
            data=True,
        ),
    )
    read_as: tuple[str, ...] | None = setting(
        None,
        ColumnKinds(
            group=Group.DATA,
            sentence="What a column of the file is read as; may come several times.",
            help="What a column of the file is read as: number, category, truth value, date, "
            "text or identifier; may come several times.",
            kinds=choices.column_kinds,
            metavar="COLUMN=KIND",
            option="as",
            data=True,
        ),
    )
    missing: tuple[str, ...] | None = setting(
        None,
        Texts(
            group=Group.DATA,
            sentence="A word of the file for a missing value, such as -999; may come several "
            "times.",
            metavar="WORD",
            data=True,
        ),
    )
    decimal: str | None = setting(
        None,
        Given(
            group=Group.DATA,
            sentence="The file's decimal sign, . or ,; told by its numbers by default.",
            names=choices.decimal_signs,
            used=_is_file,
            tell_names=False,
            metavar="SIGN",
            data=True,
        ),
    )
    separator: str | None = setting(
        None,
        Text(
            group=Group.DATA,
            sentence="What parts the file's cells: , ; | tab or space; told by its lines by "
            "default.",
            metavar="SIGN",
            data=True,
        ),
    )
    header: str | None = setting(
        None,
        Given(
            group=Group.DATA,
            sentence="Whether the file's first row names the columns, yes or no; told by its cells "
            "by default.",
            names=choices.header_words,
            used=_is_file,
            tell_names=False,
            metavar="yes|no",
            data=True,
        ),
    )
    noise: float | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="noise",
            sentence="Standard deviation of what is added to each point.",
            help="Standard deviation of the noise of a generated set; its own by default.",
            least=0.0,
            most=100.0,
            steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0),
            own=lambda facts: facts.own_noise or 0.0,
            used=_is_generated,
            data=True,
        ),
    )
    samples: int | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="samples",
            sentence="How many points are generated.",
            help="Points of a generated set; as many as it has by default.",
            least=4,
            most=1_000_000,
            integer=True,
            steps=(50, 100, 200, 400, 600, 1000, 2000, 5000, 10000),
            own=lambda facts: facts.sample_count,
            used=_is_generated,
            data=True,
        ),
    )
    classes: int | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="classes",
            sentence="How many classes are generated.",
            help="Classes of a generated set that takes them: gaussians, spirals, posteriors.",
            least=2,
            most=8,
            integer=True,
            steps=(2, 3, 4, 5, 6, 7, 8),
            own=lambda facts: facts.class_count,
            used=_takes_classes,
            data=True,
        ),
    )
    validation: float = setting(
        0.2,
        Number(
            group=Group.DATA,
            label="validation",
            sentence="The fraction of the samples to validate on.",
            least=0.0,
            most=0.9,
            steps=TENTHS[:9],
            data=True,
        ),
    )
    test: float = setting(
        0.1,
        Number(
            group=Group.DATA,
            label="test",
            sentence="The fraction of the samples to test on, at the end only.",
            least=0.0,
            most=0.9,
            steps=TENTHS[:9],
            data=True,
        ),
    )
    points: tuple[str, ...] | None = setting(
        None,
        Texts(
            group=Group.DATA,
            sentence="Points of one's own in 2-D data, beside the set's: all are trained on.",
            help="A point of your own to train on, in 2-D data, such as 0.5,-1.2,c0; may come "
            "several times.",
            metavar="X1,X2,CLASS",
            option="point",
            data=True,
        ),
    )
    subset: int | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="subset",
            sentence="How many of the samples are used, drawn by the seed with their classes.",
            help="Use so many of the samples, drawn by the seed, each class in its share; all by "
            "default. A test part that the file gives stays whole.",
            least=2,
            most=1_000_000_000,
            integer=True,
            steps=(20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000),
            own=lambda facts: facts.sample_count,
            data=True,
        ),
    )
    standardize: bool = setting(
        True,
        Switch(
            group=Group.DATA,
            label="scaling",
            sentence="Whether each feature is brought to mean 0 and deviation 1.",
            help="Whether each feature is brought to mean 0 and deviation 1, by the training part.",
            data=True,
        ),
    )
