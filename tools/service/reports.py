"""A load of reports for the service, and what it must remember of them: whatever was acknowledged is there for good."""
import hashlib
import http.client
import json
import math
import random
import subprocess
import threading
import time

import cbor2
from client import EAT, SESSION, Client, base64url
from server import PROGRAM

BATCH = "application/vnd.interlock.evidence-batch+cbor"


class Unavailable(Exception):
    """The service said that its database is down."""


def as_role(server, role, timeout=30):
    """A client in a role."""
    pki = server.folder / "pki"
    return Client(server.url, pki / "servers.pem", pki / f"{role}.pem", pki / f"{role}-key.pem", timeout=timeout)


def check_ledger(folder, store, digests):
    """What `interlock ledger check` finds: chains that don't hold, evidence that is missing."""
    file = folder / "digests.txt"
    file.write_text("".join(digest + "\n" for digest in digests))
    check = subprocess.run([PROGRAM, "ledger", "check", store, "--has", str(file)], capture_output=True, text=True)
    return [] if check.returncode == 0 else [check.stdout + check.stderr]


class Reports:
    """Synthetic evidence of many chips, sent one by one and in batches.

    `moment` tells when something was acknowledged; checks look at what was acknowledged up to `until`.
    """

    # The longest time from a start to a kill, in seconds.
    longest = 0.9

    def __init__(self, folder, count, seed, moment=lambda: 0):
        self.folder, self.moment = folder, moment
        subprocess.run(
            [PROGRAM, "bench", "evidence", "--classical-only", "--evidence", str(count), "--chips", "40", "--out",
             str(folder / "made")], check=True)
        nonces = [bytes.fromhex(line) for line in (folder / "made/nonces.txt").read_text().split()]
        files = sorted((folder / "made/evidence").glob("*.cbor"))
        self.all = [(file.read_bytes(), nonce) for file, nonce in zip(files, nonces)]
        self.pick = random.Random(seed)
        self.lock = threading.Lock()
        # By digest: evidence, its receipt, the nonce that it used, and when that was acknowledged.
        self.acknowledged, self.failures = {}, []
        # While the database is down, and only then, the service may say that it can't.
        self.may_fail = False
        self.todo = []
        self.refill()

    def options(self):
        """How the service is started, beside its store and its trust."""
        return ["--classical-only"]

    def trust(self):
        """What it trusts at first."""
        return self.folder / "made/trust"

    def jobs(self, count):
        """What is done side by side: functions of the server and a seed, until the service dies or nothing is left."""
        return [self.send] * count

    def summary(self):
        """What was acknowledged."""
        return f"{len(self.acknowledged)} acknowledged reports"

    def moments(self):
        """When something was acknowledged."""
        return {item[3] for item in self.acknowledged.values()}

    def refill(self):
        """Sends everything again, where all was sent: it must be known now."""
        if not self.todo:
            self.todo = list(self.all)
            # Neighbours are of different chips, so that several clients don't wait for one.
            self.pick.shuffle(self.todo)

    def take(self, count):
        with self.lock:
            taken, self.todo = self.todo[:count], self.todo[count:]
            return taken

    def give_back(self, pieces):
        with self.lock:
            self.todo = pieces + self.todo

    def acknowledge(self, evidence, nonce, receipt):
        moment = self.moment()
        digest = hashlib.sha384(evidence).hexdigest()
        with self.lock:
            _, known, used, first = self.acknowledged.get(digest, (None, receipt, None, moment))
            if known != receipt:
                self.failures.append(f"{digest}: two receipts")
            # A nonce counts from when it is known that it was used.
            used = used or (nonce and (nonce, moment))
            self.acknowledged[digest] = (evidence, receipt, used, first)

    def expect(self, status, wanted):
        if status == 503 and self.may_fail:
            raise Unavailable
        assert status == wanted, status

    def send(self, server, seed):
        pick, client = random.Random(seed), as_role(server, "host", timeout=20)
        while True:
            pieces = self.take(pick.choice([1, 1, 1, 4]))
            if not pieces:
                return
            try:
                self.send_one(client, *pieces[0]) if len(pieces) == 1 else self.send_batch(client, pieces)
            except Unavailable:
                self.give_back(pieces)
                time.sleep(0.02)
            except AssertionError as error:
                self.failures.append(str(error))
                return
            except (OSError, http.client.HTTPException):
                self.give_back(pieces)
                return

    def send_one(self, client, evidence, nonce):
        status, headers, _ = client.request("POST", f"/challenge-response/v1/newSession?nonce={base64url(nonce)}")
        if status == 409:
            # It was written, and the answer was lost: a batch gives the receipt.
            status, _, data = client.request(
                "POST", "/interlock/v1/evidence", cbor2.dumps([evidence]), content_type=BATCH)
            self.expect(status, 200)
            item = json.loads(data)["items"][0]
            if item["standing"] == "failed" and self.may_fail:
                raise Unavailable
            if item["standing"] != "known":
                self.failures.append(f"a nonce is used, and its evidence is {item['standing']}")
        else:
            self.expect(status, 201)
            status, _, data = client.request(
                "POST", "/challenge-response/v1/" + headers["location"], evidence, accept=SESSION, content_type=EAT)
            self.expect(status, 200)
            item = json.loads(data)["interlock"]
        self.acknowledge(evidence, nonce, item["receipt"])

    def send_batch(self, client, pieces):
        status, _, data = client.request(
            "POST", "/interlock/v1/evidence", cbor2.dumps([evidence for evidence, _ in pieces]), content_type=BATCH)
        self.expect(status, 200)
        failed = []
        for piece, item in zip(pieces, json.loads(data)["items"]):
            if item["standing"] in ("kept", "known"):
                self.acknowledge(piece[0], None, item["receipt"])
            elif item["standing"] == "failed" and self.may_fail:
                failed.append(piece)
            else:
                self.failures.append(f"a batch's piece is {item['standing']}")
        self.give_back(failed)

    def check_store(self, store, until=math.inf):
        """What is wrong with the store of a service that is not running."""
        digests = [digest for digest, (_, _, _, moment) in self.acknowledged.items() if moment <= until]
        return self.failures[:10] + check_ledger(self.folder, store, digests)

    def check_service(self, server, until=math.inf):
        """What a service that has started again does not remember: receipts, and that nonces were used; or does not take."""
        client, faults = as_role(server, "host"), []
        fresh = [evidence for evidence, _ in self.all if hashlib.sha384(evidence).hexdigest() not in self.acknowledged][:4]
        if fresh:
            answer = client.json("POST", "/interlock/v1/evidence", cbor2.dumps(fresh), content_type=BATCH)
            if any(item["standing"] not in ("kept", "known") for item in answer["items"]):
                faults.append(f"the service does not take reports: {answer}")
        kept = [item for item in self.acknowledged.values() if item[3] <= until]
        kept = self.pick.sample(kept, min(len(kept), 64))
        if kept:
            items = client.json(
                "POST", "/interlock/v1/evidence", cbor2.dumps([evidence for evidence, _, _, _ in kept]),
                content_type=BATCH)["items"]
            for (_, receipt, _, _), item in zip(kept, items):
                if item["standing"] != "known" or item["receipt"] != receipt:
                    faults.append(f"entry {receipt['digest']} is {item['standing']}, or has another receipt")
        used = [nonce for nonce, moment in (item[2] for item in kept if item[2]) if moment <= until]
        for nonce in used[:20]:
            status, _, _ = client.request("POST", f"/challenge-response/v1/newSession?nonce={base64url(nonce)}")
            if status != 409:
                faults.append(f"nonce {nonce.hex()} was used, and is taken again: {status}")
        return faults
