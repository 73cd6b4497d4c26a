"""A failed import comes in, the package that repairs it goes out.

MediaPipe and OpenCV bring their own code in wheels but expect a few shared libraries of the system. This room
knows them, and what they are called where.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from agent_plugin.tools.errors import LibraryMissing


@dataclass(frozen=True)
class Library:
    """A shared library, the packages that hold it, and whether MediaPipe's own wheel asks for it."""

    soname: str
    debian: str
    fedora: str
    arch: str
    always: bool = False


LIBRARIES: dict[str, Library] = {
    library.soname: library
    for library in (
        Library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd", always=True),
        Library("libGLESv2.so.2", "libgles2", "libglvnd-gles", "libglvnd", always=True),
        # Only the OpenCV build with windows asks for these two; the headless build does not.
        Library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
        Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
        Library("libstdc++.so.6", "libstdc++6", "libstdc++", "gcc-libs"),
    )
}
# MediaPipe's wheels are built for glibc 2.28 and newer; there is none for musl, on which Alpine stands.
NOT_GLIBC = (
    "MediaPipe has no build for this system's C library: use one with glibc, such as Debian or Fedora."
)

_FAMILIES = {
    "debian": "debian",
    "ubuntu": "debian",
    "fedora": "fedora",
    "rhel": "fedora",
    "arch": "arch",
    "alpine": "alpine",
}
_NO_FILE = re.compile(r"(?P<soname>lib[\w.+-]+?\.so[.\d]*): cannot open shared object file")
_OLD_SYSTEM = re.compile(r"version [`'](?P<version>(?:GLIBC|GLIBCXX)_[\d.]+)' not found")


def missing_libraries() -> list[Library]:
    """What MediaPipe asks for on Linux and the loader does not find."""
    needed = [library for library in LIBRARIES.values() if library.always]
    return [library for library in needed if sys.platform == "linux" and not _loads(library.soname)]


def remedy(sonames: list[str]) -> str:
    """The command that installs these libraries, in the words of this system."""
    known = [LIBRARIES[soname] for soname in sonames if soname in LIBRARIES]
    if len(known) < len(sonames):
        return f"Install the package of your system that holds {' and '.join(sonames)}."
    commands = {
        "debian": f"apt-get install {_names(library.debian for library in known)}",
        "fedora": f"dnf install {_names(library.fedora for library in known)}",
        "arch": f"pacman -S {_names(library.arch for library in known)}",
    }
    family = _family()
    if family == "alpine":
        return NOT_GLIBC
    chosen = [commands[family]] if family else list(commands.values())
    admin = "" if sys.platform != "linux" or os.geteuid() == 0 else "sudo "
    return f"Run {', or '.join(f'`{admin}{command}`' for command in chosen)}."


def explain_import_error(error: BaseException) -> LibraryMissing | None:
    """What is missing when MediaPipe or OpenCV does not load, with the remedy; none for any other error.

    Follows the chain of causes, since the loader's words are often wrapped in another error.
    """
    for link in _chain(error):
        explained = explain_loader_text(str(link))
        if explained:
            return explained
    return None


def explain_loader_text(text: str) -> LibraryMissing | None:
    """The same for the loader's words alone, as another process printed them."""
    if lacking := _NO_FILE.search(text):
        soname = lacking["soname"]
        return LibraryMissing(f"The system library {soname} is not installed.", remedy(_with_kin(soname)))
    if old := _OLD_SYSTEM.search(text):
        return LibraryMissing(
            f"This system is too old: its C or C++ library lacks {old['version']}.",
            "Use a newer release of the system, or run Last Look in a container with one.",
        )
    return None


def _with_kin(soname: str) -> list[str]:
    # The loader names one at a time; the others of its kind are asked for in the same breath.
    wanted = LIBRARIES.get(soname)
    kin = [library.soname for library in LIBRARIES.values() if wanted and library.always == wanted.always]
    return [soname, *(other for other in kin if other != soname and not _loads(other))]


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _names(packages: Iterator[str]) -> str:
    return " ".join(dict.fromkeys(packages))


def _family() -> str | None:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return None
    kin = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((_FAMILIES[name] for name in kin if name in _FAMILIES), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
