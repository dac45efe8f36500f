#!/usr/bin/env python3
"""Makes Tests/Vectors/revocation.json: two chains of certificates, revocation lists and OCSP responses about them, good
and bad, by the `cryptography` package, which shares no code with what reads them here.

Signatures are random, so that each run gives other bytes; tests depend on what is said, not on the bytes. Also renews the
seeds of the fuzz targets `crl` and `ocsp`."""
import base64
import datetime
import hashlib
import json
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

HERE = pathlib.Path(__file__).parent
MOMENT = 1_750_000_000
HOUR, DAY = 3600, 86400
SHA384 = hashes.SHA384()


class Clock(datetime.datetime):
    """`cryptography` takes producedAt from the clock: it stands, an hour before the moment of appraisal."""

    stands = MOMENT - HOUR

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(cls.stands, tz)


datetime.datetime = Clock


def at(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).replace(tzinfo=None)


def key(name):
    number = int.from_bytes(hashlib.sha384(name.encode()).digest(), "big") >> 8
    return ec.derive_private_key(number + 1, ec.SECP384R1())


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def usage(sign=False, authority=False):
    return x509.KeyUsage(
        digital_signature=sign, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False)


class Entity:
    """A certificate, its key and its issuer."""

    def __init__(self, common, issuer=None, serial=1, authority=False, secret=None, lists_too=True, start=1_700_000_000,
                 end=1_800_000_000, purposes=None, no_check=False, urls=None, sign=None, point=None):
        self.key = key(secret or common)
        self.issuer = issuer or self
        public = self.key.public_key()
        builder = (
            x509.CertificateBuilder().subject_name(name(common))
            .issuer_name(name(common) if issuer is None else issuer.certificate.subject).public_key(public)
            .serial_number(serial).not_valid_before(at(start)).not_valid_after(at(end))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False))
        rights = usage(sign=not authority if sign is None else sign, authority=authority)
        if authority and not lists_too:
            rights = x509.KeyUsage(False, False, False, False, False, True, False, False, False)
        builder = builder.add_extension(rights, critical=True)
        if issuer is not None:
            builder = builder.add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        if no_check:
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        if urls:
            builder = builder.add_extension(
                x509.AuthorityInformationAccess([x509.AccessDescription(
                    AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(url)) for url in urls]),
                critical=False)
        if point:
            builder = builder.add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint(
                    [x509.UniformResourceIdentifier(point)], None, None, None)]), critical=False)
        self.certificate = builder.sign((issuer or self).key, SHA384)

    @property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)


def revocation_list(issuer, number=5, this=MOMENT - DAY, then=MOMENT + 6 * DAY, revoked=(), extensions=(),
                    digest=SHA384, identified=True, secret=None):
    builder = (x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
               .last_update(at(this)).next_update(at(then)))
    signer = key(secret) if secret else issuer.key
    if number is not None:
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    if identified:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    for serial, when, reason, *more in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at(when))
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        for extension, critical in more:
            entry = entry.add_extension(extension, critical=critical)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(signer, digest).public_bytes(serialization.Encoding.DER)


def response(about, issuer, responder, status=ocsp.OCSPCertStatus.GOOD, this=MOMENT - HOUR, then=MOMENT + DAY, when=None,
             reason=None, algorithm=None, nonce=None, extension=None, by_name=False, carried=None, digest=SHA384,
             produced=MOMENT - HOUR):
    Clock.stands = produced
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about.certificate, issuer=issuer.certificate, algorithm=algorithm or hashes.SHA256(), cert_status=status,
        this_update=at(this), next_update=None if then is None else at(then),
        revocation_time=None if when is None else at(when), revocation_reason=reason)
    encoding = ocsp.OCSPResponderEncoding.NAME if by_name else ocsp.OCSPResponderEncoding.HASH
    builder = builder.responder_id(encoding, responder.certificate)
    if carried is None and responder is not issuer:
        carried = [responder]
    if carried:
        builder = builder.certificates([entity.certificate for entity in carried])
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    if extension:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(responder.key, digest).public_bytes(serialization.Encoding.DER)


Reason = x509.ReasonFlags
REVOKED, UNKNOWN = ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.UNKNOWN
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
SIGNING = [ExtendedKeyUsageOID.OCSP_SIGNING]


def chain(kind, leaf):
    root = Entity(f"{kind} root", authority=True)
    authority = Entity(
        f"{kind} authority", root, 2, authority=True, urls=["http://ocsp.example/"],
        point=f"http://crl.example/{kind}-root.crl")
    signer = Entity(leaf, authority, 3, urls=["http://ocsp.example/"], point=f"http://crl.example/{kind}.crl")
    return signer, authority, root


