"""The options that describe a run, shared by the trainer, `train` and `screenshot`."""

import os
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from tui_mlp.training.config import TrainingConfig

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


class InputError(click.ClickException):
    """Something that the user gave cannot be used."""

    exit_code = 2


class Name(click.ParamType[str | list[str]]):
    """One of the names in a table of the program, which is imported only to complete a word."""

    name = "name"

    def __init__(self, module: str, table: str, *, several: bool = False) -> None:
        self._module, self._table, self._several = module, table, several

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | list[str]:
        """The name as it is; the configuration knows which names there are."""
        if self._several and isinstance(value, str):
            return [name.strip() for name in value.split(",")]
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names that begin with what was typed; after a comma, the next name."""
        before, comma, word = incomplete.rpartition(",") if self._several else ("", "", incomplete)
        names: Iterable[str] = getattr(import_module(self._module), self._table)
        return [CompletionItem(before + comma + n) for n in names if n.startswith(word)]


class Widths(click.ParamType[list[int]]):
    """Widths of hidden layers: integers with commas between, or `none`."""

    name = "widths"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[int]:
        """The widths as a list; empty for `none`."""
        if value == "none":
            return []
        try:
            return [int(width) for width in str(value).split(",")]
        except ValueError:
            self.fail(f"{value!r} is not a list of widths such as 16,16 (or none)", param, ctx)


class BatchSize(click.ParamType[int | str]):
    """A number of samples, or `full` for all of them."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        """The size as an integer, or "full"."""
        if value == "full":
            return "full"
        try:
            return int(value)
        except ValueError:
            self.fail(f"{value!r} is not a number of samples (or full)", param, ctx)


def _name(table: str, *, several: bool = False) -> Name:
    module, _, constant = table.partition(":")
    return Name(f"tui_mlp.{module}", constant, several=several)


_FILE = click.Path(path_type=Path)


class Threads(click.IntRange):
    """A number of threads, as many as there are processors at most."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or the number of processors where that is smaller."""
        return min(super().convert(value, param, ctx), os.cpu_count() or 1)


threads_option = click.option(
    "--threads",
    type=Threads(1),
    default=1,
    help="Threads for the matrix products, as many as there are processors at most. [1]",
)
refresh_option = click.option(
    "--refresh",
    type=click.FloatRange(0.2, 30),
    default=5.0,
    help="Pictures a second at most; fewer, where the terminal is slow. [5]",
)

