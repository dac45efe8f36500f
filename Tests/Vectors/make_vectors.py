#!/usr/bin/env python3
"""Makes the golden files of `attestation/`, from the CDDL in `Specs/cddl` and nothing else of this project.

Needs cbor2 and cryptography 43 or later (pip install cbor2 cryptography). Every key and signature is a function of a
name, so that two runs give the same bytes:

    python3 Tests/Vectors/make_vectors.py Tests/Vectors/attestation
"""
import datetime
import hashlib
import json
import pathlib
import shutil
import sys

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
ESP384 = -51
PROFILE = bytes.fromhex("2b0601040182cc7f0103")
ZERO = bytes(48)


def sha384(data):
    return hashlib.sha384(data).digest()


def cbor(value):
    return cbor2.dumps(value, canonical=True)


def key(name):
    return ec.derive_private_key(int.from_bytes(sha384(name.encode()), "big") % (ORDER - 1) + 1, ec.SECP384R1())


def raw(public):
    numbers = public.public_numbers()
    return numbers.x.to_bytes(48, "big") + numbers.y.to_bytes(48, "big")


def sign(private, message):
    der = private.sign(message, ec.ECDSA(hashes.SHA384(), deterministic_signing=True))
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(48, "big") + s.to_bytes(48, "big")


# DER, as far as TcbInfo needs it (TCG DICE Attestation Architecture, 6.1.1).
def der(tag, content):
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def tcb_info(version, svn, layer, digest):
    integer = lambda value: value.to_bytes(value.bit_length() // 8 + 1, "big")
    fwid = der(0x30, der(0x06, bytes.fromhex("608648016503040202")) + der(0x04, digest))
    return der(0x30, der(0x80, b"Interlock") + der(0x81, b"guarantee processor") + der(0x82, version.encode())
               + der(0x83, integer(svn)) + der(0x84, integer(layer)) + der(0xA6, fwid))


START = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)
END = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.timezone.utc)


def certificate(subject, public, issuer, private, ca, length=None, extensions=(), start=START, end=END):
    name = lambda text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
    usage = dict.fromkeys(["digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                           "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"], False)
    usage["key_cert_sign" if ca else "digital_signature"] = True
    serial = int.from_bytes(sha384(raw(public) + subject.encode() + issuer.encode())[:16], "big") | 1
    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(public)
               .serial_number(serial).not_valid_before(start).not_valid_after(end)
               .add_extension(x509.BasicConstraints(ca, length), True).add_extension(x509.KeyUsage(**usage), True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False))
    if subject != issuer:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(private.public_key()), False)
    for oid, value in extensions:
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), False)
    return builder.sign(private, hashes.SHA384(), ecdsa_deterministic=True)


# COSE_Sign (RFC 9052, section 4.1).
def cose_sign(content_type, payload, keys):
    body = cbor({3: content_type})
    signatures = []
    for private in keys:
        header = cbor({1: ESP384, 4: sha384(raw(private.public_key()))[:8]})
        signatures.append([header, {}, sign(private, cbor(["Signature", body, header, b"", payload]))])
    return cbor(cbor2.CBORTag(98, [body, {}, payload, signatures]))


def merkle(leaves):
    """RFC 9162, section 2.1.1."""
    if len(leaves) == 1:
        return sha384(b"\0" + leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha384(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:]))


class World:
    """Everybody's keys, three chips, firmware, models and licences."""

    def __init__(self):
        self.root_key, self.vendor = key("root"), key("vendor")
        self.parties = [key(f"party {index}") for index in range(3)]
        self.root = certificate("Interlock test vendor", self.root_key.public_key(), "Interlock test vendor",
                                self.root_key, True)
        self.chips = [sha384(f"chip {index}".encode())[:16] for index in range(3)]
        self.rom, self.runtime = sha384(b"rom"), sha384(b"runtime 1.0.0")
        self.old_runtime = sha384(b"runtime 0.9.0")
        self.models = [sha384(f"model {index}".encode()) for index in range(3)]
        self.agreement = AGREEMENT.format(m0=self.models[0].hex(), m1=self.models[1].hex()).encode()
        self.licences = {}
        self.licence("main", 1, self.chips, [0, 2])
        self.licence("next", 2, self.chips, [0, 1, 2], total=500_000, training=0)
        self.licence("others", 3, self.chips[1:], [0, 1])
        self.licence("one signer", 4, self.chips, [1])
        self.licence("stranger", 5, self.chips, [0], keys=[key("stranger")])
        self.licence("twice", 6, self.chips, [0, 0])
        self.licence("short", 7, self.chips, [1, 2], ticks=(0, 1500), boots=(1, 1))
        self.licence("other agreement", 8, self.chips, [1, 2], agreement=sha384(b"another agreement"))
        self.licence("generous", 9, self.chips, [1, 2], models=[(0, 3), (1, 3), (2, 1)])
        self.licence("unfiled", 10, self.chips, [1, 2])
        self.licence("foreign set", 11, [sha384(b"nobody")[:16]], [1, 2])
        self.licence("run", 12, self.chips, [1, 2], limits={10: [5_000]})

    def licence(self, name, sequence, chips, signers, total=1_000_000, training=100_000, ticks=(0, 100_000),
                boots=(1, 10), models=((0, 3), (1, 1)), agreement=None, keys=(), limits=None):
        terms = cbor({
            1: agreement or sha384(self.agreement), 2: sequence, 3: [len(chips), merkle(chips)],
            4: [total, training], 5: [[self.models[index], uses] for index, uses in models],
            6: list(ticks), 7: list(boots), 8: 50_000, **(limits or {})})
        message = cose_sign("application/vnd.interlock.licence+cbor", terms,
                            [self.parties[index] for index in signers] + list(keys))
        self.licences[name] = dict(sequence=sequence, digest=sha384(terms), message=message, total=total,
                                   training=training)


AGREEMENT = """# The agreement of the vectors.
agreement: 1
name: vectors
beneficiary: Beneficiary
parties: [Party 0, Party 1, Party 2]
quorum: {{licence: 2, firmware: 2}}
allowances: {{total: 6e6, training: 150_000}}
models:
  - {{name: zero, weights: {m0}, uses: [inference, training]}}
  - {{name: one, weights: {m1}, uses: [inference]}}
monitoring: {{interval: 30m, grace: 60s}}
"""


