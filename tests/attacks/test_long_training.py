"""A long time of training with the screen live: memory, threads and files stay as they are."""

import time
from pathlib import Path

MOST_GROWTH = 5.0
"""Megabytes, from a sixth of the time on: minute 10 of an hour."""


class Usage:
    """What one process holds."""

    def __init__(self, pid: int) -> None:
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in status)
        self.megabytes = int(fields["VmRSS"].split()[0]) / 1024
        self.threads = int(fields["Threads"])
        self.files = len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_an_hour_of_training(attack, start):
    seconds = attack.count(quick=3, long=3600)
    program = start("--speed", "full", "--epochs", "100000000", "--checkpoint-seconds", "5")
    program.begin()
    processes = sorted(program.survivors())
    assert len(processes) == 2
    history = []
    began = time.monotonic()
    while (left := began + seconds - time.monotonic()) > 0:
        program.wait_for(b"\x1b[", len(program.output))
        if attack.long:
            program.output = b""
        history.append([Usage(pid) for pid in processes])
        time.sleep(min(left, seconds / 60))
    settled, last = history[len(history) // 6], history[-1]
    growth = [b.megabytes - a.megabytes for a, b in zip(settled, last, strict=True)]
    attack.record(
        seconds=seconds,
        megabytes=" and ".join(f"{usage.megabytes:.1f}" for usage in last),
        growth_in_megabytes=" and ".join(f"{number:.2f}" for number in growth),
        threads=sum(usage.threads for usage in last),
        files=sum(usage.files for usage in last),
    )
    for usages in zip(*history[len(history) // 6 :], strict=True):
        assert len({usage.threads for usage in usages}) == 1
        assert len({usage.files for usage in usages}) <= 2  # one more while it saves
    if attack.long:
        assert max(growth) < MOST_GROWTH
    program.type(b"q")
    assert program.wait() == 0
    program.assert_restored()
