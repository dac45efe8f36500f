#!/usr/bin/env python3
"""Measures the service end to end over TLS: evidence a second of the service's processor time, and latencies.

  tools/bench service [--evidence N] [--chips N] [--jobs N] [--stored N] [--classical-only]
                      [--store sqlite|postgres [--instances N]] [--share PERCENT] [--results p256|p384]

Clients answer sessions (two requests a piece of evidence), then send batches of 64. Rates are by the processor time of
the service, so that the clients on the same machine don't count; wall time is printed beside them. `--stored` fills the
ledger with this many other chips first, one entry each. `--instances` of the service share the database, and clients take
turns among them. `--share` bounds each instance to this part of one core by a control group, so that instances have as
much each however many they are. What the database takes of the processor is printed by itself. Results are signed with
ES256, or with ES384 by `--results p384`. The bare rate of signatures is that of `bench verify`.
"""
import argparse
import contextlib
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
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from database import Database
from server import PROGRAM, Server
from share import Share

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


def fill_database(database, count):
    database.query(f"""
        CREATE TEMPORARY TABLE made AS
            SELECT sha384(int8send(index)) AS digest FROM generate_series(0, {count} - 1) AS all_of (index);
        INSERT INTO entries SELECT substr(digest, 1, 16), 0, digest, 0, decode(repeat('00', 48), 'hex'), digest, '\\x00', '{{}}'
            FROM made;
        INSERT INTO chips SELECT substr(digest, 1, 16), 1, digest, decode(repeat('00', 16), 'hex'),
            decode(repeat('00', 16), 'hex'), 0 FROM made;
        UPDATE state SET chips = chips + {count}, entries = entries + {count};
        ANALYZE""")


def drive(servers, pki, pieces, jobs, work):
    """Does `work` on the pieces in several threads; returns wall time, the services' processor time and latencies."""
    shares = [pieces[index::jobs] for index in range(jobs)]
    latencies, failures = [], []

    def spent():
        return sum(processor_seconds(server.process.pid) for server in servers)

    def run(number, share):
        try:
            client = Client(servers[number % len(servers)].url, pki / "servers.pem", pki / "host.pem", pki / "host-key.pem")
            latencies.extend(work(client, share))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=item) for item in enumerate(shares)]
    start, before = time.monotonic(), spent()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.monotonic() - start, spent() - before, sorted(latencies)


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
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--instances", type=int, default=1)
    parser.add_argument("--share", type=int)
    parser.add_argument("--results", choices=["p256", "p384"], default="p256")
    options = parser.parse_args()
    if options.share is not None and not 1 <= options.share <= 100:
        parser.error("--share takes 1 to 100")
    flags = ["--classical-only"] if options.classical_only else []
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory())
        database = stack.enter_context(Database()) if options.store == "postgres" else None
        folder = pathlib.Path(name)
        pki = authority.make(folder / "pki")
        curve = ec.SECP256R1() if options.results == "p256" else ec.SECP384R1()
        (folder / "results.pem").write_bytes(ec.generate_private_key(curve).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
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
        file = folder / "ledger.db"
        store = database.address if database else f"sqlite:{file}"
        servers = [
            stack.enter_context(Server(folder, "--store", store, "--trust", folder / "made/trust", *flags))
            for _ in range(options.instances)]
        shares = [stack.enter_context(Share(options.share)) for _ in servers if options.share]
        for share, server in zip(shares, servers):
            share.add(server.process.pid)
            stack.callback(server.kill)
        if options.stored:
            fill_database(database, options.stored) if database else fill(file, options.stored)
        drive(servers, pki, pieces[:options.chips], options.jobs, sessions)
        kind = "P-384" if options.classical_only else "P-384 and ML-DSA-87"
        print(
            f"{len(pieces)} pieces of evidence of {options.chips} chips, {kind}, {len(pieces[0][0])} bytes; "
            f"{options.stored} other chips stored; {options.jobs} clients; {options.store}, "
            f"{options.instances} instance{'' if options.instances == 1 else 's'}"
            + (f" of {options.share} % of a core each" if options.share else "")
            + f"; results by {'ES256' if options.results == 'p256' else 'ES384'}")

        def measure(label, some, work):
            before = database.processor_seconds() if database else 0
            waited = sum(share.waited_seconds() for share in shares)
            rate = report(label, len(some), *drive(servers, pki, some, options.jobs, work))
            if database:
                spent = (database.processor_seconds() - before) / len(some)
                print(f"    and the database {spent * 1e6:.0f} microseconds of the processor a piece of evidence")
            if shares:
                waited = sum(share.waited_seconds() for share in shares) - waited
                print(f"    kept waiting by their share for {waited:.1f} s, all threads together")
            return rate

        rate = measure("sessions, each two requests", pieces[options.chips:half], sessions)
        fast = measure("batches of 64", pieces[half:], batches)
        signatures = bare["bareVerificationsPerSecond"]
        appraised = bare["evidencePerSecond"]
        memory = max(resident_mebibytes(server.process.pid) for server in servers)
        print(f"  bare P-384 verifications             {signatures} a second; evidence appraised alone {appraised}")
        print(
            f"  of the bare rate                     {rate / signatures:.2f} by sessions, "
            f"{fast / signatures:.2f} in batches; memory {memory:.0f} MiB")


if __name__ == "__main__":
    main()
