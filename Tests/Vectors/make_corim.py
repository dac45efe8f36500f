#!/usr/bin/env python3
"""Makes the golden CoRIMs of `corim/`, from the draft's CDDL, Specs/Corim.md and the trust directory of `attestation/`.

Needs cbor2, pycose and cryptography 43 or later. Every key is a function of a name, so that two runs give the same bytes:

    python3 Tests/Vectors/make_corim.py Tests/Vectors/corim
"""
import json
import pathlib
import shutil
import sys

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pycose.keys import EC2Key
from pycose.keys.curves import P384
from pycose.messages import Sign1Message

from make_vectors import cbor, key, raw, sha384, sign

HERE = pathlib.Path(__file__).parent
PROFILE = "tag:interlock.example,2026:corim#1"
OURS = {1: "Interlock", 2: "guarantee processor"}
START, END = 1735689600, 1893456000  # 2025-01-01, 2030-01-01
Tag = cbor2.CBORTag


def digest(value):
    return [7, value]


def layer(number):
    return {0: {**OURS, 3: number}}


def chip(identifier):
    return {0: OURS, 1: Tag(550, b"\x01" + identifier)}


def references(values):
    return ([[layer(0), [{1: {2: [digest(bytes.fromhex(rom))]}}]] for rom in values["rom"]]
            + [[layer(1), [{1: {0: {0: one["version"]}, 1: Tag(552, one["securityVersion"]),
                                2: [digest(bytes.fromhex(one["digest"]))]}}]] for one in values["runtime"]]
            + [[layer(1), [{1: {1: Tag(553, values["minimumSecurityVersion"])}}]]])


def triples():
    trust = HERE / "attestation/trust"
    roots = x509.load_pem_x509_certificates((trust / "root.pem").read_bytes())
    chips = json.loads((trust / "chips.json").read_text())
    return {
        0: references(json.loads((trust / "reference-values.json").read_text())),
        1: [[chip(bytes.fromhex(one["id"])), [{1: {11: one["name"]}}]] for one in chips["chips"]],
        3: [[{0: OURS}, [Tag(562, root.public_bytes(Encoding.DER)) for root in roots]]],
        5: [[{0: OURS, 2: Tag(560, index.to_bytes(4, "big"))}, [chip(bytes.fromhex(one)) for one in members]]
            for index, members in enumerate(chips["sets"])],
    }


def comid(content, tag="interlock/trust", version=0, **more):
    return {1: {0: tag, **({1: version} if version else {})}, 4: content,
            **{int(name[1:]): value for name, value in more.items()}}


def corim(tag, name=None, profile=Tag(32, PROFILE), **more):
    encoded = cbor(tag)
    return {0: name or "interlock:" + sha384(encoded).hex()[:32], 1: [Tag(506, encoded)],
            **({3: profile} if profile else {}), **{int(key[1:]): value for key, value in more.items()}}


def bare(manifest):
    return cbor(Tag(501, manifest))


def period(start=START, end=END):
    return {0: Tag(1, start), 1: Tag(1, end)}


def header(algorithm, public, **more):
    claims = {1: "Interlock test vendor", 4: END, 5: START}
    fields = {1: algorithm, 3: "application/rim+cbor", 4: sha384(raw(public))[:8], 15: claims}
    fields.update({int(name[1:]): value for name, value in more.items()})
    return {label: value for label, value in fields.items() if value is not None}


def signed(payload, private, fields, unprotected=None, shown=None):
    protected = cbor(fields)
    message = cbor(["Signature1", protected, b"", payload])
    return cbor(Tag(18, [protected, unprotected or {}, payload if shown is None else shown, sign(private, message)]))


def holds(message, private):
    """Whether pycose finds the signature good."""
    numbers = private.public_key().public_numbers()
    protected, unprotected, payload, signature = cbor2.loads(message).value
    decoded = Sign1Message.from_cose_obj([protected, dict(unprotected), payload, signature], True)
    decoded.key = EC2Key(crv=P384, x=numbers.x.to_bytes(48, "big"), y=numbers.y.to_bytes(48, "big"))
    return decoded.verify_signature()


