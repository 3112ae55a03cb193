"""A classifier with the interface of scikit-learn, over the same network, optimizers and loss."""

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import LabelBinarizer
from sklearn.utils import check_random_state, column_or_1d
from sklearn.utils.multiclass import check_classification_targets, type_of_target, unique_labels
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from tui_mlp.arrays import AnyArray, Array, Float64Array
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.sklearn.scaling import WeightedScaling
from tui_mlp.sklearn.weighted_training import WeightedTraining
from tui_mlp.training.config import config_from_mapping, with_lists
from tui_mlp.training.randomness import RandomStreams

_PRECISIONS = (np.float64, np.float32)
_LARGEST_SEED = 2**31 - 1
_THRESHOLD = 0.5


class MLPClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A multi-layer perceptron for classes or labels, trained by mini-batch SGD.

    Parameters are the settings of `tui-mlp train` of the same names, with the same ranges. The
    output layer is softmax for classes, and a sigmoid for each of several labels. Samples are
    standardised here, unless `standardize` is False; a pipeline needs no scaler.

    Args:
        hidden: the units of each hidden layer.
        activation: a name, or one for each hidden layer.
        optimizer: sgd, momentum, nesterov, rmsprop, adam, adamw.
        learning_rate: gamma.
        momentum: of momentum and nesterov.
        schedule: of the learning rate.
        schedule_factor: of step and exponential.
        schedule_epochs: the period of inverse, step, exponential and warmup.
        batch_size: samples of a mini-batch at most, or "full". With all samples in one batch a
            weight of 2 is the same as a sample that is there twice.
        epochs: how often all samples are trained on.
        l1: of the weights.
        l2: of the weights.
        dropout: the fraction of hidden units to drop.
        clip: the largest norm of a gradient; 0 for any.
        init: how the first weights are drawn.
        standardize: whether features get mean 0 and standard deviation 1.
        validation: the fraction of the samples held out for `validation_scores_`; 0 for none.
        patience: early stopping: end after so many epochs without a better score on what is held
            out, with the weights of the best one; 0 for never.
        warm_start: whether `fit` goes on from the weights that are there.
        random_state: a seed, a `RandomState`, or None.

    Attributes:
        classes_: (C,) the classes; of labels their numbers.
        loss_curve_: the mean loss in nats over each epoch; `loss_` is the last.
        validation_scores_: the accuracy on what is held out after each epoch; None for nothing.
        best_validation_score_: the best of them.
        n_iter_: the epochs done.
        t_: the samples seen.
        coefs_: W1 to WL, (n_in, n_out).
        intercepts_: b1 to bL.
        n_features_in_: D.
        feature_names_in_: (D,) of a frame.
        n_layers_: with inputs and outputs.
        n_outputs_: C.
        out_activation_: "softmax" or "logistic".
    """

    def __init__(
        self,
        hidden: int | tuple[int, ...] = (16, 16),
        *,
        activation: str | tuple[str, ...] = "tanh",
        optimizer: str = "adam",
        learning_rate: float = 0.01,
        momentum: float = 0.9,
        schedule: str = "constant",
        schedule_factor: float = 0.5,
        schedule_epochs: float = 10.0,
        batch_size: int | Literal["full"] = 200,
        epochs: int = 200,
        l1: float = 0.0,
        l2: float = 0.0,
        dropout: float = 0.0,
        clip: float = 0.0,
        init: str = "glorot_normal",
        standardize: bool = True,
        validation: float = 0.0,
        patience: int = 0,
        warm_start: bool = False,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.schedule = schedule
        self.schedule_factor = schedule_factor
        self.schedule_epochs = schedule_epochs
        self.batch_size = batch_size
        self.epochs = epochs
        self.l1 = l1
        self.l2 = l2
        self.dropout = dropout
        self.clip = clip
        self.init = init
        self.standardize = standardize
        self.validation = validation
        self.patience = patience
        self.warm_start = warm_start
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn may ask of it: several labels a sample too."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Train for `epochs` epochs.

        Args:
            X: (N, D).
            y: (N,) classes, or (N, C) of 0 and 1 for labels.
            sample_weight: (N,) not negative: what the loss of each sample counts.

        Raises:
            ValueError: a parameter is out of its range, or the data cannot be used.
        """
        config = self._config()
        x, targets, weights = self._checked(X, y, sample_weight, reset=True)
        begins = not self._goes_on
        if begins:
            self._begin(config, x, targets)
        self._training.adjust(config)
        held = self._held_out(len(x), config)
        rows = np.setdiff1d(np.arange(len(x)), held)
        counts = None if weights is None else _required(weights[rows])
        if begins:
            self._learn_scaling(config, x[rows], counts)
        scaled = self._scaling.apply(x)
        part = scaled[rows], targets[rows], counts
        best = _Best(self._training.network.parameters)
        for _ in range(config.epochs):
            self._note(self._training.train_epoch(*part), len(rows))
            if not len(held):
                continue
            best.note(self._held_out_score(scaled, targets, weights, held))
            if config.patience and best.waited >= config.patience:
                break
        if config.patience and len(held):
            self._training.network.parameters[...] = best.parameters
        self._note_scores([*best.scores] if len(held) else None)
        return self._describe()

    def partial_fit(
        self,
        X: ArrayLike,  # noqa: N803
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Train for one epoch, from the weights that are there.

        Features are standardised by the samples of the first call.

        Args:
            X: (N, D).
            y: as of `fit`.
            classes: (C,) all classes; needed at the first call, unless all are in y.
            sample_weight: as of `fit`.

        Raises:
            ValueError: as of `fit`; or there is a class that is not among `classes`.
        """
        config, first = self._config(), not hasattr(self, "_training")
        x, targets, weights = self._checked(X, y, sample_weight, reset=first, classes=classes)
        weights = None if weights is None else _required(weights)
        if first:
            self._begin(config, x, targets)
            self._learn_scaling(config, x, weights)
        self._training.adjust(config)
        self._note(self._training.train_epoch(self._scaling.apply(x), targets, weights), len(x))
        return self._describe()

    def predict_proba(self, X: ArrayLike) -> Float64Array:  # noqa: N803
        """(N, C): the probability of each class, or of each label by itself."""
        check_is_fitted(self)
        x = validate_data(self, X, reset=False, dtype=_PRECISIONS)
        yhat = self._training.network.probabilities(self._scaling.apply(x))
        probabilities: Float64Array = yhat.astype(np.float64)
        if not self._several:  # in single precision the sum is 1 to seven digits only
            probabilities /= probabilities.sum(axis=1, keepdims=True)
        return probabilities

    def predict_log_proba(self, X: ArrayLike) -> Float64Array:  # noqa: N803
        """(N, C): the logarithms of `predict_proba`."""
        with np.errstate(divide="ignore"):
            logarithms: Float64Array = np.log(self.predict_proba(X))
        return logarithms

    def predict(self, X: ArrayLike) -> AnyArray:  # noqa: N803
        """(N,) the most probable class; of labels (N, C) of 0 and 1."""
        probabilities = self.predict_proba(X)
        if self._several:
            labels: AnyArray = (probabilities >= _THRESHOLD).astype(np.int64)
            return labels
        classes: AnyArray = self.classes_[probabilities.argmax(axis=1)]
        return classes

    @property
    def _goes_on(self) -> bool:
        """Whether `fit` goes on from the weights that are there."""
        return self.warm_start and hasattr(self, "_training")

    def _config(self) -> TrainingConfig:
        """The settings, checked.

        Raises:
            ConfigError: one is out of its range; a ValueError.
        """
        own = {"warm_start", "random_state"}
        values = {
            name: _plain(value) for name, value in self.get_params().items() if name not in own
        }
        return config_from_mapping(with_lists(values))

    def _checked(
        self,
        X: ArrayLike,  # noqa: N803
        y: ArrayLike,
        sample_weight: ArrayLike | None,
        *,
        reset: bool,
        classes: ArrayLike | None = None,
    ) -> tuple[Array, Array, Array | None]:
        """Samples, targets (N, C) and weights, in one precision.

        Raises:
            ValueError: they cannot be used.
        """
        checked: tuple[Array, AnyArray] = validate_data(
            self, X, y, reset=reset, dtype=_PRECISIONS, multi_output=True
        )
        x, given = checked
        check_classification_targets(given)
        if given.ndim == 2 and given.shape[1] == 1:
            given = column_or_1d(given, warn=True)
        if reset and not self._goes_on:
            self._learn_classes(given, classes)
        targets = self._targets(given).astype(x.dtype)
        if sample_weight is None:
            return x, targets, None
        weights: Array = _check_sample_weight(
            sample_weight, x, dtype=x.dtype, ensure_non_negative=True
        )
        return x, targets, weights

    def _learn_classes(self, y: AnyArray, classes: ArrayLike | None) -> None:
        self._several = type_of_target(y).startswith("multilabel")
        if self._several:
            self.classes_ = np.arange(y.shape[1])
            return
        self.classes_ = unique_labels(y if classes is None else classes)
        if len(self.classes_) < 2:
            raise ValueError(
                f"MLPClassifier needs samples of at least 2 classes, but there is one class: "
                f"{self.classes_[0]}"
            )

    def _targets(self, y: AnyArray) -> AnyArray:
        """(N, C) of 0 and 1.

        Raises:
            ValueError: there is a class that was not learned.
        """
        if self._several:
            if type_of_target(y).startswith("multilabel") and y.shape[1] == len(self.classes_):
                return y
            raise ValueError(f"y is no matrix of {len(self.classes_)} labels")
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise ValueError(f"y has the class {unknown[0]}, which is not among `classes`")
        binary: AnyArray = LabelBinarizer().fit(self.classes_).transform(y)
        return np.hstack([1 - binary, binary]) if len(self.classes_) == 2 else binary

    def _begin(self, config: TrainingConfig, x: Array, targets: Array) -> None:
        """A network with its first weights."""
        layers = tuple(map(LayerSpec, config.hidden, config.activations))
        loss = "sigmoid" if self._several else "softmax"
        architecture = Architecture(x.shape[1], layers, targets.shape[1], "identity", loss)
        seed = check_random_state(self.random_state).randint(_LARGEST_SEED)
        streams = RandomStreams.from_seed(seed)
        self._training = WeightedTraining(config, architecture, x.dtype, streams)
        self.loss_curve_: list[float] = []
        self._note_scores(None)
        self.t_ = 0

    def _learn_scaling(self, config: TrainingConfig, x: Array, weights: Array | None) -> None:
        """How features are standardised: by the samples that are trained on."""
        standardized = config.standardize
        self._scaling = WeightedScaling.of(x, weights) if standardized else WeightedScaling.none(x)

    def _held_out(self, count: int, config: TrainingConfig) -> AnyArray:
        """The places of the samples that are not trained on."""
        held = round(count * config.validation)
        if config.validation and not 0 < held < count:
            raise ValueError(f"validation={config.validation} of {count} samples leaves no part")
        order: AnyArray = self._training.streams.split.permutation(count)
        return order[:held]

    def _held_out_score(
        self, x: Array, targets: Array, weights: Array | None, held: AnyArray
    ) -> float:
        """The weighted accuracy on the samples at these places; of labels that of all together."""
        yhat = self._training.network.probabilities(x[held])
        if self._several:
            right = ((yhat >= _THRESHOLD) == (targets[held] > 0)).all(axis=1)
        else:
            right = yhat.argmax(axis=1) == targets[held].argmax(axis=1)
        return float(np.average(right, weights=None if weights is None else weights[held]))

    def _note(self, loss: float, seen: int) -> None:
        self.loss_curve_.append(loss)
        self.t_ += seen

    def _note_scores(self, scores: list[float] | None) -> None:
        self.validation_scores_ = scores
        self.best_validation_score_ = None if scores is None else max(scores)

    def _describe(self) -> Self:
        """Say what there is after an epoch.

        Raises:
            ValueError: the numbers of the network are not finite any more.
        """
        network = self._training.network
        if self._training.diverged:
            del self._training
            raise ValueError("training diverged: choose a smaller learning_rate, or clip")
        self.loss_ = self.loss_curve_[-1]
        self.n_iter_ = len(self.loss_curve_)
        self.coefs_ = [weights.copy() for weights in network.weights]
        self.intercepts_ = [biases.copy() for biases in network.biases]
        self.n_layers_ = len(self.coefs_) + 1
        self.n_outputs_ = network.architecture.outputs
        self.out_activation_ = "logistic" if self._several else "softmax"
        return self


class _Best:
    """The best score on what is held out so far, and the weights of it.

    Args:
        parameters: (P,) which training changes in place.
    """

    def __init__(self, parameters: Array) -> None:
        self._present = parameters
        self.parameters = parameters.copy()
        self.scores: list[float] = []
        self.waited = 0

    def note(self, score: float) -> None:
        """Take note of the score after an epoch; an equal one is no better."""
        if score > max(self.scores, default=-np.inf):
            self.parameters[...] = self._present
            self.waited = 0
        else:
            self.waited += 1
        self.scores.append(score)


def _required(weights: Array) -> Array:
    """The weights, some of which count.

    Raises:
        ValueError: all are 0.
    """
    if not weights.any():
        raise ValueError("every sample_weight is 0: there is nothing to train on")
    return weights


def _plain(value: Any) -> Any:
    """A number of NumPy as one of Python."""
    return value.item() if isinstance(value, np.generic) else value
