"""The licensing loop as a load for the service: hosts ask, parties sign and decide, chips break what they agreed to.

What must hold however the service ends: each request, signature, licence and decision that was acknowledged stands in the
log once; what the interface says is what the log's entries come to, folded here anew; the trusted documents are those that
the log tells of; and the log has only grown.
"""
import base64
import collections
import hashlib
import http.client
import json
import math
import random
import re
import subprocess
import threading
import time

import cbor2
from client import EAT, SESSION, from_base64url
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from reports import Unavailable, as_role, check_ledger
from server import PROGRAM

PARTIES = ["avalon", "borduria", "cascadia"]
SETS = 3
LADDER = ["warn", "suspend", "revoke"]
AGREEMENT = """\
agreement: 1
name: Test accord
beneficiary: Avalon
parties:
{parties}
quorum: {{licence: 2, firmware: 2, renew: 3, revoke: 2}}
allowances: {{total: 1e15, training: 0}}
models:
  - {{name: tern-7b, weights: {weights}, uses: [inference]}}
monitoring: {{interval: 30d, grace: 1d}}
licences: {{total: 1000, training: 0, validity: 30d, boots: 1000, quantum: 1000}}
consequences:
  - {{finding: breach, ladder: [{ladder}], within: 1s}}
"""


class Party:
    """A party's key, P-384, and how it signs: COSE_Sign (RFC 9052, section 4.1)."""

    def __init__(self, file):
        self.key = serialization.load_pem_private_key(file.read_bytes(), None)
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)[1:]
        self.digest = hashlib.sha384(point)

    def sign(self, payload, media_type):
        body = cbor2.dumps({3: media_type})
        header = cbor2.dumps({1: -51, 4: self.digest.digest()[:8]})
        signed = cbor2.dumps(["Signature", body, header, b"", payload])
        r, s = decode_dss_signature(self.key.sign(signed, ec.ECDSA(hashes.SHA384())))
        signature = r.to_bytes(48, "big") + s.to_bytes(48, "big")
        return cbor2.dumps(cbor2.CBORTag(98, [body, {}, payload, [[header, {}, signature]]]))


def media_type(kind):
    return f"application/vnd.interlock.{kind}+cbor"


def payload_digest(document):
    """What a signed document is called: the SHA-384 of its payload."""
    return hashlib.sha384(cbor2.loads(document).value[2]).hexdigest()


class Fold:
    """What a log's entries come to."""

    def __init__(self, lines):
        self.faults, self.leaves = [], []
        self.requests, self.signatures = {}, collections.defaultdict(list)
        self.documents, self.revoked, self.cleared = {}, set(), set()
        self.findings, self.told = {}, collections.Counter()
        for line in lines:
            self.add(line)

    def add(self, line):
        entry = json.loads(line)
        place = len(self.leaves)
        previous = self.leaves[-1] if self.leaves else hashlib.sha256()
        if entry["index"] != place or entry["previous"] != previous.hexdigest():
            self.faults.append(f"entry {place} does not follow the one before it")
        self.leaves.append(hashlib.sha256(b"\0" + line))
        document = base64.b64decode(entry["document"])
        if hashlib.sha384(document).hexdigest() != entry["digest"]:
            self.faults.append(f"the document of entry {place} is not the one of its digest")
        if entry["kind"] == "licence":
            self.complete(payload_digest(document), document, place)
            return
        if entry["kind"] == "agreement":
            return
        said = json.loads(document)
        if entry["kind"] == "request" and "payload" in said:
            digest = hashlib.sha384(base64.b64decode(said["payload"])).hexdigest()
            if digest in self.requests:
                self.faults.append(f"entry {place}: request {digest} stands in the log twice")
            self.requests[digest] = (place, said["needed"])
        elif entry["kind"] == "signature":
            signers = self.signatures[said["request"]]
            if said["request"] not in self.requests or said["request"] in self.documents:
                self.faults.append(f"entry {place}: a signature of what is not before the parties")
            if said["party"] in signers:
                self.faults.append(f"entry {place}: {said['party']} signed twice")
            signers.append(said["party"])
        elif entry["kind"] == "consequence" and "decision" in said:
            document = base64.b64decode(said["decision"])
            self.complete(payload_digest(document), document, place)
            self.decide(cbor2.loads(cbor2.loads(document).value[2]))
        elif entry["kind"] == "result":
            self.told[document] += 1
        elif entry["kind"] == "finding":
            self.findings[place] = said

    def decide(self, terms):
        """What a decision says (Specs/cddl/decision.cddl)."""
        if terms[3] == "clear":
            self.cleared.add(terms[4][0])
        if terms[3] == "revoke":
            self.revoked |= {digest.hex() for digest in terms[6]}

    def complete(self, digest, document, place):
        if digest in self.documents:
            self.faults.append(f"entry {place}: {digest} is complete twice")
        signed = len(cbor2.loads(document).value[3])
        if digest not in self.requests or not signed == len(self.signatures[digest]) == self.requests[digest][1]:
            self.faults.append(f"entry {place}: {digest} is complete with {signed} signatures")
        self.documents[digest] = document

    def root(self):
        """The root of the tree (RFC 9162, section 2.1.1)."""
        def hash_of(leaves):
            if len(leaves) == 1:
                return leaves[0].digest()
            half = 1 << (len(leaves) - 1).bit_length() - 1
            return hashlib.sha256(b"\1" + hash_of(leaves[:half]) + hash_of(leaves[half:])).digest()
        return base64.b64encode(hash_of(self.leaves)).decode()


