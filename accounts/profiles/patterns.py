"""Small drawings for members without a picture: a quiet landscape, made of a number and nothing else.

The colours lie in the middle, so that they stand out from light and from dark pages. No Django here.
"""

from typing import Final

# Sky, sun, far hill, near hill.
PALETTES: Final = (
    ("#9db8b2", "#f0e3c0", "#6f9a90", "#47746b"),
    ("#a9b7c6", "#f3dfc1", "#7f93a8", "#566c83"),
    ("#c4ae98", "#f7e6cc", "#a58a72", "#7c6450"),
    ("#b3b894", "#f4ebc4", "#8d956b", "#656e47"),
    ("#b9a7bd", "#f2dfe0", "#937d99", "#6d5874"),
    ("#c9a9a0", "#f8e4d0", "#ab857b", "#835f57"),
    ("#93b4bd", "#eee6d0", "#668e99", "#456a75"),
    ("#bfae85", "#f8efd2", "#9c8a60", "#746540"),
)
BITS: Final = 32


def draw(number: int) -> str:
    """Return the SVG of a number of 32 bits: palette, place and size of the sun, and how the hills lie."""
    sky, light, far, near = PALETTES[number & 7]
    sun_x, sun_y = 14 + 5 * (number >> 3 & 7), 14 + 3 * (number >> 6 & 3)
    sun_radius = 5 + 1.5 * (number >> 8 & 3)
    far_left, far_right = 30 + 2 * (number >> 10 & 7), 30 + 2 * (number >> 13 & 7)
    near_left, near_right = 42 + 2 * (number >> 16 & 7), 42 + 2 * (number >> 19 & 7)
    far_bend, near_bend = 8 + 3 * (number >> 22 & 15), 8 + 3 * (number >> 26 & 15)
    flip = ' transform="matrix(-1 0 0 1 64 0)"' if number >> 30 & 1 else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f'<path fill="{sky}" d="M0 0h64v64H0z"/><g{flip}><circle cx="{sun_x}" cy="{sun_y}" r="{sun_radius}" fill="{light}"/>'
        f'<path fill="{far}" d="M0 {far_left}Q{far_bend} {far_left - 14} 64 {far_right}V64H0z"/>'
        f'<path fill="{near}" d="M0 {near_left}Q{near_bend} {near_right - 12} 64 {near_right}V64H0z"/></g></svg>'
    )
