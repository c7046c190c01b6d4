"""The reliability diagram and the risk-coverage curves, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SIDE, _MARGIN = 320, 44
_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df")
Points = Sequence[tuple[float, float]]


def diagram(lines: Mapping[str, Points], *, across: str, up: str, diagonal: bool = False) -> str:
    """Lines in the unit square, each with its name.

    Args:
        lines: Points with both values in [0, 1], by name.
        across: What the horizontal axis shows.
        up: What the vertical one shows.
        diagonal: Draw the line of equal values, too.
    """
    size = _SIDE + 2 * _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="12">',
        f'<rect width="{size}" height="{size}" fill="white"/>',
        f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#888"/>',
        f'<text x="{size / 2}" y="{size - 8}" text-anchor="middle">{across}</text>',
        f'<text transform="translate(12 {size / 2}) rotate(-90)" text-anchor="middle">{up}</text>',
        *(_tick(value / 4) for value in range(5)),
    ]
    if diagonal:
        parts.append(_path([(0, 0), (1, 1)], "#888", dashed=True))
    for number, (name, points) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        parts.append(_path(points, colour))
        parts.append(f'<text x="{_MARGIN + 8}" y="{_MARGIN + 16 * (number + 1)}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _tick(value: float) -> str:
    x, y = _place((value, value))
    bottom, left = _MARGIN + _SIDE + 15, _MARGIN - 6
    return (
        f'<text x="{x:.0f}" y="{bottom}" text-anchor="middle">{value:g}</text>'
        f'<text x="{left}" y="{y + 4:.0f}" text-anchor="end">{value:g}</text>'
    )


def _path(points: Points, colour: str, *, dashed: bool = False) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_place, points))
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def _place(point: tuple[float, float]) -> tuple[float, float]:
    return _MARGIN + point[0] * _SIDE, _MARGIN + (1 - point[1]) * _SIDE
