#!/usr/bin/env python3
"""Holds the running service to Specs/Service.md from outside: a host and a relying party, roles, attacks, its description.

  tools/service-checks [--examples N] [--only NAME] [--record]
"""
import argparse
import html.parser
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import authority
import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from client import EAT, Client, attest, base64url, from_base64url, run, verify_result
from server import PROGRAM, Server


def client(server, name=None):
    pki = server.folder / "pki"
    pair = (pki / f"{name}.pem", pki / f"{name}-key.pem") if name else (None, None)
    return Client(server.url, pki / "servers.pem", *pair)


def refused(action):
    """Whether TLS refuses a client, at once or when it first reads."""
    try:
        action()
    except (ssl.SSLError, ConnectionError, OSError, EOFError):
        return True
    return False


def check_host_and_relying_party(server, lab):
    chips = sorted((lab / "chips").glob("*.cbor"))
    wraps = [
        None,
        lambda e: (json.dumps([EAT, base64url(e)]).encode(), "application/cmw+json"),
        lambda e: (cbor2.dumps([EAT, e, 4]), "application/cmw+cbor"),
        lambda e: (cbor2.dumps(cbor2.CBORTag(1668547081, e)), "application/cmw"),
    ]
    host = client(server, "host")
    for chip, wrap in zip(chips * 4, wraps):
        evidence, answer, result = run(host, chip, wrap)
        assert result["ear_status"] == "affirming", result
        assert answer["evidence"]["type"] == EAT
    # The party reads what the host brought, and can have it judged again.
    party = client(server, "party")
    digest = answer["interlock"]["receipt"]["digest"]
    status, _, kept = party.request("GET", f"/interlock/v1/evidence/{digest}")
    assert status == 200 and kept == evidence
    again = party.json("POST", f"/interlock/v1/evidence/{digest}/appraisal")
    assert again["now"]["verdict"] == again["then"]["verdict"] == "kept", again


