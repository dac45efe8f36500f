#!/usr/bin/env python3
"""Reads an SD-JWT by RFC 9901 and RFC 7515 alone; shares no code with the Swift side.

usage: check_sd_jwt.py FILE PUBLIC_KEY.pem

Prints the processed payload as JSON: each disclosure put where its digest stands, other digests taken away.
"""
import base64
import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


def decode(text):
    assert re.fullmatch(r"[A-Za-z0-9_-]*", text)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def process(value, disclosures, used):
    if isinstance(value, list):
        return [process(item, disclosures, used) for item in value]
    if not isinstance(value, dict):
        return value
    result = {name: process(item, disclosures, used) for name, item in value.items() if name not in ("_sd", "_sd_alg")}
    for digest in value.get("_sd", []):
        if digest in disclosures:
            assert digest not in used, "a digest stands twice"
            used.add(digest)
            _, name, item = disclosures[digest]
            assert name not in result and name not in ("_sd", "...")
            result[name] = process(item, disclosures, used)
    return result


def main():
    token, *parts = open(sys.argv[1], encoding="ascii").read().strip().split("~")
    assert parts.pop() == "", "a key binding is not expected"
    header, payload, signature = token.split(".")
    assert json.loads(decode(header))["alg"] == "ES384"
    # A file of a party has both its keys; the first block is P-384.
    pem = re.match(rb".*?-----END [A-Z ]+-----\n", open(sys.argv[2], "rb").read(), re.S).group(0)
    if b"PRIVATE" in pem:
        key = serialization.load_pem_private_key(pem, None).public_key()
    else:
        key = serialization.load_pem_public_key(pem)
    raw = decode(signature)
    assert len(raw) == 96
    der = utils.encode_dss_signature(int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big"))
    key.verify(der, f"{header}.{payload}".encode(), ec.ECDSA(hashes.SHA384()))
    payload = json.loads(decode(payload))
    assert payload["_sd_alg"] == "sha-384"
    disclosures = {}
    for part in parts:
        digest = base64.urlsafe_b64encode(hashlib.sha384(part.encode()).digest()).decode().rstrip("=")
        assert digest not in disclosures
        disclosures[digest] = json.loads(decode(part))
    used = set()
    result = process(payload, disclosures, used)
    assert used == set(disclosures), "a disclosure has no digest"
    print(json.dumps(result, sort_keys=True))


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, InvalidSignature, ValueError, KeyError) as error:
        sys.exit(f"does not hold: {type(error).__name__} {error}")
