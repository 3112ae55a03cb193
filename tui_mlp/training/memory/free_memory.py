"""How much memory this process may still take: of the machine, and of the group that it runs in."""

import contextlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_CGROUPS = Path("/sys/fs/cgroup")


def free_memory(proc: Path = _PROC, cgroups: Path = _CGROUPS) -> int | None:
    """Bytes that can be taken before the system swaps or kills; None where it does not say.

    Args:
        proc: where the kernel tells of memory and of this process.
        cgroups: where it tells of the limits of groups of processes, as containers are.
    """
    known = [*_of_machine(proc), *_of_cgroups(proc, cgroups), *_of_process(proc)]
    return max(0, min(known)) if known else None


def _of_machine(proc: Path) -> Iterator[int]:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (proc / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                yield 1024 * int(line.split()[1])
                return
    for name in ("SC_AVPHYS_PAGES", "SC_PHYS_PAGES"):  # what is free, else what there is
        with contextlib.suppress(OSError, ValueError):
            yield os.sysconf(name) * os.sysconf("SC_PAGE_SIZE")
            return


def _of_process(proc: Path) -> Iterator[int]:
    """What this process has left of the addresses that it was limited to."""
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages = int((proc / "self" / "statm").read_text().split()[0])
            yield most - pages * os.sysconf("SC_PAGE_SIZE")


def _of_cgroups(proc: Path, cgroups: Path) -> Iterator[int]:
    """What each group that holds this process has left; pages of files can be given back."""
    lines: list[str] = []
    with contextlib.suppress(OSError):
        lines = (proc / "self" / "cgroup").read_text().splitlines()
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:  # version 2: one tree for all
            root, limit, usage, stat = cgroups, "memory.max", "memory.current", "inactive_file"
        elif "memory" in controllers.split(","):
            root, limit = cgroups / "memory", "memory.limit_in_bytes"
            usage, stat = "memory.usage_in_bytes", "total_inactive_file"
        else:
            continue
        group = root / path.strip("/")
        for folder in (group, *group.parents):
            if folder.is_relative_to(root):
                with contextlib.suppress(OSError, ValueError):  # no such group here, or no limit
                    most = int((folder / limit).read_text())
                    taken = int((folder / usage).read_text())
                    yield most - taken + _statistic(folder, stat)


def _statistic(folder: Path, name: str) -> int:
    for line in (folder / "memory.stat").read_text().splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    return 0