def everything():
    """What the draft has, each at least once, in no profile of ours."""
    uuid = bytes(range(16))
    keys = [Tag(554, "PEM"), Tag(555, "PEM"), Tag(556, "PEM"), Tag(557, [1, bytes(32)]), Tag(558, {1: 2, -1: 2}),
            Tag(559, ["sha-384", bytes(48)]), Tag(560, b"id"), Tag(561, [8, bytes(64)]), Tag(562, b"DER"),
            Tag(700, {1: 2})]
    environments = [{0: {0: Tag(111, b"\x2b\x06"), 1: "v", 2: "m", 3: 1, 4: 2}, 1: Tag(37, uuid), 2: Tag(37, uuid)},
                    {1: keys[0]}, {2: Tag(560, b"g")}, {0: {0: Tag(600, bytes(32))}}]
    values = {0: {0: "1.2", 1: 16384}, 1: 7, 2: [[7, bytes(48)], ["sha-256", bytes(32)]],
              3: {number: number % 2 == 0 for number in range(11)}, 4: Tag(563, [b"ab", b"\xff\x00"]), 6: bytes(6),
              7: bytes(16), 8: "serial", 9: b"\x01" * 17, 10: uuid, 11: "name", 13: keys,
              14: {0: [[7, bytes(48)]], "rem": [[7, bytes(48)]]}, 15: Tag(564, [None, 5]), -1: "extension"}
    measurement = {0: Tag(111, b"\x2b\x06"), 1: values, 2: [keys[6]]}
    simple = [{0: "k", 1: {1: Tag(552, 3)}}, {0: 4, 1: {1: Tag(553, 3), 15: -2}},
              {0: Tag(601, {1: "BL"}), 1: {4: Tag(560, b"v"), 5: b"m"}}, {0: Tag(37, uuid), 1: {4: Tag(561, b"x")}}]
    content = {
        0: [[environments[0], [measurement]], [environments[3], simple]], 1: [[environments[1], simple]],
        2: [[environments[2], keys, {0: 3, 1: [keys[0]]}]], 3: [[environments[0], keys[:1], {0: "k"}]],
        4: [[environments[0], [environments[1]]]], 5: [[environments[2], environments[:2]]],
        6: [[environments[0], ["swid", uuid]]],
        8: [[[environments[0], [], [keys[0]]], [[simple[:1], simple[1:2]]]]],
        10: [[[[environments[0], simple[:1]]], [[environments[1], simple[:1]]]]], 70000: ["own"]}
    tag = {0: "en-GB", 1: {0: uuid, 1: 5}, 2: [{0: "E", 1: Tag(32, "https://e.example"), 2: [0, 1, 2], -3: 1}],
           3: [{0: "other", 1: 0}, {0: uuid, 1: 1}], 4: content, -5: {}}
    manifest = {0: uuid, 1: [Tag(506, cbor(tag)), Tag(505, cbor({0: "swid"})),
                             Tag(508, cbor({0: {0: "list"}, 1: [{0: "tag", 1: 3}], 2: {1: Tag(1, END)}})),
                             Tag(600, [1.5, None, True])],
                2: [{0: Tag(32, "https://a.example"), 1: [7, bytes(48)]},
                    {0: [Tag(32, "https://a.example"), Tag(32, "https://b.example")],
                     1: [[7, bytes(48)], [1, bytes(32)]]}],
                3: Tag(111, b"\x60\x86\x48\x01"), 4: period(), 5: [{0: "M", 2: [1]}], -9: "extension"}
    return bare(manifest)