class Licensing:
    """A laboratory of a few chips, their agreement, and all that was acknowledged.

    `moment` tells when something was acknowledged; checks look at what was acknowledged up to `until`.
    """

    # The longest time from a start to a kill, in seconds: a breach and what follows from it take that.
    longest = 4.0

    def __init__(self, folder, seed, moment=lambda: 0):
        self.folder, self.moment = folder, moment
        self.pick, self.lock = random.Random(seed), threading.Lock()
        self.may_fail, self.failures = False, []
        # Each with the moment of its acknowledgement.
        self.requests, self.signatures, self.documents, self.reports, self.copies = {}, {}, {}, {}, []
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(
            [PROGRAM, "chip", "new", str(folder / "lab"), "--chips", str(SETS + 1), "--classical-only", "--seed",
             str(seed)], **quiet)
        with open(folder / "log.pub", "wb") as public:
            subprocess.run(
                [PROGRAM, "log", "key", "--name", "inspectorate.example/log", "--out", str(folder / "log.key")],
                check=True, stdout=public)
        self.parties = {name: Party(folder / f"lab/keys/{name}.pem") for name in PARTIES}
        register = folder / "lab/trust/chips.json"
        chips = json.loads(register.read_text())
        register.write_text(json.dumps({"chips": chips, "sets": [[chip["id"]] for chip in chips]}))
        (folder / "agreement.yaml").write_text(AGREEMENT.format(
            parties="\n".join(
                f"  - {{name: {name}, key: {party.digest.hexdigest()}}}" for name, party in self.parties.items()),
            weights=hashlib.sha384(b"tern-7b").hexdigest(), ladder=", ".join(LADDER)))
        self.files = sorted((folder / "lab/chips").glob("*.cbor"))
        # What the chip that breaks it was licensed last.
        self.licence = None
        self.chip_locks = [threading.Lock() for _ in self.files]

    def options(self):
        """How the service is started, beside its store and its trust."""
        return ["--classical-only", "--agreement", self.folder / "agreement.yaml", "--log-key", self.folder / "log.key"]

    def trust(self):
        """What it trusts at first."""
        return self.folder / "lab/trust"

    def moments(self):
        """When something was acknowledged."""
        return {
            *(moment for _, moment in self.requests.values()), *self.signatures.values(),
            *(moment for _, _, moment in self.documents.values()), *(moment for _, moment in self.reports.values())}

    def refill(self):
        """There is always something to ask for."""

    def jobs(self, _):
        """What is done side by side: functions of the server and a seed, until the service dies."""
        renewals = [lambda server, seed, chip=chip: self.work(server, seed, self.renew, chip) for chip in range(SETS)]
        return [*renewals, lambda server, seed: self.work(server, seed, self.breach, SETS),
                lambda server, seed: self.work(server, seed, self.copy, 0)]

    def summary(self):
        """What was acknowledged."""
        decisions = sum(kind == "decision" for kind, _, _ in self.documents.values())
        return (
            f"{len(self.requests)} acknowledged requests, {len(self.signatures)} signatures, "
            f"{len(self.documents) - decisions} licences, {decisions} decisions, {len(self.reports)} reports")

    def work(self, server, seed, job, chip):
        """Does one kind of work until the service dies."""
        pick = random.Random(seed)
        clients = {role: as_role(server, role, timeout=20) for role in ("host", "party", "auditor")}
        while True:
            try:
                job(clients, pick, chip)
            except Unavailable:
                time.sleep(0.02)
            except AssertionError as error:
                self.failures.append(f"{job.__name__}: {error}")
                return
            except (OSError, http.client.HTTPException):
                return

    def expect(self, status, wanted, data):
        if status == 503 and self.may_fail:
            raise Unavailable
        assert status in wanted, f"{status} {data[:300]!r}"

    def ask(self, client, method, path, body=None, type=None, expect=(200,), **headers):
        """An answer that may be one of these: its status, and what it says, from JSON where it is that."""
        if type:
            headers["content_type"] = type
        status, fields, data = client.request(method, path, body, **headers)
        self.expect(status, expect, data)
        return status, json.loads(data) if fields.get("content-type", "").split(";")[0].endswith("json") else data

    def attest(self, clients, chip):
        """Lets a chip answer a challenge of the service."""
        status, headers, data = clients["host"].request("POST", "/challenge-response/v1/newSession", accept=SESSION)
        self.expect(status, (201,), data)
        out = self.folder / f"evidence-{chip}.cbor"
        nonce = from_base64url(json.loads(data)["nonce"])
        with self.chip_locks[chip]:
            self.run("chip", "attest", self.files[chip], "--nonce", nonce.hex(), "--out", out, "--force")
            evidence = out.read_bytes()
        _, answer = self.ask(
            clients["host"], "POST", "/challenge-response/v1/" + headers["location"], evidence, EAT, accept=SESSION)
        shown = answer["interlock"]
        is_breach = any(finding["severity"] == "breach" for finding in shown["appraisal"]["findings"])
        with self.lock:
            self.reports[shown["receipt"]["digest"]] = (is_breach, self.moment())

    def run(self, *arguments, expect=(0,)):
        outcome = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
        assert outcome.returncode in expect, f"{arguments}: {outcome.stdout}{outcome.stderr}"

    def request(self, clients, path, body):
        """Asks for something; what is asked for already is as good. None where it is refused."""
        status, answer = self.ask(
            clients["party" if path.startswith("decision") else "host"], "POST", f"/interlock/v1/{path}",
            json.dumps(body).encode(), "application/json", expect=(201, 409))
        if status == 201:
            with self.lock:
                self.requests[answer["request"]] = (answer["entry"], self.moment())
            return answer
        named = re.search("request ([0-9a-f]{96})", answer.get("mend") or "")
        if named:
            return self.ask(clients["party"], "GET", f"/interlock/v1/requests/{named[1]}")[1]
        return None

    def sign(self, clients, pick, request):
        """Lets parties sign until that is enough; returns the whole document."""
        path, kind = f"/interlock/v1/requests/{request['request']}", request["kind"]
        payload = base64.b64decode(request["payload"])
        for name in pick.sample(PARTIES, len(PARTIES)):
            document = self.parties[name].sign(payload, media_type(kind))
            status, answer = self.ask(
                clients["party"], "POST", f"{path}/signatures", document, media_type(kind), expect=(200, 409))
            if status == 200:
                with self.lock:
                    self.signatures[request["request"], name] = self.moment()
        _, whole = self.ask(clients["party"], "GET", f"{path}/document")
        with self.lock:
            self.documents[request["request"]] = (kind, whole, self.moment())
        return whole

    def renew(self, clients, pick, chip):
        """A licence, or its renewal."""
        request = self.request(clients, "licence-requests", {"set": chip + 1})
        if request:
            self.sign(clients, pick, request)
        else:
            self.attest(clients, chip)

    def breach(self, clients, pick, chip):
        """A chip is licensed, tries what it may not, and the parties go up the ladder and clear it up."""
        _, stand = self.ask(clients["party"], "GET", "/interlock/v1/consequences")
        open_findings = [item for item in stand["findings"] if item["clearedBy"] is None]
        if open_findings:
            finding = pick.choice(open_findings)
            due = [step["step"] for step in finding["steps"] if step["isDue"]]
            if not due:
                time.sleep(0.1)
                return
            step = pick.choice(due + ["clear"] if len(due) == len(LADDER) else due)
            request = self.request(clients, "decision-requests", {"step": step, "finding": finding["entry"]})
            pending = [request] if request else self.ask(
                clients["party"], "GET", "/interlock/v1/requests?status=open")[1]["requests"]
            for request in pending:
                if request["kind"] == "decision":
                    self.sign(clients, pick, request)
            return
        if self.licence is None:
            request = self.request(clients, "licence-requests", {"set": chip + 1})
            if request:
                self.licence = self.sign(clients, pick, request)
        if self.licence:
            # The service may end before the chip has attested: it goes on from here then.
            out = self.folder / "licence.cbor"
            out.write_bytes(self.licence)
            with self.chip_locks[chip]:
                self.run("licence", "install", out, self.files[chip], "--trust", self.trust(), expect=(0, 1, 2))
                self.run("chip", "run", self.files[chip], "--model", "unlisted", "--operations", "10", expect=(0, 1))
        self.attest(clients, chip)
        self.licence = None

    def copy(self, clients, pick, _):
        """An auditor copies the log, and reports come in meanwhile."""
        lines, head = self.read_log(clients["auditor"])
        with self.lock:
            self.copies.append((lines, head, self.moment()))
        self.attest(clients, pick.randrange(SETS)) if pick.random() < 0.3 else time.sleep(0.1)

    def read_log(self, client):
        _, head = self.ask(client, "GET", "/interlock/v1/log/checkpoint")
        size, lines = int(head.split(b"\n")[1]), []
        while len(lines) < size:
            _, page = self.ask(
                client, "GET", f"/interlock/v1/log/entries?from={len(lines)}&limit={min(1000, size - len(lines))}")
            lines += page.rstrip(b"\n").split(b"\n")
        return lines, head

    def check_store(self, store, until=math.inf):
        """What is wrong with the store of a service that is not running."""
        digests = [digest for digest, (_, moment) in self.reports.items() if moment <= until]
        return self.failures[:10] + check_ledger(self.folder, store, digests)

    def check_service(self, server, until=math.inf):
        """What a service that has started again does not remember, or tells otherwise than before."""
        client = as_role(server, "auditor")
        lines, head = self.read_log(client)
        fold = Fold(lines)
        faults = list(fold.faults)
        if head.split(b"\n")[1:3] != [b"%d" % len(lines), fold.root().encode()]:
            faults.append("the log's head is not of its entries")
        faults += self.check_acknowledged(fold, until)
        faults += self.check_interface(client, fold)
        faults += self.check_copy(lines, head, until)
        return faults

    def check_acknowledged(self, fold, until):
        """What was acknowledged, and the log does not have."""
        for digest, (entry, moment) in self.requests.items():
            if moment <= until and fold.requests.get(digest, (None,))[0] != entry:
                yield f"request {digest} is not at entry {entry}"
        for (digest, party), moment in self.signatures.items():
            if moment <= until and party not in fold.signatures[digest]:
                yield f"{party}'s signature of {digest} is missing"
        for digest, (kind, document, moment) in self.documents.items():
            if moment <= until and fold.documents.get(digest) != document:
                yield f"{kind} {digest} is missing, or another"
        for digest, (is_breach, moment) in self.reports.items():
            if moment <= until and is_breach and not any(f"evidence/{digest}".encode() in told for told in fold.told):
                yield f"evidence {digest} shows a breach, of which the log does not tell"
        if fold.told and max(fold.told.values()) > 1:
            yield "the log tells twice what one piece of evidence shows"

    def check_interface(self, client, fold):
        """Where the interface says something else than the log."""
        said, before = {}, ""
        while before is not None:
            page = client.json("GET", f"/interlock/v1/requests?limit=1000{before}")
            said |= {request["request"]: request for request in page["requests"]}
            before = None if page["next"] is None else f"&before={page['next']}"
        if set(said) != set(fold.requests):
            yield "the interface has other requests than the log"
        for digest in set(said) & set(fold.requests):
            request = said[digest]
            if [item["party"] for item in request["signatures"]] != fold.signatures[digest]:
                yield f"the interface has other signatures of {digest} than the log"
            if (request["status"] == "complete") != (digest in fold.documents):
                yield f"the interface says that {digest} is {request['status']}"
        stand = client.json("GET", "/interlock/v1/consequences")
        if {item["entry"]: item["clearedBy"] is not None for item in stand["findings"]} != {
                entry: entry in fold.cleared for entry in fold.findings}:
            yield "the interface has other findings than the log, or has cleared up others"
        trusted = {item["name"]: item["digest"] for item in client.json("GET", "/interlock/v1/trust")["documents"]}
        licences = {
            hashlib.sha384(document).hexdigest() for digest, document in fold.documents.items()
            if cbor2.loads(cbor2.loads(document).value[0]) == {3: media_type("licence")}}
        if {digest for name, digest in trusted.items() if name.startswith("licences/")} != licences:
            yield "other licences are trusted than the log has"
        revoked = client.json("GET", "/interlock/v1/trust/revoked.json") if "revoked.json" in trusted else {}
        if set(revoked.get("licences", [])) != fold.revoked:
            yield "other licences are revoked than the log says"

    def check_copy(self, lines, head, until):
        """What `interlock audit` finds against the latest copy of the log that an auditor had."""
        copies = [(earlier, signed) for earlier, signed, moment in self.copies if moment <= until]
        # Without one to compare with, an audit does not say that a log holds.
        against = max(copies, key=lambda copy: len(copy[0]), default=(lines, head))
        for name, (entries, signed) in (("log", (lines, head)), ("copy", against)):
            (self.folder / name).mkdir(exist_ok=True)
            (self.folder / name / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in entries))
            (self.folder / name / "checkpoint").write_bytes(signed)
        audit = subprocess.run(
            [PROGRAM, "audit", str(self.folder / "log"), "--operator", str(self.folder / "log.pub"), "--against",
             str(self.folder / "copy")], capture_output=True, text=True)
        return [] if audit.returncode == 0 else [audit.stdout + audit.stderr]
