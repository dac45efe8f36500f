"""Writes mldsa87.json by an implementation that shares no code with BoringSSL: dilithium-py (pure Python, PyPI).

    python3 -m pip install dilithium-py==1.5.1 && python3 Tests/Vectors/make_mldsa.py > Tests/Vectors/mldsa87.json

Deterministic ML-DSA-87 (FIPS 204, section 3.4) with an empty context; keys and signatures by their SHA-384.
"""
import hashlib
import json

from dilithium_py.ml_dsa import ML_DSA_87


def digest(data):
    return hashlib.sha384(data).hexdigest()


cases = []
for number in range(8):
    seed = hashlib.sha256(b"interlock ml-dsa seed %d" % number).digest()
    message = hashlib.shake_256(b"interlock ml-dsa message %d" % number).digest(number * number * 37)
    public, secret = ML_DSA_87.key_derive(seed)
    signature = ML_DSA_87.sign(secret, message, deterministic=True)
    cases.append({
        "seed": seed.hex(), "message": message.hex(), "publicKeyDigest": digest(public),
        "signatureDigest": digest(signature),
    })
print(json.dumps(cases, indent=1))
