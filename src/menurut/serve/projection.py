"""Where a place of the earth lies on the map: the Equal Earth projection (Šavrič, Patterson and Jenny 2018).

It shows areas as large as they are beside each other, which a map of how much happened where needs.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

WIDTH = 1_000.0  # of the whole earth, in units of the map
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_EAST = 2.7066299836960748  # the projection's own x at 180 degrees east on the equator
_NORTH = 1.3173627591574133  # its own y at the pole
HEIGHT = WIDTH * _NORTH / _EAST


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """The point of the map (x to the right, y down, in units of ``WIDTH``) of a place in degrees, WGS 84."""
    angle = asin(sqrt(3) / 2 * sin(radians(max(-90.0, min(90.0, latitude)))))
    square = angle * angle
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = 2 * sqrt(3) / 3 * radians(max(-180.0, min(180.0, longitude))) * cos(angle) / slope
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    scale = WIDTH / 2 / _EAST
    return WIDTH / 2 + x * scale, HEIGHT / 2 - y * scale
