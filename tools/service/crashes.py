#!/usr/bin/env python3
"""Kills the service with SIGKILL at random moments under load, and looks for everything that it had acknowledged.

  tools/crash-sweep [COUNT] [--seed N] [--evidence N] [--jobs N] [--store sqlite|postgres] [--licensing]

COUNT kills, 25 unless said. Each round, several clients answer sessions and send batches until the service dies; then it
starts again on the same store, and takes up what was not acknowledged. With --licensing they also ask for licences, sign
them, and decide on findings. With PostgreSQL, the database crashes in every other round, before or after the service.
Fails where something that was acknowledged is missing or is there twice, a chain or the log does not hold, or a nonce that
was used is taken again; and where none of that is found when the ledger's file is put back to how it was in the beginning.
"""
import argparse
import contextlib
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import authority
from database import Database
from licensing import Licensing
from reports import Reports
from server import PROGRAM, Server


def prepare(folder):
    """Keys and certificates of a service."""
    authority.make(folder / "pki")
    subprocess.run(
        [PROGRAM, "keys", "new", "--classical-only", "--out", str(folder / "results.pem")], check=True,
        stdout=subprocess.DEVNULL)


def notices_loss(load, folder, earlier):
    """Whether the checks find that a store has been put back to an earlier copy."""
    server = Server(folder, "--store", f"sqlite:{earlier / 'ledger.db'}", *load.options())
    with server:
        return bool(load.check_service(server)) and bool(load.check_store(f"sqlite:{earlier / 'ledger.db'}"))


def under_load(load, server, count, pick):
    """Starts the clients."""
    threads = [
        threading.Thread(target=job, args=(server, pick.random())) for job in load.jobs(count)]
    for thread in threads:
        thread.start()
    return threads


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--evidence", type=int, default=None)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--licensing", action="store_true")
    options = parser.parse_args()
    pick = random.Random(options.seed)
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(Database()) if options.store == "postgres" else None
        prepare(folder)
        if options.licensing:
            load = Licensing(folder, options.seed)
        else:
            load = Reports(folder, options.evidence or max(400, options.count * 40), options.seed)
        store = database.address if database else f"sqlite:{folder / 'ledger/ledger.db'}"
        (folder / "ledger").mkdir()
        first = Server(folder, "--store", store, "--trust", load.trust(), *load.options())
        first.start()
        first.kill()
        # From here on without --trust: licences that are complete are trusted, too.
        server = Server(folder, "--store", store, *load.options())

        def check(faults, kills):
            if faults:
                print(*faults[:10], sep="\n")
                print(f"FAILED after kill {kills}, --seed {options.seed}")
                sys.exit(1)

        crashes = 0
        for kills in range(options.count + 1):
            server.start()
            check(load.check_service(server), kills)
            if kills == options.count:
                server.kill()
                break
            if kills == 0 and not database:
                shutil.copytree(folder / "ledger", folder / "earlier")
            load.refill()
            threads = under_load(load, server, options.jobs, pick)
            time.sleep(pick.uniform(0.0, load.longest))
            is_before, is_after = (database is not None and pick.random() < 0.25 for _ in range(2))
            if is_before:
                load.may_fail = True
                database.crash()
                crashes += 1
                if is_after:
                    # It comes back while the service goes on.
                    database.start()
                time.sleep(pick.uniform(0.0, 0.6))
            server.kill()
            if is_after and not is_before:
                database.crash()
                crashes += 1
            if is_before != is_after:
                database.start()
            for thread in threads:
                thread.join()
            load.may_fail = False
            check(load.check_store(store), kills + 1)
        if not database and not notices_loss(load, folder, folder / "earlier"):
            check(["a ledger that has lost everything was not noticed"], options.count)
        print(
            f"{options.count} kills{f', {crashes} crashes of the database' if database else ''}, {load.summary()}, "
            f"all there; --seed {options.seed}")


if __name__ == "__main__":
    main()
