"""What a setting is, whatever its kind, and how a dataclass declares one."""

from collections.abc import Callable
from dataclasses import field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from tui_mlp.settings.facts import Facts
    from tui_mlp.settings.training_config import TrainingConfig

ValueT = TypeVar("ValueT")
Changes = dict[str, Any]
"""New values by the names of settings."""


class Group(Enum):
    """What belongs together, in the order of the command line's help and of the editor's rows."""

    DATA = auto()
    LAYERS = auto()
    OPTIMIZATION = auto()
    REGULARIZATION = auto()
    RUN = auto()
    """What is around the layers, and where the run begins and finishes."""


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False)
class _Declared:
    """A frozen value of keyword arguments, as a dataclass without code that is generated.

    `tui-mlp --help` makes every setting; real dataclasses would cost it a tenth of its time.
    """

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")


class Setting(_Declared):
    """A setting of `TrainingConfig`; its kind says what it takes."""

    group: Group
    sentence: str
    """What it means, for people: one sentence."""
    help: str = ""
    """The same for `--help`, in ASCII; the sentence by default."""
    label: str = ""
    """What it is called in the editor, in at most 10 cells."""
    used: "Callable[[TrainingConfig, Facts], bool] | None" = None
    """Whether it means anything now, or else the editor leaves it out; always by default."""
    adjustable: bool = False
    """Whether it may change while a run goes on."""
    data: bool = False
    """Whether the samples or their split depend on it."""
    metavar: str = "TEXT"
    """What stands for a value in `--help`."""
    option: str = ""
    """The option of the command line without its dashes; that of the name by default."""

    name: str = ""
    """The name, the default and the type of its field; see `in_field`."""
    default: Any = None
    annotation: Any = None

    editable: ClassVar[bool] = False
    """Whether the editor of settings has a row for it."""

    def in_field(self, name: str, default: Any, annotation: Any) -> Self:
        """The setting of a field with this name, default and type."""
        facts = {"name": name, "default": default, "annotation": annotation}
        return type(self)(**{**self.__dict__, **facts})

    @property
    def option_name(self) -> str:
        """The option of the command line without its dashes."""
        return self.option or self.name.replace("_", "-")

    @property
    def restarts(self) -> bool:
        """Whether a change needs a new run."""
        return not self.adjustable

    @property
    def description(self) -> str:
        """What `--help` says of it, without the default."""
        return self.help or self.sentence

    @property
    def bounds(self) -> str:
        """The range that `--help` names; empty where there is none that helps."""
        return ""

    def applies(self, config: "TrainingConfig", facts: "Facts") -> bool:
        """Whether it means anything in this configuration."""
        return self.used is None or self.used(config, facts)

    def check(self, value: Any) -> None:
        """Refuse a value that is out of range.

        Raises:
            ConfigError: it is; the error names the range.
        """

    def check_for(self, value: Any, facts: "Facts") -> None:
        """Refuse a value that the run has no use for.

        Raises:
            ConfigError: it has none; the error says what there is.
        """

    def parsed(self, text: str) -> Any:
        """The value that a text stands for, unchecked.

        Raises:
            ConfigError: it stands for none.
        """
        return text

    def written(self, value: Any) -> str:
        """A value as a text that `parsed` takes."""
        return str(value)

    def suggestions(self) -> tuple[str, ...]:
        """The words that a shell completes."""
        return ()

    def text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The present value, to read."""
        return self.written(getattr(config, self.name))

    def stepped(self, config: "TrainingConfig", facts: "Facts", step: int) -> Changes | None:
        """What a step further (1) or back (-1) changes; None where there is none."""
        return None


def setting(default: ValueT, kind: Setting) -> ValueT:
    """Declare a field of a configuration: its default, and what it is."""
    return field(default=default, metadata={"setting": kind})