def point(url=None, user=False, ca=False, reasons=None, indirect=False, attribute=False):
    names = [x509.UniformResourceIdentifier(url)] if url else None
    return x509.IssuingDistributionPoint(names, None, user, ca, reasons, indirect, attribute), True


leaf, authority, root = chain("device", "GH100 TEST LF")
signer, publisher, publisher_root = chain("publisher", "manifest signer")
other = Entity("GH100 TEST OTHER", authority, 4)
namesake = Entity("device authority", serial=9, authority=True, secret="namesake")
responder = Entity("device responder", authority, 5, purposes=SIGNING, no_check=True)
checked = Entity("checked responder", authority, 6, purposes=SIGNING)
purposeless = Entity("purposeless responder", authority, 7)
wrong_purpose = Entity("server", authority, 8, purposes=[ExtendedKeyUsageOID.SERVER_AUTH])
expired = Entity("expired responder", authority, 10, purposes=SIGNING, end=MOMENT - 1)
early = Entity("early responder", authority, 11, purposes=SIGNING, start=MOMENT + 1)
mute = Entity("mute responder", authority, 12, purposes=SIGNING, sign=False)
of_root = Entity("root's responder", root, 13, purposes=SIGNING)
below = Entity("authority below", authority, 14, authority=True)
of_below = Entity("responder below", below, 15, purposes=SIGNING)
of_namesake = Entity("namesake's responder", namesake, 16, purposes=SIGNING)
# A key that the device made for itself certifies another: nobody can take back the second but with the first.
maker = Entity("device identity", authority, 20, authority=True, lists_too=False, point="http://crl.example/device.crl")
made = Entity("GH100 TEST FMC", maker, 21)
hostile = Entity(
    "GH100 TEST URL", authority, 22, urls=["http://a/;reboot", "http://a/$(id)", "http://ocsp.example/b"])

