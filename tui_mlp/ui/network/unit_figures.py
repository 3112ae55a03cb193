"""The numbers behind the network's picture, to be copied."""

from collections.abc import Iterator

from tui_mlp.training.units.unit_maps import FULL, LinkMaps, UnitMaps
from tui_mlp.ui.terminal.clipboard import tab_separated


def unit_figures(maps: UnitMaps) -> str:
    """Tab-separated: each shown unit with its effect, then each weight between two of them.

    A weight has the two digits that the picture has of it; of an image it is a norm.
    """
    units = [
        (number, int(unit) + 1, float(effect))
        for number, layer in enumerate(maps.layers)
        for unit, effect in zip(layer.shown, layer.effects, strict=True)
    ]
    weights = [each for number in range(len(maps.links)) for each in _weights(maps, number)]
    return "\n".join(
        (
            tab_separated(("layer", "unit", "effect"), units),
            tab_separated(("W", "to unit", "from unit", "weight"), weights),
        )
    )


def _weights(maps: UnitMaps, number: int) -> Iterator[tuple[int, int, int, float]]:
    link: LinkMaps = maps.links[number]
    sources, targets = maps.layers[number].shown, maps.layers[number + 1].shown
    for source, row in enumerate(link.values):
        for target, value in enumerate(row):
            place = int(sources[source]) + 1 if len(sources) == len(link.values) else 0
            weight = round(float(value) * link.scale / FULL, 3)
            yield number + 1, int(targets[target]) + 1, place, weight
