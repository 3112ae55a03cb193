"""The line at the bottom: the keys that act now, as many as there is room for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar, Protocol, runtime_checkable

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui_mlp.ui.drawing.strips import row
from tui_mlp.ui.widgets.confined import is_off
from tui_mlp.ui.widgets.keys_of import declared_places
from tui_mlp.ui.widgets.panel import Panel

_GAP = 2
_PANEL_RANK, _SCREENS_RANK = 6, 7
_FIRST, _CORE = 8, 12
"""Up to the first all is shown, if it can be; over the last one what is left of the room."""
_SILENT = frozenset(
    ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab")
)
"""Keys that go without saying, unless a binding asks to be shown."""


@dataclass(frozen=True)
class Hint(Binding.Group):
    """How the footer shows a key; those that share one stand together where room is short.

    Its description is the word for all of them together.
    """

    rank: int = _CORE
    """Where there is too little room, high ranks go first."""
    short: str = ""
    """A shorter word for one key; the binding's description by default."""
    merges_at: int = 9
    """The level of `_LEVELS` from which those that share it stand together."""


BACK = Hint("Back", rank=0)
HELP = Hint("Help", rank=1)
QUIT = Hint("Quit", rank=3)
VIEW_KEYS = Hint("Views", rank=4, merges_at=1)
FIND = Hint("Find", rank=5)
DATA_KEYS = Hint("Data", rank=12, merges_at=1)
"""What several screens show alike."""


def opens(short: str) -> Hint:
    """The hint of a key that opens a screen of its own, with a short name."""
    return Hint("Open", rank=_SCREENS_RANK, short=short, merges_at=3)


_LEVELS = 5
"""0: every key with its whole name; 1: views together; 2: short names; 3: screens together;
4: of those only the first key and the last one, where too little else has room."""


@runtime_checkable
class Idles(Protocol):
    """A screen that knows of keys which do nothing now but say so."""

    def idles(self, action: str) -> bool:
        """Whether an action has nothing to do now, so that it need not be offered."""


@dataclass(frozen=True)
class _Item:
    """A key, or several with one name."""

    keys: tuple[str, ...]
    shown: tuple[str, ...]
    name: str
    hint: Hint
    tooltip: str
    is_brief: bool = False
    """Whether of several keys only the first and the last are written."""

    def at_level(self, level: int) -> "_Item":
        """The item with the name that it has at a level."""
        if level < 2:
            return self
        return replace(self, name=self.hint.short or self.name, is_brief=level == _LEVELS - 1)

    @property
    def written(self) -> str:
        """The keys, as "1-5" where they are digits in a row."""
        first, last = self.shown[0], self.shown[-1]
        if len(self.shown) > 2 and all(each.isdigit() for each in self.shown):
            return f"{first}-{last}"
        if len(self.shown) > 2 and self.is_brief:
            return f"{first}…{last}"
        return " ".join(self.shown)

    @property
    def width(self) -> int:
        """The cells of keys and name."""
        return cell_len(self.written) + 1 + cell_len(self.name)


@dataclass(frozen=True)
class _Place:
    """Cells that are an item, or one of its keys."""

    start: int
    end: int
    item: _Item
    key: str = ""
    """The key of just these cells; empty for the next of the item's keys."""


