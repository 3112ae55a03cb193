"""The data sets that the program knows by name: shipped files, and generated ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from tui_mlp.data import synthetic
from tui_mlp.data.dataset import Dataset, Task
from tui_mlp.data.reading import Reading
from tui_mlp.data.shipped import shipped_file
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name

Generator = Callable[..., Dataset]


@dataclass(frozen=True)
class CatalogueEntry:
    """A line of the catalogue."""

    name: str
    rows: int
    features: int
    classes: int
    task: Task
    source: str
    """Who made it, or how it is generated."""
    noise: float | None
    """Of a set that can be generated, where none is asked for; else None."""
    takes_classes: bool
    """Whether one can ask for a number of classes."""


_GENERATED_SAMPLES = 600

_SIZES_AND_SOURCES = (
    ("iris", 150, 4, 3, "Fisher 1936"),
    ("wine", 178, 13, 3, "Forina et al., UCI Wine"),
    ("breast_cancer", 569, 30, 2, "Wolberg, Street, Mangasarian 1995, UCI WDBC"),
    ("digits", 1797, 64, 10, "Alpaydin, Kaynak, UCI optdigits, 8x8 pixels"),
    ("penguins", 342, 4, 3, "Gorman, Williams, Fraser 2014, palmerpenguins"),
    ("mnist_a", 4998, 784, 10, "LeCun, Cortes, Burges, 28x28 pixels"),
    ("spirals3", 900, 2, 3, "synthetic, a fixed sample"),
    ("moons", 600, 2, 2, "synthetic, a fixed sample; anew with --noise or --samples"),
    ("gaussians", _GENERATED_SAMPLES, 2, 3, "generated: 2 to 8 round clouds with --classes"),
    ("circle", _GENERATED_SAMPLES, 2, 2, "generated: a disc within a ring"),
    ("xor", _GENERATED_SAMPLES, 2, 2, "generated: opposite quadrants"),
    ("spirals", _GENERATED_SAMPLES, 2, 3, "generated: 2 to 8 arms with --classes"),
    ("posteriors", _GENERATED_SAMPLES, 2, 3, "generated: clouds, with P(class | x) as targets"),
    ("discs", 1500, 2, 3, "synthetic: three overlapping discs"),
    ("digit_pairs", 3000, 128, 10, "two digits side by side, 8x16 pixels"),
    ("shapes12", 3000, 144, 4, "synthetic, 12x12 pixels"),
)
_MULTILABEL_SETS = frozenset({"discs", "digit_pairs", "shapes12"})
_GENERATORS: dict[str, tuple[Generator, float]] = {
    "gaussians": (synthetic.gaussians, 0.6),
    "circle": (synthetic.circle, 0.05),
    "xor": (synthetic.xor, 0.05),
    "moons": (synthetic.moons, 0.2),
    "spirals": (synthetic.spirals, 0.03),
    "posteriors": (synthetic.posteriors, 1.2),
}
"""How a set is generated, and its noise where none is asked for."""
_SETS_WITH_CLASSES = ("gaussians", "spirals", "posteriors")

ENTRIES: tuple[CatalogueEntry, ...] = tuple(
    CatalogueEntry(
        name,
        rows,
        features,
        classes,
        Task.MULTILABEL if name in _MULTILABEL_SETS else Task.MULTICLASS,
        source,
        _GENERATORS[name][1] if name in _GENERATORS else None,
        name in _SETS_WITH_CLASSES,
    )
    for name, rows, features, classes, source in _SIZES_AND_SOURCES
)
"""All there is, in the order of a list to choose from."""

NAMES: tuple[str, ...] = tuple(entry.name for entry in ENTRIES)
_BY_NAME = {entry.name: entry for entry in ENTRIES}

_AS_SHIPPED = Reading(scale_images=False)
_NPZ_SETS = frozenset({"mnist_a", "digit_pairs", "shapes12"})


def entry_named(name: str) -> CatalogueEntry | None:
    """The line of the catalogue with this name; None if there is none."""
    return _BY_NAME.get(name)


def load(
    name: str,
    *,
    noise: float | None = None,
    samples: int | None = None,
    classes: int | None = None,
    rng: np.random.Generator,
) -> Dataset:
    """The set of this name; noise, samples and classes are the set's own where None.

    `moons` is the shipped sample, unless noise or samples ask for a new one.

    Raises:
        DataError: there is no such set, it does not take an option that was given, or an option
            is out of its range.
    """
    if name not in NAMES:
        name = clean_name(name)
        close = get_close_matches(name, NAMES, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        known = ", ".join(NAMES)
        raise DataError(
            f"dataset: there is no '{name}'; {hint}choose from {known}, or read a file with --data"
        )
    _refuse_options(name, noise=noise, samples=samples, classes=classes)
    if not is_generated(name, noise=noise, samples=samples):
        return read_shipped(name)
    generate, own_noise = _GENERATORS[name]
    return generate(
        samples=_GENERATED_SAMPLES if samples is None else samples,
        noise=own_noise if noise is None else noise,
        rng=rng,
        **({} if classes is None else {"classes": classes}),
    )


def is_generated(name: str, *, noise: float | None, samples: int | None) -> bool:
    """Whether a set with these options is drawn at random; else it is a file."""
    fixed = name == "moons" and noise is None and samples is None
    return name in _GENERATORS and not fixed


def read_shipped(name: str) -> Dataset:
    """A shipped set.

    Raises:
        DataError: the installation lacks its file.
    """
    from tui_mlp.data.any_file import read_file  # noqa: PLC0415  (the names need no reader)

    suffix = ".npz" if name in _NPZ_SETS else ".csv"
    dataset = read_file(shipped_file(name + suffix), _AS_SHIPPED)
    return replace(dataset, name=name, lines=None)


def _refuse_options(name: str, **options: float | None) -> None:
    """Refuse an option that the set would pass over in silence."""
    for option, value in options.items():
        takers = _SETS_WITH_CLASSES if option == "classes" else tuple(_GENERATORS)
        if value is not None and name not in takers:
            raise DataError(
                f"{option}: '{name}' does not take it; these sets do: {', '.join(takers)}"
            )
