#!/usr/bin/env python3
"""Kills the service with SIGKILL at random moments under load, and looks for every report that it had acknowledged.

  tools/crash-sweep [COUNT] [--seed N] [--evidence N] [--jobs N] [--store sqlite|postgres]

COUNT kills, 25 unless said. Each round, several clients answer sessions and send batches until the service dies; then it
starts again on the same store, and takes up what was not acknowledged. With PostgreSQL, the database crashes in every other
round, before or after the service. Fails where an acknowledged report is missing, a
chain does not hold, or a nonce that was used is taken again.
"""
import argparse
import contextlib
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import authority
import cbor2
from client import EAT, SESSION, Client, base64url
from database import Database
from server import PROGRAM, Server

BATCH = "application/vnd.interlock.evidence-batch+cbor"


class Load:
    """What was sent, and what was acknowledged."""

    def __init__(self, evidence, nonces):
        self.todo = list(zip(evidence, nonces))
        self.lock = threading.Lock()
        self.acknowledged, self.receipts, self.failures = {}, {}, []
        # While the database is down, and only then, the service may say that it can't.
        self.may_fail = False

    def take(self, count):
        with self.lock:
            taken, self.todo = self.todo[:count], self.todo[count:]
            return taken

    def give_back(self, pieces):
        with self.lock:
            self.todo = pieces + self.todo

    def acknowledge(self, evidence, nonce, receipt):
        digest = hashlib.sha384(evidence).hexdigest()
        with self.lock:
            known = self.receipts.setdefault(digest, receipt)
            if known != receipt:
                self.failures.append(f"{digest}: two receipts")
            self.acknowledged[digest] = nonce


class Unavailable(Exception):
    """The service said that its database is down."""


def expect(load, status, wanted):
    if status == 503 and load.may_fail:
        raise Unavailable
    assert status == wanted, status


def send(load, server, pki, seed):
    """One client's work until the service dies or nothing is left."""
    pick = random.Random(seed)
    client = Client(server.url, pki / "servers.pem", pki / "host.pem", pki / "host-key.pem", timeout=20)
    while True:
        pieces = load.take(pick.choice([1, 1, 1, 4]))
        if not pieces:
            return
        try:
            if len(pieces) == 1:
                evidence, nonce = pieces[0]
                status, headers, _ = client.request(
                    "POST", f"/challenge-response/v1/newSession?nonce={base64url(nonce)}")
                if status == 409:
                    # It was written, and the answer was lost: a batch gives the receipt.
                    status, _, data = client.request(
                        "POST", "/interlock/v1/evidence", cbor2.dumps([evidence]), content_type=BATCH)
                    expect(load, status, 200)
                    item = json.loads(data)["items"][0]
                    if item["standing"] == "failed" and load.may_fail:
                        raise Unavailable
                    if item["standing"] != "known":
                        load.failures.append(f"a nonce is used, and its evidence is {item['standing']}")
                    load.acknowledge(evidence, nonce, item["receipt"])
                    continue
                expect(load, status, 201)
                status, _, data = client.request(
                    "POST", "/challenge-response/v1/" + headers["location"], evidence, accept=SESSION, content_type=EAT)
                expect(load, status, 200)
                load.acknowledge(evidence, nonce, json.loads(data)["interlock"]["receipt"])
            else:
                body = cbor2.dumps([evidence for evidence, _ in pieces])
                status, _, data = client.request("POST", "/interlock/v1/evidence", body, content_type=BATCH)
                expect(load, status, 200)
                failed = []
                for piece, item in zip(pieces, json.loads(data)["items"]):
                    if item["standing"] in ("kept", "known"):
                        load.acknowledge(piece[0], None, item["receipt"])
                    elif item["standing"] == "failed" and load.may_fail:
                        failed.append(piece)
                    else:
                        load.failures.append(f"a batch's piece is {item['standing']}")
                load.give_back(failed)
        except Unavailable:
            load.give_back(pieces)
            time.sleep(0.02)
        except AssertionError as error:
            load.failures.append(str(error))
            return
        except Exception:
            load.give_back(pieces)
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--evidence", type=int, default=None)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    options = parser.parse_args()
    pick = random.Random(options.seed)
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory())
        database = stack.enter_context(Database()) if options.store == "postgres" else None
        folder = pathlib.Path(name)
        pki = authority.make(folder / "pki")
        subprocess.run(
            [PROGRAM, "keys", "new", "--classical-only", "--out", str(folder / "results.pem")], check=True,
            stdout=subprocess.DEVNULL)
        count = options.evidence or max(400, options.count * 40)
        subprocess.run(
            [PROGRAM, "bench", "evidence", "--classical-only", "--evidence", str(count), "--chips", "40", "--out",
             str(folder / "made")], check=True)
        nonces = [bytes.fromhex(line) for line in (folder / "made/nonces.txt").read_text().split()]
        files = sorted((folder / "made/evidence").glob("*.cbor"))
        load = Load([file.read_bytes() for file in files], nonces)
        # Neighbours are of different chips, so that several clients don't wait for one.
        pick.shuffle(load.todo)
        store = database.address if database else f"sqlite:{folder / 'ledger.db'}"
        server = Server(folder, "--store", store, "--trust", folder / "made/trust", "--classical-only")
        kills = crashes = 0
        rounds = 0
        while kills < options.count:
            server.start()
            threads = [
                threading.Thread(target=send, args=(load, server, pki, pick.random())) for _ in range(options.jobs)]
            for thread in threads:
                thread.start()
            time.sleep(pick.uniform(0.0, 0.9))
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
            kills += 1
            for thread in threads:
                thread.join()
            load.may_fail = False
            rounds += 1
            if not load.todo:
                # Everything is there: start over with what must now be known.
                load.todo = [(file.read_bytes(), nonce) for file, nonce in zip(files, nonces)]
                pick.shuffle(load.todo)
            digests = folder / "digests.txt"
            digests.write_text("\n".join(load.acknowledged) + "\n" if load.acknowledged else "")
            check = subprocess.run(
                [PROGRAM, "ledger", "check", store, "--has", str(digests)], capture_output=True, text=True)
            if check.returncode != 0 or load.failures:
                print(check.stdout, check.stderr, *load.failures[:10], sep="\n")
                print(f"FAILED at kill {kills}, --seed {options.seed}")
                sys.exit(1)
        # A nonce that was answered stays answered.
        server.start()
        client = Client(server.url, pki / "servers.pem", pki / "host.pem", pki / "host-key.pem")
        used = [nonce for nonce in load.acknowledged.values() if nonce][:200]
        for nonce in used:
            status, _, _ = client.request("POST", f"/challenge-response/v1/newSession?nonce={base64url(nonce)}")
            if status != 409:
                print(f"FAILED: a used nonce is taken again after {kills} kills, --seed {options.seed}")
                sys.exit(1)
        server.kill()
        print(
            f"{kills} kills{f', {crashes} crashes of the database' if database else ''}, {len(load.acknowledged)} acknowledged reports, all there; {len(used)} used nonces refused; "
            f"{check.stdout.splitlines()[0]}; --seed {options.seed}")


if __name__ == "__main__":
    main()