class KeyFooter(Widget, can_focus=False):
    """Shows the keys of the screen and of the panel in focus; each can be clicked."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-footer--key", "key-footer--name"}
    DEFAULT_CSS = """
    KeyFooter {
        dock: bottom;
        height: 1;
        background: $footer-background;
        & > .key-footer--key { color: $footer-key-foreground; text-style: bold; }
        & > .key-footer--name { color: $footer-description-foreground; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[_Item] = []
        self._places: list[_Place] = []
        self._pressed = ""

    @property
    def text(self) -> str:
        """What it says."""
        return self.render_line(0).text.rstrip()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def on_resize(self) -> None:
        self.refresh()

    def _follow(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.is_attached:
            items = self._ordered_items()
            if items != self._items:
                self._items = items
                self.refresh()

    def _ordered_items(self) -> list[_Item]:
        """The keys that act now; those that every screen has are last."""
        return sorted(self._active_items(), key=lambda item: _order(item.hint))

    def _active_items(self) -> Iterable[_Item]:
        """The keys that act now, those of the panel in focus first."""
        active = self.screen.active_bindings
        shown = [
            each
            for each in active.values()
            if each.enabled and _is_shown(each) and not self._idles(each.binding)
        ]
        for _, same in groupby(_as_declared(shown), lambda each: (each.node, each.binding.action)):
            first, *others = same
            if not self._is_typed(first.binding):
                yield self._item([first, *others])
        find = active.get(self.app.COMMAND_PALETTE_BINDING)
        if find is not None and self.app.ENABLE_COMMAND_PALETTE:
            binding = replace(find.binding, description="Find", group=FIND)
            yield self._item([find._replace(binding=binding)])

    def _idles(self, binding: Binding) -> bool:
        screen = self.screen
        if is_off(screen, binding.action):
            return True
        return isinstance(screen, Idles) and screen.idles(binding.action)

    def _is_typed(self, binding: Binding) -> bool:
        """Whether the key goes as a character into the field or the list that has the focus."""
        focused, written = self.screen.focused, self.app.get_key_display(binding)
        if focused is None or binding.key in ("enter", *_SILENT):
            return False
        character = key_to_character(binding.key) or (written if len(written) == 1 else None)
        return focused.check_consume_key(binding.key, character)

    def _item(self, same: Sequence[ActiveBinding]) -> _Item:
        binding = same[0].binding
        hint = binding.group
        if not isinstance(hint, Hint):
            hint = Hint(rank=_PANEL_RANK if isinstance(same[0].node, Panel) else _CORE)
        return _Item(
            (binding.key,),
            (self.app.get_key_display(binding),),
            binding.description,
            hint,
            binding.tooltip,
        )

    def _fitting(self, width: int) -> list[_Item]:
        """The items that there is room for, with the names that there is room for."""
        kept: list[_Item] = []
        for level in range(_LEVELS):
            every = _merged([item.at_level(level) for item in self._items], level)
            kept = _kept(every, width)
            needed = _CORE if level < _LEVELS - 2 else _FIRST
            if all(item in kept for item in every if item.hint.rank <= needed):
                break
        return kept

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        if not self._items:
            self._items = self._ordered_items()
        key_style = self.get_visual_style("key-footer--key").rich_style
        name_style = self.get_visual_style("key-footer--name").rich_style
        segments: list[Segment] = []
        self._places = []
        at = 1
        for item in self._fitting(width):
            segments.append(Segment(" " * (at - sum(each.cell_length for each in segments))))
            segments.append(Segment(f"{item.written} ", key_style))
            segments.append(Segment(item.name, name_style))
            self._places += _places_of(item, at)
            at += item.width + _GAP
        return row(
            [Segment(each.text, each.style or name_style) for each in segments], width, name_style
        )

    def _place_at(self, x: int) -> _Place | None:
        return next((place for place in self._places if place.start <= x < place.end), None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        place = self._place_at(event.x)
        self.tooltip = Content(place.item.tooltip) if place else None

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse; of keys together, each in its turn."""
        place = self._place_at(event.x)
        if place is None:
            return
        keys = place.item.keys
        key = place.key
        if not key:
            after = keys.index(self._pressed) + 1 if self._pressed in keys else 0
            key = keys[after % len(keys)]
        self._pressed = key
        self.app.simulate_key(key)


def _as_declared(shown: Sequence[ActiveBinding]) -> Iterator[ActiveBinding]:
    """The keys of each node in the order of their declaration, whichever the user chose."""
    for node, own in groupby(shown, lambda each: each.node):
        places = declared_places(node)
        yield from sorted(own, key=lambda each: places.get(each.binding.action, len(places)))


def _order(hint: Hint) -> int:
    """0 for most, 1 for what is shown only where there is room, 2 for what every screen has."""
    return 2 if hint in (BACK, HELP, QUIT, FIND) else int(hint.rank > _CORE)


def _is_shown(active: ActiveBinding) -> bool:
    """Whether a binding asks for it, or belongs to the panel in focus."""
    binding = active.binding
    if binding.show:
        return True
    own = isinstance(active.node, Panel) and bool(binding.description)
    return own and binding.key not in _SILENT and "+" not in binding.key


def _merged(items: Sequence[_Item], level: int) -> list[_Item]:
    """The items, those that share a hint in the place of the first where the level asks for it."""
    merged: dict[object, _Item] = {}
    for number, item in enumerate(items):
        together = level >= item.hint.merges_at
        name: object = item.hint.description if together else number
        before = merged.get(name)
        if not together:
            merged[name] = item
            continue
        earlier = before or replace(item, keys=(), shown=(), name=item.hint.description, tooltip="")
        merged[name] = replace(
            earlier,
            keys=(*earlier.keys, *item.keys),
            shown=(*earlier.shown, *item.shown),
            tooltip=f"{earlier.tooltip}\n{item.shown[0]}  {item.tooltip}".strip(),
        )
    return list(merged.values())


def _kept(items: Sequence[_Item], width: int) -> list[_Item]:
    """Those that there is room for, the low ranks first."""
    kept: list[_Item] = []
    for item in sorted(items, key=lambda item: item.hint.rank):
        if _width([*kept, item]) <= width:
            kept.append(item)
        elif item.hint.rank > _CORE:
            break
    return [item for item in items if item in kept]


def _width(items: Sequence[_Item]) -> int:
    return 1 + sum(item.width for item in items) + _GAP * max(len(items) - 1, 0)


def _places_of(item: _Item, at: int) -> list[_Place]:
    """The cells of an item; those of each of its keys come before those of all."""
    places: list[_Place] = []
    if item.written == " ".join(item.shown):
        start = at
        for key, shown in zip(item.keys, item.shown, strict=True):
            places.append(_Place(start, start + cell_len(shown), item, key))
            start += cell_len(shown) + 1
    else:
        end = at + cell_len(item.written)
        places.append(_Place(at, at + 1, item, item.keys[0]))
        places.append(_Place(end - 1, end, item, item.keys[-1]))
    return [*places, _Place(at, at + item.width, item)]
