#!/usr/bin/env python3
"""Cuts the power of the service's machine, in a model of its disk, and looks for everything that was acknowledged before.

  tools/power-sweep [COUNT] [--seed N] [--runs N]

COUNT cuts, 200 unless said, in as many runs of the service under load as are said, 4 if none: reports and licensing by
turns, on SQLite. Each run is recorded by powercut.c: the service is killed and stopped and goes on meanwhile. For each
cut the ledger's folder is made as a disk may then hold it, and the service started on it.

What a disk holds after a cut: all that was written to a file before its last fsync began that has ended; of what was
written since, any part: each write whole, not at all, or some of its sectors of 512 bytes. What lies within a file's length
and was not written is zeros, or anything. A name is as it was when its folder was last synchronized, or as any later call
left it. SQLite's shared memory is not there, or is anything.

Fails where something that was acknowledged is missing, a chain or the log does not hold, or the service does not start; and
where the same search finds no loss when fsync is taken for nothing: of files, of folders, or the latest one of a file alone.
The cuts follow from the seed; what the service was doing does not, so a failure keeps the folder of its cut.
"""
import argparse
import bisect
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from crashes import prepare, under_load
from licensing import Licensing
from reports import Reports
from server import Server

SECTOR = 512
# In how many cuts at most the lack of an fsync must show.
MOST = 60
CONTROLS = ("files", "folders", "files, the latest")


class Node:
    """A file: what the disk has for sure, and what was written since, oldest first."""

    def __init__(self):
        self.durable, self.pending, self.done = bytearray(), [], 0

    def settle(self, count):
        """The first so many of all changes are on the disk."""
        settled = self.pending[:max(0, count - self.done)]
        for change in settled:
            apply(self.durable, change)
        del self.pending[:len(settled)]
        self.done += len(settled)


def apply(content, change):
    """A change of a file: where and what, or a new length."""
    offset, data = change
    if data is None:
        del content[offset:]
    content.extend(bytes(max(0, offset - len(content))))
    if data is not None:
        content[offset:offset + len(data)] = data


class Disk:
    """One folder on a disk. `ignored` are fsyncs that are taken for nothing, one of CONTROLS."""

    def __init__(self, folder, ignored=None):
        self.folder, self.ignored = os.stat(folder).st_ino, ignored
        self.nodes, self.names, self.renames, self.done, self.waits, self.latest = {}, {}, [], 0, {}, (Node(), 0)

    def add(self, record):
        """What a record says."""
        kind, fields, data = record
        if kind == "C":
            node = self.nodes[fields[0]] = Node()
            self.renames.append((fields[1], None, node))
        elif kind == "W":
            self.nodes[fields[0]].pending.append((int(fields[1]), data))
        elif kind == "T":
            self.nodes[fields[0]].pending.append((int(fields[1]), None))
        elif kind == "U":
            self.renames.append((fields[0], None, None))
        elif kind == "R":
            self.renames.append((fields[0], fields[1], None))
        elif kind == "B":
            is_folder = int(fields[0]) == self.folder
            node = None if is_folder else self.nodes[fields[0]]
            self.waits[fields[1]] = node, self.done + len(self.renames) if is_folder else node.done + len(node.pending)
        elif kind == "E":
            node, count = self.waits.pop(fields[1])
            if node and self.ignored == "files, the latest":
                (node, count), self.latest = self.latest, (node, count)
            if node and self.ignored != "files":
                node.settle(count)
            elif not node and self.ignored != "folders":
                settled = self.renames[:max(0, count - self.done)]
                for change in settled:
                    rename(self.names, change)
                del self.renames[:len(settled)]
                self.done += len(settled)
        else:
            raise SystemExit(f"power-sweep: the service does what powercut.c does not follow: {kind} {fields}")

    def all(self):
        """What the folder holds while there is power, by name."""
        names = dict(self.names)
        for change in self.renames:
            rename(names, change)
        return {name: content(node, lambda: "whole") for name, node in names.items()}

    def cut(self, pick):
        """What the folder holds after the power was cut, by name."""
        names, share = dict(self.names), pick.choice([0, 0.5, 1, 1])
        for change in self.renames:
            if pick.random() < share:
                rename(names, change)
        made = {}
        for name in sorted(names):
            shares = pick.choice([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1), (8, 1, 1), (1, 8, 1)])
            made[name] = content(
                names[name], lambda shares=shares: pick.choices(["whole", "lost", "torn"], shares)[0], pick)
            if name.endswith("-wal") and pick.random() < 0.3:
                made[name[:-4] + "-shm"] = pick.randbytes(32768)
        return made


