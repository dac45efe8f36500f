"""Keys and certificates for trying the service: a server, clients in every role, and clients that must be refused."""
import datetime
import ipaddress
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROLES = ["host", "party", "auditor", "operator"]
DAY = datetime.timedelta(days=1)


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write(folder, name, certificate, key):
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / f"{name}-key.pem").write_bytes(pem)


class Authority:
    """Certifies P-384 keys with SHA-384."""

    def __init__(self, name):
        self.name, self.key = _name(name), ec.generate_private_key(ec.SECP384R1())
        self.certificate = self._issue(self.name, self.key.public_key(), True, DAY, None)

    def _issue(self, subject, key, is_ca, lifetime, alternatives):
        now = datetime.datetime.now(datetime.timezone.utc)
        start = now - DAY if lifetime > datetime.timedelta(0) else now - 2 * DAY
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(now + lifetime)
            .add_extension(x509.BasicConstraints(is_ca, None), critical=True))
        if alternatives:
            builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        return builder.sign(self.key, hashes.SHA384())

    def certify(self, folder, file, name, lifetime=DAY, alternatives=None):
        key = ec.generate_private_key(ec.SECP384R1())
        _write(folder, file, self._issue(_name(name), key.public_key(), False, lifetime, alternatives), key)


def make(folder):
    """Fills a folder: server.pem, clients.pem (the authority), one certificate a role, and expired.pem, stranger.pem,
    nameless.pem."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    servers, clients, strangers = Authority("servers"), Authority("clients"), Authority("strangers")
    _write(folder, "servers", servers.certificate, servers.key)
    _write(folder, "clients", clients.certificate, clients.key)
    servers.certify(
        folder, "server", "localhost",
        alternatives=[x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    for role in ROLES:
        clients.certify(folder, role, f"{role}:tester")
    clients.certify(folder, "host2", "host:another")
    clients.certify(folder, "nameless", "operator")
    clients.certify(folder, "expired", "operator:tester", lifetime=-DAY)
    strangers.certify(folder, "stranger", "operator:tester")
    return folder
