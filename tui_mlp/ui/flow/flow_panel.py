"""The flow of the gradient through the layers, as a table that scrolls where there are many."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_mlp.lecture.flow.gradient_flow import FLAT_SHARE, GradientFlow
from tui_mlp.numbers import counted, grouped, percent, signed
from tui_mlp.ui.drawing.colours import Palette, palette_of
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.flow.flow_table import FlowTable, flow_figures, flow_table
from tui_mlp.ui.widgets.panel import Panel

_MEASURING = "measuring …"
_LEAST_WITH_SAMPLES = 7
"""Under so many lines rows are worth more than a line about the samples."""


class FlowRows(ScrollView, can_focus=False):
    """The table's rows between a header that stays and a line about the samples that stays."""

    DEFAULT_CSS = """
    FlowRows {
        width: 1fr;
        height: auto;
        max-height: 100%;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
    }
    """

    flow: reactive[GradientFlow | None] = reactive(None, init=False)

    def __init__(self) -> None:
        super().__init__()
        self._palette: Palette | None = None
        self._table: FlowTable | None = None
        self.virtual_size = Size(0, 1)

    def watch_flow(self, flow: GradientFlow | None) -> None:
        self._table = None
        lines = 1 if flow is None else len(flow.layers) + 3
        if lines != self.virtual_size.height:
            self.virtual_size = Size(self.size.width, lines)
            self.refresh(layout=True)

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._palette = self._table = None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if isinstance(self.parent, Panel):
            self.parent.explain(self, event.get_content_offset(self), event.x)

    def on_resize(self) -> None:
        self._table = None
        self.refresh()

    @property
    def left_out(self) -> int:
        """The columns for which there is no room."""
        table = self._laid_out()
        return 0 if table is None else table.left_out

    def _laid_out(self) -> FlowTable | None:
        width = self.scrollable_content_region.width
        if self._table is None and self.flow is not None and width > 0:
            self._palette = self._palette or palette_of(self)
            self._table = flow_table(self.flow, width, self._palette)
        return self._table

    def render_line(self, y: int) -> Strip:
        """One line of the table."""
        table = self._laid_out()
        palette = self._palette = self._palette or palette_of(self)
        width = self.scrollable_content_region.width
        if table is None or self.flow is None:
            return text_row(_MEASURING if y == 0 else "", width, palette.muted)
        header, height = len(table.header), self.size.height
        if y < header:
            return table.header[y]
        whole = height >= header + len(table.rows) + 1
        if y == height - 1 and (whole or height >= _LEAST_WITH_SAMPLES):
            return text_row(_about_samples(self.flow, width), width, palette.muted)
        place = y - header + self.scroll_offset.y
        return (
            table.rows[place] if place < len(table.rows) else blank_rows(1, width, palette.text)[0]
        )


def _about_samples(flow: GradientFlow, width: int) -> str:
    """How far a mini-batch can be trusted, and what the figures are of."""
    batch, units = grouped(flow.cosine_batch_size), grouped(flow.unit_samples)
    cosine = f"mini-batch ({batch}) to full gradient: cosine {signed(flow.cosine)}"
    whole = f"{cosine} · ‖δ‖ of {grouped(flow.samples)}, φ′ of {units} samples"
    short = f"batch ({batch}): cosine {signed(flow.cosine)}"
    return next((text for text in (whole, cosine) if len(text) <= width), short)


class FlowPanel(Panel):
    """How the error grows or shrinks on its way back, and what multiplies it."""

    BORDER_TITLE = "Gradient flow"
    EXPLANATION: ClassVar[str] = (
        "A row for each layer, the output on top: the error flows down.\n"
        "‖δˡ‖: the norm of ∂e/∂aˡ over some training samples, measured; bar and shade show its"
        " power of ten. │ is the upper bound.\n"
        "×: ‖δˡ‖ divided by ‖δˡ⁺¹‖ = what φ′ of layer l+1 multiplies it by · what Wˡ⁺¹ does.\n"
        "‖V‖: the largest factor possible, the spectral norm of Vˡ⁺¹ = (Wˡ⁺¹)ᵀ Diag(φˡ⁺¹′), the"
        " largest of the samples.\n"
        "bound: ‖δˡ‖ can be no larger than ‖Vˡ⁺¹ … Vᴸ‖ ‖δᴸ‖; ‖V…V‖ is that product's norm, ∏‖V‖"
        " the looser product of the single norms.\n"
        f"mean: of φ′ over all units and samples. flat: the part of the (unit, sample) pairs with"
        f" |φ′| under {percent(FLAT_SHARE)} of its largest value, which is what saturated means."
        " dead: units with φ′ = 0 on every sample.\n"
        "ΔW/W: ‖ΔWˡ‖ / ‖Wˡ‖ of the last step, in fast training of one shortly before; about 10⁻³ is"
        " usual.\n"
        "cosine: how well the gradient of a mini-batch of the run's size points along that of all"
        " samples; 1 is the same direction."
    )
    focus_help = ("How large the error is at each layer, and what multiplies it on its way back.",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "Up", show=False, tooltip="To the layers above"),
        Binding("down", "scroll(1)", "Down", show=False, tooltip="To the layers below"),
        Binding("pageup", "scroll(-9)", "Page up", show=False, tooltip="Nine layers up"),
        Binding("pagedown", "scroll(9)", "Page down", show=False, tooltip="Nine layers down"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows = FlowRows()
        """The table."""

    def compose(self) -> ComposeResult:
        yield self.rows

    def table(self) -> str:
        """A line for each layer with all figures, the output on top."""
        return "" if self.rows.flow is None else flow_figures(self.rows.flow)

    def show(self, flow: GradientFlow, step: int) -> None:
        """Show what was measured after so many steps: while it trains, not always the last one."""
        self.rows.flow = flow
        self.border_subtitle = Content(f"after step {grouped(step)}")
        self.call_after_refresh(self._name_what_is_left_out)

    def on_resize(self) -> None:
        self.call_after_refresh(self._name_what_is_left_out)

    def _name_what_is_left_out(self) -> None:
        left_out = self.rows.left_out
        more = f" · {counted(left_out, 'more column')} in a wider window" if left_out else ""
        title = f"Gradient flow{more}"
        if str(self.border_title) != title:
            self.border_title = Content(title)

    def action_scroll(self, rows: int) -> None:
        self.rows.scroll_relative(y=rows, animate=False)
