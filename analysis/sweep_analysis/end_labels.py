"""Names at the ends of lines instead of a legend, where they fit."""

from dataclasses import dataclass

import numpy as np

from . import style

_LINE_INCHES = 0.135
_MOST_MOVED = 0.13   # inches that a name may stand above or below the end of its line
_AT_EDGE = 0.9       # of the panel's width, from where on a line's end is at its right edge


@dataclass(frozen=True)
class End:
    """Where a line ends, in the panel's units."""

    x: float
    y: float
    handle: object   # of the legend that the name replaces


def ends_of(cases, x: str, y: str, handles: list) -> list:
    """The Ends of the column `series` of a figure's cases; `handles` in their order."""
    last = [rows.loc[rows[x].idxmax()] if rows[x].notna().any() else rows.iloc[0]
            for _, rows in cases.groupby("series", sort=False)]
    return [End(row[x], row[y], handle) for row, handle in zip(last, handles)]


def name_lines(axis, ends: list, title: str, sections: dict):
    """Writes names right of the panel where the lines end, and the other `sections` in a legend above or below them; or
    all in a legend, the names under `title`, where they would not fit. The axes must have their scale by now."""
    places = _places(axis, ends)
    top = _top_of_rest(axis, places, sections) if places else None
    if top is None:
        style.legends(axis, {title: [end.handle for end in ends]} | sections)
        return
    for end, (place, _) in zip(ends, places):
        axis.text(1.02, place, end.handle.get_label(), transform=axis.transAxes, va="center", fontsize=style.SMALL,
                  color=end.handle.get_color(), fontweight="bold", gid="end-label")
    style.legends(axis, sections, top)


def _places(axis, ends: list) -> list:
    """(centre, height) of each name as parts of the panel's height, moved apart; [] if some do not fit."""
    height = axis.get_position().height * axis.figure.get_figheight()
    at = axis.transAxes.inverted().transform(axis.transData.transform([(end.x, end.y) for end in ends]))
    if len(ends) < 2 or not np.isfinite(at).all() or (at[:, 0] < _AT_EDGE).any():
        return []
    tall = np.array([_LINE_INCHES * (1 + end.handle.get_label().count("\n")) for end in ends])
    wanted = at[:, 1] * height
    order = np.argsort(wanted)
    placed = wanted.copy()
    for _ in range(40):   # neighbours push each other until none touch
        for one, two in zip(order, order[1:]):
            lacking = (tall[one] + tall[two]) / 2 - (placed[two] - placed[one])
            if lacking > 0:
                placed[one] -= lacking / 2
                placed[two] += lacking / 2
    apart = all(placed[two] - placed[one] >= 0.98 * (tall[one] + tall[two]) / 2 for one, two in zip(order, order[1:]))
    if not apart or (np.abs(placed - wanted) > _MOST_MOVED).any():
        return []
    return list(zip(placed / height, tall / height))


def _top_of_rest(axis, places: list, sections: dict):
    """Where the legend of what else there is begins; None if there is no room above or below the names."""
    height = axis.get_position().height * axis.figure.get_figheight()
    needed = style.height_of_legends(sections) / height
    above = max(place + tall / 2 for place, tall in places)
    below = min(place - tall / 2 for place, tall in places)
    gap = 0.08 / height
    return 1.0 if above + gap + needed <= 1 else below - gap if below - gap - needed >= -0.1 else None
