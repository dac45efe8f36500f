#!/usr/bin/env python3
"""Reads and verifies evidence with cbor2, pycose and cryptography, and with none of this project's code.

    python3 Tests/Vectors/verify_evidence.py --root trust/root.pem [--ml-dsa-root trust/root-ml-dsa.pem] [--nonce HEX] EVIDENCE...

With --ml-dsa-root, evidence must be hybrid and both its signatures hold; without, it must be classical. Needs `pip install cbor2 pycose cryptography`. Prints one line of JSON for each file. Exit status: 0 all verify,
1 one does not, 2 a package is missing.
"""
import argparse
import hashlib
import json
import sys

try:
    import cbor2
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, mldsa, utils
    from pycose.algorithms import CoseAlgorithm, Es384
    from pycose.keys import EC2Key
    from pycose.keys.curves import P384
    from pycose.messages import Sign1Message
except ImportError as error:
    print(f"skipped: {error}; pip install cbor2 pycose cryptography", file=sys.stderr)
    sys.exit(2)


@CoseAlgorithm.register_attribute()
class Esp384(Es384):
    """ECDSA with P-384 and SHA-384, fully specified (RFC 9864); pycose does not know it yet."""

    identifier = -51
    fullname = "ESP384"


def strict(data):
    """One CBOR item that fills `data`, in core deterministic encoding (RFC 8949, section 4.2.1)."""
    value = cbor2.loads(data)
    if cbor2.dumps(value, canonical=True) != data:
        raise ValueError("not in deterministic encoding")
    return value


def untag(value, *numbers):
    for number in numbers:
        if not isinstance(value, cbor2.CBORTag) or value.tag != number:
            raise ValueError(f"tag {number} is missing")
        value = value.value
    return value


def alias_key(chain, root):
    """The key of the alias certificate, which leads to the root."""
    certificates = [x509.load_der_x509_certificate(der) for der in chain] + [root]
    for subject, issuer in zip(certificates, certificates[1:]):
        subject.verify_directly_issued_by(issuer)
    return certificates[0].subject, certificates[0].public_key()


def verify_hybrid(data, roots):
    """Verifies COSE_Sign by hand: pycose knows no ML-DSA. Returns the payload."""
    protected, unprotected, payload, signatures = untag(strict(data[3:]), 61, 98)
    if strict(protected) != {3: 263} or unprotected != {} or len(signatures) != 2:
        raise ValueError("headers or number of signatures")
    subjects = set()
    for (header, certificates, signature), algorithm, root in zip(signatures, (-51, -50), roots):
        if strict(header) != {1: algorithm} or list(certificates) != [33]:
            raise ValueError(f"headers of signature {algorithm}")
        subject, key = alias_key(certificates[33], root)
        subjects.add(subject)
        signed = cbor2.dumps(["Signature", protected, header, b"", payload], canonical=True)
        if algorithm == -50:
            if not isinstance(key, mldsa.MLDSA87PublicKey):
                raise ValueError("the alias key is not ML-DSA-87")
            key.verify(signature, signed)
        else:
            r, s = (int.from_bytes(half, "big") for half in (signature[:48], signature[48:]))
            key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA384()))
    if len(subjects) != 1:
        raise ValueError("the certificates are not of one chip")
    return payload


def verify(data, root, lattice_root, nonce):
    # cbor2 takes tag 55799 off by itself, so its three bytes are looked for and cut.
    if data[:3] != b"\xd9\xd9\xf7":
        raise ValueError("tag 55799 is missing")
    payload = verify_hybrid(data, (root, lattice_root)) if lattice_root else verify_classical(data, root)
    return read(payload, nonce)


def verify_classical(data, root):
    parts = untag(strict(data[3:]), 61, 18)
    message = Sign1Message.from_cose_obj([parts[0], dict(parts[1]), parts[2], parts[3]], True)
    header = strict(parts[0])
    if header != {1: -51, 3: 263}:
        raise ValueError(f"protected header {header}")
    point = alias_key(parts[1][33], root)[1].public_numbers()
    if not isinstance(point.curve, ec.SECP384R1):
        raise ValueError("the alias key is not on P-384")
    message.key = EC2Key(crv=P384, x=point.x.to_bytes(48, "big"), y=point.y.to_bytes(48, "big"))
    if not message.verify_signature():
        raise ValueError("the signature does not verify")
    return parts[2]


def read(payload, nonce):
    claims = strict(payload)
    if nonce is not None and claims[10] != nonce:
        raise ValueError("another nonce")
    if claims[256][:1] != b"\1" or len(claims[256]) != 17 or claims[265] != bytes.fromhex("2b0601040182cc7f0103"):
        raise ValueError("ueid or profile")
    [[content_format, concise]] = claims[273]
    if content_format != 10571:
        raise ValueError("measurements are no concise evidence")
    rom, runtime = strict(concise)[0][0]
    guarantee = claims[-70500]
    first, before, entries, head, dropped = guarantee[5]
    chain = before
    for position, entry in enumerate(entries):
        if strict(entry)[0] != first + position:
            raise ValueError(f"log entry {position} has another index")
        chain = hashlib.sha384(chain + entry).digest()
    if chain != head:
        raise ValueError("the log's chain does not lead to its head")
    values = runtime[1][0][1]
    return dict(
        chip=claims[256][1:].hex(), nonce=claims[10].hex(), tick=guarantee[1], bootcount=claims[267],
        rom=rom[1][0][1][2][0][1].hex(), runtime=values[2][0][1].hex(), version=values[0][0],
        securityVersion=values[1], total=str(guarantee[3][1]), training=str(guarantee[3][2]), first=first,
        entries=len(entries), head=head.hex(), dropped=dropped)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True)
    parser.add_argument("--ml-dsa-root")
    parser.add_argument("--nonce")
    parser.add_argument("evidence", nargs="+")
    arguments = parser.parse_args()
    with open(arguments.root, "rb") as file:
        root = x509.load_pem_x509_certificate(file.read())
    lattice_root = None
    if arguments.ml_dsa_root:
        with open(arguments.ml_dsa_root, "rb") as file:
            lattice_root = x509.load_pem_x509_certificate(file.read())
    nonce = bytes.fromhex(arguments.nonce) if arguments.nonce else None
    failed = False
    for path in arguments.evidence:
        with open(path, "rb") as file:
            data = file.read()
        try:
            result = dict(file=path, verified=True, **verify(data, root, lattice_root, nonce))
        except Exception as error:  # Whatever a decoder makes of bad input is an answer here.
            failed, result = True, dict(file=path, verified=False, reason=str(error) or type(error).__name__)
        print(json.dumps(result))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
