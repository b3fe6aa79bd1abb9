"""Trust between peers: TLS 1.3 with certificates on both sides, always.

The seed is the cluster's certificate authority: HKDF makes an Ed25519 key of it, and every node derives the
byte-identical CA certificate from that. Each node mints its own leaf. A member could sign any name, so a chain
is not enough: both sides check that the name in a certificate is the hash of the certificate's own key.
"""

import datetime
import os
import ssl

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dino.peer.identity import Identity, name_of

DOMAIN = ".node.dino"
_EPOCH = datetime.datetime(2020, 1, 1)
_FOR_EVER = datetime.datetime(2999, 12, 31)
_DAY = datetime.timedelta(days=1)


def authority_key(seed: bytes) -> Ed25519PrivateKey:
    """Return the private key of the cluster's authority."""
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"dino/1 certificate authority").derive(seed)
    return Ed25519PrivateKey.from_private_bytes(derived)


def authority(seed: bytes) -> x509.Certificate:
    """Return the cluster's CA certificate: a function of `seed` alone, to the byte."""
    key = authority_key(seed)
    public = key.public_key()
    cluster = hashes.Hash(hashes.SHA256())
    cluster.update(public.public_bytes_raw())
    subject = _common_name(f"DiNo cluster {cluster.finalize()[:8].hex()}")
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = _certificate(subject, subject, public, _EPOCH, _FOR_EVER).serial_number(1)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    return builder.add_extension(usage, critical=True).sign(key, None)


def leaf(identity: Identity, now: datetime.datetime, name: str | None = None) -> x509.Certificate:
    """Return a certificate for `identity`'s key, valid from a day before `now` (UTC, naive), for ten years.

    Dated back because computers have wrong clocks. `name` is for the tests of impostors.
    """
    ca, public = authority(identity.seed), identity.key.public_key()
    name = (name or identity.name) + DOMAIN
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.public_key())
    builder = _certificate(_common_name(name), ca.subject, public, now - _DAY, now + 3650 * _DAY)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    builder = builder.add_extension(issuer_key, critical=False)
    return builder.add_extension(usage, critical=False).sign(authority_key(identity.seed), None)


def bearer(der: bytes, ca: x509.Certificate) -> str:
    """Return the name of the node that presented the certificate `der` of the cluster `ca`.

    Raises
    ------
    ssl.SSLCertVerificationError
        If `ca` did not sign it, or its name is not the hash of its own key.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        public = certificate.public_key()
        certificate.verify_directly_issued_by(ca)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature, x509.ExtensionNotFound) as error:
        raise ssl.SSLCertVerificationError("the certificate is not of this cluster") from error
    claimed = names.get_values_for_type(x509.DNSName)
    own = name_of(public.public_bytes_raw().hex()) if isinstance(public, Ed25519PublicKey) else None
    if own is None or claimed != [own + DOMAIN]:
        raise ssl.SSLCertVerificationError(f"the certificate's name {claimed} is not the hash of its own key")
    return own


def server_context(identity: Identity, now: datetime.datetime, name: str | None = None) -> ssl.SSLContext:
    """Return the context of a daemon's port: who connects must show a certificate of this cluster."""
    context = _context(ssl.PROTOCOL_TLS_SERVER, identity, leaf(identity, now, name))
    # Resumed sessions would skip the certificate check and save nothing on kept-alive connections.
    context.num_tickets = 0
    return context


def client_context(
    identity: Identity, now: datetime.datetime, name: str | None = None, *, anyone: bool = False
) -> ssl.SSLContext:
    """Return the context for calling a peer: `server_hostname` must be its name followed by `DOMAIN`.

    With `anyone`, any member may answer; its verified name is then the socket's `peer`.
    """
    context = _context(ssl.PROTOCOL_TLS_CLIENT, identity, leaf(identity, now, name))
    context.check_hostname = not anyone
    return context


def _context(protocol: int, identity: Identity, certificate: x509.Certificate) -> ssl.SSLContext:
    ca = authority(identity.seed)
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=ca.public_bytes(serialization.Encoding.DER))
    _load(context, identity.key, certificate)
    context.sslsocket_class = _checking(ssl.SSLSocket, ca)
    context.sslobject_class = _checking(ssl.SSLObject, ca)
    return context


def _checking(base: type, ca: x509.Certificate) -> type:
    """Return `base` (a TLS socket or object) with a handshake that ends with the check of the bearer."""

    class Checking(base):
        peer = None

        def do_handshake(self, *args):
            super().do_handshake(*args)
            self.peer = bearer(self.getpeercert(binary_form=True), ca)

    return Checking


def _load(context: ssl.SSLContext, key: Ed25519PrivateKey, certificate: x509.Certificate) -> None:
    # OpenSSL's interface wants a file: one in memory, so that the leaf never reaches a disk.
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.memfd_create("dino-leaf"), "wb") as file:
        file.write(private + certificate.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context.load_cert_chain(f"/proc/self/fd/{file.fileno()}")


def _certificate(subject, issuer, public, since, until) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    return builder.not_valid_before(since).not_valid_after(until)


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