compromise = Reason.key_compromise
lists = {
    "authority": revocation_list(authority, revoked=[(99, MOMENT - 20 * DAY, None)]),
    "root": revocation_list(root),
    "publisher": revocation_list(publisher),
    "publisher root": revocation_list(publisher_root),
    "leaf revoked": revocation_list(authority, revoked=[(3, MOMENT - 10 * DAY, compromise)]),
    "leaf revoked, stale": revocation_list(
        authority, this=MOMENT - 9 * DAY, then=MOMENT - 2 * DAY, revoked=[(3, MOMENT - 10 * DAY, compromise)]),
    "leaf superseded": revocation_list(authority, revoked=[(3, MOMENT - 10 * DAY, Reason.superseded)]),
    "leaf superseded later": revocation_list(authority, revoked=[(3, MOMENT + DAY, Reason.superseded)]),
    "leaf compromised later": revocation_list(authority, revoked=[(3, MOMENT + DAY, compromise)]),
    "leaf invalid before": revocation_list(authority, revoked=[
        (3, MOMENT + DAY, Reason.superseded, (x509.InvalidityDate(at(MOMENT - DAY)), False))]),
    "leaf on hold": revocation_list(authority, revoked=[(3, MOMENT - DAY, Reason.certificate_hold)]),
    "authority revoked": revocation_list(root, revoked=[(2, MOMENT - 10 * DAY, Reason.ca_compromise)]),
    "publisher's signer revoked": revocation_list(publisher, revoked=[(3, MOMENT - 10 * DAY, Reason.superseded)]),
    "publisher revoked": revocation_list(publisher_root, revoked=[(2, MOMENT - 10 * DAY, None)]),
    "responder revoked": revocation_list(authority, revoked=[(6, MOMENT - 10 * DAY, compromise)]),
    "stale": revocation_list(authority, this=MOMENT - 9 * DAY, then=MOMENT - 2 * DAY),
    "due now": revocation_list(authority, this=MOMENT - 9 * DAY, then=MOMENT),
    "future": revocation_list(authority, this=MOMENT + 1, then=MOMENT + DAY),
    "older": revocation_list(authority, number=4, this=MOMENT - 2 * DAY),
    "newer": revocation_list(authority, number=300, this=MOMENT - HOUR),
    "namesake": revocation_list(namesake),
    "namesake without identifier": revocation_list(authority, identified=False, secret="namesake"),
    "delta": revocation_list(authority, extensions=[(x509.DeltaCRLIndicator(4), True)]),
    "indirect": revocation_list(authority, extensions=[point(indirect=True)]),
    "indirect entry": revocation_list(authority, revoked=[
        (3, MOMENT - DAY, None, (x509.CertificateIssuer([x509.DirectoryName(name("device root"))]), True))]),
    "some reasons": revocation_list(authority, extensions=[point(reasons=frozenset([compromise]))]),
    "attributes": revocation_list(authority, extensions=[point(attribute=True)]),
    "critical": revocation_list(authority, extensions=[(STRANGE, True)]),
    "critical entry": revocation_list(authority, revoked=[(98, MOMENT - DAY, None, (STRANGE, True))]),
    "not critical": revocation_list(authority, extensions=[(STRANGE, False)]),
    "users": revocation_list(authority, extensions=[point(user=True)]),
    "authorities": revocation_list(authority, extensions=[point(ca=True)]),
    "its point": revocation_list(authority, extensions=[point(url="http://crl.example/device.crl")]),
    "other point": revocation_list(authority, extensions=[point(url="http://crl.example/other.crl")]),
    "sha256": revocation_list(authority, digest=hashes.SHA256()),
    "by maker": revocation_list(maker),
}
responses = {
    "good": response(leaf, authority, responder),
    "good, sha1": response(leaf, authority, responder, algorithm=hashes.SHA1()),
    "good, sha384": response(leaf, authority, responder, algorithm=SHA384, by_name=True),
    "good, sha224": response(leaf, authority, responder, algorithm=hashes.SHA224()),
    "good, direct": response(leaf, authority, authority),
    "good, direct by name": response(leaf, authority, authority, by_name=True, carried=[authority]),
    "authority good": response(authority, root, root),
    "publisher good": response(signer, publisher, publisher),
    "publisher's authority good": response(publisher, publisher_root, publisher_root),
    "revoked": response(
        leaf, authority, responder, REVOKED, when=MOMENT - 10 * DAY, reason=compromise),
    "revoked without reason": response(leaf, authority, responder, REVOKED, when=MOMENT - 10 * DAY),
    "unknown": response(leaf, authority, responder, UNKNOWN),
    "stale": response(leaf, authority, responder, this=MOMENT - 3 * DAY, then=MOMENT - 1),
    "endless": response(leaf, authority, responder, then=None),
    "future": response(leaf, authority, responder, this=MOMENT + 1),
    "produced later": response(leaf, authority, responder, produced=MOMENT + 1),
    "other": response(other, authority, responder),
    "namesake": response(leaf, namesake, of_namesake),
    "by namesake": response(leaf, authority, of_namesake),
    "by root's responder": response(leaf, authority, of_root),
    "by root": response(leaf, authority, root, carried=[root]),
    "by responder below": response(leaf, authority, of_below, carried=[of_below, below]),
    "by leaf": response(leaf, authority, leaf),
    "by other leaf": response(leaf, authority, other),
    "by server": response(leaf, authority, wrong_purpose),
    "by purposeless": response(leaf, authority, purposeless),
    "by expired": response(leaf, authority, expired),
    "by early": response(leaf, authority, early),
    "by mute": response(leaf, authority, mute),
    "by checked": response(leaf, authority, checked),
    "without certificate": response(leaf, authority, responder, carried=[]),
    "sha256": response(leaf, authority, responder, digest=hashes.SHA256()),
    "nonce": response(leaf, authority, responder, nonce=bytes(range(16))),
    "critical": response(leaf, authority, responder, extension=STRANGE),
    "try later": ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(
        serialization.Encoding.DER),
}


def text(data):
    return base64.b64encode(data).decode()


def secret(entity):
    return entity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


document = {
    "note": "Made by Tests/Vectors/make_revocation.py; the keys are derived from names and guard nothing.",
    "moment": MOMENT,
    "chains": {
        label: {"certificates": [text(entity.der) for entity in entities], "key": text(secret(entities[0]))}
        for label, entities in {
            "device": [leaf, authority, root], "publisher": [signer, publisher, publisher_root],
            "made": [made, maker, authority, root], "hostile": [hostile, authority, root],
        }.items()
    },
    "lists": {label: text(data) for label, data in lists.items()},
    "responses": {label: text(data) for label, data in responses.items()},
}
(HERE / "revocation.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
for folder, seeds in (("crl", {k: lists[k] for k in ("leaf invalid before", "its point", "delta", "indirect entry")}),
                      ("ocsp", {k: responses[k] for k in ("good", "revoked", "nonce", "try later")})):
    place = HERE.parent / "Corpus" / folder
    place.mkdir(parents=True, exist_ok=True)
    for label, data in seeds.items():
        (place / label.replace(" ", "-")).write_bytes(data)