def check_replay_over_the_wire(server, lab):
    chip = sorted((lab / "chips").glob("*.cbor"))[0]
    host = client(server, "host")
    path, session = host.open_session()
    nonce = from_base64url(session["nonce"])
    first, second = attest(chip, nonce), attest(chip, nonce)
    answers = []

    def send(evidence):
        answers.append(client(server, "host").request("POST", path, evidence, content_type=EAT)[0])

    threads = [threading.Thread(target=send, args=(evidence,)) for evidence in [first, second] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 4 + [409] * 4, answers
    other = client(server, "host2")
    assert other.request("GET", path)[0] == 404
    # Old evidence for a new nonce is told in the signed result: that it was shown before, or that it answers another.
    key = host.json("GET", "/.well-known/veraison/verification")["ear-verification-key"]
    rules = []
    for evidence in (first, second):
        path, session = host.open_session()
        result = verify_result(host.answer(path, evidence)["result"], key, from_base64url(session["nonce"]))
        assert result["ear_status"] == "warning", result
        rules += [finding["rule"] for finding in result["interlock.findings"]]
    assert {"IL-AUTH-13", "IL-CONT-08"} <= set(rules), rules


def check_roles_over_tls(server, lab):
    table = [
        ("GET", "/interlock/v1/chips", "party auditor operator"), ("GET", "/metrics", "auditor operator"),
        ("PUT", "/interlock/v1/trust/nothing", "operator"), ("POST", "/interlock/v1/evidence", "host operator"),
        ("POST", "/interlock/v1/tickets", "host operator"), ("GET", "/interlock/v1/runs", "party auditor operator"),
        ("POST", "/challenge-response/v1/newSession", "host party operator"),
        ("GET", "/healthz", "host party auditor operator"),
    ]
    for role in authority.ROLES:
        for method, path, roles in table:
            status, _, _ = client(server, role).request(method, path)
            assert (status == 403) == (role not in roles.split()), (role, method, path, status)
    for path in ("/healthz", "/interlock/v1/chips"):
        assert client(server, "nameless").request("GET", path)[0] == 403
    for name in ("expired", "stranger", None):
        assert refused(lambda: client(server, name).request("GET", "/healthz")), name


def check_tls_versions(server, lab):
    pki = server.folder / "pki"
    for version in (ssl.TLSVersion.TLSv1_2,):
        context = ssl.create_default_context(cafile=str(pki / "servers.pem"))
        context.minimum_version = context.maximum_version = version
        old = Client(server.url, None, pki / "operator.pem", pki / "operator-key.pem", context=context)
        assert refused(lambda: old.request("GET", "/healthz")), version


def check_oversized_and_slow(server, lab):
    host = client(server, "host")
    path, _ = host.open_session()
    status, _, _ = client(server, "host").request("POST", path, b"x" * (256 * 1024 + 1), content_type=EAT)
    assert status == 413, status

    def chunks():
        for _ in range(400):
            yield b"x" * 1024

    try:
        status, _, _ = client(server, "host").request("POST", path, chunks(), content_type=EAT)
        assert status == 413, status
    except (ConnectionError, ssl.SSLError):
        pass  # Answered and closed before all was sent.
    # A client that spreads its body is let go after 20 seconds; others are served meanwhile.
    pki = server.folder / "pki"
    context = ssl.create_default_context(cafile=str(pki / "servers.pem"))
    context.load_cert_chain(str(pki / "host.pem"), str(pki / "host-key.pem"))
    raw = socket.create_connection(("127.0.0.1", server.port))
    slow = context.wrap_socket(raw, server_hostname="127.0.0.1")
    slow.sendall(f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {EAT}\r\ncontent-length: 1000\r\n\r\n".encode())
    start = time.monotonic()
    slow.settimeout(1)
    closed = False
    while time.monotonic() - start < 30 and not closed:
        try:
            slow.sendall(b"x")
            closed = slow.recv(1) == b""
        except TimeoutError:
            assert client(server, "host").request("GET", "/healthz")[0] == 200
        except (ConnectionError, ssl.SSLError):
            closed = True
    assert closed and 15 < time.monotonic() - start < 28, time.monotonic() - start


def check_trust_by_the_interface(server, lab):
    operator, chip = client(server, "operator"), sorted((lab / "chips").glob("*.cbor"))[0]
    _, answer, _ = run(client(server, "host"), chip)
    identifier = answer["interlock"]["receipt"]["chip"]
    revoked = json.dumps({"chips": [identifier]}).encode()
    assert operator.request("PUT", "/interlock/v1/trust/revoked.json", revoked)[0] == 204
    _, _, result = run(client(server, "host"), chip)
    assert result["ear_status"] == "contraindicated", result
    assert operator.request("DELETE", "/interlock/v1/trust/revoked.json")[0] == 204
    _, _, result = run(client(server, "host"), chip)
    assert result["ear_status"] == "affirming", result
    status, _, data = operator.request("PUT", "/interlock/v1/trust/chips.json", b"[{}]")
    problem = json.loads(data)
    assert status == 422 and problem["mend"] and "chips.json" in problem["detail"], problem


def corim(values, version, tag="checks/firmware", profile="tag:interlock.example,2026:corim#1"):
    """Reference values as a CoRIM, encoded by cbor2."""
    tagged = cbor2.CBORTag
    layer = lambda number: {0: {1: "Interlock", 2: "guarantee processor", 3: number}}
    triples = [[layer(0), [{1: {2: [[7, bytes.fromhex(rom)]]}}]] for rom in values["rom"]]
    triples += [[layer(1), [{1: {0: {0: one["version"]}, 1: tagged(552, one["securityVersion"]),
                                 2: [[7, bytes.fromhex(one["digest"])]]}}]] for one in values["runtime"]]
    triples += [[layer(1), [{1: {1: tagged(553, values["minimumSecurityVersion"])}}]]]
    comid = {1: {0: tag, 1: version}, 4: {0: triples}}
    return cbor2.dumps(tagged(501, {0: f"{tag}/{version}", 1: [tagged(506, cbor2.dumps(comid))], 3: tagged(32, profile)}))


def signed_corim(payload, key):
    protected = cbor2.dumps({1: -35, 3: "application/rim+cbor", 15: {1: "Checks"}})
    der = key.sign(cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(hashes.SHA384()))
    r, s = utils.decode_dss_signature(der)
    signature = r.to_bytes(48, "big") + s.to_bytes(48, "big")
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


def check_corim(server, lab):
    path, operator = "/endorsement-provisioning/v1/submit", client(server, "operator")
    trusted = lambda: operator.json("GET", "/interlock/v1/trust/reference-values.json")
    values = trusted()

    def submit(body, type="application/rim+cbor", query="", **headers):
        return operator.json("POST", path + query, body, content_type=type, **headers)

    more = {**values, "rom": values["rom"] + ["ab" * 48]}
    for role in ("host", "party", "auditor"):
        status, _, _ = client(server, role).request("POST", path, corim(more, 1), content_type="application/rim+cbor")
        assert status == 403, (role, status)
    assert submit(corim(more, 1), query="?dry-run=true")["status"] == "success" and trusted() == values
    type = 'application/corim-unsigned+cbor; profile="tag:interlock.example,2026:corim#1"'
    answer = submit(corim(more, 2), type, accept="application/vnd.veraison.provisioning-session+json")
    assert answer["status"] == "success" and answer["expiry"], answer
    assert trusted() == more
    # Evidence is judged by them at once; ours is approved still.
    _, _, result = run(client(server, "host"), sorted((lab / "chips").glob("*.cbor"))[0])
    assert result["ear_status"] == "affirming", result
    # The vendor's signature is good for them; nobody else's, no earlier version, no lower security version.
    block = (lab / "keys/vendor.pem").read_bytes().split(b"-----END PRIVATE KEY-----")[0]
    vendor = load_pem_private_key(block + b"-----END PRIVATE KEY-----\n", None)
    answer = submit(signed_corim(corim(values, 3), vendor), "application/rim+cose")
    assert answer["status"] == "success" and answer["interlock"]["signer"] == "vendor", answer
    assert trusted() == values
    stranger = ec.generate_private_key(ec.SECP384R1())
    lower = {**values, "minimumSecurityVersion": values["minimumSecurityVersion"] - 1}
    for body, type, word in [
        (signed_corim(corim(values, 4), stranger), "application/rim+cose", "no key that is trusted"),
        (corim(more, 2), "application/rim+cbor", "tag-version"), (corim(lower, 5), "application/rim+cbor", "least"),
        (corim(values, 5, profile="http://arm.com/psa/iot/1"), "application/rim+cbor", "arm.com"),
        (corim(values, 5) + b"\0", "application/rim+cbor", "follow"),
    ]:
        answer = submit(body, type)
        assert answer["status"] == "failed" and word in answer["failure-reason"], answer
    assert trusted() == values


def check_logs_keep_secrets(server, lab):
    key = (server.folder / "results.pem").read_text().split("\n")[1]
    host = client(server, "host")
    path, session = host.open_session()
    host.answer(path, attest(sorted((lab / "chips").glob("*.cbor"))[0], from_base64url(session["nonce"])))
    time.sleep(0.3)
    text = "".join(server.lines)
    assert any(json.loads(line)["message"] == "request" for line in server.lines)
    for secret in (key, session["nonce"], path.split("/")[-1]):
        assert secret not in text


def check_description(server, lab, examples=40):
    pki = server.folder / "pki"
    program = pathlib.Path(sys.executable).parent / "schemathesis"
    # What is there to be found: hooks put it in the place of some of the parameters that schemathesis makes up.
    for chip in sorted((lab / "chips").glob("*.cbor")):
        _, answer, _ = run(client(server, "host"), chip)
    session, _ = client(server, "operator").open_session()
    receipt = answer["interlock"]["receipt"]
    # Something before the parties.
    status, _, asked = client(server, "operator").request(
        "POST", "/interlock/v1/licence-requests", b"{}", content_type="application/json")
    assert status in (201, 409), asked
    requests = client(server, "auditor").json("GET", "/interlock/v1/requests")["requests"]
    there = {
        "request": requests[0]["request"], "entry": "1",
        "chip": receipt["chip"], "digest": receipt["digest"], "document": "policy.json", "session": session.split("/")[-1]}
    environment = dict(
        os.environ, SCHEMATHESIS_HOOKS="hooks", PYTHONPATH=str(pathlib.Path(__file__).parent),
        INTERLOCK_THERE=json.dumps(there))
    for name in ("operator", "auditor", "party"):
        arguments = [
            str(program), "run", f"{server.url}/openapi.json", "--request-cert", str(pki / f"{name}.pem"),
            "--request-cert-key", str(pki / f"{name}-key.pem"), "--tls-verify", str(pki / "servers.pem"),
            "--max-examples", str(examples), "--seed", "1", "--generation-database", "none",
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
            "response_headers_conformance,unsupported_method"]
        outcome = subprocess.run(arguments, capture_output=True, text=True, env=environment, cwd=server.folder)
        print("\n".join(outcome.stdout.splitlines()[-14:]))
        assert outcome.returncode == 0, outcome.stdout[-6000:] + outcome.stderr[-2000:]
    assert client(server, "operator").request("GET", "/readyz")[0] == 200


class Whole(html.parser.HTMLParser):
    """Reads a page strictly: every element is closed where it was opened, every attribute is quoted and stands once."""
    EMPTY = {"meta", "link", "br", "hr", "img", "input"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.count, self.headings, self.links = [], 0, 0, []

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), (tag, attributes)
        assert not any(name.startswith("on") or name == "style" for name in names), (tag, attributes)
        if tag == "th":
            assert dict(attributes).get("scope") in ("col", "row"), attributes
        if tag == "h1":
            self.headings += 1
        if tag == "a":
            self.links.append(dict(attributes)["href"])
        self.count += 1
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()


def check_dashboard(server, lab):
    """Every page that can be reached by links is whole, and a chip's name that is markup stays text."""
    operator, auditor = client(server, "operator"), client(server, "auditor")
    run(client(server, "host"), sorted((lab / "chips").glob("*.cbor"))[0])
    chips = operator.request("GET", "/interlock/v1/trust/chips.json")[2]
    named = json.loads(chips)
    evil = "</td><script>alert(1)</script><img src=x onerror=alert(2)>"
    for number, chip in enumerate(named):
        chip["name"] = f"{evil}{number}"
    assert operator.request("PUT", "/interlock/v1/trust/chips.json", json.dumps(named).encode())[0] == 204
    run(client(server, "host"), sorted((lab / "chips").glob("*.cbor"))[0])
    seen, waiting = set(), ["/dashboard"]
    while waiting and len(seen) < 60:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        status, fields, data = auditor.request("GET", path)
        assert status == 200, (path, status, data[:300])
        assert fields["content-security-policy"].startswith("default-src 'none'"), fields
        text = data.decode()
        assert "<script>" not in text and "<img" not in text, path
        page = Whole()
        page.feed(text)
        page.close()
        assert page.open == [] and page.headings == 1 and page.count > 20, (path, page.open)
        waiting += [link for link in page.links if link.startswith("/dashboard")]
    assert {"/dashboard", "/dashboard/chips", "/dashboard/findings", "/dashboard/licences", "/dashboard/log"} <= seen
    assert any(path.startswith("/dashboard/chips/") for path in seen) and "/dashboard/log/0" in seen, seen
    assert operator.request("PUT", "/interlock/v1/trust/chips.json", chips)[0] == 204
    assert client(server, "host").request("GET", "/dashboard")[0] == 403


def check_shutdown(server, lab):
    run(client(server, "host"), sorted((lab / "chips").glob("*.cbor"))[0])
    assert server.stop() == 0
    # What is trusted stays in the store; the documents were changed meanwhile, and --trust would not replace them.
    place = server.command.index("--trust")
    del server.command[place:place + 2]
    server.start()
    assert client(server, "auditor").json("GET", "/interlock/v1/fleet")["entries"] > 0


AGREEMENT = """agreement: 1
name: Accord of the checks
beneficiary: Avalon
parties:
%squorum: {licence: 2, firmware: 2, renew: 2, revoke: 2}
allowances: {total: 10000000, training: 0}
models: []
monitoring: {interval: 1h, grace: 10m}
licences: {total: 1000000, training: 0, validity: 30d, boots: 50, quantum: 50000}
thresholds:
  - {name: large run, over: run, operations: 1000, beyond: prohibited}
consequences:
  - {finding: breach, ladder: [warn, suspend, revoke, forfeit], within: 7d}
escrow:
  - {name: deposit, owner: avalon, holder: Bank, returnedAfter: 730d, forfeitedOn: [breach], by: [borduria, cascadia], quorum: 2}
"""


def licensing(folder):
    """An agreement of the lab's parties and a log's key, as options of the service."""
    parties = ""
    for name in ("avalon", "borduria", "cascadia"):
        shown = subprocess.run(
            [PROGRAM, "keys", "show", str(folder / f"lab/keys/{name}.pem"), "--format", "json"], check=True,
            capture_output=True, text=True).stdout
        parties += f"  - {{name: {name}, key: {json.loads(shown)['digest, for agreements']}}}\n"
    (folder / "agreement.yaml").write_text(AGREEMENT % parties)
    subprocess.run(
        [PROGRAM, "log", "key", "--name", "inspectorate.example/log", "--out", str(folder / "log.key")], check=True,
        stdout=subprocess.DEVNULL)
    return "--agreement", folder / "agreement.yaml", "--log-key", folder / "log.key"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--examples", type=int, default=40)
    parser.add_argument("--only")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        authority.make(folder / "pki")
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(
            [PROGRAM, "keys", "new", "--classical-only", "--out", str(folder / "results.pem")], **quiet)
        subprocess.run([PROGRAM, "chip", "new", str(folder / "lab"), "--chips", "2"], **quiet)
        store = f"sqlite:{folder / 'ledger.db'}"
        with Server(folder, "--store", store, "--trust", folder / "lab/trust", *licensing(folder)) as server:
            if options.record:
                document = client(server, "auditor").json("GET", "/openapi.json")
                page = pathlib.Path(__file__).parents[2] / "Specs/openapi.json"
                page.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
                return
            for name, check in sorted(globals().items(), key=lambda item: list(globals()).index(item[0])):
                if name.startswith("check_") and (options.only is None or options.only in name):
                    start = time.monotonic()
                    if check is check_description:
                        check(server, folder / "lab", options.examples)
                    else:
                        check(server, folder / "lab")
                    print(f"ok  {name[6:].replace('_', ' ')} ({time.monotonic() - start:.1f} s)", flush=True)
        if options.only is None or "relying" in options.only:
            # The same with the other kind of key for results.
            subprocess.run(
                ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
                 folder / "results.pem"], check=True, stderr=subprocess.DEVNULL)
            with Server(folder, "--store", store) as server:
                check_host_and_relying_party(server, folder / "lab")
                key = client(server, "host").json("GET", "/.well-known/veraison/verification")["ear-verification-key"]
                assert key["alg"] == "ES256", key
                print("ok  host and relying party, results by ES256", flush=True)
        subprocess.run([PROGRAM, "ledger", "check", store], check=True)


if __name__ == "__main__":
    main()
