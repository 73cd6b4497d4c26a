"""The limits on what is decoded, and the errors for files that break off or break down."""

from __future__ import annotations

from agent_plugin.tools.errors import MediaDamaged, MediaTooLarge, MediaTruncated
from agent_plugin.tools.policy import MediaLimits


def check_size(name: str, width: int, height: int, limits: MediaLimits) -> None:
    """Refuse a picture whose sides or area go over the limits, or that has no area."""
    if width < 1 or height < 1:
        raise MediaDamaged(f"{name} says it is {width} x {height} pixels.", "Export the ad again.")
    if max(width, height) > limits.max_side_px:
        limit = f"{limits.max_side_px} pixels for a side"
    elif width * height > limits.max_pixels:
        limit = f"{limits.max_pixels / 1e6:.0f} megapixels"
    else:
        return
    raise MediaTooLarge(
        f"{name} is {width} x {height} pixels; the limit is {limit}.",
        "Export it at the size it will be shown.",
    )


def check_duration(name: str, duration_s: float, limits: MediaLimits) -> None:
    """Refuse what runs longer than the limit."""
    if duration_s > limits.max_duration_s:
        raise MediaTooLarge(
            f"{name} runs {duration_s:.1f} s; the limit is {limits.max_duration_s:.0f} s.",
            "Cut it to the ad, or raise max_duration_s in the policy.",
        )


def check_frames(name: str, frames: int, max_frames: int) -> None:
    """Refuse what has more frames than the limit."""
    if frames > max_frames:
        raise MediaTooLarge(
            f"{name} has {frames} frames or more; the limit is {max_frames}.",
            "Cut it to the ad, or export it at fewer frames per second.",
        )


def check_work(name: str, frames: int, width: int, height: int, max_pixels: int) -> None:
    """Refuse what has so many pixels in all its frames that decoding alone would take too long."""
    pixels = frames * width * height
    if pixels > max_pixels:
        raise MediaTooLarge(
            f"{name} has {pixels / 1e6:,.1f} million pixels in all its frames or more; the limit is "
            f"{max_pixels / 1e6:,.1f} million.",
            "Export it smaller or at fewer frames per second.",
        )


def truncated(name: str, kind: str) -> MediaTruncated:
    """The error for a file that begins well and ends too early."""
    return MediaTruncated(
        f"{name} is a {kind} file that ends too early.", "Copy, download or export it again."
    )


def damaged(name: str, kind: str, where: str = "") -> MediaDamaged:
    """The error for a file of a known kind that cannot be decoded."""
    return MediaDamaged(
        f"{name} is a {kind} file that cannot be decoded{where}.", "Export it again, or in another format."
    )
