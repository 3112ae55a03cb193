"""Sets in the plane, generated from (samples, noise, rng) and, where it makes sense, classes.

In every equation z is a pair of standard normal numbers, u a uniform one in [0, 1), both drawn
anew for each sample, and sigma the noise. Sample j belongs to class c = j mod C: the classes
differ in size by one sample at most.
"""

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.data.dataset import Dataset
from tui_mlp.files.errors import DataError

FEWEST_CLASSES, MOST_CLASSES = 2, 8
_CENTRE_DISTANCE = 2.0
_DISC_RADIUS = 0.5
_RING_RADIUS = 0.7
_AXIS_GAP = 0.05


def gaussians(samples: int, noise: float, rng: np.random.Generator, classes: int = 3) -> Dataset:
    """C round Gaussians with their centres on a circle.

    x = 2 (cos a, sin a) + sigma z  with  a = 2 pi c / C.

    Raises:
        DataError: a number is out of its range.
    """
    labels = _labels(samples, noise, classes)
    points = _CENTRE_DISTANCE * _on_circle(2 * np.pi * labels / classes)
    return _dataset("gaussians", points, labels, noise, rng)


def posteriors(samples: int, noise: float, rng: np.random.Generator, classes: int = 3) -> Dataset:
    """The clouds of `gaussians`, with the probability of each class at x as the target.

    y_c = P(c | x) = exp(-|x - m_c|^2 / 2 sigma^2) / sum_k exp(-|x - m_k|^2 / 2 sigma^2), by Bayes'
    rule with equal priors and the centres m_c = 2 (cos a, sin a), a = 2 pi c / C. Where the clouds
    overlap, the entropy of y is not 0, and no network can get its loss below that.

    Raises:
        DataError: a number is out of its range, or the noise is 0.
    """
    if noise == 0:
        raise DataError("noise: without it, P(class | x) of posteriors is not defined")
    clouds = gaussians(samples, noise, rng, classes)
    centres = _CENTRE_DISTANCE * _on_circle(2 * np.pi * np.arange(classes) / classes)
    distances = clouds.features[:, np.newaxis, :].astype(np.float64) - centres
    exponents = -np.square(distances).sum(axis=2) / (2 * noise**2)
    likelihoods = np.exp(exponents - exponents.max(axis=1, keepdims=True))
    targets = likelihoods / likelihoods.sum(axis=1, keepdims=True)
    return replace(clouds, name="posteriors", targets=targets.astype(np.float32))


def circle(samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """A disc (class 0) within a ring (class 1).

    x = r (cos a, sin a) + sigma z  with  a = 2 pi u,  and r such that the points are spread evenly
    over the area: r^2 uniform in [0, 0.5^2) in the disc and in [0.7^2, 1) in the ring.

    Raises:
        DataError: a number is out of its range.
    """
    labels = _labels(samples, noise, 2)
    inner = np.where(labels == 0, 0.0, _RING_RADIUS**2)
    outer = np.where(labels == 0, _DISC_RADIUS**2, 1.0)
    radius = np.sqrt(rng.uniform(inner, outer))
    points = radius[:, np.newaxis] * _on_circle(rng.uniform(0, 2 * np.pi, samples))
    return _dataset("circle", points, labels, noise, rng)


def xor(samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Two opposite quadrants against the other two.

    x = (s m1, s t m2) + sigma z  with  m1, m2 uniform in [0.05, 1), s = -1 or 1 by chance, and
    t = 1 in class 0, -1 in class 1: before the noise, c = 1 where x1 x2 < 0.

    Raises:
        DataError: a number is out of its range.
    """
    labels = _labels(samples, noise, 2)
    points = rng.uniform(_AXIS_GAP, 1.0, (samples, 2))
    points *= rng.choice((-1.0, 1.0), (samples, 1))
    points[:, 1] *= 1 - 2 * labels
    return _dataset("xor", points, labels, noise, rng)


def moons(samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Two half circles that reach into each other.

    With a = pi u:  x = (cos a, sin a) + sigma z  in class 0, and
    x = (1 - cos a, 1/2 - sin a) + sigma z  in class 1, as in scikit-learn's `make_moons`, whose
    angles are evenly spaced instead.

    Raises:
        DataError: a number is out of its range.
    """
    labels = _labels(samples, noise, 2)
    points = _on_circle(rng.uniform(0, np.pi, samples))
    lower = labels == 1
    points[lower] = np.array([1.0, 0.5]) - points[lower]
    return _dataset("moons", points, labels, noise, rng)


def spirals(samples: int, noise: float, rng: np.random.Generator, classes: int = 3) -> Dataset:
    """C arms that wind once around the middle.

    x = r (cos a, sin a) + sigma z  with  r uniform in [0, 1)  and  a = 2 pi (r + c / C).

    Raises:
        DataError: a number is out of its range.
    """
    labels = _labels(samples, noise, classes)
    radius = rng.uniform(0, 1, samples)
    points = radius[:, np.newaxis] * _on_circle(2 * np.pi * (radius + labels / classes))
    return _dataset("spirals", points, labels, noise, rng)


def _on_circle(angle: Float64Array) -> Float64Array:
    """The points (N, 2) of the unit circle at N angles in radians."""
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _labels(samples: int, noise: float, classes: int) -> npt.NDArray[np.intp]:
    """The class numbers (N,), once the settings have been checked."""
    if not FEWEST_CLASSES <= classes <= MOST_CLASSES:
        raise DataError(f"classes: {classes} is outside {FEWEST_CLASSES} to {MOST_CLASSES}")
    if samples < 2 * classes:
        raise DataError(f"samples: {samples} is too few for {classes} classes: give 2 for each")
    if not 0 <= noise < math.inf:
        raise DataError(f"noise: {noise} is not a number from 0 on")
    return np.arange(samples) % classes


def _dataset(
    name: str,
    points: Float64Array,
    labels: npt.NDArray[np.intp],
    noise: float,
    rng: np.random.Generator,
) -> Dataset:
    classes = int(labels.max()) + 1
    return Dataset(
        name=name,
        features=(points + noise * rng.standard_normal(points.shape)).astype(np.float32),
        targets=np.eye(classes, dtype=np.float32)[labels],
        feature_names=("x1", "x2"),
        class_names=tuple(f"c{number}" for number in range(classes)),
    )
