"""Where the nodes of a network stand: near those that they have to do with, and with room for their names.

Distances in the picture follow the number of steps between nodes: stress majorisation (Gansner, Koren and North 2004).
The same network always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import cos, hypot, pi, sin

_ROUNDS = 150
_APART = 1.6  # steps between nodes that nothing joins, beyond the longest way there is
_PUSHES = 120
_MARGIN = 6.0  # units between two names


def places(
    nodes: Sequence[str],
    joined: Collection[tuple[str, str]],
    sizes: Mapping[str, tuple[float, float]],
    frame: tuple[float, float],
) -> dict[str, tuple[float, float]]:
    """The middle of every node in a frame.

    Args:
        nodes: the nodes, the weightiest first.
        joined: which of them have to do with each other.
        sizes: the width and height that each needs with its name, in the units of the frame.
        frame: the width and height of the picture.
    """
    if not nodes:
        return {}
    points = _stress(nodes, joined)
    return _apart(nodes, _fitted(points, nodes, sizes, frame), sizes, frame)


def _stress(nodes: Sequence[str], joined: Collection[tuple[str, str]]) -> list[tuple[float, float]]:
    import numpy as np

    count = len(nodes)
    number = {node: at for at, node in enumerate(nodes)}
    steps = np.full((count, count), np.inf)
    np.fill_diagonal(steps, 0.0)
    for a, b in joined:
        steps[number[a], number[b]] = steps[number[b], number[a]] = 1.0
    for middle in range(count):  # Floyd and Warshall
        steps = np.minimum(steps, steps[:, middle, None] + steps[None, middle, :])
    longest = float(steps[np.isfinite(steps)].max())
    steps[~np.isfinite(steps)] = max(longest, 1.0) + _APART
    np.fill_diagonal(steps, 1.0)
    weights = steps**-2.0
    np.fill_diagonal(weights, 0.0)
    golden = pi * (3 - 5**0.5)  # the seeds of a sunflower: no two in line
    spread = [(at + 0.5) ** 0.5 for at in range(count)]
    x = np.array([[r * cos(at * golden), r * sin(at * golden)] for at, r in enumerate(spread)])
    total = np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    for _ in range(_ROUNDS):
        apart = x[:, None, :] - x[None, :, :]
        length = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-6)
        x = (weights[:, :, None] * (x[None, :, :] + steps[:, :, None] * apart / length[:, :, None])).sum(axis=1) / total
    return [(float(a), float(b)) for a, b in x]


def _fitted(
    points: Sequence[tuple[float, float]],
    nodes: Sequence[str],
    sizes: Mapping[str, tuple[float, float]],
    frame: tuple[float, float],
) -> list[list[float]]:
    """The points stretched to the frame, less the room for names at its edges."""
    room = [max(sizes[node][axis] for node in nodes) / 2 for axis in (0, 1)]
    found: list[list[float]] = [[0.0, 0.0] for _ in points]
    for axis in (0, 1):
        values = [point[axis] for point in points]
        low, high = min(values), max(values)
        for at, value in enumerate(values):
            part = (value - low) / (high - low) if high > low else 0.5
            found[at][axis] = room[axis] + part * (frame[axis] - 2 * room[axis])
    return found


def _apart(
    nodes: Sequence[str],
    points: list[list[float]],
    sizes: Mapping[str, tuple[float, float]],
    frame: tuple[float, float],
) -> dict[str, tuple[float, float]]:
    """The points moved until no name lies on another, or as far as that goes."""
    for _ in range(_PUSHES):
        moved = False
        for i, a in enumerate(points):
            for j in range(i):
                moved |= _push(a, points[j], sizes[nodes[i]], sizes[nodes[j]])
        for point, node in zip(points, nodes, strict=True):
            for axis in (0, 1):
                half = sizes[node][axis] / 2
                point[axis] = min(max(point[axis], half), frame[axis] - half)
        if not moved:
            break
    return {node: (round(x, 1), round(y, 1)) for node, (x, y) in zip(nodes, points, strict=True)}


def _push(a: list[float], b: list[float], first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Moves two boxes that overlap apart along the shorter way. Whether they did."""
    gaps = [(first[axis] + second[axis]) / 2 + _MARGIN - abs(a[axis] - b[axis]) for axis in (0, 1)]
    if min(gaps) <= 0:
        return False
    axis = 0 if gaps[0] < gaps[1] else 1
    way = gaps[axis] / 2 + 0.5
    sign = 1.0 if a[axis] >= b[axis] else -1.0
    a[axis] += sign * way
    b[axis] -= sign * way
    return True


def curve(
    a: tuple[float, float], b: tuple[float, float], radii: tuple[float, float], bend: float
) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """An arrow from the edge of one disc to the edge of another: its begin, its control point, its end.

    ``bend`` is how far it swings to its left, as a part of its length.
    """
    along, across = b[0] - a[0], b[1] - a[1]
    length = max(hypot(along, across), 1e-6)
    control = ((a[0] + b[0]) / 2 + across * bend, (a[1] + b[1]) / 2 - along * bend)
    ends = []
    for point, radius in ((a, radii[0]), (b, radii[1])):
        way = (control[0] - point[0], control[1] - point[1])
        far = max(hypot(*way), 1e-6)
        part = min(radius, length / 2) / far
        ends.append((round(point[0] + way[0] * part, 1), round(point[1] + way[1] * part, 1)))
    return ends[0], (round(control[0], 1), round(control[1], 1)), ends[1]
