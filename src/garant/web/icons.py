"""Line drawings on a 20 × 20 field, drawn for Garant. A word always stands beside them."""

from __future__ import annotations

PATHS = {
    "search": '<circle cx="8.5" cy="8.5" r="5"/><path d="M12.3 12.3l4.7 4.7"/>',
    "pen": '<path d="M3.5 16.5l1-4 8.5-8.5 3 3-8.5 8.5zM11 6l3 3"/>',
    "erase": '<path d="M4 5h12M4 10h12M4 15h12"/><path d="M3.5 17.5l13-15"/>',
    "mask": '<path d="M3 4.5h9M3 15.5h9"/><rect class="solid" x="3" y="7.5" width="14" height="5" rx="1"/>',
    "keep": '<path d="M3 3.5h14v4H3zM4.5 7.5v9h11v-9M8 11h4"/>',
    "undecided": '<circle cx="10" cy="10" r="7.2"/>'
    '<path d="M7.9 7.8c0-2.9 4.4-2.9 4.4 0 0 1.9-2.2 1.9-2.2 3.8M10.1 14.2v.1"/>',
    "carry": '<path d="M10 3v9M6.5 8.5L10 12l3.5-3.5M3 13.5V17h14v-3.5"/>',
    "next": '<path d="M4 10h12M11.5 5.5L16 10l-4.5 4.5"/>',
    "check": '<path d="M4 10.5l4 4 8-9"/>',
    "warn": '<path d="M10 3l7.5 13.5h-15zM10 8v4M10 14.2v.1"/>',
    "clock": '<circle cx="10" cy="10" r="7.2"/><path d="M10 5.8V10l3 2"/>',
    "wait": '<path d="M5.5 3h9M5.5 17h9M6.5 3c0 4 3.5 4.5 3.5 7s-3.5 3-3.5 7M13.5 3c0 4-3.5 4.5-3.5 7s3.5 3 3.5 7"/>',
    "page": '<path d="M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5M7.5 13h5"/>',
    "person": '<circle cx="10" cy="6.5" r="3.2"/><path d="M3.8 17c.6-4 3-5.6 6.2-5.6s5.6 1.6 6.2 5.6"/>',
    "letter": '<path d="M3 5h14v10.5H3zM3.5 5.5L10 11l6.5-5.5"/>',
    "open": '<circle cx="10" cy="10" r="6.5"/>',
    "brand": '<path d="M3.5 2h13v16h-13z"/><path class="line" d="M7.5 2v16"/>'
    '<path d="M9.3 12.8c1.2-4.6 3.2-5.8 2.7-2.7-.4 2.6.9 3.3 3.4-.9"/>',
}


def drawing(name: str) -> str:
    """The picture as SVG text; an unknown name is a mistake of ours and raises KeyError."""
    return f'<svg class="ic" viewBox="0 0 20 20" aria-hidden="true">{PATHS[name]}</svg>'
