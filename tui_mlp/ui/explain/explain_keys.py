"""The keys of the walk through one step."""

from textual.binding import Binding, BindingType

from tui_mlp.ui.explain.explained_step import PHASES
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint

_PHASES = Hint("Phases", rank=4, merges_at=0)
_SAMPLES = Hint("Sample", rank=8, merges_at=0)

KEYS: list[BindingType] = [
    Binding("left", "move_page(-1)", "Page", key_display="← →",
            tooltip="The page before; 1 to 8 go to a phase directly"),
    Binding("right", "move_page(1)", "Next page", show=False,
            tooltip="The next page: the next layer, and after the last one the next phase"),
    Binding("up", "move_layer(-1)", "Layer", key_display="↑ ↓",
            tooltip="The layer before; in phases without layers, scroll up"),
    Binding("down", "move_layer(1)", "Next layer", show=False,
            tooltip="The next layer; in phases without layers, scroll down"),
    *(Binding(str(phase), f"go_to_phase({phase})", f"Phase {phase}", group=_PHASES,
              tooltip=f"Go to phase {phase}") for phase in range(1, PHASES + 1)),
    Binding("comma,left_square_bracket", "move_sample(-1)", "Previous sample", key_display=", [",
            group=_SAMPLES, tooltip="The sample before in the coming mini-batch"),
    Binding("full_stop,right_square_bracket", "move_sample(1)", "Next sample", group=_SAMPLES,
            key_display=". ]", tooltip="The next sample of the coming mini-batch"),
    Binding("b", "toggle_batch", "Other sample", group=Hint(rank=11, short="Other"),
            tooltip="The sample that the trainer shows, which is not trained on; again for the "
            "coming training samples"),
    Binding("enter", "change", "Change", key_display="⏎", group=Hint(rank=4),
            tooltip="Change a weight, a bias or an input: arrows choose it, a number replaces "
            "it, and everything follows"),
    Binding("u", "put_back", "Original values", group=Hint(rank=8, short="Undo"),
            tooltip="Undo every change of a value"),
    Binding("h", "ask", "By hand", group=Hint(rank=5),
            tooltip="Work out a number of this page yourself; ⏎ or again for the next one"),
    Binding("j", "jacobian", "Jacobian", group=Hint(rank=7),
            tooltip="The Jacobian of softmax for this sample as a heatmap, and its derivation"),
    Binding("s", "step", "Step", group=Hint(rank=9),
            tooltip="Let the run take one mini-batch, and look at the network after it"),
    Binding("c", "copy", "Newest weights", group=Hint(rank=10, short="Newest"),
            tooltip="Look at the network as it is now, if training went on"),
    Binding("shift+right", "move_columns(1)", "Columns", show=False, priority=True,
            tooltip="The further columns of matrices that are too wide"),
    Binding("shift+left", "move_columns(-1)", "Columns", show=False, priority=True,
            tooltip="The columns before"),
    Binding("pagedown", "scroll_page(1)", "Scroll", show=False, tooltip="Further down"),
    Binding("pageup", "scroll_page(-1)", "Scroll", show=False, tooltip="Further up"),
    Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
            tooltip="Every key of this view"),
    Binding("escape,q", "leave", "Back", key_display="esc", group=BACK,
            tooltip="Leave what is being changed, or go back to the trainer"),
]  # fmt: skip
"""Each key, the action of `ExplainScreen` that it stands for, and what it does."""
