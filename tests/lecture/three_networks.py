"""The networks that every page is opened on: softmax, sigmoid labels, eight sigmoid layers."""

from dataclasses import replace
from functools import cache

import numpy as np

from tui_mlp.lecture.derivations import RunPosition
from tui_mlp.lecture.flow.gradient_flow import measure_flow
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.statements.pages import statement_pages
from tui_mlp.lecture.statements.statement import ScenarioPage
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.lecture.surface.loss_surface import LossSurface, SurfaceQuestion, loss_surface
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network
from tui_mlp.nn.schedules import ScheduleSettings
from tui_mlp.scenario.file import find_scenario
from tui_mlp.scenario.scenario_page import scenario_page

NETWORKS = {
    "softmax": Architecture(4, (LayerSpec(5, "tanh"), LayerSpec(3, "relu")), 3),
    "labels": Architecture(2, (LayerSpec(4, "tanh"),), 4, loss="sigmoid"),
    "deep": Architecture(3, (LayerSpec(4, "sigmoid"),) * 8, 3),
}
EVERY = list(enumerate(STATEMENTS, start=1))
RATE = 0.1
RUN = RunPosition(
    epochs=8,
    epoch=2.5,
    step=250,
    samples=100,
    batch_size=1,
    drawn=(37,),
    sampling="shuffle",
    schedule="inverse",
    schedule_settings=ScheduleSettings(base=0.15, factor=0.5, period=5, epochs=8),
)
"""A place in a run whose rate there is .15 / (1 + 2.5/5) = .1; for other rates γ is 1.5 of them."""


MORE = {
    "soft": Architecture(4, (LayerSpec(5, "tanh"), LayerSpec(3, "relu")), 3),
    "one neuron": Architecture(2, (LayerSpec(3, "sigmoid"),), 1, loss="sigmoid"),
    "squared error": Architecture(3, (LayerSpec(4, "tanh"),), 3, loss="squared_error"),
    "soft squares": Architecture(3, (LayerSpec(4, "tanh"),), 3, loss="squared_error"),
    "softmax of labels": Architecture(3, (LayerSpec(4, "tanh"),), 3, loss="softmax_labels"),
    "one label": Architecture(3, (LayerSpec(4, "tanh"),), 3, loss="softmax_labels"),
    "no label": Architecture(3, (LayerSpec(4, "tanh"),), 3, loss="softmax_labels"),
    "soft labels": Architecture(3, (LayerSpec(4, "tanh"),), 3, loss="softmax_labels"),
    "maximum left in": Architecture(3, (LayerSpec(4, "tanh"),), 3, loss="naive_softmax"),
}
"""Others, on which more is said: soft targets, steps that are too long, losses for teaching."""
_TARGETS = {
    "softmax": (0.0, 1, 0), "labels": (1.0, 0, 1, 0), "deep": (0.0, 1, 0),
    "soft": (0.1, 0.7, 0.2), "one neuron": (0.3,),
    "squared error": (0.0, 1, 0), "soft squares": (0.1, 0.8, 0.1),
    "softmax of labels": (1.0, 1, 0), "one label": (0.0, 1, 0), "no label": (0.0, 0, 0),
    "soft labels": (0.9, 0.9, 0.1), "maximum left in": (0.0, 1, 0),
}  # fmt: skip
_RATES = {"soft": 3.0, "one neuron": 100.0}


def subject_of(name: str) -> Subject:
    """A network with a sample, its weights and biases drawn from one seed."""
    architecture = (NETWORKS | MORE)[name]
    rng = np.random.default_rng(5)
    network = Network(architecture, np.float64)
    network.initialize("glorot_normal", rng)
    for bias in network.biases:
        bias[...] = rng.normal(scale=0.5, size=bias.shape)
    count, features = architecture.outputs, architecture.inputs
    y = np.array([_TARGETS[name]])
    classes = (f"c{j}" for j in range(max(count, 2)))
    columns = (f"u{j}" for j in range(features))
    inputs = rng.normal(size=(1, features))
    return Subject(network, inputs, y, _RATES.get(name, RATE), tuple(classes), tuple(columns))


def pages_of(subject: Subject, number: int) -> tuple[Page, ...]:
    """The pages of a statement."""
    shown, walk = STATEMENTS[number - 1].shown, Walk(subject, 0)
    if isinstance(shown, ScenarioPage):
        return (scenario_page(find_scenario(shown.name)),)
    settings = replace(RUN.schedule_settings, base=1.5 * subject.learning_rate)
    run = replace(RUN, schedule_settings=settings)
    return statement_pages(
        shown,
        walk,
        lambda: measure_flow(subject.network, subject.inputs, subject.targets),
        run=run,
        surface=lambda: surface_of(subject),
    )


def surface_of(subject: Subject) -> LossSurface:
    """Around the subject's own weights, with its one sample: all three ways are the same."""
    start = subject.network.parameters.astype(np.float64)
    question = SurfaceQuestion(
        architecture=subject.network.architecture, start=start, present=start, run_step=0,
        inputs=subject.inputs, targets=subject.targets, learning_rate=0.1, batch_size=1,
    )  # fmt: skip
    return loss_surface(question, np.random.default_rng(2))


@cache
def every_page(name: str) -> tuple[Page, ...]:
    """Every page of every statement and of the walk, each once; scenarios are left out."""
    subject = subject_of(name)
    walk = Walk(subject, 0)
    found = {(page.title, page.layer): page for page in map(walk.page, range(len(walk.places)))}
    for number, statement in EVERY:
        if not isinstance(statement.shown, ScenarioPage):
            for page in pages_of(subject, number):
                found[page.title + str(page.blocks[0]), page.layer] = page
    return tuple(found.values())
