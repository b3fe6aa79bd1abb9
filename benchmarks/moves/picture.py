"""A picture of what the sweeps have measured: time against size, logarithmic, as SVG; standard library only."""

import math
from html import escape

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 230, 64, 46, 30
LINES = (
    ("NumPy", "#555555", "", 1.4),
    ("DiNo", "#c0392b", "", 1.8),
    ("predicted for DiNo", "#c0392b", "4 3", 1.0),
    ("over the ranks", "#2471a3", "", 1.4),
    ("predicted for the ranks", "#2471a3", "4 3", 1.0),
)


def drawn(rows):
    """Draw the measurements.

    Parameters
    ----------
    rows : dict
        By title of a row of panels: a dict, by primitive, of `{name of a line: [(elements, seconds), ...]}`.

    Returns
    -------
    str
        SVG: a panel for each primitive, a line for each name in `LINES`.
    """
    columns = max(len(panels) for panels in rows.values())
    size = LEFT + columns * (WIDTH + GAP) + GAP, TOP + len(rows) * (HEIGHT + 3 * GAP) + GAP
    points = [
        point for panels in rows.values() for lines in panels.values() for line in lines.values() for point in line
    ]
    across, up = _decades(elements for elements, _ in points), _decades(seconds for _, seconds in points)
    body = [_legend()]
    for down, (title, panels) in enumerate(rows.items()):
        top = TOP + down * (HEIGHT + 3 * GAP) + GAP
        body.append(f'<text x="{LEFT}" y="{top - 22}" font-weight="bold">{escape(title)}</text>')
        for place, (name, lines) in enumerate(panels.items()):
            body.append(_panel(LEFT + place * (WIDTH + GAP), top, name, lines, across, up, place == 0))
    style = "font-family:sans-serif;font-size:11px;background:white"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" style="{style}">'
    )
    return "\n".join([head, f'<rect width="{size[0]}" height="{size[1]}" fill="white"/>', *body, "</svg>\n"])


def _decades(values):
    logarithms = [math.log10(value) for value in values]
    return math.floor(min(logarithms)), math.ceil(max(logarithms))


def _legend():
    parts, x = [], LEFT
    for name, colour, dashes, width in LINES:
        parts.append(f'<path d="M{x} 16h26" {_stroke(colour, dashes, width)}/><text x="{x + 31}" y="20">{name}</text>')
        x += 50 + 7 * len(name)
    return "".join(parts)


def _stroke(colour, dashes, width):
    return f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes or "none"}"'


def _panel(left, top, title, lines, across, up, labelled):
    def x(elements):
        return left + WIDTH * (math.log10(elements) - across[0]) / (across[1] - across[0])

    def y(seconds):
        return top + HEIGHT * (up[1] - math.log10(seconds)) / (up[1] - up[0])

    parts = [f'<text x="{left + WIDTH / 2}" y="{top - 6}" text-anchor="middle">{escape(title)}</text>']
    parts += [_column(x(10.0**power), top, power) for power in range(across[0], across[1] + 1)]
    parts += [_line(left, y(10.0**power), power, labelled) for power in range(up[0], up[1] + 1)]
    parts.append(f'<text x="{left + WIDTH / 2}" y="{top + HEIGHT + 28}" text-anchor="middle">elements</text>')
    for name, colour, dashes, width in LINES:
        path = "L".join(f"{x(elements):.1f} {y(seconds):.1f}" for elements, seconds in lines.get(name, ()))
        if path:
            parts.append(f'<path d="M{path}" {_stroke(colour, dashes, width)}/>')
    return "".join(parts)


def _column(x, top, power):
    label = f'<text x="{x:.1f}" y="{top + HEIGHT + 14}" text-anchor="middle">{_power(power)}</text>'
    return f'<path d="M{x:.1f} {top}v{HEIGHT}" stroke="#e5e5e5"/>' + (label if power % 2 == 0 else "")


def _line(left, y, power, labelled):
    label = f'<text x="{left - 5}" y="{y + 4:.1f}" text-anchor="end">{_time(power)}</text>'
    return f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#e5e5e5"/>' + (label if labelled else "")


def _power(power):
    return f'10<tspan dy="-4" font-size="8">{power}</tspan>' if power else "1"


def _time(power):
    unit = ("s", "ms", "µs", "ns")[-(power // 3)]
    return f"{10 ** (power % 3)} {unit}"
