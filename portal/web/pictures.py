"""Pictures that were sent: whether they can be opened, and a small one of each to be shown.

What is shown is drawn anew from the points alone: place, camera and time stay in the original.
"""

import io
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
MOST_POINTS = 200_000_000  # more is no photograph: a few bytes may claim any size
MOST_DRAWN = 50_000_000  # larger ones are taken without a preview
SIDE = 480  # of a preview, in points, unless it is to be larger
PREVIEW_TYPE = "image/webp"
UNREADABLE = (
    UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning,
    OSError, ValueError, SyntaxError, EOFError, MemoryError, TypeError, KeyError, IndexError,
)  # fmt: skip


def problem_of_picture(content: BinaryIO, media_type: str) -> str:
    """Return why a picture is not taken; empty if it is."""
    try:
        with _opened(content, media_type) as picture:
            points = picture.width * picture.height
            if points > MOST_POINTS:
                return f"it claims {picture.width:,} by {picture.height:,} points"
            picture.verify()
    except UNREADABLE:
        return "it is a picture that cannot be opened"
    return ""


def preview_of(content: BinaryIO, media_type: str, side: int = SIDE) -> bytes:
    """Return a small picture of a picture, drawn anew; empty where none can be made."""
    if media_type not in FORMATS:
        return b""
    try:
        with _opened(content, media_type) as picture:
            if picture.width * picture.height > MOST_DRAWN:
                return b""
            picture.draft("RGB", (2 * side, 2 * side))  # a photograph is read small at once
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((side, side))
            return _drawn(upright)
    except UNREADABLE:
        return b""


def _drawn(picture: Image.Image) -> bytes:
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    points = picture.convert(mode)
    fresh = Image.new(mode, points.size)
    fresh.paste(points)
    written = io.BytesIO()
    fresh.save(written, "WEBP", quality=80)
    return written.getvalue()


def _opened(content: BinaryIO, media_type: str) -> Image.Image:
    content.seek(0)
    with warnings.catch_warnings():
        # Pillow's own warning comes at half of its limit; ours is the product above.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(content, formats=[FORMATS[media_type]])
