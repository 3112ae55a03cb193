"""The learning curves of many runs: their middle, the band around it, and one run over it."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from rich.style import Style
from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip

from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.numbers import compact, percent
from tui_mlp.training.ensemble.ensemble_view import (
    CurveBands,
    EnsembleView,
    SeedCurves,
    SettingView,
)
from tui_mlp.training.ensemble.statistics import BAND, Bands
from tui_mlp.training.snapshot import Curves, Snapshot
from tui_mlp.ui.drawing.areas import Area
from tui_mlp.ui.drawing.colours import coloured
from tui_mlp.ui.drawing.line_plot import Line, Role, line_plot
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.ensemble.setting_looks import (
    ALONE,
    setting_glyph,
    setting_style,
    setting_texture,
)
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel

STARTING = "making the networks …"
_GAP = Content("  ")
_BAND_GLYPH = "▒"


class BandPanel(DrawnPanel):
    """The median and the 10-90 % band of the seeds; of several settings, one for each."""

    BORDER_TITLE = "Curves of many seeds"

    part: reactive[str] = reactive("validation", repaint=False, init=False)
    """"validation" or "train": whose band is drawn."""

    @abstractmethod
    def quantity(self, view: EnsembleView) -> str:
        """What is drawn, for the title."""

    @abstractmethod
    def bands(self, curves: CurveBands, part: str) -> Bands:
        """Those of a part, "train" or "validation"."""

    @abstractmethod
    def of_seed(self, curves: SeedCurves, part: str) -> FloatArray:
        """(E,) the values of one seed."""

    @abstractmethod
    def of_run(self, curves: Curves, part: str) -> FloatArray:
        """(P, 2) the values of the present run."""

    @property
    def logarithmic(self) -> bool:
        """Whether the values are shown as their log10."""
        return False

    def watch_part(self) -> None:
        self.update_picture()

    def shown_part(self, view: EnsembleView) -> str:
        """The part that is drawn: training where nothing is held out."""
        return self.part if view.part == "validation" else "train"

    def shown(self, snapshot: Snapshot) -> object:
        """The bands, the run over them, and how they are drawn."""
        view = snapshot.ensemble
        if view is None:
            return None
        part = self.shown_part(view)
        arrays = [
            array.tobytes()
            for setting in view.settings
            for bands in {part: self.bands(setting.bands, part),
                          "train": self.bands(setting.bands, "train")}.values()
            for array in (bands.low, bands.median, bands.high)
        ]  # fmt: skip
        alone = self._alone(snapshot, view)
        return (
            view.number, part, self.logarithmic, view.setting, view.chosen and view.chosen.place,
            *arrays, alone and alone.values.tobytes(),
        )  # fmt: skip

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plot; what is what goes into the border."""
        view = snapshot.ensemble
        if view is None:
            first = text_row(STARTING, width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        alone = self._alone(snapshot, view)
        self.title(self._title(view))
        self.say(self._legend(view, width - 2, alone=alone is not None))
        return line_plot(
            [*self._medians(view), *([alone] if alone else [])],
            width,
            height,
            self.palette,
            logarithmic=self.logarithmic,
            areas=list(self._areas(view)),
            textures=self.few_colours,
        )

    def table(self) -> str:
        """For each epoch, of each setting, the low end of the band, the median, the high end."""
        view = None if self.snapshot is None else self.snapshot.ensemble
        if view is None:
            return super().table()
        part = self.shown_part(view)
        rows = [
            (setting.name, epoch, *values)
            for setting in view.settings
            for bands in [self.bands(setting.bands, part)]
            for epoch, *values in zip(
                setting.bands.epochs, bands.low, bands.median, bands.high, strict=True
            )
        ]
        return tab_separated((view.varied, "epoch", "10 %", "median", "90 %"), rows)

    def _title(self, view: EnsembleView) -> str:
        """Settings that are compared show one part, which is named; of one both are drawn."""
        quantity = self.quantity(view)
        if not view.varied:
            return quantity[0].upper() + quantity[1:]
        part = "Validation" if self.shown_part(view) == "validation" else "Training"
        return f"{part} {quantity}"

    def _areas(self, view: EnsembleView) -> Iterator[Area]:
        part = self.shown_part(view)
        for number, setting in enumerate(view.settings):
            bands = self.bands(setting.bands, part)
            style = setting_style(number, self.palette) if view.varied else self._style(part)
            texture = setting_texture(number)
            yield Area(setting.bands.epochs, bands.low, bands.high, style, texture)

    def _medians(self, view: EnsembleView) -> Iterator[Line]:
        """Of settings that are compared one part each; of one setting both, as in a single run."""
        part = self.shown_part(view)
        for number, setting in enumerate(view.settings):
            if view.varied:
                style, glyph = setting_style(number, self.palette), setting_glyph(number)
                yield self._line(setting, part, Role.OTHER, style, glyph)
            else:
                if view.part == "validation":
                    yield self._line(setting, "validation", Role.VALIDATION)
                yield self._line(setting, "train", Role.TRAIN)

    def _line(
        self, setting: SettingView, part: str, role: Role, style: Style | None = None,
        glyph: str = "",
    ) -> Line:  # fmt: skip
        median = self.bands(setting.bands, part).median
        return Line(role, setting.bands.epochs, _twice(median), style, glyph)

    def _alone(self, snapshot: Snapshot, view: EnsembleView) -> Line | None:
        """The seed that is looked at, else the present run where one setting is shown."""
        part, style = self.shown_part(view), self._alone_style(view)
        if view.chosen is not None:
            values = self.of_seed(view.chosen.curves, part)
            return Line(Role.OTHER, view.chosen.curves.epochs, _twice(values), style, ALONE)
        if view.varied or snapshot.epoch == 0:
            return None
        values = self.of_run(snapshot.curves, part)
        return Line(Role.OTHER, snapshot.curves.epochs, values, style, ALONE)

    def _alone_style(self, view: EnsembleView) -> Style:
        """Of one run over the band: of none of the colours that settings have."""
        return self.palette.strong if view.varied else self.palette.accent

    def _style(self, part: str) -> Style:
        return self.palette.train if part == "train" else self.palette.validation

    def _legend(self, view: EnsembleView, width: int, *, alone: bool) -> Content:
        """What is what, with the present medians, as much as there is room for."""
        part = self.shown_part(view)
        name = f"{ALONE} {_alone_name(view)}"
        one = [coloured(name, self._alone_style(view))] if alone else []
        if view.varied:
            named = [
                (setting_glyph(number), setting.name, setting_style(number, self.palette),
                 _last(self.bands(setting.bands, part).median))
                for number, setting in enumerate(view.settings)
            ]  # fmt: skip
            full = [coloured(f"{g} {name} {value}", style) for g, name, style, value in named]
            short = [coloured(f"{g} {value}", style) for g, _, style, value in named]
            return _first_that_fits([[*full, *one], full, [*short, *one], short], width)
        lengths = [self._named_medians(view, length) for length in range(3)]
        texts = [[coloured(name + band, style) for name, style, band in each] for each in lengths]
        plain = [coloured(name, style) for name, style, _ in lengths[-1]]
        return _first_that_fits([*([*text, *one] for text in texts), [*plain, *one], plain], width)

    def _named_medians(self, view: EnsembleView, length: int) -> list[tuple[str, Style, str]]:
        """Each part's median with its name in one of three lengths; the band beside its own."""
        bands, shown = view.settings[0].bands, self.shown_part(view)
        band = f" {_BAND_GLYPH} {percent(BAND[0])}–{percent(BAND[1])}"
        medians = []
        for part, glyph, words in (
            ("validation", "┅", ("validation ", "val ", "")),
            ("train", "━", ("train ", "tr ", "")),
        ):
            if part == "train" or view.part == "validation":
                name = f"{glyph} {words[length]}{_last(self.bands(bands, part).median)}"
                medians.append((name, self._style(part), band if part == shown else ""))
        return medians


class BandLossPanel(BandPanel):
    """Mean loss in nats."""

    EXPLANATION: ClassVar[str] = (
        "The loss of all seeds against epochs: the line is their median, the ground the band that "
        "leaves out a tenth of them above and below. ○ is the seed that is looked at, else the run "
        "of the main screen. A seed that fails leaves the band."
    )
    BORDER_TITLE = "Loss · log"

    log_scale: reactive[bool] = reactive(True, repaint=False, init=False)

    @property
    def logarithmic(self) -> bool:
        """Whether the values are shown as their log10."""
        return self.log_scale

    def watch_log_scale(self) -> None:
        self.update_picture()

    def quantity(self, view: EnsembleView) -> str:
        """The loss, and on which axis."""
        return "loss · log" if self.log_scale else "loss · linear"

    def bands(self, curves: CurveBands, part: str) -> Bands:
        """Of the loss."""
        return curves.train_loss if part == "train" else curves.validation_loss

    def of_seed(self, curves: SeedCurves, part: str) -> FloatArray:
        """Its loss."""
        return curves.train_loss if part == "train" else curves.validation_loss

    def of_run(self, curves: Curves, part: str) -> FloatArray:
        """Its loss."""
        return curves.train_loss if part == "train" else curves.validation_loss


class BandAccuracyPanel(BandPanel):
    """The part of the samples that is classified correctly, or the F1 of labels, 0 to 1."""

    EXPLANATION: ClassVar[str] = (
        "The accuracy of all seeds against epochs, or micro F1 of labels: the line is their "
        "median, the ground the band that leaves out a tenth of them above and below."
    )
    BORDER_TITLE = "Accuracy"

    def quantity(self, view: EnsembleView) -> str:
        """Of labels micro F1."""
        return view.data.score

    def bands(self, curves: CurveBands, part: str) -> Bands:
        """Of accuracy or micro F1."""
        return curves.train_score if part == "train" else curves.validation_score

    def of_seed(self, curves: SeedCurves, part: str) -> FloatArray:
        """Its accuracy or micro F1."""
        return curves.train_score if part == "train" else curves.validation_score

    def of_run(self, curves: Curves, part: str) -> FloatArray:
        """Its accuracy or micro F1."""
        return curves.train_score if part == "train" else curves.validation_score


def _twice(values: AnyArray) -> FloatArray:
    """(P, 2) values whose buckets hold one each."""
    return np.stack([values, values], axis=1).astype(np.float32)


def _last(values: AnyArray) -> str:
    """The last value that is a number."""
    numbers = values[np.isfinite(values)]
    return compact(float(numbers[-1])) if len(numbers) else "–"


def _alone_name(view: EnsembleView) -> str:
    return "this run" if view.chosen is None else f"seed {view.chosen.seed}"


def _first_that_fits(choices: list[list[Content]], width: int) -> Content:
    legends = (_GAP.join(parts) for parts in choices)
    return next((each for each in legends if each.cell_length <= width), Content(""))
