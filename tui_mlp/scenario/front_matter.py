"""The front matter of a scenario's file: its tables, and what can be wrong with a key."""

import re
from typing import Any, Literal

import msgspec

from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_text
from tui_mlp.files.toml import read_toml
from tui_mlp.scenario.values import Rule, Subjects


class KeyProblemError(ValueError):
    """A key, and what is wrong with it."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")


class VariantTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A `[[variants]]`: a run, with the settings that differ from the base."""

    name: str
    settings: dict[str, Any] = {}


class AnswerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[answer]`; see `tui_mlp.scenario.values.Judgement`."""

    measure: str
    rule: Rule
    threshold: float | None = None
    thresholds: tuple[float, ...] = ()
    variant: str | None = None
    ratio: tuple[str, str] | None = None
    layer: int | Literal["last"] | None = None
    tie: float | None = None
    level: float = 0.9
    also: tuple[str, ...] = ()


class ClaimTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[claim]`; see `tui_mlp.scenario.values.Claim`."""

    answer: str
    margin: float = 1.0


class StepTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A `[[steps]]`: a text, and with `ask` a number to work out; see `HandTask`."""

    text: str
    ask: str | None = None
    quantity: str | None = None
    given: dict[str, Any] = {}
    entry: int | list[int] | None = None
    hint: str | None = None
    tolerance: float = 0.01


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it; see `tui_mlp.scenario.values.Scenario`."""

    title: str
    subject: str
    look: str
    question: str
    options: Subjects | tuple[str, ...]
    settings: dict[str, Any]
    answer: AnswerTable
    variants: tuple[VariantTable, ...] = ()
    claim: ClaimTable | None = None
    steps: tuple[StepTable, ...] = ()
    seeds: int = 1


def front_matter(text: str) -> FrontMatter:
    """The tables in a text.

    Raises:
        KeyProblemError: it is not TOML, or a key is missing, unknown, or of a wrong type.
    """
    try:
        return msgspec.convert(read_toml(text), FrontMatter)
    except DataError as error:
        raise KeyProblemError("front matter", f"not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise _of_validation(str(error)) from error


def _of_validation(message: str) -> KeyProblemError:
    """The key and the problem in a message such as "Expected `str`, got `int` - at `$.title`"."""
    problem, _, place = message.replace("`", "").partition(" - at $")
    key = place.strip(".")
    named = re.fullmatch(r"Object (missing required|contains unknown) field (.*)", problem)
    if named:
        key = ".".join(part for part in (key, named[2]) if part)
        problem = "is missing" if named[1] == "missing required" else "there is no such key"
    return KeyProblemError(key, problem)


def one_line(key: str, text: str) -> str:
    """A text in one line, fit for the screen.

    Raises:
        KeyProblemError: there is nothing in it.
    """
    line = clean_text(" ".join(text.split()))
    require(bool(line), key, "is empty")
    return line


def require(holds: object, key: str, problem: str) -> None:
    """Check a condition on a key's value.

    Raises:
        KeyProblemError: it does not hold.
    """
    if not holds:
        raise KeyProblemError(key, problem)