def rename(names, change):
    """A change of a folder: a name is made, or taken away, or becomes another."""
    name, fresh, node = change
    if node:
        names[name] = node
    else:
        before = names.pop(name, None)
        if fresh and before:
            names[fresh] = before


def content(node, fate, pick=None):
    """A file's bytes, where each change since the last fsync has a fate."""
    made = bytearray(node.durable)
    written = bytearray(b"\1" * len(made))
    for change in node.pending:
        what, (offset, data) = fate(), change
        if what == "lost" or what == "torn" and data is None:
            continue
        if what == "whole":
            pieces = [change]
        else:
            edges = [offset, *range(offset - offset % SECTOR + SECTOR, offset + len(data), SECTOR), offset + len(data)]
            pieces = [
                (start, data[start - offset:end - offset]) for start, end in zip(edges, edges[1:]) if pick.random() < 0.5]
        for piece in pieces:
            apply(made, piece)
            apply(written, (piece[0], None if piece[1] is None else b"\1" * len(piece[1])))
    if pick and pick.random() < 0.5:
        for place in range(0, len(made), SECTOR):
            if not any(written[place:place + SECTOR]):
                made[place:place + SECTOR] = pick.randbytes(len(made[place:place + SECTOR]))
    return bytes(made)


def read(log):
    """The records of a log, and where each starts in it."""
    data, place = log.read_bytes(), 0
    while place < len(data):
        end = data.index(b"\n", place)
        start, line = place, data[place:end].decode()
        place = end + 1
        kind, fields, content = line[0], line[2:].split(" "), None
        if kind == "W":
            content = data[place:place + int(fields[2])]
            place += int(fields[2])
        if kind == "C":
            fields = line[2:].split(" ", 1)
        if kind in "UX":
            fields = [line[2:]]
        if kind == "R":
            end = data.index(b"\n", place)
            fields, place = [line[2:], data[place:end].decode()], end + 1
        yield start, (kind, fields, content)


