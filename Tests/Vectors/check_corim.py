#!/usr/bin/env python3
"""Verifies a signed CoRIM of reference values with cbor2 and cryptography, and compares it with a trust directory.

    python3 Tests/Vectors/check_corim.py FILE KEY.pem TRUST
"""
import json
import pathlib
import sys

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def main():
    message = pathlib.Path(sys.argv[1]).read_bytes()
    # The first block of the file is the P-384 key.
    block = pathlib.Path(sys.argv[2]).read_bytes().split(b"-----END PRIVATE KEY-----")[0]
    key = load_pem_private_key(block + b"-----END PRIVATE KEY-----\n", None)
    values = json.loads((pathlib.Path(sys.argv[3]) / "reference-values.json").read_text())
    outer = cbor2.loads(message)
    assert outer.tag == 18
    protected, unprotected, payload, signature = outer.value
    header = cbor2.loads(protected)
    assert not unprotected and header[1] == -35 and header[3] == "application/rim+cbor"
    assert header[15][1] == "Endorser"
    der = utils.encode_dss_signature(int.from_bytes(signature[:48], "big"), int.from_bytes(signature[48:], "big"))
    key.public_key().verify(
        der, cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(hashes.SHA384()))
    manifest = cbor2.loads(payload)
    assert manifest.tag == 501 and manifest.value[3].tag == 32 and manifest.value[4][1] is not None
    (tag,) = manifest.value[1]
    assert tag.tag == 506
    comid = cbor2.loads(tag.value)
    assert list(comid[4]) == [0]
    found = {"rom": [], "runtime": [], "minimumSecurityVersion": None}
    for environment, (measurement,) in comid[4][0]:
        layer, mval = environment[0][3], measurement[1]
        assert environment[0][1] == "Interlock"
        if 1 in mval and mval[1].tag == 553:
            found["minimumSecurityVersion"] = mval[1].value
        elif layer == 0:
            found["rom"].append(mval[2][0][1].hex())
        else:
            found["runtime"].append({"version": mval[0][0], "securityVersion": mval[1].value,
                                     "digest": mval[2][0][1].hex()})
    assert found == values, found
    print("verified")


if __name__ == "__main__":
    main()
