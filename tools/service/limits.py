#!/usr/bin/env python3
"""Takes the service to three limits: very many open sessions, a full disk, and a slow one.

  tools/service/limits.py sessions [N]     opens N sessions (100000 unless said), all open at once
  tools/service/limits.py disk             fills the disk under load; needs root, for a small tmpfs of its own
  tools/service/limits.py slow [MS]        each fsync takes MS milliseconds longer, 1000 unless said, under load
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import authority
from client import EAT, SESSION, Client, attest, from_base64url
from crashes import prepare as prepare_service
from crashes import under_load
from licensing import Licensing
from power import recorder
from reports import Reports, as_role
from server import PROGRAM, Server

THREADS = 8


def resident(pid):
    """Resident memory in MiB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def prepare(folder):
    authority.make(folder / "pki")
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([PROGRAM, "keys", "new", "--classical-only", "--out", str(folder / "results.pem")], **quiet)
    subprocess.run([PROGRAM, "chip", "new", str(folder / "lab")], **quiet)
    return folder / "lab/chips/chip-000.cbor"


def client(server):
    pki = server.folder / "pki"
    return Client(server.url, pki / "servers.pem", pki / "host.pem", pki / "host-key.pem")


def sessions(folder, count):
    chip = prepare(folder)
    with Server(folder, "--store", f"sqlite:{folder / 'l.db'}", "--trust", folder / "lab/trust",
                "--session-seconds", "86400") as server:
        first, opened = client(server).open_session()
        before, start = resident(server.process.pid), time.monotonic()

        def some(number):
            one = client(server)
            return [one.open_session() for _ in range(number)]

        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            made = [item for part in pool.map(some, [count // THREADS] * THREADS) for item in part]
        seconds, after = time.monotonic() - start, resident(server.process.pid)
        assert len({path for path, _ in made}) == len(made)
        assert len({session["nonce"] for _, session in made}) == len(made)
        for path, session in ((first, opened), made[0], made[len(made) // 2], made[-1]):
            answer = client(server).answer(path, attest(chip, from_base64url(session["nonce"])))
            assert answer["status"] == "complete", answer
        print(
            f"{len(made)} sessions open at once: {seconds:.1f} s, {len(made) / seconds:.0f} a second; memory "
            f"{before:.0f} MiB before, {after:.0f} MiB after; first, middle and last answered")


def disk(folder):
    """Acknowledged reports are there after the disk was full; the service goes on by itself once there is room."""
    chip, small = prepare(folder), folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(small)], check=True)
    try:
        with Server(folder, "--store", f"sqlite:{small / 'l.db'}", "--trust", folder / "lab/trust") as server:
            host, kept, failed = client(server), [], 0
            ballast = small / "ballast"

            def report():
                path, session = host.open_session()
                evidence = attest(chip, from_base64url(session["nonce"]))
                status, _, data = host.request("POST", path, evidence, content_type=EAT, accept=SESSION)
                if status == 200:
                    kept.append(hashlib.sha384(evidence).hexdigest())
                return status, json.loads(data)

            for _ in range(5):
                assert report()[0] == 200
            room = os.statvfs(small)
            ballast.write_bytes(b"x" * (room.f_bavail * room.f_frsize - 64 * 1024))
            for _ in range(200):
                status, data = report()
                if status != 200:
                    failed += 1
                    assert status == 503 and "send the same again later" in data["detail"], (status, data)
                    assert client(server).request("GET", "/healthz")[0] == 200
                if failed == 5:
                    break
            assert failed == 5, "the disk did not fill"
            at = len(kept)
            ballast.unlink()
            for _ in range(5):
                status, data = report()
                assert status == 200, data
            server.stop()
            (folder / "kept").write_text("\n".join(kept) + "\n")
            subprocess.run(
                [PROGRAM, "ledger", "check", f"sqlite:{small / 'l.db'}", "--has", str(folder / "kept")], check=True)
            print(f"{at} reports acknowledged before the disk was full, {failed} refused with 503, 5 after; all are there")
    finally:
        subprocess.run(["umount", str(small)], check=True)


def slow(folder, milliseconds):
    """On a disk that takes long, what is read is answered at once, and what is written is acknowledged when it is there."""
    prepare_service(folder)
    library = recorder(folder)
    for load in (Reports(folder, 4000, 1), Licensing(folder, 1)):
        store = f"sqlite:{folder / type(load).__name__}.db"
        with Server(folder, "--store", store, "--trust", load.trust(), *load.options(),
                    environment={"LD_PRELOAD": str(library), "POWERCUT_WAIT": str(milliseconds)}) as server:
            clients = under_load(load, server, 64, random.Random(1))
            waits, end = {"/healthz": [], "/interlock/v1/fleet": [], "/interlock/v1/requests": []}, time.monotonic() + 20
            auditor = as_role(server, "auditor")
            while time.monotonic() < end:
                for path, seconds in waits.items():
                    start = time.monotonic()
                    status, _, data = auditor.request("GET", path)
                    assert status in (200, 409), (path, status, data)
                    seconds.append(time.monotonic() - start)
                time.sleep(0.1)
            server.kill()
            for client in clients:
                client.join()
        faults = load.check_store(store)
        assert not faults, faults
        # Nobody who only reads waits for a write.
        assert max(map(max, waits.values())) < milliseconds / 1000, waits
        worst = ", ".join(f"{path} {max(seconds) * 1000:.0f} ms" for path, seconds in waits.items())
        print(f"each fsync {milliseconds} ms longer, 20 s: {load.summary()}, all there; slowest answers: {worst}")


def main():
    if len(sys.argv) < 2 or sys.argv[1] not in ("sessions", "disk", "slow"):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as name:
        if sys.argv[1] == "sessions":
            sessions(pathlib.Path(name), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
        elif sys.argv[1] == "slow":
            slow(pathlib.Path(name), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
        else:
            disk(pathlib.Path(name))


if __name__ == "__main__":
    main()
