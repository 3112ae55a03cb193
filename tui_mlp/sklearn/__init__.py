"""tui_mlp for scikit-learn: `MLPClassifier`, an estimator like its own."""

try:
    from tui_mlp.sklearn.classifier import MLPClassifier
except ModuleNotFoundError as error:
    if error.name is None or error.name.partition(".")[0] != "sklearn":
        raise
    raise ImportError(
        "tui_mlp.sklearn needs scikit-learn: pip install 'tui-mlp[sklearn]'"
    ) from error

__all__ = ["MLPClassifier"]
