"""Snapshots with fixed numbers: no training, so the same picture on every machine."""

from dataclasses import replace

import numpy as np

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.metrics import LabelScores, Metrics
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import (
    AblatedUnits,
    BoundaryView,
    Curves,
    GradientNorms,
    KeptRun,
    LayerSummary,
    RunDescription,
    RunState,
    SampleView,
    Snapshot,
)
from tui_mlp.training.units.unit_maps import (
    LayerMaps,
    LinkMaps,
    MapKind,
    Unit,
    UnitDetail,
    UnitMaps,
    quantised,
)

EXTENT = (-1.1, 1.1, -1.1, 1.1)


def layer_rows(*units):
    """Rows of the network's table for tanh layers."""
    rows = [LayerSummary(units[0], "input", 0)]
    for number in range(1, len(units)):
        name = "tanh" if number < len(units) - 1 else "softmax"
        rows.append(LayerSummary(units[number], name, (units[number - 1] + 1) * units[number]))
    return tuple(rows)


def learning_curves(buckets=160, epochs=142.0, *, seed=0, pace=20.0):
    """Losses that fall from 1.02 to about 0.004, with a spike, and matching accuracies."""
    rng = np.random.default_rng(seed)
    x = np.linspace(epochs / buckets, epochs, buckets).astype(np.float32)
    noise = np.exp(0.12 * rng.standard_normal((2, buckets)))
    train = (1.02 * np.exp(-x / pace) + 0.0035) * noise[0]
    validation = (1.05 * np.exp(-x / pace) + 0.011) * noise[1]
    train[buckets // 2 : buckets // 2 + 4] *= 3.0
    accuracy = [np.clip(1.0 - 0.56 * np.exp(-x / 14) * n, 0, 1) for n in noise]

    def pairs(values):
        values = np.asarray(values, np.float32)
        return np.stack([values * 0.96, values], axis=1)

    return Curves(
        epochs=x,
        train_loss=pairs(train),
        validation_loss=pairs(validation),
        train_score=np.minimum(pairs(accuracy[0]) + 0.02, 1.0),
        validation_score=np.minimum(pairs(accuracy[1]), 0.994),
    )


def gradient_norms(layers=3, buckets=180, epochs=142.0, *, falls_by=1.0, seed=1):
    """Norms that shrink over time; each layer's is `falls_by` powers of ten below the next's."""
    rng = np.random.default_rng(seed)
    time = np.linspace(0, 1, buckets)[:, None]
    depth = np.arange(layers - 1, -1, -1)[None, :]
    noise = 0.25 * rng.standard_normal((buckets, layers))
    powers = -0.2 - 1.8 * time - falls_by * depth + noise
    norms = (10.0**powers).astype(np.float32)
    x = np.linspace(epochs / max(buckets, 1), epochs, buckets).astype(np.float32)
    present = norms[-1] if buckets else np.full(layers, np.nan, np.float32)
    return GradientNorms(x, norms, present.astype(np.float32))


def spiral_points(count=180, classes=3, seed=2):
    """Points on spirals, and their class numbers."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    radius = 0.08 + 0.9 * (np.arange(count) // classes) / (count / classes)
    angle = 2 * np.pi * labels / classes + 4.2 * radius + 0.12 * rng.standard_normal(count)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    labels = labels.copy()
    labels[::20] = (labels[::20] + 1) % classes
    return points.astype(np.float32), labels


def spiral_boundary(columns, rows, classes=3):
    """The regions of the spirals, undecided at their edges."""
    x = np.linspace(EXTENT[0], EXTENT[1], columns)
    y = np.linspace(EXTENT[3], EXTENT[2], rows)
    radius, angle = np.hypot(*np.meshgrid(x, y)), np.arctan2(*np.meshgrid(x, y)[::-1])
    phase = (angle - 4.2 * radius)[..., None] - 2 * np.pi * np.arange(classes) / classes
    weights = np.exp(4 * np.cos(phase))
    probabilities = weights / weights.sum(axis=-1, keepdims=True)
    return BoundaryView(
        winner=probabilities.argmax(axis=-1).astype(np.uint8),
        confidence=(probabilities.max(axis=-1) * 255).astype(np.uint8),
    )


def sample_of(probabilities, true, features, *, index=17, count=180):
    """A validation sample with these probabilities."""
    probabilities = np.asarray(probabilities, np.float32)
    with np.errstate(divide="ignore"):
        loss = float(-np.log(probabilities[true]))
    return SampleView(
        index=index,
        count=count,
        part="validation",
        features=np.asarray(features, np.float32),
        target=np.eye(len(probabilities), dtype=np.float32)[true],
        probabilities=probabilities,
        loss=loss,
    )


def unit_maps(layers, kinds, class_names, feature_names, *, most=16, focus=None):
    """Maps with edges in all directions, and weights of all sizes."""
    rng = np.random.default_rng(7)
    x, y = np.meshgrid(np.linspace(-1, 1, 24), np.linspace(1, -1, 14))
    maps, shown = [], [min(layer.units, most) for layer in layers]
    shown[0] = 1 if kinds[0] is MapKind.IMAGE else shown[0]
    for place, (layer, kind, count) in enumerate(zip(layers, kinds, shown, strict=True)):
        first, last = place == 0, place == len(layers) - 1
        angle = 2.4 * np.arange(count)[:, None, None] + place
        plane = np.tanh(4 * (np.cos(angle) * x + np.sin(angle) * y) + place * x * y)
        if kind is MapKind.PLANE:
            values = np.stack([x, y]) if first else (plane + 1) / 2 if last else plane
        elif kind is MapKind.IMAGE:
            values = plane[:, 3:11, 4:20:2]
        else:
            values = np.abs(plane[:, :1, :3]) * [0.5, 0.3, 1.0]
        maps.append(
            LayerMaps(
                kind=kind,
                label="input" if first else layer.activation,
                units=layer.units,
                shown=np.arange(count),
                effects=np.arange(count, dtype=np.float32),
                values=quantised(values, 1.0),
                scales=np.ones(count, np.float32),
                names=feature_names if first else class_names if last else (),
                classes=tuple(range(count)) if last else (),
            )
        )
    links = []
    for a, b, before, after in zip(shown, shown[1:], layers, layers[1:], strict=False):
        weights = quantised(rng.standard_normal((a, b)), 2.5)
        links.append(LinkMaps(weights, 1.5, (before.units, after.units), signed=a > 1))
    detail = focus and UnitDetail(
        unit=focus,
        name="",
        activation=0.731,
        bias=-0.125,
        incoming=rng.standard_normal(layers[focus.layer - 1].units).astype(np.float32),
        outgoing=rng.standard_normal(layers[focus.layer + 1].units).astype(np.float32),
        incoming_names=(),
        outgoing_names=(),
        kind=kinds[focus.layer],
        values=maps[focus.layer].values[focus.number],
        scale=1.0,
    )
    return UnitMaps(tuple(maps), tuple(links), detail=detail or None)


def spirals():
    """2-D data with three classes, in the middle of a good run."""
    points, labels = spiral_points()
    run = RunDescription(
        number=1,
        config=TrainingConfig(),
        dataset="spirals3",
        class_names=("c0", "c1", "c2"),
        feature_names=("x₁", "x₂"),
        layers=layer_rows(2, 16, 16, 3),
        train_count=720,
        validation_count=180,
        test_count=100,
        points=points,
        point_labels=labels,
        extent=EXTENT,
    )
    return Snapshot(
        run=run,
        state=RunState.RUNNING,
        divergence="",
        config=run.config,
        epoch=142.0,
        step=3266,
        steps_per_epoch=23,
        steps_per_second=8412.0,
        speed_limit=None,
        learning_rate=0.05,
        train=Metrics(0.00442, 1.0),
        validation=Metrics(0.01217, 0.994),
        curves=learning_curves(),
        gradient_norms=gradient_norms(falls_by=-0.3),
        sample=sample_of([0.001, 0.997, 0.002], 1, [0.53, -1.2]),
        boundary=spiral_boundary(34, 42),
        confusion=np.array([[60, 0, 0], [0, 59, 1], [0, 0, 60]]),
        units=unit_maps(run.layers, [MapKind.PLANE] * 4, run.class_names, run.feature_names),
    )


def unit_in_focus():
    """The same, with all about a unit, and another one switched off."""
    base = spirals()
    run, off = base.run, frozenset({Unit(2, 3)})
    maps = unit_maps(
        run.layers, [MapKind.PLANE] * 4, run.class_names, run.feature_names, focus=Unit(1, 0)
    )
    ablated = AblatedUnits(off, base.validation, Metrics(0.31, 0.9))
    return replace(base, units=replace(maps, off=off), ablated=ablated)


def with_trace():
    """The same, with the curves of a slower run before it."""
    return replace(spirals(), trace=learning_curves(90, 90.0, seed=5, pace=60.0))


def digits(classes=10):
    """8 x 8 images, and as many classes as wanted."""
    names = tuple(str(number) for number in range(classes))
    probabilities = np.full(classes, 0.02 / (classes - 1))
    probabilities[3 % classes] = 0.98
    rows, columns = np.mgrid[0:8, 0:8]
    ring = np.abs(np.hypot(rows - 3.5, columns - 3.5) - 2.6)
    counts = np.diag(np.full(classes, 34)) + np.eye(classes, k=2, dtype=np.intp) * 3
    counts[-1, 0] = 12
    base = spirals()
    run = replace(
        base.run,
        number=2,
        dataset="digits",
        class_names=names,
        feature_names=tuple(f"pixel {number}" for number in range(64)),
        layers=layer_rows(64, 32, classes),
        image_shape=(8, 8),
        points=None,
        point_labels=None,
        extent=None,
    )
    kinds = [MapKind.IMAGE, MapKind.BAR, MapKind.BAR]
    return replace(
        base,
        run=run,
        units=unit_maps(run.layers, kinds, names, ()),
        sample=sample_of(probabilities, 3 % classes, (16 * np.exp(-(ring**2))).ravel()),
        boundary=None,
        confusion=counts,
        gradient_norms=gradient_norms(2),
    )


def vanishing():
    """Eight layers whose gradients fade towards the input."""
    base = spirals()
    run = replace(base.run, layers=layer_rows(2, *[16] * 7, 3))
    maps = unit_maps(run.layers, [MapKind.PLANE] * 9, run.class_names, run.feature_names)
    return replace(base, run=run, units=maps, gradient_norms=gradient_norms(8, falls_by=0.7))


def labels():
    """2-D data whose samples may have several of three labels."""
    base = spirals()
    x, y = base.run.points.T
    centres = [(-0.3, 0.2), (0.3, 0.2), (0.0, -0.3)]
    present = np.stack([np.hypot(x - a, y - b) < 0.45 for a, b in centres], axis=1)
    present[::25, 1] ^= True
    columns, rows = 34, 42
    grid_x = np.linspace(EXTENT[0], EXTENT[1], columns)
    grid_y = np.linspace(EXTENT[3], EXTENT[2], rows)
    distance = np.hypot(*(np.array(np.meshgrid(grid_x, grid_y)).T - centres[1]).T)
    probability = 1 / (1 + np.exp(20 * (distance - 0.45)))
    run = replace(
        base.run,
        dataset="discs",
        class_names=("A", "B", "C"),
        output=Output.SIGMOID,
        layers=(*base.run.layers[:-1], replace(base.run.layers[-1], activation="sigmoid")),
        point_labels=None,
        point_targets=present.astype(np.uint8),
    )
    scores = LabelScores(
        hamming_loss=0.021,
        micro_f1=0.961,
        macro_f1=0.958,
        precision=(1.0, 0.943, 0.97),
        recall=(0.944, 0.985, 0.934),
        f1=(0.971, 0.964, 0.952),
        support=(71, 67, 76),
    )
    sample = replace(
        base.sample,
        target=np.array([1, 0, 1], np.float32),
        probabilities=np.array([0.985, 0.71, 0.32], np.float32),
        loss=2.393,
    )
    boundary = BoundaryView(
        np.full((rows, columns), 1, np.uint8), (probability * 255).astype(np.uint8), label=1
    )
    return replace(
        base,
        run=run,
        train=Metrics(0.0318, 0.98, replace(scores, micro_f1=0.992)),
        validation=Metrics(0.1022, 0.94, scores),
        sample=sample,
        boundary=boundary,
        confusion=None,
    )


def pairs():
    """Images whose samples may have several of ten labels."""
    base, image = labels(), digits()
    names = tuple(f"has_{number}" for number in range(10))
    f1 = tuple(0.99 - 0.012 * number for number in range(10))
    scores = replace(base.validation.labels, precision=f1, recall=f1, f1=f1, support=(100,) * 10)
    sample = replace(
        image.sample, target=np.eye(10, dtype=np.float32)[2] + np.eye(10, dtype=np.float32)[3]
    )
    run = replace(image.run, class_names=names, output=Output.SIGMOID, dataset="digit_pairs")
    figures = replace(base.validation, labels=scores)
    return replace(image, run=run, sample=sample, validation=figures, train=figures, confusion=None)


def one_neuron():
    """Two classes and a single sigmoid."""
    base = spirals()
    two = replace(base.run, class_names=("c0", "c1"), point_labels=base.run.point_labels % 2)
    run = replace(two, output=Output.ONE_NEURON)
    counts = np.array([[60, 2], [1, 59]])
    sample = sample_of([0.2, 0.8], 1, [0.53, -1.2])
    boundary = spiral_boundary(34, 42, 2)
    return replace(base, run=run, sample=sample, boundary=boundary, confusion=counts)


def soft():
    """A target that is a distribution."""
    base = spirals()
    target = np.array([0.05, 0.9, 0.05], np.float32)
    return replace(base, sample=replace(base.sample, target=target))


def fresh():
    """A run before its first step."""
    base = spirals()
    nothing = np.zeros((0, 2), np.float32)
    return replace(
        base,
        state=RunState.PAUSED,
        epoch=0.0,
        step=0,
        steps_per_second=0.0,
        validation=None,
        curves=Curves(np.zeros(0, np.float32), nothing, nothing, nothing, nothing),
        gradient_norms=gradient_norms(3, 0),
        boundary=None,
        sample=None,
        confusion=None,
        units=None,
    )


def diverged():
    """A run whose numbers have become infinite, then NaN."""
    base = spirals()
    curves = learning_curves(40, 12.0)
    for values in (curves.train_loss, curves.validation_loss):
        values[20:30] = [1e30, 1e38]
        values[30:34] = np.inf
        values[34:] = np.nan
    norms = gradient_norms(3, 40, 12.0)
    norms.norms[20:30] = 1e30
    norms.norms[30:34] = np.inf
    norms.norms[34:] = np.nan
    norms.norms[:2, 0] = 0.0
    return replace(
        base,
        state=RunState.DIVERGED,
        divergence="the loss is NaN since epoch 12: lower the learning rate",
        kept=KeptRun("20240506-070809-spirals-0a1b", 9.0, "", 8.0),
        epoch=12.0,
        step=276,
        steps_per_second=0.0,
        train=Metrics(float("nan"), 0.333),
        validation=Metrics(float("inf"), 0.333),
        curves=curves,
        gradient_norms=replace(norms, present=np.array([np.nan, np.inf, 0.0], np.float32)),
        sample=sample_of([np.nan] * 3, 1, [np.nan, np.inf]),
        boundary=BoundaryView(np.zeros((4, 3), np.uint8), np.zeros((4, 3), np.uint8)),
    )


def hostile_names():
    """Names that are no markup, wide or long."""
    base = spirals()
    names = ("[/]", "[@click=app.quit]bad[/]", "非常に長いクラスの名前です" * 3)
    return replace(base, run=replace(base.run, class_names=names, dataset="[bold]set[/b", number=3))


ALL = {
    "spirals": spirals,
    "trace": with_trace,
    "digits": digits,
    "hundred": lambda: digits(100),
    "vanishing": vanishing,
    "labels": labels,
    "pairs": pairs,
    "one_neuron": one_neuron,
    "soft": soft,
    "fresh": fresh,
    "diverged": diverged,
    "hostile": hostile_names,
}
