#!/usr/bin/env python3
"""A chip's host and a relying party against the service, written from Specs/Service.md with other libraries.

  client.py --url https://127.0.0.1:8443 --ca servers.pem [--certificate host.pem --key host-key.pem]
            --chip lab/chips/chip-000.cbor

The host opens a session, lets the chip sign its nonce (`interlock chip attest`), checks the COSE signatures that it is
about to send, and answers. The relying party verifies the result under the key that it has discovered.
"""
import argparse
import base64
import hashlib
import http.client
import json
import os
import pathlib
import ssl
import subprocess
import tempfile
import urllib.parse

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

SESSION = "application/vnd.veraison.challenge-response-session+json"
EAT = "application/eat+cwt"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Client:
    """One connection; it is made anew where it broke."""

    def __init__(self, url, ca, certificate=None, key=None, timeout=30, context=None):
        self.url = urllib.parse.urlsplit(url)
        self.context = context or ssl.create_default_context(cafile=str(ca))
        if certificate:
            self.context.load_cert_chain(str(certificate), str(key))
        self.timeout = timeout
        self.connection = None

    def request(self, method, path, body=None, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(
                self.url.hostname, self.url.port, context=self.context, timeout=self.timeout)
        try:
            self.connection.request(method, path, body=body, headers=fields)
            response = self.connection.getresponse()
            data = response.read()
        except Exception:
            self.close()
            raise
        return response.status, {name.lower(): value for name, value in response.getheaders()}, data

    def json(self, method, path, body=None, expect=200, **headers):
        status, fields, data = self.request(method, path, body, **headers)
        assert status == expect, f"{method} {path}: {status} {data[:400]!r}"
        return json.loads(data) if data else None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def open_session(self, query=""):
        status, headers, data = self.request("POST", "/challenge-response/v1/newSession" + query, accept=SESSION)
        assert status == 201, (status, data)
        return "/challenge-response/v1/" + headers["location"], json.loads(data)

    def answer(self, session, evidence, type=EAT):
        return self.json("POST", session, evidence, content_type=type, accept=SESSION)


def verify_evidence(evidence):
    """Verifies the ESP384 signature of evidence under the first certificate of its chain; returns the claims."""
    cwt = cbor2.loads(evidence)
    while cwt.tag in (55799, 61):
        cwt = cwt.value
    if cwt.tag == 98:
        body, _, payload, signatures = cwt.value
        protected, unprotected, signature = signatures[0]
        signed = ["Signature", body, protected, b"", payload]
    else:
        protected, unprotected, payload, signature = cwt.value
        signed = ["Signature1", protected, b"", payload]
    key = x509.load_der_x509_certificate(unprotected[33][0]).public_key()
    r, s = (int.from_bytes(part, "big") for part in (signature[:48], signature[48:]))
    key.verify(encode_dss_signature(r, s), cbor2.dumps(signed), ec.ECDSA(hashes.SHA384()))
    return cbor2.loads(payload)


# Curve, hash, bytes in a coordinate, and the number that COSE has for the algorithm.
ALGORITHMS = {
    "ES256": ("P-256", ec.SECP256R1(), hashes.SHA256(), 32, -7),
    "ES384": ("P-384", ec.SECP384R1(), hashes.SHA384(), 48, -35),
}


def verify_by(jwk, raw, message):
    """Verifies r and s of a message under the key of results."""
    name, curve, digest, length, _ = ALGORITHMS[jwk["alg"]]
    assert jwk["crv"] == name and len(raw) == 2 * length, (jwk, len(raw))
    x, y = (int.from_bytes(from_base64url(jwk[name]), "big") for name in "xy")
    r, s = (int.from_bytes(part, "big") for part in (raw[:length], raw[length:]))
    key = ec.EllipticCurvePublicNumbers(x, y, curve).public_key()
    key.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))


def verify_result(token, jwk, nonce):
    """Verifies a result as RFC 7515 says, and holds it to the nonce; returns the claims."""
    header, payload, signature = token.split(".")
    head = json.loads(from_base64url(header))
    assert head["alg"] == jwk["alg"] and head["kid"] == jwk["kid"], head
    verify_by(jwk, from_base64url(signature), f"{header}.{payload}".encode())
    claims = json.loads(from_base64url(payload))
    assert claims["eat_profile"] == "tag:ietf.org,2026:rats/ear#04", claims
    assert from_base64url(claims["eat_nonce"]) == nonce
    return claims


