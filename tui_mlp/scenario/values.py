"""A scenario: a question that a learner answers first, the runs that decide it, and the text.

What is right is never written down for the learner: a measure of the finished runs and a rule give
the answer. See `tui_mlp.scenario.file` for the files that scenarios are read from.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from tui_mlp.settings.training_config import TrainingConfig

LAST_LAYER = "last"


class ScenarioError(ValueError):
    """A scenario that cannot be used: one line that names the file, the key, and what is wrong."""


class Rule(StrEnum):
    """How an answer comes from what was measured."""

    ABOVE = "above"
    """The first of two options if the value is above the threshold, else the second."""
    BELOW = "below"
    """The first of two options if the value is below the threshold, else the second."""
    BINS = "bins"
    """The option at the place of the number of thresholds that the value has reached."""
    LOWEST = "lowest"
    """The layer, or the run, with the lowest value."""
    HIGHEST = "highest"
    """The layer, or the run, with the highest value."""
    APART = "apart"
    """The first of two options if the seeds tell the two runs apart, else the second."""

    @property
    def compares(self) -> bool:
        """Whether layers or runs are compared with each other, and not a value with thresholds."""
        return self in (Rule.LOWEST, Rule.HIGHEST)


class Subjects(StrEnum):
    """What the options are, where the file does not name them."""

    LAYERS = "layers"
    VARIANTS = "variants"


@dataclass(frozen=True)
class Variant:
    """One run of a scenario."""

    name: str
    config: TrainingConfig
    """Its seed is chosen when the scenario is run."""

    @property
    def layers(self) -> tuple[str, ...]:
        """W1 .. WL."""
        return tuple(f"W{number + 1}" for number in range(len(self.config.hidden) + 1))


@dataclass(frozen=True)
class Judgement:
    """How the answer is taken from the runs."""

    measure: str
    """A name in `tui_mlp.scenario.figures.MEASURES`."""
    rule: Rule
    thresholds: tuple[float, ...] = ()
    """Rising; one for above and below."""
    run: int = 0
    """The run that is looked at, a place in the scenario's variants."""
    ratio_to: int | None = None
    """The run by whose value that of `run` is divided first."""
    layer: int | str | None = None
    """l from 1 on, or "last", where the measure has a value for each layer; None for all layers
    together."""
    tie: float | None = None
    """Runs whose values differ from the best by at most this part of it are about the same."""
    level: float = 0.9
    """The validation score that `epochs_to_score` waits for."""
    also: tuple[str, ...] = ()
    """Measures that are shown beside the one that decides."""


@dataclass(frozen=True)
class Claim:
    """What the author expects, for tests and teachers; a learner never sees it."""

    answer: int
    """A place in the scenario's options."""
    margin: float = 1.0
    """How clear it is: by this factor, 1 or more, the value keeps away from each threshold, and the
    best of several from the second best."""


@dataclass(frozen=True)
class HandTask:
    """A number that the learner works out by hand."""

    ask: str
    """What is typed, such as "ŷ₂"."""
    quantity: str
    """A name in `tui_mlp.scenario.quantities.QUANTITIES`."""
    value: float
    """Computed from what the file gives, never written in it."""
    tolerance: float
    """The part of the value that a typed number may be off by."""
    hint: str
    """What is said after a wrong number."""


@dataclass(frozen=True)
class Step:
    """Something to read before the question, and perhaps to work out."""

    text: str
    """Markdown."""
    task: HandTask | None = None


@dataclass(frozen=True)
class Scenario:
    """A short guided experiment."""

    name: str
    """How it is asked for: its file's name, without a number in front."""
    title: str
    subject: str
    """What the question is about, for the list of scenarios."""
    look: str
    """What to watch while it runs."""
    question: str
    options: tuple[str, ...]
    """Two or more."""
    subjects: Subjects | None
    """What the options stand for, where the file does not name them."""
    variants: tuple[Variant, ...]
    """One or more runs, of the same seed each."""
    judgement: Judgement
    before: str
    """Markdown to read first."""
    explanation: str
    """Markdown to read when the outcome is known."""
    claim: Claim | None = None
    steps: tuple[Step, ...] = ()
    """What comes before the question, in order."""
    seeds: int = 1
    """Of each run; where there are several, what is measured is their mean."""

    @property
    def measures(self) -> tuple[str, ...]:
        """What is measured in each run; the first one decides."""
        return (self.judgement.measure, *self.judgement.also)

    def config(self, run: int, seed: int) -> TrainingConfig:
        """The configuration of a run, with a seed."""
        return replace(self.variants[run].config, seed=seed)
