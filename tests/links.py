"""Symbolic links, where this system lets this user make them (Windows asks for a right to it)."""

from pathlib import Path


def symlink(link: Path, target: Path) -> bool:
    """Make `link` lead to `target`; False, and no link, where that cannot be had."""
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except (OSError, NotImplementedError):
        return False
    return link.is_symlink()  # Wine says it made one and did not
