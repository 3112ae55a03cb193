"""What a figure is of: a model, and where there is one the run that trained it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tui_mlp.export.export_error import ExportError
from tui_mlp.training.model_file import Model, model_of
from tui_mlp.training.session import TrainingSession

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "curves": "loss and accuracy against epochs",
        "boundary": "the classes over the plane of 2-D data",
        "confusion": "true against predicted classes; of labels their scores",
        "network": "units and weights",
    }
)
"""The parts of a figure by name, each with what it shows."""
_MOST_LABELS = 4
"""So many labels have a plane of their own."""


@dataclass(frozen=True, eq=False)
class FigureSubject:
    """A model, and the run that trained it."""

    model: Model
    session: TrainingSession | None = None
    """None of a model file, which has neither curves nor data."""

    @property
    def name(self) -> str:
        """Of the data set."""
        return self.model.metadata.dataset or "model"

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts that there are."""
        if self.session is None:
            return ("network",)
        planar = self.session.samples.dataset.features.shape[1] == 2
        return tuple(name for name in PARTS if name != "boundary" or planar)

    @property
    def plane_labels(self) -> tuple[int, ...]:
        """Which labels have a plane of their own; of classes one plane, 0, shows all."""
        count = len(self.model.metadata.class_names)
        several = self.session is not None and self.session.output.labels
        return tuple(range(min(count, _MOST_LABELS))) if several else (0,)

    def wanted(self, part: str | None) -> tuple[str, ...]:
        """One part, or all that there are.

        Raises:
            ExportError: there is no such part of this.
        """
        if part is None:
            return self.parts
        if part not in self.parts:
            why = "a model file has no curves and no data: name the run"
            if self.session is not None:
                why = f"{self.name} has {self.model.network.architecture.inputs} features, not 2"
            raise ExportError(f"there is no figure of the {part}: {why}")
        return (part,)


def subject_of(session: TrainingSession) -> FigureSubject:
    """A run as it is now."""
    return FigureSubject(model_of(session), session)
