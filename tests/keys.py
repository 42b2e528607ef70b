"""Private keys for the lab, made once a process, and signatures with any algorithm."""

from functools import cache
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from tlslite.utils.keyfactory import generateRSAKey

from tests.der import NULL, bits, integer, octets, oid, sequence, tlv

if TYPE_CHECKING:
    from collections.abc import Callable

Key = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | dsa.DSAPrivateKey
)

_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "md5": hashes.MD5(),  # noqa: S303 -- made to be refused
    "sha1": hashes.SHA1(),  # noqa: S303 -- made to be refused
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
# RFC 8017 appendix A.2, RFC 5758 section 3.2, RFC 8410 section 3.
_RSA_ARCS: Final = {"md5": 4, "sha1": 5, "sha256": 11, "sha384": 12, "sha512": 13}
_ECDSA_ARCS: Final = {"sha1": "1", "sha256": "3.2", "sha384": "3.3", "sha512": "3.4"}
_SHA256: Final = sequence(oid("2.16.840.1.101.3.4.2.1"), NULL)
_MGF1: Final = sequence(oid("1.2.840.113549.1.1.8"), _SHA256)


@cache
def key_of(label: str, number: int = 0) -> Key:  # noqa: ARG001 -- tells cached keys apart
    """A private key: "rsa2048", "dsa2048", "ed25519", "ed448" or an OpenSSL curve name."""
    simple: dict[str, Callable[[], Key]] = {
        "ed25519": ed25519.Ed25519PrivateKey.generate,
        "ed448": ed448.Ed448PrivateKey.generate,
        "rsa512": lambda: _tiny_rsa(512),
        "rsa768": lambda: _tiny_rsa(768),
    }
    if label in simple:
        return simple[label]()
    if label.startswith("dsa"):
        return dsa.generate_private_key(key_size=int(label[3:]))
    if label.startswith("rsa"):
        return rsa.generate_private_key(public_exponent=65537, key_size=int(label[3:]))
    curves = {str(curve.name): curve for curve in ec.EllipticCurve.__subclasses__()}
    return ec.generate_private_key(curves[label]())


def _tiny_rsa(size: int) -> rsa.RSAPrivateKey:
    """Below cryptography's lower limit for making keys, though not for loading them."""
    made = generateRSAKey(size, implementations=["python"])
    n, e, d, p, q = (int(v) for v in (made.n, made.e, made.d, made.p, made.q))
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=d % (p - 1),
        dmq1=d % (q - 1),
        iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(e, n),
    )
    return numbers.private_key()


def public_der(key: Key) -> bytes:
    """The SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)."""
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def explicit_der(key: Key) -> bytes:
    """The same for a key on P-256, its curve written out (SEC 1, C.2; FIPS 186-4, D.1.2.3)."""
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    curve = sequence(octets((prime - 3).to_bytes(32)), octets(bytes.fromhex(_P256_B)))
    field = sequence(oid("1.2.840.10045.1.1"), integer(prime))
    base = octets(bytes.fromhex("04" + _P256_G))
    order = integer(int(_P256_ORDER, 16))
    parameters = sequence(integer(1), field, curve, base, order, integer(1))
    return sequence(sequence(oid("1.2.840.10045.2.1"), parameters), bits(point))


_P256_B: Final = "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"
_P256_G: Final = (
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
_P256_ORDER: Final = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"


def algorithm(key: Key, hash_name: str, *, pss: bool) -> bytes:
    """The AlgorithmIdentifier of what `sign` makes; `pss` matters for RSA, with SHA-256 only."""
    fixed = {ed25519.Ed25519PrivateKey: "1.3.101.112", ed448.Ed448PrivateKey: "1.3.101.113"}
    fixed |= {dsa.DSAPrivateKey: "2.16.840.1.101.3.4.3.2"}
    for kind, dotted in fixed.items():
        if isinstance(key, kind):
            return sequence(oid(dotted))
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return sequence(oid(f"1.2.840.10045.4.{_ECDSA_ARCS[hash_name]}"))
    if pss:
        parameters = (tlv(0xA0, _SHA256), tlv(0xA1, _MGF1), tlv(0xA2, integer(32)))
        return sequence(oid("1.2.840.113549.1.1.10"), sequence(*parameters))
    return sequence(oid(f"1.2.840.113549.1.1.{_RSA_ARCS[hash_name]}"), NULL)


def sign(key: Key, data: bytes, hash_name: str, *, pss: bool) -> bytes:
    """A signature by that algorithm; for DSA with SHA-256 whatever the name says."""
    chosen = _HASHES[hash_name]
    if isinstance(key, rsa.RSAPrivateKey):
        mgf = padding.MGF1(chosen)
        return key.sign(data, padding.PSS(mgf, 32) if pss else padding.PKCS1v15(), chosen)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(chosen))
    if isinstance(key, dsa.DSAPrivateKey):
        return key.sign(data, _HASHES["sha256"])
    return key.sign(data)
