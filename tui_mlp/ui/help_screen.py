"""The help screen: the keys of the present view, what its panels show, and what its words mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.style import Style
from textual.widgets import Input, Static

from tui_mlp.ui.terminal.terminal_app import TerminalApp
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.confined import is_off
from tui_mlp.ui.widgets.copies_text import CopiesText
from tui_mlp.ui.widgets.footer import BACK, KeyFooter
from tui_mlp.ui.widgets.keys_of import acts_now, keys_of, written_keys
from tui_mlp.ui.widgets.panel import Panel
from tui_mlp.ui.words.glossary import GLOSSARY, Term, terms_in

_KEY_WIDTH = 14
_LEAST_TEXT = 20
_NOTHING = "No line has all of these words."
_MOVES = (
    Binding("tab", "", tooltip="To the next panel; shift+tab to the one before"),
    Binding("ctrl+p", "", tooltip="Find: every command, setting, value, view and word by name"),
    Binding("mouse", "", key_display="mouse", tooltip="Hover over a number for what it means"),
)


@dataclass(frozen=True)
class _Line:
    """A key, or a word, and what is said of it."""

    name: str
    text: str

    def has(self, words: Iterable[str]) -> bool:
        """Whether all of these words are in it."""
        line = f"{self.name} {self.text}".casefold()
        return all(word in line for word in words)


@dataclass(frozen=True)
class _Section:
    """Lines under a title."""

    title: str
    lines: tuple[_Line, ...]
    explanation: str = ""


def _lines(terms: Iterable[Term]) -> tuple[_Line, ...]:
    return tuple(_Line(term.word, term.sentence) for term in terms)


class HelpScreen(ModalScreen[None], ClosesOnce[None], CopiesText[None]):
    """Explains a view: its keys, its panels and the words on it, from where they are declared.

    Args:
        view: the screen that is explained.
        search: what to show only the lines of; everything by default.
    """

    AUTO_FOCUS = "#help VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", tooltip="Show the lines with a word"),
        Binding("escape,question_mark,q", "leave", "Back", key_display="esc", group=BACK,
                tooltip="Back to the view"),
    ]  # fmt: skip
    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--title", "help--key", "help--text"}

    def __init__(self, view: Screen[Any], search: str = "") -> None:
        super().__init__()
        self._view, self._search = view, search
        self._width = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="help") as frame:
            frame.border_title = "Help"
            frame.border_subtitle = "/ search · ↑ ↓ scroll · esc back"
            field = Input(self._search, placeholder="a word, such as norm", compact=True)
            field.display = bool(self._search)
            yield field
            with VerticalScroll():
                yield Static(self._shown())
        yield KeyFooter()

    def action_search(self) -> None:
        field = self.query_one(Input)
        field.display = True
        field.focus()

    def action_leave(self) -> None:
        """Leave the search; without one, the help."""
        field = self.query_one(Input)
        if not field.display:
            self.dismiss()
            return
        field.value, field.display = "", False
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._search = event.value
        self._show()

    def on_input_submitted(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _show(self) -> None:
        text = self.query_one("#help Static", Static)
        self._width = text.content_size.width
        text.update(self._shown())

    def _shown(self) -> Content:
        """The sections, or the lines of them that are searched for."""
        words = self._search.casefold().split()
        parts = [
            self._written(section, lines, whole=not words)
            for section in self._sections()
            if (lines := [line for line in section.lines if line.has(words)])
            or (not words and section.explanation)
        ]
        return Content("\n").join(parts) if parts else Content(_NOTHING)

    def _written(self, section: _Section, lines: Iterable[_Line], *, whole: bool) -> Content:
        written = [Content.styled(section.title, self._style("help--title"))]
        if section.explanation and whole:
            written.append(Content.styled(section.explanation, self._style("help--text")))
        for line in lines:
            name = Content.styled(f"  {line.name:{_KEY_WIDTH}} ", self._style("help--key"))
            written.append(name + Content(self._indented(line.text)))
        return Content("\n").join([*written, Content("")])

    def _indented(self, text: str) -> str:
        """The text in lines that begin under its first one, where there is room for columns."""
        indent = " " * (_KEY_WIDTH + 3)
        room = self._width - len(indent)
        return f"\n{indent}".join(wrap(text, room)) if room >= _LEAST_TEXT else text

    def _style(self, component: str) -> Style:
        style = self.get_visual_style(component)
        return Style(foreground=style.foreground, bold=style.bold)

    def _sections(self) -> Iterator[_Section]:
        view = self._view
        yield _Section("Keys of this view", tuple(self._keys_of(view)))
        differing = tuple(self._differing())
        if differing:
            yield _Section("Keys that mean something else on the main screen", differing)
        panels = [panel for panel in view.query(Panel) if panel.display]
        for panel in panels:
            yield _Section(panel.heading, tuple(self._keys_of(panel)), panel.EXPLANATION)
        terms = terms_in(type(panel).__name__ for panel in panels)
        yield _Section("Words on this screen", _lines(terms))
        if self._search:
            others = [term for term in GLOSSARY if term not in terms]
            yield _Section("Words that are not on this screen", _lines(others))
        moves = [*_MOVES, *(each for each in TerminalApp.BINDINGS if isinstance(each, Binding))]
        everywhere = (_Line(written_keys(self.app, [each]), each.tooltip) for each in moves)
        yield _Section("Everywhere", tuple(everywhere), "The mouse works too.")

    def _keys_of(self, node: DOMNode) -> Iterator[_Line]:
        """The keys of a screen or a panel, those of one action together, and digits in a row."""
        explained = [
            bindings
            for action, bindings in keys_of(node).items()
            if bindings[0].tooltip
            and not is_off(node, action)
            and (node is self._view or acts_now(node, action))
        ]
        for _, alike in groupby(explained, _without_its_digit):
            first, *others = alike
            key, text = written_keys(self.app, first), first[0].tooltip
            if others:
                last = others[-1][0].key
                key, text = f"{key}-{last}", text.replace(first[0].key, f"{first[0].key} to {last}")
            yield _Line(key, text)

    def _differing(self) -> Iterator[_Line]:
        """The keys that the main screen has as well, for something else."""
        main = {each.key: each for every in keys_of(self._main).values() for each in every}
        here = [each for every in keys_of(self._view).values() for each in every]
        for binding in here:
            other = main.get(binding.key)
            leaves = binding.description == "Back"
            if other is not None and not leaves and other.description != binding.description:
                text = f"here {binding.description}; there {other.description}"
                yield _Line(self.app.get_key_display(Binding(binding.key, "", "")), text)

    @property
    def _main(self) -> Screen[Any]:
        return self.app.screen_stack[0]


def _without_its_digit(bindings: list[Binding]) -> object:
    """What the keys of several actions have in common that differ by a digit alone."""
    key, text = bindings[0].key, bindings[0].tooltip
    return text.replace(key, "#") if key.isdigit() and key in text else bindings[0].action