def refused(good, vendor):
    """Files that must be refused: name, bytes, the field and a word of the reason."""
    ours = triples()
    one_reference = {0: ours[0][:1] + ours[0][-1:]}

    def changed(**fields):
        return bare(corim(comid({**{int(name[1:]): value for name, value in fields.items()}})))

    def wrapped(inner):
        return cbor(Tag(501, {0: "x", 1: [Tag(506, inner)], 3: Tag(32, PROFILE)}))

    def reference(environment, measurement):
        return changed(_0=[[environment, [measurement]], ours[0][-1]])

    rom = ours[0][0][1][0][1][2]
    yield "empty", b"", "", "end inside"
    yield "text", b"CoRIM", "", "follow"
    yield "truncated", good[:-1], "", "end inside"
    yield "trailing-bytes", good + b"\x00", "", "follow"
    yield "duplicate-key", b"\xd9\x01\xf5\xa2\x00\x61x\x00\x61y", "", "twice"
    yield "duplicate-key-within", wrapped(b"\xa2\x01\xa1\x00\x61x\x01\xa1\x00\x61y"), "tags[0]", "twice"
    yield "deep-nesting", b"\xd9\x01\xf5" + b"\x81" * 4096 + b"\x00", "", "deeper"
    yield "deep-tags", b"\xd9\x01\xf5" * 4096, "", "deeper"
    yield "indefinite-length", b"\xd9\x01\xf5\xbf\x00\x61x\xff", "", "indefinite"
    yield "long-head", b"\xd9\x01\xf5\xa1\x18\x00\x61x", "", "longer"
    yield "huge-length", b"\xd9\x01\xf5\xbb" + b"\xff" * 8, "", "end inside"
    yield "not-utf8", b"\xd9\x01\xf5\xa1\x00\x61\xff", "", "UTF-8"
    yield "another-tag", cbor(Tag(502, {})), "", "no CoRIM"
    yield "tag-500-thrice", cbor(Tag(500, Tag(500, Tag(500, Tag(501, {}))))), "", "no CoRIM"
    yield "no-id", bare({1: [Tag(506, cbor(comid(ours)))]}), "id", "missing"
    yield "short-uuid", bare({0: bytes(15), 1: [Tag(506, cbor(comid(ours)))]}), "id", "15 bytes"
    yield "no-tags", bare({0: "x", 1: []}), "tags", "0 items"
    yield "untagged-tag", bare({0: "x", 1: [cbor(comid(ours))]}), "tags[0]", "no tag"
    yield "empty-triples", bare(corim(comid({}))), "tags[0].triples", "empty"
    yield "reversed-period", bare(corim(comid(ours), _4=period(END, START))), "rim-validity.not-after", "before"
    yield "untagged-time", bare(corim(comid(ours), _4={1: END})), "rim-validity.not-after", "tag 1"
    yield "time-beyond", bare(corim(comid(ours), _4={1: Tag(1, 1 << 60)})), "rim-validity.not-after", "1950"
    yield "time-nan", bare(corim(comid(ours), _4={1: Tag(1, float("nan"))})), "rim-validity.not-after", "float"
    yield "entity-without-role", bare(corim(comid(ours), _5=[{0: "E"}])), "entities[0].role", "missing"
    yield "empty-environment", reference({}, {1: {2: rom}}), "tags[0].triples.reference-triples[0].environment", "empty"
    claims = "tags[0].triples.reference-triples[0].claims"
    yield "empty-values", reference(layer(0), {1: {}}), f"{claims}[0].mval", "empty"
    yield "short-digest", reference(layer(0), {1: {2: [[7, bytes(47)]]}}), f"{claims}[0].mval.digests[0].val", "47"
    yield ("algorithm-twice", reference(layer(0), {1: {2: [[7, bytes(48)], [7, bytes(48)]]}}),
           f"{claims}[0].mval.digests", "twice")
    yield "flag-unknown", reference(layer(0), {1: {3: {99: True}}}), f"{claims}[0].mval.flags", "key 99"
    yield "mask-alone", reference(layer(0), {1: {5: b"m"}}), f"{claims}[0].mval.raw-value-mask", "no value"
    yield "key-untagged", reference(layer(0), {1: {13: [b"k"]}}), f"{claims}[0].mval.cryptokeys[0]", "no tag"
    yield "measurement-key", reference(layer(0), {7: 1, 1: {2: rom}}), f"{claims}[0]", "key 7"
    yield "relation", bare(corim(comid(ours, _3=[{0: "x", 1: 9}]))), "tags[0].linked-tags[0].tag-rel", "not known"

    payload = bare(corim(comid(one_reference)))
    public = vendor.public_key()
    fields = header(-35, public)
    yield "no-algorithm", signed(payload, vendor, header(None, public)), "protected.alg", "missing"
    yield "another-content", signed(payload, vendor, header(-35, public, _3="text/plain")), "protected.content-type", "another"
    yield "critical", signed(payload, vendor, header(-35, public, _2=[99])), "protected.crit[0]", "understood"
    yield "hash-envelope", signed(sha384(payload), vendor, header(-35, public, _258=-43)), "protected.payload_hash_alg", "digest"
    yield "detached", cbor(Tag(18, [cbor(fields), {}, None, bytes(96)])), "payload", "not in it"
    yield "nobody", signed(payload, vendor, header(-35, public, _15=None)), "protected", "who signed"
    meta = cbor({0: {0: "Somebody else"}, 1: period()})
    yield "two-names", signed(payload, vendor, header(-35, public, _8=meta)), "protected", "different"
    yield "label-twice", signed(payload, vendor, fields, {4: b"x"}), "unprotected", "too"
    yield "payload-of-another-kind", signed(cbor({}), vendor, fields), "", "does not have tag 501"

    # Well-formed, and not of our profile, or beyond it.
    yield "no-profile", bare(corim(comid(ours), profile=None)), "profile", "no profile"
    yield "another-profile", bare(corim(comid(ours), profile=Tag(32, "http://arm.com/psa/iot/1"))), "profile", "arm.com"
    yield "oid-profile", bare(corim(comid(ours), profile=Tag(111, b"\x2b\x06"))), "profile", "1.3.6"
    both = corim(comid(ours))
    yield "two-tags", bare({**both, 1: both[1] * 2}), "tags", "exactly one"
    yield "swid", bare({**both, 1: [Tag(505, b"\xa0")]}), "tags", "exactly one"
    yield "manifest-extension", bare(corim(comid(ours), _99=1)), "", "no place"
    yield "tag-extension", bare(corim(comid(ours, _99=1))), "tags[0]", "no place"
    yield "linked", bare(corim(comid(ours, _3=[{0: "x", 1: 1}]))), "tags[0].linked-tags", "no place"
    yield "identity-keys", changed(_0=ours[0], _2=[[{0: OURS}, [Tag(554, "PEM")]]]), "tags[0].triples.identity-triples", "no place"
    yield "dependency", changed(_0=ours[0], _4=[[{0: OURS}, [{0: OURS}]]]), "tags[0].triples.dependency-triples", "no place"
    yield "software", changed(_0=ours[0], _6=[[{0: OURS}, ["x"]]]), "tags[0].triples.coswid-triples", "no place"
    yield ("conditional", changed(_0=ours[0], _10=[[ours[0][:1], ours[0][:1]]]),
           "tags[0].triples.conditional-endorsement-triples", "no place")
    yield ("series", changed(_0=ours[0], _8=[[[layer(1), []], [[ours[0][0][1], ours[0][0][1]]]]]),
           "tags[0].triples.conditional-endorsement-series-triples", "no place")
    yield "other-triples", changed(_0=ours[0], _70000=[1]), "tags[0].triples", "no place"
    first = "tags[0].triples.reference-triples[0]"
    yield "another-vendor", reference({0: {1: "Other", 2: OURS[2], 3: 0}}, {1: {2: rom}}), first, "no place"
    yield "another-layer", reference(layer(2), {1: {2: rom}}), first, "no place"
    yield "one-chip's-rom", reference({**layer(0), 1: Tag(550, b"\x01" + bytes(16))}, {1: {2: rom}}), first, "no place"
    yield "sha-256", reference(layer(0), {1: {2: [[1, bytes(32)]]}}), first, "no place"
    yield "two-digests", reference(layer(0), {1: {2: rom + [[1, bytes(32)]]}}), first, "no place"
    yield "rom-with-flags", reference(layer(0), {1: {2: rom, 3: {3: True}}}), first, "no place"
    yield "rom-by-authority", reference(layer(0), {1: {2: rom}, 2: [Tag(560, b"x")]}), first, "no place"
    yield "rom-element", reference(layer(0), {0: "x", 1: {2: rom}}), first, "no place"
    yield "runtime-without-version", reference(layer(1), {1: {1: Tag(552, 1), 2: rom}}), first, "no place"
    yield ("runtime-with-least", reference(layer(1), {1: {0: {0: "1"}, 1: Tag(553, 1), 2: rom}}), first, "no place")
    yield "scheme", reference(layer(1), {1: {0: {0: "1", 1: 16384}, 1: Tag(552, 1), 2: rom}}), first, "no place"
    yield "two-measurements", changed(_0=[[layer(0), [{1: {2: rom}}] * 2], ours[0][-1]]), f"{first}.claims", "no place"
    yield "no-least", changed(_0=ours[0][:-1]), "tags[0].triples.reference-triples", "missing"
    yield "rom-twice", changed(_0=[ours[0][0], ours[0][0], ours[0][-1]]), "tags[0].triples.reference-triples[1]", "before"
    yield "least-twice", changed(_0=[ours[0][0], ours[0][-1], ours[0][-1]]), "tags[0].triples.reference-triples[2]", "before"
    second_chip = [{0: OURS, 1: Tag(550, b"\x02" + bytes(16))}, [{1: {11: "x"}}]]
    yield "ueid-type", changed(_1=[second_chip]), "tags[0].triples.endorsed-triples[0]", "no place"
    yield "chip-without-name", changed(_1=[[chip(bytes(16)), [{1: {8: "x"}}]]]), "tags[0].triples.endorsed-triples[0]", "no place"
    yield ("chip-with-key", changed(_1=[[chip(bytes(16)), [{1: {11: "x", 13: [Tag(560, b"x")]}}]]]),
           "tags[0].triples.endorsed-triples[0]", "no place")
    yield "set-without-chips", changed(_0=ours[0], _5=ours[5]), "tags[0].triples.membership-triples[0].domain-id", "no place"
    moved = [[{0: OURS, 2: Tag(560, b"\x00\x00\x00\x01")}, ours[5][0][1]]]
    yield "set-of-another-place", changed(_1=ours[1], _5=moved), "tags[0].triples.membership-triples[0].domain-id", "no place"
    yield "raw-key", changed(_3=[[{0: OURS}, [Tag(554, "PEM")]]]), "tags[0].triples.attest-key-triples[0].key-list[0]", "no place"
    yield "no-certificate", changed(_3=[[{0: OURS}, [Tag(562, b"x")]]]), "tags[0].triples.attest-key-triples[0].key-list[0]", "no certificate"
    yield "root-twice", changed(_3=[[{0: OURS}, ours[3][0][1] * 2]]), "tags[0].triples.attest-key-triples[0]", "twice"
    yield "keys-twice", changed(_3=ours[3] * 2), "tags[0].triples.attest-key-triples", "no place"


