"""tui_mlp: see a neural network learn, in the terminal; and train one from Python.

    run = tui_mlp.train(dataset="iris", hidden=(16,), epochs=60)
    run.accuracy, run.predict(features), run.save("iris.npz")
    tui_mlp.load("iris.npz").predict_proba(features)
    tui_mlp.watch(run)

Importing this costs nothing: what a name needs is imported when it is used.
"""

from tui_mlp.version import VERSION

TYPE_CHECKING = False  # as of typing, which takes longer to import than all that is here
if TYPE_CHECKING:
    from tui_mlp.api.predictor import Predictor, load
    from tui_mlp.api.run import Run
    from tui_mlp.api.train import train
    from tui_mlp.api.watch import watch

__version__ = VERSION

__all__ = ["Predictor", "Run", "__version__", "load", "train", "watch"]

_MODULES = {
    "Predictor": "predictor",
    "Run": "run",
    "load": "predictor",
    "train": "train",
    "watch": "watch",
}


def __getattr__(name: str) -> object:
    """What a name stands for, from its module in `tui_mlp.api`.

    Raises:
        AttributeError: there is no such name.
    """
    if name not in _MODULES:
        raise AttributeError(f"module 'tui_mlp' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    value: object = getattr(import_module(f"tui_mlp.api.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
