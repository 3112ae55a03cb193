"""The present run for other programs: its model, its curves, or a figure."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_mlp.export.curves import epoch_rows
from tui_mlp.export.export_error import ExportError
from tui_mlp.export.export_formats import FORMATS
from tui_mlp.export.figures.figure_subject import subject_of
from tui_mlp.files.text import shown_path
from tui_mlp.training.model_file import ModelError, model_of
from tui_mlp.worker.commands import Command
from tui_mlp.worker.replies import Exported

if TYPE_CHECKING:
    from tui_mlp.worker.controller import TrainingController
    from tui_mlp.worker.looking import Looking


@dataclass(frozen=True)
class Export(Command):
    """Write the run's model, its curves, or a figure, and answer with `replies.Exported`."""

    form: str
    """A key of `FORMATS`."""
    path: str
    """Of the new file; one that is there stays as it is."""
    harmless = asks = True

    def uses_files(self) -> bool:
        return True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        path = Path(self.path)
        try:
            written = self._write(controller, path)
        except (ExportError, ModelError) as error:
            controller.answer(Exported((), str(error)))
        except OSError as error:
            reason = error.strerror or str(error)
            controller.answer(Exported((), f"{shown_path(path)} cannot be written: {reason}"))
        else:
            controller.answer(Exported(tuple(map(str, written))))

    def _write(self, controller: "TrainingController", path: Path) -> tuple[Path, ...]:
        """Write it; gives the files.

        Raises:
            ExportError: it cannot be had in this form, or there is such a file.
            ModelError: it cannot be written.
            OSError: it cannot be written.
        """
        chosen, session = FORMATS[self.form], controller.session
        for each in chosen.files(path):
            if each.exists():
                raise ExportError(f"{shown_path(each)} is there already: type another name")
        write = chosen.writer(self.form)
        if chosen.of == "model":
            return write(model_of(session), path)
        if chosen.of == "figure":
            return write(subject_of(session), path)
        autosave = controller.runs.run.autosave
        autosave.save(session, controller.state)
        if autosave.folder is None:
            raise ExportError("the run is not kept, so there is no log of its epochs")
        return write(epoch_rows(autosave.folder, session.gradient_norms.gradient_norms()), path)
