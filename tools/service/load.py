#!/usr/bin/env python3
"""Measures the service end to end over TLS: evidence a second of the service's processor time, and latencies.

  tools/bench service [--evidence N] [--chips N] [--jobs N] [--stored N] [--classical-only]

Clients answer sessions (two requests a piece of evidence), then send batches of 64. Rates are by the processor time of
the service, so that the clients on the same machine don't count; wall time is printed beside them. `--stored` fills the
ledger with this many other chips first, one entry each. The bare rate of signatures is that of `bench verify`.
"""
import argparse
import hashlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import authority
import cbor2
from client import EAT, Client, base64url
from server import PROGRAM, Server

BATCH = "application/vnd.interlock.evidence-batch+cbor"


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mebibytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def fill(path, count):
    """Other chips with one entry each, written by another program: only their number matters."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous = OFF")

    def rows():
        for index in range(count):
            digest = hashlib.sha384(index.to_bytes(8, "big")).digest()
            yield digest[:16], digest

    with database:
        database.executemany(
            "INSERT INTO entries VALUES (?1, 0, ?2, 0, zeroblob(48), ?2, x'00', x'7b7d')", rows())
        database.executemany("INSERT INTO chips VALUES (?1, 1, ?2, zeroblob(16), zeroblob(16), 0)", rows())
        database.execute("UPDATE state SET chips = chips + ?1, entries = entries + ?1", (count,))
    database.close()


def drive(server, pki, pieces, jobs, work):
    """Does `work` on the pieces in several threads; returns wall time, processor time and latencies."""
    shares = [pieces[index::jobs] for index in range(jobs)]
    latencies, failures = [], []

    def run(share):
        try:
            client = Client(server.url, pki / "servers.pem", pki / "host.pem", pki / "host-key.pem")
            latencies.extend(work(client, share))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(share,)) for share in shares]
    start, before = time.monotonic(), processor_seconds(server.process.pid)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.monotonic() - start, processor_seconds(server.process.pid) - before, sorted(latencies)


def sessions(client, share):
    for evidence, nonce in share:
        start = time.monotonic()
        status, headers, _ = client.request("POST", f"/challenge-response/v1/newSession?nonce={base64url(nonce)}")
        assert status == 201, status
        answer = client.answer("/challenge-response/v1/" + headers["location"], evidence, EAT)
        assert answer["interlock"]["appraisal"]["verdict"] == "kept", answer["interlock"]["appraisal"]["findings"][:3]
        yield time.monotonic() - start


def batches(client, share):
    for index in range(0, len(share), 64):
        start = time.monotonic()
        body = cbor2.dumps([evidence for evidence, _ in share[index:index + 64]])
        answer = client.json("POST", "/interlock/v1/evidence", body, content_type=BATCH)
        assert all(item["standing"] == "kept" for item in answer["items"])
        yield time.monotonic() - start


def report(label, count, wall, processor, latencies):
    p50, p99 = (latencies[int(len(latencies) * part)] * 1000 for part in (0.5, 0.99))
    print(
        f"  {label:<34} {count / processor:8.0f} a processor second, {count / wall:6.0f} a second; "
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    return count / processor


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name, default in [("--evidence", 3200), ("--chips", 64), ("--jobs", 4), ("--stored", 0)]:
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--classical-only", action="store_true")
    options = parser.parse_args()
    flags = ["--classical-only"] if options.classical_only else []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pki = authority.make(folder / "pki")
        subprocess.run(
            [PROGRAM, "keys", "new", "--classical-only", "--out", str(folder / "results.pem")], check=True,
            stdout=subprocess.DEVNULL)
        size = ["--evidence", str(options.evidence), "--chips", str(options.chips)]
        subprocess.run([PROGRAM, "bench", "evidence", *size, "--out", str(folder / "made"), *flags], check=True)
        bare = json.loads(subprocess.run(
            [PROGRAM, "bench", "verify", *size, "--rounds", "1", "--format", "json", *flags], check=True,
            capture_output=True, text=True).stdout)
        nonces = [bytes.fromhex(line) for line in (folder / "made/nonces.txt").read_text().split()]
        pieces = [
            (file.read_bytes(), nonce)
            for file, nonce in zip(sorted((folder / "made/evidence").glob("*.cbor")), nonces)]
        # The order of time: each chip's first, then each chip's second.
        length = options.evidence // options.chips
        pieces = [pieces[chip * length + turn] for turn in range(length) for chip in range(options.chips)]
        half = len(pieces) // 2
        store = folder / "ledger.db"
        with Server(folder, "--store", f"sqlite:{store}", "--trust", folder / "made/trust", *flags) as server:
            if options.stored:
                fill(store, options.stored)
            drive(server, pki, pieces[:options.chips], options.jobs, sessions)
            kind = "P-384" if options.classical_only else "P-384 and ML-DSA-87"
            print(
                f"{len(pieces)} pieces of evidence of {options.chips} chips, {kind}, {len(pieces[0][0])} bytes; "
                f"{options.stored} other chips stored; {options.jobs} clients")
            single = pieces[options.chips:half]
            rate = report("sessions, each two requests", len(single), *drive(server, pki, single, options.jobs, sessions))
            batch = pieces[half:]
            fast = report("batches of 64", len(batch), *drive(server, pki, batch, options.jobs, batches))
            signatures = bare["bareVerificationsPerSecond"]
            appraised = bare["evidencePerSecond"]
            print(f"  bare P-384 verifications             {signatures} a second; evidence appraised alone {appraised}")
            print(
                f"  of the bare rate                     {rate / signatures:.2f} by sessions, "
                f"{fast / signatures:.2f} in batches; memory {resident_mebibytes(server.process.pid):.0f} MiB")


if __name__ == "__main__":
    main()
