"""Gives a process a fixed share of one processor core, by a control group: version 1's `cpu` controller, or version 2."""
import os
import pathlib

ROOT = pathlib.Path("/sys/fs/cgroup")
PERIOD = 10_000


class Share:
    """A group with a bound on its processor time, as a context."""

    def __init__(self, percent):
        self.quota = PERIOD * percent // 100
        self.is_first_version = (ROOT / "cpu/cpu.cfs_quota_us").exists()
        self.folder = (ROOT / "cpu" if self.is_first_version else ROOT) / f"interlock-{os.getpid()}-{id(self)}"

    def add(self, pid):
        (self.folder / "cgroup.procs").write_text(str(pid))

    def waited_seconds(self):
        """How long the group was kept from running because its share was used up."""
        lines = (line.split() for line in (self.folder / "cpu.stat").read_text().splitlines())
        values = {name: int(value) for name, value in lines}
        return values["throttled_time"] / 1e9 if self.is_first_version else values["throttled_usec"] / 1e6

    def __enter__(self):
        try:
            self.folder.mkdir()
            if self.is_first_version:
                (self.folder / "cpu.cfs_period_us").write_text(str(PERIOD))
                (self.folder / "cpu.cfs_quota_us").write_text(str(self.quota))
            else:
                (self.folder / "cpu.max").write_text(f"{self.quota} {PERIOD}")
        except OSError as error:
            self.__exit__()
            raise SystemExit(
                f"--share: no control group bounds processor time here ({error}); run it as root where {ROOT}/cpu is "
                "mounted, or where version 2 lends `cpu` to the groups below its root, or leave --share out")
        return self

    def __exit__(self, *_):
        try:
            self.folder.rmdir()
        except OSError:
            pass