def main():
    folder = pathlib.Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "refused").mkdir(parents=True)
    vendor, endorser = key("vendor"), key("endorser")
    ours = triples()
    good = bare(corim(comid(ours)))
    (folder / "trust.cbor").write_bytes(good)
    firmware = bare(corim(comid({0: ours[0]}, tag="vendor/firmware", version=4), _4=period()))
    (folder / "firmware.cbor").write_bytes(signed(firmware, vendor, header(-35, vendor.public_key())))
    # The earlier form: corim-meta, a profile without tag 32, a bare security version, keys in no order.
    backwards = corim(comid({0: [[e, [{1: {k: getattr(v, "value", v) if k == 1 and getattr(v, "tag", 0) == 552 else v
                                           for k, v in m[1].items()}} for m in ms]] for e, ms in ours[0]],
                             1: ours[1], 3: ours[3], 5: ours[5]}, tag="endorser/all", version=1), profile=PROFILE)
    unordered = cbor2.dumps(Tag(501, dict(reversed(backwards.items()))))
    meta = cbor({0: {0: "Endorser", 1: Tag(32, "https://endorser.example")}, 1: period()})
    fields = header(-51, endorser.public_key(), _15=None, _8=meta)
    (folder / "meta.cbor").write_bytes(signed(unordered, endorser, fields, {33: b"certificate"}))
    # pycose does not know -51, so it looks at one of them.
    assert holds((folder / "firmware.cbor").read_bytes(), vendor)
    (folder / "everything.cbor").write_bytes(everything())
    (folder / "endorser.pem").write_bytes(
        endorser.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    cases = []
    for name, data, field, word in refused(good, vendor):
        (folder / f"refused/{name}.cbor").write_bytes(data)
        cases.append({"name": name, "field": field, "reason": word})
    (folder / "refused.json").write_text(json.dumps(cases, indent=1) + "\n")
    print(f"{len(cases)} refused")


if __name__ == "__main__":
    main()
