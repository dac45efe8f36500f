"""A PostgreSQL server of its own for a measurement or a check: in a folder, reached by a socket in it."""
import os
import pathlib
import shutil
import subprocess
import tempfile

PROGRAMS = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


class Database:
    """The server, as a context."""

    def __init__(self):
        if not PROGRAMS:
            raise SystemExit("PostgreSQL's server is not installed; tools/bootstrap --tests does it")
        # Short, for the name of a socket is at most 107 bytes; and a server refuses to run as root.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ilpg-", dir="/tmp"))
        self.prefix = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
            self.prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        self.address = f"postgres://interlock@/postgres?host={self.folder}"
        self.run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "interlock", "--no-locale")
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf8") as settings:
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n")

    def run(self, program, *arguments):
        subprocess.run(
            [*self.prefix, PROGRAMS[-1] / program, *arguments], check=True, cwd="/", stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL)

    def start(self):
        self.run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-s", "start")

    def crash(self):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "-s", "stop")

    def query(self, statements):
        self.run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.address, "-c", statements)

    def processor_seconds(self):
        """Of the server and all that it started, those that have ended included."""
        parent = (self.folder / "data/postmaster.pid").read_text().split()[0]
        ticks = 0
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if path.parent.name == parent:
                ticks += sum(int(field) for field in fields[11:15])
            elif fields[1] == parent:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)