class Chip:
    """A chip as the CDDL describes it: it keeps a log and a meter, and attests."""

    def __init__(self, world, index):
        self.world, self.index, self.id = world, index, world.chips[index]
        self.device = key(f"device {index}")
        self.alias = key(f"alias {index}")
        self.device_certificate = certificate(
            f"Interlock device {self.id.hex()}", self.device.public_key(), "Interlock test vendor", world.root_key,
            True, 0)
        self.alias_certificate = self.make_alias(self.alias, self.device, world.runtime, "1.0.0", 3)
        self.entries, self.first, self.before, self.head, self.count = [], 0, ZERO, ZERO, 0
        self.tick, self.boots, self.openings, self.refusals, self.version = 0, 0, 0, 0, 0
        self.total = self.training = 0
        self.macs = {}
        self.vectors = {}
        self.name, self.used, self.used_training, self.sequence = None, 0, 0, 0
        self.workload = {1: 0}
        self.fault = 0

    def make_alias(self, alias, issuer, runtime, version, svn):
        return certificate(f"Interlock alias {self.id.hex()}", alias.public_key(),
                           f"Interlock device {self.id.hex()}", issuer, False,
                           extensions=[("2.23.133.5.4.1", tcb_info(version, svn, 1, runtime))])

    def log(self, kind, *fields, tick=None):
        entry = cbor([self.count, self.tick if tick is None else tick, kind, *fields])
        self.entries.append(entry)
        self.head = sha384(self.head + entry)
        self.count += 1
        self.version += 1

    def boot(self, runtime=None, svn=3):
        self.boots += 1
        self.log(1, self.boots, runtime or self.world.runtime, svn)

    def install(self, name):
        licence = self.world.licences[name]
        self.name, self.used, self.used_training = name, 0, 0
        self.sequence = max(self.sequence, licence["sequence"])
        self.log(2, licence["digest"], licence["sequence"])

    def load(self, model):
        self.log(4, self.world.models[model])
        self.workload = {1: 1, 2: self.world.models[model]}

    def use(self, kind, openings, used, model=0, sequence=None, form=3, weight=1, weights=None):
        self.openings += openings
        self.total += used
        self.used += used
        if kind == 2:
            self.training += used
            self.used_training += used
        macs, rest = divmod(used // weight, 2)
        self.macs[form] = self.macs.get(form, 0) + macs
        self.vectors[form] = self.vectors.get(form, 0) + rest
        licence = self.world.licences[self.name]["sequence"] if self.name else 0
        self.log(6, kind, openings, used, self.world.models[model] if weights is None else weights,
                 licence if sequence is None else sequence)

    def refuse(self, kind, reason, last):
        self.refusals += 1
        self.log(kind, reason, last)

    def start(self, name="main"):
        """What most stories begin with."""
        self.tick = 100
        self.boot()
        self.tick = 200
        self.install(name)
        self.load(0)
        return self

    def attest(self, nonce, tick, change=None, sign_with=None, alias=None, device=None, peek=False, keep=False):
        self.tick = tick
        self.log(9, sha384(nonce))
        licence = {1: 0}
        if self.name:
            terms = self.world.licences[self.name]
            licence = {1: 1, 2: terms["digest"], 3: terms["sequence"], 4: [self.used, terms["total"]],
                       5: [self.used_training, terms["training"]]}
        formats = sorted(form for form in self.macs if self.macs[form] or self.vectors[form])
        guarantee = {
            1: self.tick, 2: licence,
            3: {1: self.total, 2: self.training, 3: [[form, self.macs[form], self.vectors[form]] for form in formats],
                4: [10 * self.total, self.total, 4096, 7, 9]},
            4: self.workload, 5: [self.first, self.before, list(self.entries), self.head, 0],
            6: [False, self.openings, self.refusals], 7: [self.boots, self.sequence, self.version], 8: self.fault}
        environment = lambda layer: {0: {1: "Interlock", 2: "guarantee processor", 3: layer}}
        claims = {
            10: nonce, 256: b"\1" + self.id, 263: 3, 265: PROFILE, 267: self.boots,
            273: dict(rom=self.world.rom, runtime=self.world.runtime, version="1.0.0", svn=3), -70500: guarantee}
        if change:
            change(claims, guarantee)
        measured = claims[273]
        concise = {0: {0: [
            [environment(0), [{1: {2: [[7, measured["rom"]]]}}]],
            [environment(1), [{1: {0: {0: measured["version"]}, 1: measured["svn"], 2: [[7, measured["runtime"]]]}}]]]}}
        claims[273] = [[10571, cbor(concise)]]
        message = self.envelope(cbor(claims), sign_with or self.alias, alias or self.alias_certificate,
                                device or self.device_certificate)
        if not keep:
            self.entries, self.first, self.before = [], self.count, self.head
        return message

    @staticmethod
    def envelope(payload, private, alias, device):
        protected = cbor({1: ESP384, 3: 263})
        signature = sign(private, cbor(["Signature1", protected, b"", payload]))
        chain = [alias.public_bytes(Encoding.DER), device.public_bytes(Encoding.DER)]
        return cbor(cbor2.CBORTag(55799, cbor2.CBORTag(61, cbor2.CBORTag(18, [protected, {33: chain}, payload,
                                                                             signature]))))


def nonce(chip, turn):
    return sha384(f"nonce {chip} {turn}".encode())[:32]


class Cases:
    """The cases: each says which rules must fire, which are exactly all that do."""

    def __init__(self, world, folder):
        self.world, self.folder, self.cases = world, folder, []

    def add(self, name, evidence, rules, verdict, **question):
        files = []
        for index, message in enumerate(evidence if isinstance(evidence, list) else [evidence]):
            path = f"cases/{name}-{index}.cbor"
            (self.folder / path).write_bytes(message)
            files.append(path)
        self.cases.append(dict(name=name, files=files, rules=sorted(set(rules)), verdict=verdict, **question))

    def chip(self, index=0):
        return Chip(self.world, index)


def story(chip, name="main"):
    """An honest history in two attestations."""
    chip.start(name)
    chip.tick = 400
    chip.use(1, 3, 60_001)
    first = chip.attest(nonce(chip.index, 0), 1000)
    chip.tick = 1200
    chip.use(2, 2, 40_000)
    return [first, chip.attest(nonce(chip.index, 1), 2000)]


def answer(cases, act, change=None, name="main", **arguments):
    """One attestation after `act`."""
    chip = cases.chip().start(name)
    chip.tick = 400
    if act:
        act(chip)
    return chip.attest(nonce(0, 0), 1000, change, **arguments)


def guarantee(field, edit):
    def change(claims, fields):
        edit(fields[field])
    return change


def put(container, index):
    def setter(value):
        def edit(fields):
            fields[container][index] = value
        return lambda claims, fields: edit(fields)
    return setter


def measured(**fields):
    return lambda claims, _: claims[273].update(fields)


def authenticity(cases):
    world, add = cases.world, cases.add
    fleet = [message for index in range(3) for message in story(cases.chip(index))]
    add("honest", fleet, [], "kept", at=2000)
    add("honest-first-alone", story(cases.chip())[:1], [], "kept", completeness="part")
    add("honest-second-alone", story(cases.chip())[1:], [], "kept", completeness="part")
    add("honest-nonce", answer(cases, None), [], "kept", nonce=nonce(0, 0).hex(), completeness="part")
    add("honest-agreement", fleet[:2], [], "kept", agreement=True, completeness="part")
    add("no-challenges", answer(cases, None), ["IL-AUTH-15"], "indeterminate", completeness="part",
        trust=dict(remove=["challenges.json"]))
    add("wrong-nonce", answer(cases, None), ["IL-AUTH-13"], "indeterminate", completeness="part", nonce="00" * 32)
    chip = cases.chip().start()
    add("unknown-nonce", chip.attest(bytes(32), 1000), ["IL-AUTH-13"], "indeterminate", completeness="part")
    chip = cases.chip().start()
    add("nonce-of-another-chip", chip.attest(nonce(1, 0), 1000), ["IL-AUTH-13"], "indeterminate",
        completeness="part")
    add("before-the-challenge", cases.chip().start().attest(nonce(0, 0), 899), ["IL-AUTH-14"], "indeterminate",
        completeness="part")
    add("at-the-challenge", cases.chip().start().attest(nonce(0, 0), 900), [], "kept", completeness="part")
    add("late-answer", cases.chip().start().attest(nonce(0, 0), 1101), ["IL-COMP-22"], "indeterminate",
        completeness="part")
    add("answer-at-the-last-tick", cases.chip().start().attest(nonce(0, 0), 1100), [], "kept", completeness="part")
    add("old", answer(cases, None), ["IL-AUTH-14"], "indeterminate", completeness="part", at=1000 + 1861)
    add("not-yet-old", answer(cases, None), [], "kept", completeness="part", at=1000 + 1860)

    stranger = key("stranger")
    chip = cases.chip().start()
    add("self-made-alias", chip.attest(nonce(0, 0), 1000, sign_with=stranger, alias=chip.make_alias(
        stranger, stranger, world.runtime, "1.0.0", 3)), ["IL-AUTH-02"], "indeterminate", completeness="part")
    chip = cases.chip().start()
    other_root = certificate(f"Interlock device {chip.id.hex()}", chip.device.public_key(), "Interlock test vendor",
                             stranger, True, 0)
    add("other-root", chip.attest(nonce(0, 0), 1000, device=other_root), ["IL-AUTH-02"], "indeterminate",
        completeness="part")
    chip, other = cases.chip().start(), cases.chip(1)
    add("device-of-another-chip", chip.attest(nonce(0, 0), 1000, device=other.device_certificate), ["IL-AUTH-02"],
        "indeterminate", completeness="part")
    chip, other = cases.chip().start(), cases.chip(1)
    add("chain-of-another-chip", chip.attest(
        nonce(0, 0), 1000, alias=other.alias_certificate, device=other.device_certificate), ["IL-AUTH-03"],
        "indeterminate", completeness="part")
    chip, other = cases.chip().start(), cases.chip(1)
    add("signed-by-another-chip", chip.attest(
        nonce(0, 0), 1000, sign_with=other.alias, alias=other.alias_certificate, device=other.device_certificate),
        ["IL-AUTH-04"], "broken", completeness="part")
    chip = cases.chip().start()
    expired = certificate(f"Interlock device {chip.id.hex()}", chip.device.public_key(), "Interlock test vendor",
                          world.root_key, True, 0, end=datetime.datetime(2025, 6, 1, tzinfo=datetime.timezone.utc))
    add("expired-device", chip.attest(nonce(0, 0), 1000, device=expired), ["IL-AUTH-02"], "indeterminate",
        completeness="part")
    chip = cases.chip().start()
    leaf = certificate(f"Interlock device {chip.id.hex()}", chip.device.public_key(), "Interlock test vendor",
                       world.root_key, False)
    add("device-is-no-authority", chip.attest(nonce(0, 0), 1000, device=leaf), ["IL-AUTH-02"], "indeterminate",
        completeness="part")
    first, second = (cases.chip().start() for _ in range(2))
    a, b = first.attest(nonce(0, 0), 1000), second.attest(nonce(0, 1), 1000)
    add("signature-of-another-answer", a[:-96] + b[-96:], ["IL-AUTH-03"], "indeterminate", completeness="part")
    silent = certificate(f"Interlock alias {chip.id.hex()}", chip.alias.public_key(),
                         f"Interlock device {chip.id.hex()}", chip.device, False)
    add("alias-without-tcb-info", answer(cases, None, alias=silent), ["IL-AUTH-18"], "indeterminate",
        completeness="part")
    add("other-profile", answer(cases, None, lambda claims, _: claims.update({265: PROFILE[:-1] + b"\4"})),
        ["IL-AUTH-05"], "indeterminate", completeness="part")
    add("unknown-rom", answer(cases, None, measured(rom=sha384(b"another rom"))), ["IL-AUTH-06"], "broken",
        completeness="part")
    add("runtime-claims-to-be-another", answer(cases, None, measured(runtime=world.old_runtime, version="0.9.0", svn=2)),
        ["IL-AUTH-04"], "broken", completeness="part")
    chip = cases.chip()
    evil = sha384(b"evil runtime")
    chip.alias_certificate = chip.make_alias(chip.alias, chip.device, evil, "1.0.0", 3)
    chip.boot(evil)
    add("unknown-runtime", chip.attest(nonce(0, 0), 1000, measured(runtime=evil)), ["IL-AUTH-07"], "broken",
        completeness="part")
    chip = cases.chip()
    chip.boot(evil)
    chip.boot()
    add("unknown-runtime-in-the-log", chip.attest(nonce(0, 0), 1000), ["IL-AUTH-07"], "broken", completeness="part")
    for name, minimum, rules in [("below-minimum", 3, ["IL-AUTH-08"]), ("at-minimum", 2, [])]:
        chip = cases.chip()
        chip.alias_certificate = chip.make_alias(chip.alias, chip.device, world.old_runtime, "0.9.0", 2)
        chip.boot(world.old_runtime, 2)
        reference = reference_values(world)
        reference["minimumSecurityVersion"] = minimum
        add(name, chip.attest(nonce(0, 0), 1000, measured(runtime=world.old_runtime, version="0.9.0", svn=2)), rules,
            "broken" if rules else "kept", completeness="part", trust=dict(write={"reference-values.json": reference}))
    add("debug-enabled", answer(cases, None, lambda claims, _: claims.update({263: 0})), ["IL-AUTH-09"], "broken",
        completeness="part")
    add("debug-possible", answer(cases, None, lambda claims, _: claims.update({263: 1})), ["IL-AUTH-10"],
        "indeterminate", completeness="part")
    add("debug-disabled-since-boot", answer(cases, None, lambda claims, _: claims.update({263: 2})), [], "kept",
        completeness="part")
    chip = cases.chip()
    serials = [f"{c.serial_number:x}" for c in (chip.alias_certificate, chip.device_certificate)]
    serials = [("0" if len(text) % 2 else "") + text for text in serials]
    revoked = lambda **fields: dict(write={"revoked.json": fields})
    add("revoked-alias", answer(cases, None), ["IL-AUTH-11"], "indeterminate", completeness="part",
        trust=revoked(certificates=serials[:1]))
    add("revoked-device", answer(cases, None), ["IL-AUTH-11"], "indeterminate", completeness="part",
        trust=revoked(certificates=serials[1:]))
    add("revoked-chip", answer(cases, None), ["IL-AUTH-11"], "indeterminate", completeness="part",
        trust=revoked(chips=[chip.id.hex()]))
    add("revoked-other-chip", answer(cases, None), [], "kept", completeness="part",
        trust=revoked(chips=[world.chips[1].hex()]))
    add("revoked-runtime", answer(cases, None), ["IL-AUTH-12"], "broken", completeness="part",
        trust=revoked(runtimes=[world.runtime.hex()]))
    add("no-reference-values", answer(cases, None), ["IL-AUTH-16"], "indeterminate", completeness="part",
        trust=dict(remove=["reference-values.json"]))
    add("no-parties", answer(cases, None), ["IL-AUTH-16"], "indeterminate", completeness="part",
        trust=dict(remove=["parties.json"]))
    # The evidence is of tick 1000: 16 minutes and 40 seconds after the epoch.
    dated = lambda asOf, **more: dict(certificates=[], asOf=f"2026-01-01T00:{asOf}Z", **more)
    asking = lambda age, consequence: dict(epoch="2026-01-01T00:00:00Z", attestationInterval=1800, grace=60,
                                           revocation=dict(maximumAge=age, whenStale=consequence))
    for name, lists, policy, rules in [
            ("lists-just-recent-enough", dated("05:00"), asking(700, "doubt"), []),
            ("lists-too-old", dated("04:59"), asking(700, "doubt"), ["IL-AUTH-20"]),
            ("lists-too-old-stated", dated("04:59"), asking(700, "state"), []),
            ("lists-later-than-the-evidence", dated("20:00"), asking(0, "doubt"), []),
            ("lists-not-dated", dict(certificates=[]), asking(700, "doubt"), ["IL-AUTH-20"]),
            ("lists-just-due", dated("04:59", nextUpdate="2026-01-01T00:16:40Z"), None, []),
            ("lists-overdue", dated("04:59", nextUpdate="2026-01-01T00:16:39Z"), None, ["IL-AUTH-20"]),
            ("lists-overdue-stated", dated("16:00", nextUpdate="2026-01-01T00:16:39Z"), asking(700, "state"), []),
            ("lists-missing", None, asking(700, "doubt"), ["IL-AUTH-20"]),
            ("lists-missing-stated", None, asking(700, "state"), [])]:
        write = {"revoked.json": lists, "policy.json": policy}
        add(name, answer(cases, None), rules, "indeterminate" if rules else "kept", completeness="part",
            trust=dict(write={file: value for file, value in write.items() if value is not None},
                       remove=["revoked.json"] if lists is None else []))
    add("no-revocations", answer(cases, None), [], "kept", completeness="part", trust=dict(remove=["revoked.json"]))
    add("chip-not-in-the-set", answer(cases, None), ["IL-AUTH-16", "IL-AUTH-17"], "indeterminate", completeness="part",
        trust=dict(write={"chips.json": [dict(name="chip-01", id=world.chips[1].hex())]}))


    owner, other = sha384(b"owner's keys"), sha384(b"other owner's keys")
    owned = lambda *fields: lambda _, guarantee: guarantee.update({9: list(fields)})
    chips = register(world)
    chips[0]["owner"] = owner.hex()
    named = dict(write={"chips.json": dict(chips=chips, sets=[[chip.hex() for chip in world.chips[1:]]])})
    question = dict(completeness="part", trust=named)
    add("owner-as-registered", answer(cases, None, owned(3, owner)), [], "kept", **question)
    add("owner-offers", answer(cases, None, owned(3, owner, other)), [], "kept", **question)
    add("owner-other", answer(cases, None, owned(4, other)), ["IL-AUTH-19"], "indeterminate", **question)
    add("owner-nobody", answer(cases, None), ["IL-AUTH-19"], "indeterminate", **question)
    add("owner-nobody-offered", answer(cases, None, owned(0, bytes(48), owner)), ["IL-AUTH-19"], "indeterminate",
        **question)


def continuity(cases):
    add, world = cases.add, cases.world
    owner, other = sha384(b"owner's keys"), sha384(b"other owner's keys")

    def owners(before, after):
        chip = cases.chip().start()
        chip.tick = 400
        chip.use(1, 3, 60_001)
        first = chip.attest(nonce(0, 0), 1000, lambda _, fields: fields.update({9: before}))
        chip.tick = 1200
        chip.use(2, 2, 40_000)
        return [first, chip.attest(nonce(0, 1), 2000, lambda _, fields: fields.update({9: after}))]
    add("owner-epoch-went-back", owners([2, owner], [1, owner]), ["IL-CONT-05"], "broken", completeness="part")
    add("owner-exchanged", owners([2, owner], [2, other]), ["IL-CONT-10"], "broken", completeness="part")
    add("owner-followed", owners([2, owner, other], [3, other]), [], "kept", completeness="part")
    add("head-altered", answer(cases, None, put(5, 3)(sha384(b"other"))), ["IL-CONT-01"], "broken",
        completeness="part")

    def swap(claims, fields):
        fields[5][2][0], fields[5][2][1] = fields[5][2][1], fields[5][2][0]
    add("entries-swapped", answer(cases, None, swap), ["IL-CONT-01", "IL-CONT-02"], "broken", completeness="part")
    chip = cases.chip().start()
    chip.tick = 50
    chip.load(1)
    add("time-in-the-log-went-back", chip.attest(nonce(0, 0), 1000), ["IL-CONT-02"], "indeterminate",
        completeness="part")

    def three(index=0):
        chip = cases.chip(index)
        messages = story(chip)
        chip.tick = 2500
        chip.use(1, 1, 10_000)
        return chip, messages + [chip.attest(nonce(index, 2), 3000)]
    _, messages = three()
    add("middle-missing", [messages[0], messages[2]], ["IL-CONT-03"], "indeterminate", completeness="part")
    chip, messages = three()
    chip.use(1, 1, 10_000)
    fourth = chip.attest(nonce(0, 4), 3000)
    add("middle-missing-and-on", [messages[0], messages[2], fourth], ["IL-CONT-03"], "indeterminate",
        completeness="part")
    add("middle-there", messages, [], "kept", completeness="part")
    add("presented-twice", [messages[0], messages[1], messages[1]], ["IL-CONT-08"], "indeterminate",
        completeness="part")

    # A chip set back to what it was after its first attestation, and a clone.
    chip = cases.chip().start()
    chip.use(1, 1, 1_000)
    first = chip.attest(nonce(0, 0), 1000)
    saved = (chip.first, chip.before, chip.head, chip.count, chip.total, chip.used, dict(chip.macs),
             dict(chip.vectors), chip.openings, chip.version)
    chip.use(1, 2, 30_000)
    second = chip.attest(nonce(0, 1), 2000)
    (chip.first, chip.before, chip.head, chip.count, chip.total, chip.used, chip.macs, chip.vectors, chip.openings,
     chip.version) = saved
    chip.entries = []
    chip.use(1, 1, 500)
    other = chip.attest(nonce(0, 2), 3000)
    add("clone", [first, second, other], ["IL-CONT-07"], "broken", completeness="part")
    chip = cases.chip().start()
    chip.use(1, 1, 40_000)
    first = chip.attest(nonce(0, 0), 1000)
    chip.first, chip.before, chip.head, chip.count = 3, ZERO, ZERO, 3
    chip.entries = []
    chip.total = chip.used = 0
    chip.macs, chip.vectors = {}, {}
    chip.boot()
    again = chip.attest(nonce(0, 1), 2000)
    add("log-set-back", [first, again], ["IL-CONT-04", "IL-CONT-06"], "broken", completeness="part")

    def changed(change):
        chip = cases.chip().start()
        chip.use(1, 1, 1_000)
        first = chip.attest(nonce(0, 0), 1000)
        return [first, chip.attest(nonce(0, 1), 2000, change)]
    add("unchanged", changed(None), [], "kept", completeness="part")
    add("boot-count-went-back", changed(lambda claims, fields: (claims.update({267: 0}), fields[7].__setitem__(0, 0))),
        ["IL-CONT-05", "IL-CONT-10"], "broken", completeness="part")
    add("state-version-went-back", changed(put(7, 2)(1)), ["IL-CONT-05"], "broken", completeness="part")
    add("traffic-went-back", changed(lambda claims, fields: fields[3][4].__setitem__(0, 1)), ["IL-CONT-06"], "broken",
        completeness="part")
    add("openings-went-back", changed(put(6, 1)(0)), ["IL-CONT-06"], "broken", completeness="part")
    add("clock-went-back", changed(lambda claims, fields: fields.update({1: 999})), ["IL-AUTH-14", "IL-CONT-02"],
        "indeterminate", completeness="part")

    def fork(claims, fields):
        fields[5][1] = sha384(b"another past")
        head = fields[5][1]
        for entry in fields[5][2]:
            head = sha384(head + entry)
        fields[5][3] = head
    add("history-forked", changed(fork), ["IL-CONT-09"], "broken", completeness="part")
    add("counters-contradict", answer(cases, None, put(7, 0)(5)), ["IL-CONT-10"], "broken", completeness="part")
    add("licence-counter-contradicts", answer(cases, None, put(7, 1)(0)), ["IL-CONT-10"], "broken",
        completeness="part")
    chip = cases.chip().start()
    chip.log(9, sha384(nonce(0, 1)))
    chip.log = lambda *_: None
    add("log-ends-with-another-attestation", chip.attest(nonce(0, 0), 1000), ["IL-CONT-01"], "broken",
        completeness="part")
    chip = cases.chip().start()
    chip.log = lambda *_: None
    add("log-ends-without-attestation", chip.attest(nonce(0, 0), 1000), ["IL-CONT-01"], "broken", completeness="part")

    def restarted(logged):
        chip = cases.chip().start()
        first = chip.attest(nonce(0, 0), 1000)
        if logged:
            chip.boot()
        else:
            chip.boots += 1
        return [first, chip.attest(nonce(0, 1), 2000)]
    add("boot-logged", restarted(True), [], "kept", completeness="part")
    add("boot-hidden", restarted(False), ["IL-CONT-10"], "broken", completeness="part")
    add("entries-dropped", answer(cases, None, put(5, 4)(2)), ["IL-CONT-11"], "indeterminate", completeness="part")
    others = [message for index in (1, 2) for message in story(cases.chip(index))]
    chip = cases.chip().start()
    chip.refuse(7, 0x40001, 1)
    first = chip.attest(nonce(0, 0), 1000)
    chip.refusals += 1
    add("refusal-untold", [first, chip.attest(nonce(0, 1), 2000)], ["IL-COMP-23", "IL-CONT-13"], "indeterminate",
        completeness="part")
    add("beginning-missing", messages[1:] + others, ["IL-CONT-12", "IL-COMP-22"], "indeterminate", at=3000)
    chip = cases.chip().start()
    first = chip.attest(nonce(0, 0), 1000)
    add("interval-kept", [first, chip.attest(nonce(0, 4), 2860)], [], "kept", completeness="part")
    chip = cases.chip().start()
    first = chip.attest(nonce(0, 0), 1000)
    add("interval-exceeded", [first, chip.attest(nonce(0, 4), 2861)], ["IL-COMP-22"], "indeterminate",
        completeness="part")


def compliance(cases):
    add, world = cases.add, cases.world
    infer = lambda used=1_000, **more: lambda chip: chip.use(1, 1, used, **more)
    train = lambda used=1_000, **more: lambda chip: chip.use(2, 1, used, **more)
    part = dict(completeness="part")
    add("inference", answer(cases, infer()), [], "kept", **part)
    add("training", answer(cases, train()), [], "kept", **part)
    for name, rules, verdict in [
            ("unfiled", ["IL-COMP-01"], "indeterminate"), ("one signer", ["IL-COMP-02"], "broken"),
            ("stranger", ["IL-COMP-02"], "broken"), ("twice", ["IL-COMP-02"], "broken"),
            ("others", ["IL-COMP-03"], "broken"), ("foreign set", ["IL-AUTH-16"], "indeterminate")]:
        add("licence-" + name.replace(" ", "-"), answer(cases, None, name=name), rules, verdict, **part)
    add("licence-other-agreement", answer(cases, None, name="other agreement"), ["IL-COMP-26"], "broken",
        agreement=True, **part)
    add("licence-other-agreement-not-asked", answer(cases, None, name="other agreement"), [], "kept", **part)
    add("licence-beyond-agreement", answer(cases, None, name="generous"), ["IL-COMP-29"], "indeterminate",
        agreement=True, **part)
    add("licence-revoked", answer(cases, None), ["IL-COMP-25"], "broken",
        trust=dict(write={"revoked.json": dict(licences=[world.licences["main"]["digest"].hex()])}), **part)

    def spend(chip):
        for _ in range(20):
            chip.use(1, 1, 50_000)
    add("allowance-spent", answer(cases, spend), [], "kept", **part)

    def overspend(chip):
        spend(chip)
        chip.use(1, 1, 1)
    add("allowance-exceeded", answer(cases, overspend), ["IL-COMP-04"], "broken", **part)

    def overtrain(chip):
        chip.use(2, 2, 100_000)
        chip.use(2, 1, 1)
    add("training-spent", answer(cases, lambda chip: chip.use(2, 2, 100_000)), [], "kept", **part)
    add("training-exceeded", answer(cases, overtrain), ["IL-COMP-05"], "broken", **part)
    add("allowance-misstated", answer(cases, None, lambda _, fields: fields[2][4].__setitem__(1, 2_000_000)),
        ["IL-COMP-06"], "broken", **part)

    def late(chip):
        chip.tick = 1_500
        chip.refuse(7, 0x2000B, 1)
        chip.use(1, 1, 100)
    chip = cases.chip().start("short")
    late(chip)
    add("use-after-the-end", chip.attest(nonce(0, 1), 2000), ["IL-COMP-07", "IL-COMP-23"], "broken", **part)
    chip = cases.chip().start("short")
    chip.tick = 1_499
    chip.load(0)
    chip.tick = 1_600
    chip.use(1, 1, 100)
    add("use-told-after-the-end", chip.attest(nonce(0, 1), 2000), [], "kept", **part)
    chip = cases.chip().start("short")
    chip.boot()
    chip.use(1, 1, 100)
    add("use-in-another-boot", chip.attest(nonce(0, 0), 1000), ["IL-COMP-07"], "broken", **part)
    add("unlisted-model-used", answer(cases, infer(model=2)), ["IL-COMP-08"], "broken", **part)
    add("training-of-an-inference-model", answer(cases, train(model=1)), ["IL-COMP-08"], "broken", **part)
    add("inference-of-an-inference-model", answer(cases, infer(model=1)), [], "kept", **part)
    add("model-not-in-the-agreement", answer(cases, infer(model=2), name="generous"), ["IL-COMP-08", "IL-COMP-29"],
        "broken", agreement=True, **part)
    add("passed-without-an-opening", answer(cases, lambda chip: chip.use(1, 0, 300, weights=ZERO)),
        ["IL-COMP-17", "IL-COMP-20"], "broken", **part)
    add("opening-told-before", answer(cases, lambda chip: (chip.use(1, 1, 300), chip.load(0), chip.use(1, 0, 300))), [],
        "kept", **part)
    add("use-under-licence-0", answer(cases, infer(sequence=0)), ["IL-COMP-09", "IL-COMP-17"], "broken", **part)
    chip = cases.chip()
    chip.boot()
    chip.use(1, 1, 100)
    add("use-without-licence", chip.attest(nonce(0, 0), 1000), ["IL-COMP-09"], "broken", **part)

    digest = sha384(b"some message")
    for name, kind, reason, last, rule in [
            ("training-beyond-allowance-tried", 7, 0x40003, 2, "IL-COMP-10"),
            ("unlisted-model-tried", 5, 0x30001, world.models[2], "IL-COMP-11"),
            ("unlisted-model-opening-tried", 7, 0x30001, 1, "IL-COMP-11"),
            ("unpermitted-use-tried", 7, 0x30004, 2, "IL-COMP-12"),
            ("replayed-licence-tried", 3, 0x20008, digest, "IL-COMP-13"),
            ("forged-licence-signature", 3, 0x20005, digest, "IL-COMP-14"),
            ("forged-licence-stranger", 3, 0x20002, digest, "IL-COMP-14"),
            ("forged-licence-twice", 3, 0x20003, digest, "IL-COMP-14"),
            ("forged-licence-too-few", 3, 0x20004, digest, "IL-COMP-14"),
            ("forged-licence-out-of-range", 3, 0x20006, digest, "IL-COMP-14"),
            ("other-chips-licence-tried", 3, 0x20009, digest, "IL-COMP-15")]:
        add(name, answer(cases, lambda chip: chip.refuse(kind, reason, last)), [rule], "broken", **part)
    image = sha384(b"some image")
    for name, reason in [("vendor", 0x10004), ("quorum", 0x10005), ("rolled-back", 0x10006)]:
        add("forged-image-" + name, answer(cases, lambda chip: chip.refuse(13, reason, image)), ["IL-COMP-30"],
            "broken", **part)
    add("incomplete-image", answer(cases, lambda chip: chip.refuse(13, 0x80004, image)), ["IL-COMP-23"], "kept", **part)
    add("update-installed", answer(cases, lambda chip: chip.log(10, world.runtime, 3)), [], "kept", **part)
    add("update-confirmed", answer(cases, lambda chip: chip.log(11, world.runtime, 3)), ["IL-COMP-31"], "kept", **part)
    add("update-rolled-back", answer(cases, lambda chip: chip.log(12, world.runtime, 3)), ["IL-COMP-31"], "kept",
        **part)
    add("ownership-offered", answer(cases, lambda chip: chip.log(14, digest, 0)), ["IL-COMP-32"], "kept", **part)
    add("ownership-taken", answer(cases, lambda chip: chip.log(15, digest, 1)), ["IL-COMP-32"], "kept", **part)
    def trained(operations, outside=0, kind=17, name="run"):
        chip = cases.chip().start(name)
        chip.log(kind, digest, operations, *([outside] if kind == 17 else []))
        return chip.attest(nonce(0, 0), 1000)
    add("run-at-the-threshold", trained(5_000), [], "kept", **part)
    add("run-above-the-threshold", trained(5_001), ["IL-COMP-33"], "broken", **part)
    add("inherited-above-the-threshold", trained(5_001, kind=18), ["IL-COMP-33"], "broken", **part)
    add("no-run-threshold", trained(10**30, 7, name="main"), [], "kept", **part)
    add("trained-from-outside", trained(5_000, 1), ["IL-COMP-40"], "indeterminate", **part)
    add("distillation", answer(cases, lambda chip: chip.log(20, digest, 1)), ["IL-COMP-38"], "kept", **part)
    add("ordinary-data", answer(cases, lambda chip: chip.log(20, digest, 2)), [], "kept", **part)
    for name, kind, reason, last, rule in [
            ("training-beyond-run-tried", 7, 0x40007, 2, "IL-COMP-34"),
            ("forged-ticket-chain", 19, 0xA0002, digest, "IL-COMP-35"),
            ("forged-ticket-signature", 19, 0xA0003, digest, "IL-COMP-35"),
            ("ticket-of-other-weights", 19, 0xA0004, digest, "IL-COMP-35"),
            ("stale-progress", 19, 0xA0005, digest, "IL-COMP-35"),
            ("data-not-permitted", 21, 0xA000A, digest, "IL-COMP-36"),
            ("data-class-excluded", 21, 0xA000B, digest, "IL-COMP-36"),
            ("model-too-new", 5, 0x30005, world.models[2], "IL-COMP-12"),
            ("replica-not-permitted", 5, 0x30006, world.models[2], "IL-COMP-12")]:
        add(name, answer(cases, lambda chip: chip.refuse(kind, reason, last)), [rule], "broken", **part)
    for name, reason, rule in [
            ("data-unproved", 0x5000B, "IL-COMP-36"), ("outside-traffic", 0x5000A, "IL-COMP-37")]:
        add(name, answer(cases, lambda chip: chip.log(8, reason, 1)), [rule], "broken", **part)
    add("rate-exceeded", answer(cases, lambda chip: chip.refuse(7, 0x40006, 1)), ["IL-COMP-23"], "kept", **part)
    add("progress-missing", answer(cases, lambda chip: chip.refuse(7, 0x40008, 2)), ["IL-COMP-23"], "kept", **part)
    add("authorization-refused", answer(cases, lambda chip: chip.refuse(16, 0x90003, digest)), ["IL-COMP-23"], "kept",
        **part)
    for name, reason, rule in [
            ("tampered", 0x50003, "IL-COMP-16"), ("locked-weights-written", 0x50005, "IL-COMP-19"),
            ("training-under-inference", 0x50006, "IL-COMP-19"), ("meter-overran", 0x50002, "IL-COMP-20")]:
        add(name, answer(cases, lambda chip: chip.log(8, reason, 1)), [rule], "broken", **part)
    add("fault-latched", answer(cases, None, lambda _, fields: fields.update({8: 0x50003})), ["IL-COMP-16"], "broken",
        **part)
    for name, kind, reason, last in [
            ("opening-without-licence", 7, 0x40001, 1), ("allowance-spent-opening", 7, 0x40002, 1),
            ("licence-expired", 3, 0x2000B, digest), ("licence-not-yet-valid", 3, 0x2000A, digest)]:
        add("ordinary-" + name, answer(cases, lambda chip: chip.refuse(kind, reason, last)), ["IL-COMP-23"], "kept",
            **part)
    add("unknown-fault", answer(cases, lambda chip: chip.refuse(7, 0xFF0001, 1)), ["IL-COMP-24"], "indeterminate",
        **part)
    add("malformed-licence", answer(cases, lambda chip: chip.refuse(3, 0x20001, digest)), ["IL-COMP-24"],
        "indeterminate", **part)

    def hide(_, fields):
        fields[3][1] += 2
        fields[3][3][0][1] += 1
    add("meter-above-the-log", answer(cases, infer(), hide), ["IL-COMP-17"], "broken", **part)
    add("licence-use-below-the-log", answer(cases, infer(), lambda _, fields: fields[2][4].__setitem__(0, 999)),
        ["IL-COMP-17"], "broken", **part)
    add("quantity-below-the-counters", answer(cases, infer(), lambda _, fields: fields[3][3][0].__setitem__(1, 501)),
        ["IL-COMP-18"], "broken", **part)
    add("unknown-format", answer(cases, infer(form=8)), ["IL-COMP-18"], "broken", **part)
    for form, weight in enumerate([4, 2, 2, 1, 1, 1, 1, 1]):
        add(f"format-{form}", answer(cases, infer(4_000, form=form, weight=weight)), [], "kept", **part)
    add("opening-beyond-quantum", answer(cases, lambda chip: chip.use(1, 1, 100_001)), ["IL-COMP-20"], "broken", **part)
    add("opening-carried-over", answer(cases, lambda chip: chip.use(1, 1, 100_000)), [], "kept", **part)

    fleet = [message for index in range(3) for message in story(cases.chip(index))]
    add("answers-missing", fleet, ["IL-COMP-22"], "indeterminate")
    add("others-dark", story(cases.chip()), ["IL-COMP-21"], "indeterminate", at=2000)

    def many(chip):
        for _ in range(3):
            chip.use(2, 1, 17_000)
    messages = []
    for index in range(3):
        chip = cases.chip(index).start()
        many(chip)
        messages.append(chip.attest(nonce(index, 0), 1000))
    add("agreement-training-exceeded", messages, ["IL-COMP-28"], "broken", agreement=True, **part)
    add("agreement-training-within", messages[:2], [], "kept", agreement=True, **part)
    add("agreement-not-asked", messages, [], "kept", **part)
    messages = []
    for index in range(3):
        chip = cases.chip(index).start()
        chip.use(1, 60, 2_100_000)
        messages.append(chip.attest(nonce(index, 0), 1000))
    add("agreement-allowance-exceeded", messages, ["IL-COMP-04", "IL-COMP-27"], "broken", agreement=True, **part)


def encoding(cases):
    """Evidence that is none: another encoding, another shape."""
    add = cases.add
    good = answer(cases, None)
    part = dict(completeness="part", rules=["IL-AUTH-01"], verdict="indeterminate")
    unreadable = lambda name, message: add(name, message, part["rules"], part["verdict"], completeness="part")
    unreadable("empty", b"")
    unreadable("without-self-describing-tag", good[3:])
    unreadable("trailing-byte", good + b"\0")
    unreadable("zeros", bytes(65536))
    unreadable("too-long", good + bytes(65536))
    unreadable("indefinite-array", good.replace(b"\xd2\x84", b"\xd2\x9f", 1) + b"\xff")
    unreadable("long-form-tag", b"\xda\x00\x00\xd9\xf7" + good[3:])
    unreadable("signature-too-short", good[:-98] + b"\x58\x5f" + good[-95:])
    unreadable("nonce-too-short", cases.chip().start().attest(bytes(7), 1000))
    unreadable("nonce-too-long", cases.chip().start().attest(bytes(65), 1000))
    unreadable("extra-claim", answer(cases, None, lambda claims, _: claims.update({4: 5})))
    unreadable("missing-claim", answer(cases, None, lambda _, fields: fields.pop(8)))
    unreadable("formats-out-of-order", answer(cases, None, lambda _, fields: fields[3].update({3: [[3, 1, 0], [2, 1, 0]]})))
    unreadable("format-with-nothing", answer(cases, None, lambda _, fields: fields[3].update({3: [[3, 0, 0]]})))
    unreadable("negative-tick", answer(cases, None, lambda _, fields: fields.update({1: -1})))
    unreadable("quantity-beyond-128-bits", answer(cases, None, lambda _, fields: fields[3].update({1: 1 << 128})))
    unreadable("dbgstat-unknown", answer(cases, None, lambda claims, _: claims.update({263: 5})))


def register(world):
    return [dict(name=f"chip-{index:02}", id=chip.hex()) for index, chip in enumerate(world.chips)]


def reference_values(world):
    return dict(rom=[world.rom.hex()], minimumSecurityVersion=2, runtime=[
        dict(version="1.0.0", securityVersion=3, digest=world.runtime.hex()),
        dict(version="0.9.0", securityVersion=2, digest=world.old_runtime.hex())])


def write_trust(world, folder):
    (folder / "licences").mkdir(parents=True)
    dump = lambda name, value: (folder / name).write_text(json.dumps(value, indent=2) + "\n")
    (folder / "root.pem").write_bytes(world.root.public_bytes(Encoding.PEM))
    dump("reference-values.json", reference_values(world))
    dump("parties.json", dict(licenceQuorum=2, imageQuorum=2, vendorKey=raw(world.vendor.public_key()).hex(), parties=[
        dict(name=f"Party {index}", key=raw(party.public_key()).hex()) for index, party in enumerate(world.parties)]))
    dump("chips.json", dict(chips=register(world), sets=[[chip.hex() for chip in world.chips[1:]]]))
    dump("challenges.json", [
        dict(chip=chip.hex(), nonce=nonce(index, turn).hex(), tick=900 + 1000 * turn, answerBy=1100 + 1000 * turn)
        for index, chip in enumerate(world.chips) for turn in range(3)]
        + [dict(chip=world.chips[0].hex(), nonce=nonce(0, 4).hex(), tick=2000, answerBy=3000)])
    dump("revoked.json", dict(certificates=[], chips=[], licences=[], runtimes=[]))
    dump("policy.json", dict(epoch="2026-01-01T00:00:00Z", attestationInterval=1800, grace=60))
    for name, licence in world.licences.items():
        if name != "unfiled":
            path = folder / "licences" / f"{licence['sequence']:08}-{licence['digest'].hex()[:16]}.cbor"
            path.write_bytes(licence["message"])


def main():
    folder = pathlib.Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "cases").mkdir(parents=True)
    world = World()
    write_trust(world, folder / "trust")
    (folder / "agreement.yaml").write_bytes(world.agreement)
    (folder / "unfiled-licence.cbor").write_bytes(world.licences["unfiled"]["message"])
    cases = Cases(world, folder)
    authenticity(cases)
    continuity(cases)
    compliance(cases)
    encoding(cases)
    chip = cases.chip()
    for name, value in [("alias", chip.alias_certificate), ("device", chip.device_certificate)]:
        (folder / f"{name}.pem").write_bytes(value.public_bytes(Encoding.PEM))
    for index, party in enumerate(world.parties):
        (folder / f"party-{index}.pem").write_bytes(
            party.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "cases.json").write_text(json.dumps(cases.cases, indent=1) + "\n")
    print(f"{len(cases.cases)} cases")


if __name__ == "__main__":
    main()