class Run:
    """The service under load for a while, recorded."""

    def __init__(self, folder, library, kind, seed):
        self.folder, self.log, self.store = folder, folder / "changes", folder / "ledger"
        folder.mkdir()
        self.store.mkdir()
        prepare(folder)
        moment = lambda: self.log.stat().st_size
        if kind == "licensing":
            self.load = Licensing(folder, seed, moment)
        else:
            self.load = Reports(folder, 600, seed, moment)
        pick = random.Random(seed)
        trust = ["--trust", self.load.trust()]
        self.serving = math.inf
        # Killed and stopped, so that a log is taken up, written back, and made anew.
        for end in ("kill", "stop", "stop", "kill"):
            fifo = folder / "kill"
            fifo.unlink(missing_ok=True)
            os.mkfifo(fifo)
            server = Server(
                folder, "--store", f"sqlite:{self.store / 'ledger.db'}", *trust, *self.load.options(),
                environment={"LD_PRELOAD": str(library), "POWERCUT_FOLDER": str(self.store),
                             "POWERCUT_LOG": str(self.log), "POWERCUT_KILL": str(fifo)})
            server.start()
            self.serving, trust = min(self.serving, moment()), []
            self.load.refill()
            threads = under_load(self.load, server, 4, pick)
            time.sleep(pick.uniform(0.5, 2.0))
            if end == "kill":
                fifo.write_bytes(b"k")
                server.process.wait()
            else:
                server.stop()
            for thread in threads:
                thread.join()
        self.records = list(read(self.log))
        disk = Disk(self.store)
        for _, record in self.records:
            disk.add(record)
        found = {file.name: file.read_bytes() for file in self.store.iterdir() if not file.name.endswith("-shm")}
        # Else something has changed the files behind the recorder's back.
        if disk.all() != found or self.load.failures:
            raise SystemExit(f"power-sweep: the record of the run is not whole, {self.load.failures}, --seed {seed}")

    def places(self, count, pick):
        """Cuts, as numbers of records: half right after something was acknowledged, half anywhere."""
        starts = [start for start, _ in self.records]
        after = sorted({bisect.bisect_left(starts, moment) for moment in self.load.moments()})
        return sorted(
            pick.choice(after) if number % 2 and after else pick.randrange(len(starts) + 1) for number in range(count))

    def cuts(self, count, pick, ignored=None):
        """Makes the folder of each cut, and yields how far the record had come."""
        disk, done = Disk(self.store, ignored), 0
        for place in self.places(count, pick):
            for _, record in self.records[done:place]:
                disk.add(record)
            done = place
            shutil.rmtree(self.folder / "cut", ignore_errors=True)
            (self.folder / "cut").mkdir()
            for name, data in disk.cut(pick).items():
                (self.folder / "cut" / name).write_bytes(data)
            shutil.rmtree(self.folder / "as-cut", ignore_errors=True)
            shutil.copytree(self.folder / "cut", self.folder / "as-cut")
            yield self.records[place][0] if place < len(self.records) else math.inf

    def faults(self, until):
        """What is wrong with the service, started on what a cut left."""
        store = f"sqlite:{self.folder / 'cut/ledger.db'}"
        # What was served, was trusted: from then on it need not be told again.
        trust = [] if self.serving <= until else ["--trust", self.load.trust()]
        server = Server(self.folder, "--store", store, *trust, *self.load.options())
        try:
            with server:
                faults = self.load.check_service(server, until)
        except RuntimeError as error:
            return [str(error)]
        except AssertionError as error:
            return [f"the service answers: {error}"]
        return faults + self.load.check_store(store, until)


def recorder(folder):
    """Compiles powercut.c."""
    library, source = folder / "powercut.so", pathlib.Path(__file__).parent / "powercut.c"
    subprocess.run(["clang", "-O1", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=4)
    options = parser.parse_args()
    pick = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        library = recorder(folder)
        runs = [
            Run(folder / f"run-{number}", library, ("reports", "licensing")[number % 2], options.seed + number)
            for number in range(options.runs)]
        for number, run in enumerate(runs):
            share = options.count // len(runs) + (number < options.count % len(runs))
            for cut, until in enumerate(run.cuts(share, pick)):
                faults = run.faults(until)
                if faults:
                    print(*faults[:10], sep="\n")
                    print(f"FAILED at cut {cut} of run {number}, at byte {until} of its record, --seed {options.seed}")
                    kept = pathlib.Path(tempfile.mkdtemp(prefix="power-sweep-"))
                    shutil.copytree(run.folder / "as-cut", kept / "ledger")
                    print(f"what the service was started on: {kept}/ledger")
                    sys.exit(1)
            changes = sum(record[0] in "CWTUR" for _, record in run.records)
            syncs = sum(record[0] == "E" for _, record in run.records)
            print(f"run {number}: {share} cuts in {changes} changes and {syncs} fsyncs; {run.load.summary()}", flush=True)
        for ignored in CONTROLS:
            for cut, until in enumerate(runs[0].cuts(MOST, pick, ignored)):
                faults = runs[0].faults(until)
                if faults:
                    print(f"control, without fsync of {ignored}: found at cut {cut}: {' '.join(faults[0].split())[:90]}")
                    break
            else:
                print(f"FAILED: without fsync of {ignored} nothing is lost: the search finds nothing")
                sys.exit(1)
        print(f"{options.count} cuts, nothing lost that was acknowledged; --seed {options.seed}")


if __name__ == "__main__":
    main()
