"""The estimator against scikit-learn's own checks, and in its tools."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris, make_moons, make_multilabel_classification
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures
from sklearn.utils.estimator_checks import parametrize_with_checks

from tui_mlp.sklearn import MLPClassifier

X, Y = load_iris(return_X_y=True)
NAMES = load_iris().target_names[Y]


def small(**parameters: object) -> MLPClassifier:
    return MLPClassifier(hidden=(8,), batch_size=16, epochs=30, random_state=0).set_params(
        **parameters
    )


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks([MLPClassifier()])
def test_it_passes_the_checks_of_scikit_learn_with_no_failure_expected(estimator, check) -> None:
    check(estimator)


def test_classes_keep_their_names_and_frames_theirs() -> None:
    fitted = small().fit(X, NAMES)
    assert fitted.classes_.tolist() == ["setosa", "versicolor", "virginica"]
    assert fitted.score(X, NAMES) > 0.95
    assert fitted.predict_proba(X).sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert np.allclose(np.exp(fitted.predict_log_proba(X)), fitted.predict_proba(X))
    assert [each.shape for each in fitted.coefs_] == [(4, 8), (8, 3)]
    assert (fitted.n_layers_, fitted.n_outputs_, fitted.out_activation_) == (3, 3, "softmax")
    assert len(fitted.loss_curve_) == fitted.n_iter_ == 30
    assert fitted.loss_curve_[0] > fitted.loss_curve_[-1] == fitted.loss_
    assert fitted.t_ == 30 * len(X)


def test_it_works_in_a_grid_search_a_pipeline_and_a_cross_validation() -> None:
    search = GridSearchCV(small(), {"hidden": [(), (6,)], "l2": [0.0, 0.01]}, cv=3).fit(X, Y)
    assert search.best_score_ > 0.9
    piped = make_pipeline(PolynomialFeatures(2), small())
    assert cross_val_score(piped, X, Y, cv=3).mean() > 0.9
    assert clone(small(optimizer="sgd")).get_params() == small(optimizer="sgd").get_params()


def test_equal_seeds_give_equal_weights_in_the_precision_of_the_samples() -> None:
    for dtype in (np.float32, np.float64):
        first, second = (small().fit(X.astype(dtype), Y) for _ in range(2))
        assert np.array_equal(first.coefs_[0], second.coefs_[0])
        assert first.coefs_[0].dtype == dtype
    other = small(random_state=1).fit(X, Y)
    assert not np.array_equal(other.coefs_[0], second.coefs_[0])


def test_a_weight_is_how_often_a_sample_counts() -> None:
    weights = np.random.default_rng(0).integers(0, 4, len(X))
    parameters = {"batch_size": "full", "optimizer": "sgd", "learning_rate": 0.1}
    weighted = small(**parameters).fit(X, Y, sample_weight=weights)
    repeated = small(**parameters).fit(np.repeat(X, weights, axis=0), np.repeat(Y, weights))
    assert np.allclose(weighted.predict_proba(X), repeated.predict_proba(X), atol=1e-9)
    assert weighted.loss_curve_ == pytest.approx(repeated.loss_curve_, abs=1e-9)
    plain = small(**parameters).fit(X, Y)
    assert not np.allclose(plain.predict_proba(X), weighted.predict_proba(X), atol=1e-3)


def test_samples_of_weight_0_are_never_learned_from_in_small_batches_too() -> None:
    wrong = np.where(np.arange(len(X)) % 2, Y, 0)
    weights = (np.arange(len(X)) % 2).astype(float)
    fitted = small(batch_size=4, epochs=60).fit(X, wrong, sample_weight=weights)
    assert fitted.score(X, Y) > 0.9


def test_partial_fit_is_an_epoch_and_knows_classes_that_come_later() -> None:
    estimator = small()
    for place in range(12):
        rows = place % 3 == Y if place < 3 else slice(None)
        estimator.partial_fit(X[rows], Y[rows], classes=[0, 1, 2])
        assert estimator.n_iter_ == place + 1
    assert estimator.score(X, Y) > 0.5
    with pytest.raises(ValueError, match="the class 7, which is not among `classes`"):
        estimator.partial_fit(X, np.full(len(X), 7))
    with pytest.raises(ValueError, match="hidden cannot change on the way"):
        estimator.set_params(hidden=(3,)).partial_fit(X, Y)


def test_a_warm_start_goes_on_and_a_cold_one_begins_again() -> None:
    once = small(epochs=20).fit(X, Y)
    twice = small(epochs=10, warm_start=True).fit(X, Y).fit(X, Y)
    assert twice.n_iter_ == once.n_iter_ == 20
    again = small(epochs=20).fit(X, Y).fit(X, Y)
    assert np.array_equal(again.coefs_[0], once.coefs_[0])


def test_early_stopping_keeps_the_best_weights() -> None:
    points, sides = make_moons(300, noise=0.3, random_state=0)
    estimator = small(hidden=(32,), epochs=400, validation=0.3, patience=15, learning_rate=0.05)
    estimator.fit(points, sides)
    assert estimator.n_iter_ < 400
    assert len(estimator.validation_scores_) == estimator.n_iter_
    assert estimator.best_validation_score_ == max(estimator.validation_scores_)
    assert estimator.validation_scores_.index(max(estimator.validation_scores_)) == (
        estimator.n_iter_ - 16
    )
    assert small().fit(X, Y).validation_scores_ is None


def test_several_labels_have_a_sigmoid_each() -> None:
    samples, labels = make_multilabel_classification(300, 6, n_classes=4, random_state=0)
    fitted = small(hidden=(32,), epochs=150).fit(samples, labels)
    assert fitted.out_activation_ == "logistic"
    assert fitted.predict(samples).shape == labels.shape
    assert (fitted.predict(samples) == labels).mean() > 0.9


def test_a_pickled_one_goes_on_as_the_other() -> None:
    first = small(dropout=0.2).fit(X, Y)
    second = pickle.loads(pickle.dumps(first))  # noqa: S301
    assert np.array_equal(first.predict_proba(X), second.predict_proba(X))
    first.partial_fit(X, Y)
    second.partial_fit(X, Y)
    assert np.array_equal(first.coefs_[0], second.coefs_[0])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"activation": "tan"}, "activation: there is no 'tan'"),
        ({"hidden": (0,)}, "hidden"),
        ({"learning_rate": -1.0}, "learning_rate"),
        ({"epochs": 1.5}, "epochs"),
        ({"validation": 0.001}, "leaves no part"),
        ({"learning_rate": 1e6, "optimizer": "sgd", "activation": "identity"}, "diverged"),
    ],
)
def test_what_cannot_be_used_is_a_value_error(parameters: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        small(**parameters).fit(X, Y)


def test_without_scikit_learn_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['sklearn'] = None\nimport tui_mlp.sklearn"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1] == (
        "ImportError: tui_mlp.sklearn needs scikit-learn: pip install 'tui-mlp[sklearn]'"
    )


def test_what_is_held_out_has_no_part_in_the_standardisation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MLPClassifier, "_held_out", lambda *_: np.array([0, 1]))
    far = X.copy()
    far[:2] = 1e6
    scaling = small(validation=0.1).fit(far, Y)._scaling
    assert np.allclose(scaling.mean, X[2:].mean(axis=0))
    assert np.allclose(scaling.scale, X[2:].std(axis=0))


NOTHING = "every sample_weight is 0|at least one non-zero"


def test_weights_that_leave_nothing_to_train_on_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = np.zeros(len(X))
    with pytest.raises(ValueError, match=NOTHING):
        small().fit(X, Y, nothing)
    with pytest.raises(ValueError, match=NOTHING):
        small().partial_fit(X, Y, sample_weight=nothing)
    monkeypatch.setattr(MLPClassifier, "_held_out", lambda *_: np.arange(10))
    held_out_alone = np.where(np.arange(len(X)) < 10, 1.0, 0.0)
    with pytest.raises(ValueError, match=NOTHING):
        small(validation=0.1).fit(X, Y, held_out_alone)