_OPTIONS: tuple[Callable[[CommandT], CommandT], ...] = (
    click.option("--dataset", type=_name("data.catalogue:NAMES"), help="A set; see `datasets`."),
    click.option("--data", type=click.Path(), help="A CSV or NPZ file of your own instead."),
    click.option("--target", metavar="COLUMN", help="The file's column to predict."),
    click.option("--noise", type=float, help="Noise of a generated set."),
    click.option("--samples", type=int, help="Size of a generated set."),
    click.option("--classes", type=int, help="Classes of gaussians, spirals, posteriors."),
    click.option("--validation", type=float, help="Part of the samples to validate on. [0.2]"),
    click.option("--test", type=float, help="Part of the samples to test on at the end. [0.1]"),
    click.option("--hidden", type=Widths(), help="Widths of the hidden layers, or none. [16,16]"),
    click.option(
        "--activation",
        type=_name("nn.activations:ACTIVATIONS", several=True),
        help="One for all hidden layers, or one for each: identity, sigmoid, tanh, relu, "
        "leaky_relu, elu, gelu, silu, softplus. [tanh]",
    ),
    click.option("--biases/--no-biases", default=None, help="Whether layers have biases. [biases]"),
    click.option(
        "--output",
        type=_name("training.config:OUTPUTS"),
        help="softmax; sigmoid, for several labels a sample; one_neuron, for two classes; auto "
        "goes by the data. [auto]",
    ),
    click.option(
        "--output-activation",
        type=_name("nn.activations:ACTIVATIONS"),
        help="phi of the last layer, before softmax or sigmoid. [identity]",
    ),
    click.option("--label-smoothing", type=float, help="s: targets (1-s) y + s/C. [0]"),
    click.option("--threshold", type=float, help="A label is predicted from here on. [0.5]"),
    click.option(
        "--init",
        type=_name("nn.initializers:INITIALIZERS"),
        help="zeros, uniform, normal, or glorot_, he_ or lecun_ uniform or normal. [glorot_normal]",
    ),
    click.option(
        "--optimizer",
        type=_name("nn.optimizers:OPTIMIZERS"),
        help="sgd, momentum, nesterov, rmsprop, adam, adamw. [momentum]",
    ),
    click.option("--momentum", type=float, help="beta of momentum and nesterov. [0.9]"),
    click.option("--learning-rate", type=float, help="gamma. [0.05]"),
    click.option(
        "--schedule",
        type=_name("nn.schedules:SCHEDULES"),
        help="gamma_k: constant, inverse (1/k), step, exponential, cosine, warmup. [constant]",
    ),
    click.option("--schedule-factor", type=float, help="Factor of step and exponential. [0.5]"),
    click.option("--schedule-epochs", type=float, help="Epochs that the schedule counts in. [10]"),
    click.option("--batch-size", type=BatchSize(), help="Mini-batch, 1 for SGD, or full. [32]"),
    click.option(
        "--sampling",
        type=_name("training.config:SAMPLING_RULES"),
        help="shuffle (each sample once an epoch) or replacement. [shuffle]",
    ),
    click.option("--epochs", type=int, help="Where the run finishes. [200]"),
    click.option("--l1", type=float, help="L1 penalty on the weights. [0]"),
    click.option("--l2", type=float, help="L2 penalty on the weights. [0]"),
    click.option("--dropout", type=float, help="Part of the hidden units to drop. [0]"),
    click.option("--clip", type=float, help="Largest gradient norm; 0 for no clipping. [0]"),
    click.option("--seed", type=int, help="Seed of all that is random. [0]"),
    click.option("--config", type=_FILE, help="A TOML file with these settings; options beat it."),
    click.option("--print-config", is_flag=True, help="Print the run as such a file, and end."),
    threads_option,
)


def run_options(command: CommandT) -> CommandT:
    """Give a command the options of a run."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given_settings(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, by their names in a configuration; `config` too."""
    return {name: value for name, value in options.items() if value is not None}


def config_of(options: dict[str, Any]) -> "TrainingConfig":
    """The configuration that the options and the file they name describe.

    Raises:
        InputError: the file cannot be read, or a setting is wrong.
    """
    from tui_mlp.training.config import ConfigError, TrainingConfig, settings_from_toml

    given = given_settings(options)
    path: Path | None = given.pop("config", None)
    origin = ""
    settings: dict[str, Any] = {}
    try:
        if path is not None:
            origin = f"{path}: "
            settings = settings_from_toml(_read_text(path))
            TrainingConfig.from_mapping(settings)
            if "data" in settings and path.is_file():  # a pipe has no folder
                settings["data"] = str(path.parent / settings["data"])
            origin = ""
        if "dataset" in given and "data" not in given:
            settings.pop("data", None)
            settings.pop("target", None)
        return TrainingConfig.from_mapping({**settings, **given})
    except ConfigError as error:
        name = error.setting.replace("_", "-")
        option = error.setting if origin else f"--{name}"
        raise InputError(f"{origin}{option}: {error.problem}") from error


def _read_text(path: Path) -> str:
    from tui_mlp.files.errors import DataError
    from tui_mlp.files.source import read_bytes
    from tui_mlp.files.text import shown_path

    try:
        return read_bytes(path).decode("utf-8")
    except DataError as error:
        raise InputError(f"--config {error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"--config {shown_path(path)}: not a UTF-8 text") from error
