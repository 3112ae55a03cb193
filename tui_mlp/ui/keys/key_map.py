"""Which keys the commands of the main screen have where a user chose others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from textual.binding import Binding, BindingsMap, BindingType
from textual.keys import Keys, _character_to_key, format_key

from tui_mlp.settings.config_error import ConfigError, require_name
from tui_mlp.ui.keys.trainer_keys import TRAINER_KEYS
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.trainer import TrainerScreen
from tui_mlp.ui.view_screens import import_views

RESERVED = ("ctrl+p", "ctrl+c", "ctrl+z", "ctrl+l", "escape", "enter", "tab", "shift+tab")
"""Keys that mean the same everywhere."""
_MODIFIERS = frozenset(("ctrl", "shift", "alt"))
_NAMED = frozenset(key.value for key in Keys if not key.value.startswith(("<", "c-", "control")))


@dataclass(frozen=True)
class MainCommand:
    """A command of the main screen that a user may give other keys."""

    name: str
    keys: tuple[str, ...]
    """Those that it has of itself, as they are written."""
    description: str


def main_commands() -> dict[str, MainCommand]:
    """The commands by their names."""
    commands: dict[str, MainCommand] = {}
    for binding in _expanded([*TRAINER_KEYS, *RunScreen.BINDINGS]):
        if binding.id is not None:
            earlier = commands.get(binding.id)
            keys = (*(earlier.keys if earlier else ()), format_key(binding.key))
            commands[binding.id] = MainCommand(binding.id, keys, binding.tooltip)
    return commands


def key_map(chosen: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The keymap for `App.set_keymap`, from the keys that were chosen for commands.

    Raises:
        ConfigError: there is no such command or key, or a key would have two meanings.
    """
    known = main_commands()
    keys: dict[str, str] = {}
    for name, wanted in chosen.items():
        require_name(name, name, known)
        keys[name] = ",".join(_key(name, each) for each in wanted)
    for view in _all_views() if keys else ():
        _require_one_meaning(keys, _words(view), [*view.BINDINGS, *RunScreen.BINDINGS])
    return keys


def _all_views() -> list[type[RunScreen]]:
    """The main screen, and all others."""
    import_views()
    return [TrainerScreen, *sorted(_views(RunScreen), key=lambda view: view.__name__)]


def _views(base: type[RunScreen]) -> Iterator[type[RunScreen]]:
    """The kinds of screens about a run."""
    for view in base.__subclasses__():
        yield view
        yield from _views(view)


def _words(view: type[RunScreen]) -> str:
    """A view as it is said."""
    if view is TrainerScreen:
        return "main"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", view.__name__.removesuffix("Screen")).lower()


def _key(command: str, written: str) -> str:
    """A key as Textual names it.

    Raises:
        ConfigError: there is no such key, or it is not to be had.
    """
    *modifiers, last = written.split("+") if len(written) > 1 else [written]
    name = _character_to_key(last) if len(last) == 1 else last.lower()
    is_key = len(last) == 1 or name in _NAMED
    if not is_key or not _MODIFIERS.issuperset(modifiers):
        close = get_close_matches(last.lower(), _NAMED, n=1)
        hint = "take a character, or a name such as f5, ctrl+x, pageup or space"
        if close and close[0] != last:
            hint = f"did you mean {close[0]!r}?"
        raise ConfigError(command, f"there is no key {written!r}; {hint}")
    key = "+".join((*modifiers, name))
    if key in RESERVED:
        raise ConfigError(command, f"the key {written!r} means the same everywhere; take another")
    return key


def _require_one_meaning(
    keys: Mapping[str, str], view: str, bindings: Sequence[BindingType]
) -> None:
    """See that no key of a screen is two commands' once these are given theirs.

    Raises:
        ConfigError: one is.
    """
    owners: dict[str, Binding] = {}
    for binding in _expanded(bindings):
        for key in keys.get(binding.id or "", binding.key).split(","):
            other = owners.setdefault(key, binding)
            chosen = [each.id for each in (binding, other) if each.id in keys]
            if other.action != binding.action and chosen:
                first, second = (each.id or f"{each.description!r}" for each in (other, binding))
                raise ConfigError(
                    chosen[0] or "",
                    f"in the view {view!r} the key {format_key(key)!r} would be both {first} and "
                    f"{second}; give one of them another",
                )


def _expanded(bindings: Sequence[BindingType]) -> Iterator[Binding]:
    """The bindings, one for each key."""
    return (binding for _, binding in BindingsMap(bindings))
