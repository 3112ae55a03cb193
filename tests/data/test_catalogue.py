import numpy as np
import pytest

from tui_mlp.data import catalogue
from tui_mlp.data.catalogue import ENTRIES, NAMES, CatalogueEntry, load
from tui_mlp.data.dataset import Task
from tui_mlp.data.shipped import shipped_file
from tui_mlp.files.errors import DataError

GENERATED = ("gaussians", "circle", "xor", "spirals", "posteriors")
IMAGES = {"digits": (8, 8), "mnist_a": (28, 28), "digit_pairs": (8, 16), "shapes12": (12, 12)}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_the_catalogue_says_what_the_files_hold(entry: CatalogueEntry) -> None:
    dataset = load(entry.name, rng=rng())
    assert dataset.name == entry.name
    assert dataset.features.shape == (entry.rows, entry.features)
    assert dataset.targets.shape == (entry.rows, entry.classes)
    assert (len(dataset.feature_names), len(dataset.class_names)) == (
        entry.features,
        entry.classes,
    )
    assert dataset.task is entry.task
    assert dataset.image_shape == IMAGES.get(entry.name)
    assert np.isfinite(dataset.features).all()
    assert dataset.notes == ()
    if entry.task is Task.MULTICLASS:
        np.testing.assert_allclose(dataset.targets.sum(axis=1), 1, rtol=1e-6)
        assert (dataset.targets.sum(axis=0) > 0).all()


def test_every_shipped_file_is_in_the_catalogue_and_the_readme() -> None:
    folder = shipped_file("README.md").parent
    readme = (folder / "README.md").read_text(encoding="utf-8")
    files = sorted(path for path in folder.iterdir() if path.suffix in {".csv", ".npz"})
    assert {path.stem for path in files} == {*NAMES} - {*GENERATED}
    assert all(f"`{path.name}`" in readme for path in files)
    assert "ShareAlike 3.0" in (folder / "mnist_a.LICENSE.md").read_text(encoding="utf-8")


def test_first_rows_are_those_of_the_file() -> None:
    iris = load("iris", rng=rng())
    np.testing.assert_allclose(iris.features[0], [5.1, 3.5, 1.4, 0.2], rtol=1e-6)
    assert iris.class_names == ("setosa", "versicolor", "virginica")
    assert load("digits", rng=rng()).class_names == tuple("0123456789")


def test_moons_are_the_shipped_sample_unless_asked_otherwise() -> None:
    shipped = load("moons", rng=rng())
    np.testing.assert_allclose(shipped.features[0], [1.8352, -0.19359], rtol=1e-6)
    assert len(load("moons", samples=50, rng=rng()).features) == 50
    anew = load("moons", noise=0.0, rng=rng())
    assert len(anew.features) == 600
    assert not np.array_equal(anew.features, shipped.features)


def test_generated_sets_take_their_options() -> None:
    dataset = load("spirals", samples=40, classes=5, noise=0.0, rng=rng())
    assert dataset.targets.shape == (40, 5)
    assert (np.hypot(*dataset.features.T) <= 1).all()


@pytest.mark.parametrize(
    ("name", "option", "takers"),
    [
        ("iris", "noise", "gaussians, circle, xor, moons, spirals, posteriors"),
        ("spirals3", "samples", "gaussians, circle, xor, moons, spirals, posteriors"),
        ("iris", "classes", "gaussians, spirals, posteriors"),
        ("moons", "classes", "gaussians, spirals, posteriors"),
        ("xor", "classes", "gaussians, spirals, posteriors"),
        ("discs", "samples", "gaussians, circle, xor, moons, spirals, posteriors"),
    ],
)
def test_an_option_that_does_not_apply_is_refused(name: str, option: str, takers: str) -> None:
    with pytest.raises(DataError, match=f"^{option}: '{name}' .* do: {takers}$"):
        load(name, **{option: 3}, rng=rng())


def test_an_unknown_name_is_answered_with_the_closest() -> None:
    with pytest.raises(DataError, match="no 'irsi'; did you mean iris") as caught:
        load("irsi", rng=rng())
    assert all(name in str(caught.value) for name in NAMES)
    with pytest.raises(DataError, match="no 'zzzzz'; choose from iris"):
        load("zzzzz", rng=rng())


def test_a_missing_shipped_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "shipped_file", lambda _: shipped_file("none.csv"))
    with pytest.raises(DataError, match=r"none\.csv: missing from this installation"):
        load("iris", rng=rng())