NAMES = {6: "iat", 10: "eat_nonce", 265: "eat_profile", 266: "submods", 1000: "ear_status",
         1001: "ear_trustworthiness_vector", 1004: "ear_verifier_id"}
TIERS = {0: "none", 2: "affirming", 32: "warning", 96: "contraindicated"}
VECTOR = ["instance-identity", "configuration", "executables", "file-system", "hardware", "runtime-opaque",
          "storage-opaque", "sourced-data"]


def named(claims):
    """Claims in CBOR by the names and values that they have in JSON."""
    values = {
        "eat_nonce": base64url, "ear_status": TIERS.get,
        "ear_trustworthiness_vector": lambda vector: {VECTOR[number]: value for number, value in vector.items()},
        "ear_verifier_id": lambda who: {"developer": who[0], "build": who[1]},
        "submods": lambda chips: {chip: named(inner) for chip, inner in chips.items()},
    }
    names = {key: NAMES.get(key, key) for key in claims}
    return {name: values.get(name, lambda value: value)(claims[key]) for key, name in names.items()}


def verify_binary_result(token, jwk):
    """Verifies a result in CBOR as RFC 9052 says; returns the claims as JSON has them."""
    message = cbor2.loads(token)
    assert message.tag == 18, message
    protected, unprotected, payload, raw = message.value
    number = ALGORITHMS[jwk["alg"]][-1]
    assert cbor2.loads(protected) == {1: number, 4: from_base64url(jwk["kid"])} and unprotected == {}
    verify_by(jwk, raw, cbor2.dumps(["Signature1", protected, b"", payload]))
    claims = cbor2.loads(payload)
    # RFC 8949, section 4.2.1: keys in the order of their bytes.
    assert list(claims) == sorted(claims, key=cbor2.dumps), list(claims)
    return named(claims)


def verify_receipt(receipt, evidence):
    """Recomputes a receipt's head from its fields (SV-10)."""
    import datetime

    assert receipt["digest"] == hashlib.sha384(evidence).hexdigest()
    moment = datetime.datetime.fromisoformat(receipt["received"].replace("Z", "+00:00"))
    message = (
        b"Interlock ledger entry 1" + bytes.fromhex(receipt["chip"]) + receipt["sequence"].to_bytes(8, "big")
        + int(moment.timestamp()).to_bytes(8, "big", signed=True) + bytes.fromhex(receipt["digest"])
        + bytes.fromhex(receipt["previous"]))
    assert hashlib.sha384(message).hexdigest() == receipt["head"]


def attest(chip, nonce):
    """Lets a chip sign a nonce."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "evidence.cbor"
        program = os.environ.get("INTERLOCK", "interlock")
        subprocess.run(
            [program, "chip", "attest", str(chip), "--nonce", nonce.hex(), "--out", str(out)], check=True,
            stdout=subprocess.DEVNULL)
        return out.read_bytes()


def run(client, chip, wrap=None):
    """The whole: returns the evidence, the session's resource and the verified claims."""
    path, session = client.open_session()
    nonce = from_base64url(session["nonce"])
    evidence = attest(chip, nonce)
    claims = verify_evidence(evidence)
    assert claims[10] == nonce
    body, type = (evidence, EAT) if wrap is None else wrap(evidence)
    answer = client.answer(path, body, type)
    assert answer["status"] == "complete", answer
    discovery = client.json("GET", "/.well-known/veraison/verification")
    result = verify_result(answer["result"], discovery["ear-verification-key"], nonce)
    # The result by itself, in both forms, says the same.
    for type in ("application/eat+jwt", "application/eat+cwt"):
        status, headers, data = client.request("GET", path, accept=type)
        assert status == 200 and headers["content-type"].startswith(type + ";"), (status, headers)
        if type.endswith("jwt"):
            assert data.decode() == answer["result"]
        else:
            assert verify_binary_result(data, discovery["ear-verification-key"]) == result
    verify_receipt(answer["interlock"]["receipt"], evidence)
    return evidence, answer, result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("--url", "--ca", "--chip"):
        parser.add_argument(name, required=True)
    for name in ("--certificate", "--key"):
        parser.add_argument(name)
    options = parser.parse_args()
    client = Client(options.url, options.ca, options.certificate, options.key)
    _, answer, result = run(client, options.chip)
    print(f"status {result['ear_status']}; receipt {answer['interlock']['receipt']['head'][:16]}…")
    for finding in result["interlock.findings"]:
        print(f"{finding['rule']}: {finding['reason']}")


if __name__ == "__main__":
    main()
