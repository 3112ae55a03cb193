"""A statement of the lecture, and the kinds of page that one can be shown on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WalkPage:
    """A phase of the walk through one step of SGD."""

    phase: int
    """1 to 8."""
    nth: int = 0
    """Which page of the phase, where it has one for each layer: 0 is the first, -1 the last one."""


@dataclass(frozen=True)
class WorkbenchPage:
    """The KL workbench, with the lecture's example or with a sample's y and yhat."""

    of_sample: bool = False


@dataclass(frozen=True)
class FlowPage:
    """The flow of the gradient through all layers."""


@dataclass(frozen=True)
class SurfacePage:
    """The ways of GD, mini-batch SGD and SGD over the loss around the run's start."""


@dataclass(frozen=True)
class ScenarioPage:
    """A guided run, which is predicted first."""

    name: str
    """That of a shipped scenario."""


@dataclass(frozen=True)
class DerivationPage:
    """A derivation in steps, with the network's numbers."""

    name: str
    """One of `derivation_names()`."""


Shown = WalkPage | WorkbenchPage | FlowPage | SurfacePage | ScenarioPage | DerivationPage


@dataclass(frozen=True)
class Statement:
    """What the lecture says in one place."""

    line: str
    """The statement in plain words, 68 characters at most."""
    why: str
    """The reason, one to three sentences."""
    shown: Shown
    """Where it is seen with numbers."""
