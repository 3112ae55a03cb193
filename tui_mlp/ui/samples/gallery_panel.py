"""The samples of largest loss, a card each: what it is, what is true, predicted, and the loss."""

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.data.input_fields import InputField
from tui_mlp.numbers import fixed, grouped
from tui_mlp.training.snapshot import RunDescription, SampleView, Snapshot
from tui_mlp.ui.drawing.colours import class_glyph
from tui_mlp.ui.drawing.pixels import image, image_size
from tui_mlp.ui.drawing.strips import blank_rows, clip, row, text_row
from tui_mlp.ui.samples.sample_words import predicted_words, true_words
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel
from tui_mlp.worker.replies import WorstListed, WorstSample

_LEAST_CARD, _LEAST_HEIGHT = 19, 6
_MOST_COLUMNS = 6
_CAPTION_ROWS = 2


class _Cards(NamedTuple):
    """How the cards are laid out."""

    columns: int
    width: int
    height: int
    visible_rows: int


class GalleryPanel(DrawnPanel):
    """The worst samples as cards, with a cursor."""

    EXPLANATION: ClassVar[str] = (
        "The validation samples of largest loss, the worst first: true class → predicted class,"
        " the loss in nats, and the sample: an image, the coordinates in the plane, or the features"
        " that lie furthest, in standard deviations, from the mean of the training samples of its"
        " class."
    )
    focus_help = (
        "The validation samples of largest loss: true → predicted class, and the loss in nats.",
        "The samples of largest loss: true → predicted class.",
    )
    BORDER_TITLE = "The worst samples"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1, 0)", "Choose", key_display="↑ ↓ ← →", tooltip="The card before"),
        Binding("right", "move(1, 0)", "Next", show=False, tooltip="The next card"),
        Binding("up", "move(0, -1)", "Up", show=False, tooltip="The card above"),
        Binding("down", "move(0, 1)", "Down", show=False, tooltip="The card below"),
        Binding("enter", "pick", "Show it", key_display="⏎",
                tooltip="Back to the trainer, which shows this sample"),
    ]  # fmt: skip

    class Chosen(Message):
        """Another card is under the cursor, or others are shown."""

    class Picked(Message):
        """A sample was chosen.

        Args:
            view: the sample.
        """

        def __init__(self, view: SampleView) -> None:
            super().__init__()
            self.view = view

    def __init__(self) -> None:
        super().__init__()
        self._listed: WorstListed | None = None
        self._cursor = 0
        self._top = 0

    def show(self, listed: WorstListed) -> None:
        """Show other samples."""
        self._listed = listed
        self._cursor = min(self._cursor, max(len(listed.samples) - 1, 0))
        self.update_picture()
        self.post_message(self.Chosen())

    @property
    def marks(self) -> tuple[tuple[str, FloatArray], ...]:
        """The number of each sample and its features, the worst later, the chosen one at last."""
        samples = () if self._listed is None else self._listed.samples
        numbered = [(str(place), each.view.features) for place, each in enumerate(samples, 1)]
        chosen = [(f"▸{text}", point) for text, point in numbered[self._cursor : self._cursor + 1]]
        return (*reversed(numbered), *chosen)

    def shown(self, snapshot: Snapshot) -> object:
        """The list, as one object, and the cursor."""
        return (id(self._listed), snapshot.run.number, self._cursor)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """All cards that fit, those around the cursor."""
        listed, run = self._listed, snapshot.run
        if listed is None or listed.run_number != run.number:
            first = text_row("looking for them …", width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        self.title(f"The {grouped(len(listed.samples))} worst samples · true → predicted")
        self.say(Content(f"after step {grouped(listed.step)} · v anew"))
        layout = self._layout(width, height)
        current = self._cursor // layout.columns
        self._top = min(max(self._top, current - layout.visible_rows + 1), current)
        rows: list[Strip] = []
        for line in range(self._top, self._top + layout.visible_rows):
            first_card = line * layout.columns
            cards = [
                self._card(listed.samples[place], place, snapshot, layout)
                for place in range(first_card, min(first_card + layout.columns, self._count))
            ]
            rows += [
                row([part for strip in parts for part in strip], width, self.palette.text)
                for parts in zip(*cards, strict=True)
            ]
        return rows[:height] + blank_rows(height - len(rows), width, self.palette.text)

    def table(self) -> str:
        """A line for each sample: what is true and predicted, the loss, and the features."""
        snapshot, listed = self.snapshot, self._listed
        if snapshot is None or listed is None:
            return ""
        run, threshold = snapshot.run, snapshot.config.threshold
        rows = [
            (
                view.index + 1,
                true_words(view, run),
                predicted_words(view.probabilities, run, threshold),
                view.loss,
                *view.features,
            )
            for view in (worst.view for worst in listed.samples)
        ]
        return tab_separated(("sample", "true", "predicted", "loss", *run.feature_names), rows)

    @property
    def _count(self) -> int:
        return 0 if self._listed is None else len(self._listed.samples)

    def _layout(self, width: int, height: int) -> _Cards:
        """As few columns as hold all cards, but of images those that make them the largest."""
        most = max(1, min(_MOST_COLUMNS, width // _LEAST_CARD))
        columns = min(range(1, most + 1), key=lambda each: self._cost(each, width, height))
        lines = max(1, -(-self._count // columns))
        card_height = max(min(_LEAST_HEIGHT, height), height // lines)
        return _Cards(columns, width // columns, card_height, max(1, height // card_height))

    def _cost(self, columns: int, width: int, height: int) -> tuple[float, int]:
        """What speaks against so many columns: cards out of sight, small images, narrow cards."""
        lines = max(1, -(-self._count // columns))
        shape = None if self.snapshot is None else self.snapshot.run.image_shape
        if shape is not None:
            card_height = max(height // lines - _CAPTION_ROWS - 1, 1)
            return (-image_size(shape, max(width // columns - 3, 1), card_height)[0], columns)
        return (max(lines * _LEAST_HEIGHT - height, 0), columns)

    def _card(
        self, worst: WorstSample, place: int, snapshot: Snapshot, layout: _Cards
    ) -> list[Strip]:
        """One card: two lines of words over the sample, with a column free at its right."""
        width, run, view = layout.width - 1, snapshot.run, worst.view
        threshold = snapshot.config.threshold
        true = true_words(view, run)
        predicted = predicted_words(view.probabilities, run, threshold)
        here = place == self._cursor
        style = self._inverse if here else self.palette.strong
        start, loss = f"{'▸' if here else ' '}{place + 1} ", fixed(view.loss, 8).strip()
        caption, below = f"{start}{true} → {predicted}", f"  loss {loss}"
        if cell_len(caption) > width:
            caption, below = f"{start}{true}", named_value(f"  → {predicted}", loss, width)
        rows = [
            text_row(caption, width, style),
            text_row(below, width, self.palette.muted),
            *self._contents(worst, run, width, layout.height - _CAPTION_ROWS - 1),
        ]
        rows = rows[: layout.height]
        rows += blank_rows(layout.height - len(rows), width, self.palette.text)
        return [row(strip, layout.width, self.palette.text) for strip in rows]

    @property
    def _inverse(self) -> Style:
        front, ground = self.palette.background, self.palette.foreground
        return Style(color=front.rich_color, bgcolor=ground.rich_color, bold=True)

    def _contents(
        self, worst: WorstSample, run: RunDescription, width: int, height: int
    ) -> list[Strip]:
        """The sample itself, in at most so many rows."""
        view, palette = worst.view, self.palette
        if run.image_shape is not None:
            size = image_size(run.image_shape, width - 2, max(height, 1))
            picture = image(view.features.reshape(run.image_shape), *size, palette)
            return [row([Segment("  ", palette.text), *strip], width, palette.text)
                    for strip in picture]  # fmt: skip
        if run.points is not None:
            values = zip(run.feature_names, view.features.tolist(), strict=True)
            texts = [(name, fixed(value, 8).strip()) for name, value in values]
        else:
            texts = [(field.name, field_text(field, view)) for field in worst.telling]
        rows = [text_row(named_value(f"  {name}", text, width), width, palette.text)
                for name, text in texts]  # fmt: skip
        if run.points is not None and not run.output.labels:
            true = int(view.target.argmax())
            glyph = [Segment(f"  {class_glyph(true)} ", palette.class_style(true)),
                     Segment(clip(true_words(view, run), width - 4), palette.muted)]  # fmt: skip
            rows.insert(0, row(glyph, width, palette.text))
        return rows[:height]

    def action_move(self, right: int, down: int) -> None:
        columns = self._layout(*self.size).columns if self.size else 1
        place = self._cursor + right + down * columns
        if 0 <= place < self._count:
            self._cursor = place
            self.update_picture()
            self.post_message(self.Chosen())

    def action_pick(self) -> None:
        if self._listed is not None and self._listed.samples:
            self.post_message(self.Picked(self._listed.samples[self._cursor].view))

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        if place is None or not self._count:
            return
        layout = self._layout(*self.size)
        card = (self._top + place.y // layout.height) * layout.columns + place.x // layout.width
        if card < self._count and place.x // layout.width < layout.columns:
            self._cursor = card
            self.action_pick()


def field_text(field: InputField, view: SampleView) -> str:
    """A field's value in a sample: "12.90", "red"."""
    if not field.categories:
        return fixed(float(view.features[field.column]), 8).strip()
    chosen = field.choice_in(view.features)
    return "–" if chosen is None else field.categories[chosen]


def named_value(name: str, value: str, width: int) -> str:
    """A name and a value in at most `width` cells; where that is too little, the name is cut."""
    room = max(width - cell_len(value) - 1, 1)
    return f"{clip(name, min(cell_len(name), room))} {value}"
