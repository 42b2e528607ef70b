"""Situations: servers that break the connection before, during and after the handshake."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Final

from OpenSSL import SSL

from bot.core.vocabulary import Problem
from tests import wire
from tests.certificates import Certified, Recipe
from tests.odd_tls import SSL3, TLS13, OddTls, odd_tls
from tests.servers import Server, Tls
from tests.situations.lab import (
    Chain,
    Situation,
    leaf,
    middle,
    root,
    situation,
    under_lab,
    via,
)

_P: Final = Problem
_VERSIONS: Final = {
    "10": SSL.TLS1_VERSION,
    "11": SSL.TLS1_1_VERSION,
    "12": SSL.TLS1_2_VERSION,
    "13": SSL.TLS1_3_VERSION,
}
_ALERTS: Final = {
    10: "unexpected_message",
    20: "bad_record_mac",
    22: "record_overflow",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    109: "missing_extension",
    110: "unsupported_extension",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
}


def _versions(lowest: str, highest: str) -> Server:
    return via(lambda: Tls(chain=_chain(), lowest=_VERSIONS[lowest], highest=_VERSIONS[highest]))


def _ciphers(names: str) -> Server:
    settings = partial(Tls, highest=SSL.TLS1_2_VERSION, ciphers=f"{names}:@SECLEVEL=0")
    return via(lambda: settings(chain=_chain()))


def _client(mode: int, version: str) -> Server:
    only = _VERSIONS[version]
    return via(lambda: Tls(chain=_chain(), client=mode, lowest=only, highest=only))


def _refusing(client: int, version: str) -> Server:
    """The handshake is completed; the page says that a certificate was wanted."""
    only = _VERSIONS[version]
    settings = partial(Tls, client=client, lowest=only, highest=only, answer=_NO_CERTIFICATE)
    return via(lambda: settings(chain=_chain()))


_NO_CERTIFICATE: Final = (
    b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\n"
    b"Connection: close\r\n\r\n<html><head><title>400 No required SSL certificate was sent"
    b"</title></head><body><center><h1>400 Bad Request</h1></center>"
    b"<center>No required SSL certificate was sent</center></body></html>"
)


def _chain() -> Chain:
    return leaf(), middle()


def _odd(make: Callable[[Certified], OddTls]) -> Server:
    return lambda: odd_tls(make(leaf(None, root())))


def _listed(*listed: bytes, shown: bool = True, version: tuple[int, int] = (3, 3)) -> Server:
    """The list as given, after the right leaf where that is shown."""

    def start() -> AbstractContextManager[int]:
        own = leaf(None, root())
        ders = [own.der, *listed] if shown else [*listed]
        return odd_tls(OddTls(leaf=own, listed=ders, lowest=version, highest=version))

    return start


def _other_key(version: tuple[int, int]) -> Server:
    """The certificate of one key, signatures by another."""

    def start() -> AbstractContextManager[int]:
        signer = leaf(Recipe(key_number=5))
        listed = [certified.der for certified in _chain()]
        return odd_tls(OddTls(leaf=signer, listed=listed, lowest=version, highest=version))

    return start


def _flight(excess: int = 0) -> bytes:
    return wire.server_hello() + wire.certificate([c.der for c in _chain()], excess)


def _after_certificate(ending: wire.Ending, more: bytes = b"", excess: int = 0) -> Server:
    return lambda: wire.after_hello(_flight(excess) + more, ending)


@contextmanager
def _nobody() -> Iterator[int]:
    """A port where nobody listens; bound, so that nobody else takes it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


_DEMAND: Final = SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT
_JUNK: Final = b"\x30\x03\x02\x01\x07"

_TLS: Final[tuple[Situation, ...]] = (
    situation("tls10_only", _versions("10", "10"), _P.LEGACY_PROTOCOL),
    situation("tls11_only", _versions("11", "11"), _P.LEGACY_PROTOCOL),
    situation("tls10_and_11", _versions("10", "11"), _P.LEGACY_PROTOCOL),
    situation("tls12_only", _versions("12", "12")),
    situation("tls13_only", _versions("13", "13")),
    situation("tls10_to_13", _versions("10", "13")),
    situation("null_cipher", _ciphers("NULL"), _P.NO_COMMON_CIPHER),
    situation("anonymous_cipher", _ciphers("aNULL"), _P.NO_COMMON_CIPHER),
    situation("dhe_only", _ciphers("DHE-RSA-AES128-GCM-SHA256"), _P.NO_COMMON_CIPHER),
    situation("static_rsa", _ciphers("AES128-GCM-SHA256"), notes=(_P.WEAK_CIPHER,)),
    situation("cbc_only", _ciphers("ECDHE-RSA-AES128-SHA"), notes=(_P.WEAK_CIPHER,)),
    situation("chacha_only", _ciphers("ECDHE-RSA-CHACHA20-POLY1305")),
    situation("camellia_only", _ciphers("ECDHE-RSA-CAMELLIA128-SHA256"), _P.NO_COMMON_CIPHER),
    situation(
        "triple_des", _odd(lambda own: OddTls(leaf=own, ciphers=("3des",))), _P.NO_COMMON_CIPHER
    ),
    situation("rc4", _odd(lambda own: OddTls(leaf=own, ciphers=("rc4",))), _P.NO_COMMON_CIPHER),
    situation(
        "ssl3_only",
        _odd(lambda own: OddTls(leaf=own, lowest=SSL3, highest=SSL3)),
        _P.NO_COMMON_CIPHER,
    ),
    situation(
        "anonymous_server", _odd(lambda own: OddTls(leaf=own, anonymous=True)), _P.NO_COMMON_CIPHER
    ),
    situation("before_rfc_5746", _odd(lambda own: OddTls(leaf=own, renegotiation_info=False))),
    situation("client_certificate_demanded_12", _client(_DEMAND, "12"), _P.CLIENT_CERT_REQUIRED),
    situation("client_certificate_demanded_13", _client(_DEMAND, "13"), _P.CLIENT_CERT_REQUIRED),
    situation("client_certificate_asked_12", _client(SSL.VERIFY_PEER, "12")),
    situation("client_certificate_asked_13", _client(SSL.VERIFY_PEER, "13")),
    situation(
        "client_certificate_demanded_for_the_page",
        via(lambda: Tls(chain=_chain(), highest=SSL.TLS1_2_VERSION, demands_later=True)),
        _P.CLIENT_CERT_REQUIRED,
    ),
    situation(
        "client_certificate_demanded_by_page_12",
        _refusing(SSL.VERIFY_PEER, "12"),
        _P.CLIENT_CERT_REQUIRED,
    ),
    situation(
        "client_certificate_demanded_by_page_13",
        _refusing(SSL.VERIFY_PEER, "13"),
        _P.CLIENT_CERT_REQUIRED,
    ),
    situation(
        "client_certificate_demanded_by_page_unasked",
        _refusing(SSL.VERIFY_NONE, "13"),
        _P.CLIENT_CERT_REQUIRED,
    ),
    situation("alpn_http_1_1", via(lambda: Tls(chain=_chain(), alpn=(b"http/1.1",)))),
)

_LISTS: Final[tuple[Situation, ...]] = (
    situation("key_of_another_certificate_12", _other_key((3, 3)), _P.KEY_MISMATCH),
    situation("key_of_another_certificate_13", _other_key(TLS13), _P.KEY_MISMATCH),
    situation("leaf_unparsable_12", _listed(_JUNK, shown=False), _P.MALFORMED_CERT),
    situation("leaf_unparsable_13", _listed(_JUNK, shown=False, version=TLS13), _P.MALFORMED_CERT),
    situation("second_unparsable_12", _listed(_JUNK), _P.MALFORMED_CERT),
    situation("second_unparsable_13", _listed(_JUNK, version=TLS13), _P.MALFORMED_CERT),
    situation("second_no_der", _listed(b"not DER at all"), _P.MALFORMED_CERT),
    situation("list_empty", _listed(shown=False), _P.MALFORMED_CERT),
    situation("list_empty_13", _listed(shown=False, version=TLS13), _P.MALFORMED_CERT),
    situation("chain_over_100_kb", _listed(*[bytes(40000)] * 3), _P.MALFORMED_CERT),
    situation("list_length_too_long", _after_certificate(wire.close, excess=9), _P.MALFORMED_CERT),
    situation(
        "list_length_too_short", _after_certificate(wire.close, excess=-9), _P.MALFORMED_CERT
    ),
)

_BREAKS: Final[tuple[Situation, ...]] = (
    situation("refused", _nobody, _P.REFUSED),
    situation("no_such_name", under_lab(), _P.DNS_FAILURE, host="shop.lab.invalid"),
    situation("plain_http", lambda: wire.speaking(wire.HTTP, first=False), _P.NOT_TLS),
    situation("ssh", lambda: wire.speaking(wire.SSH), _P.NOT_TLS),
    situation("smtp", lambda: wire.speaking(wire.SMTP), _P.NOT_TLS),
    situation("zeros", lambda: wire.speaking(bytes(64), first=False), _P.NOT_TLS),
    situation("silence", wire.silent, _P.TIMEOUT),
    situation("one_byte_a_second", wire.dripping, _P.TIMEOUT),
    situation("endless_handshake", wire.endless, _P.HANDSHAKE_FAILURE),
    situation("closed_on_accept", lambda: wire.on_accept(wire.close), _P.RESET),
    situation("reset_on_accept", lambda: wire.on_accept(wire.reset), _P.RESET),
    situation("closed_after_client_hello", lambda: wire.after_hello(b"", wire.close), _P.RESET),
    situation("reset_after_client_hello", lambda: wire.after_hello(b"", wire.reset), _P.RESET),
    situation(
        "closed_after_server_hello",
        lambda: wire.after_hello(wire.server_hello(), wire.close),
        _P.HANDSHAKE_FAILURE,
    ),
    situation(
        "reset_after_server_hello",
        lambda: wire.after_hello(wire.server_hello(), wire.reset),
        _P.RESET,
    ),
    situation("closed_after_certificate", _after_certificate(wire.close), _P.HANDSHAKE_FAILURE),
    situation("reset_after_certificate", _after_certificate(wire.reset), _P.RESET),
    situation(
        "alert_after_certificate",
        _after_certificate(wire.close, wire.alert(80)),
        _P.HANDSHAKE_FAILURE,
    ),
    situation(
        "cipher_that_was_not_offered",
        lambda: wire.after_hello(wire.server_hello(cipher=b"\x00\x04"), wire.close),
        _P.NO_COMMON_CIPHER,
    ),
    situation(
        "version_that_was_not_offered",
        lambda: wire.after_hello(wire.server_hello(version=b"\x03\x00"), wire.close),
        _P.NO_COMMON_CIPHER,
    ),
)


def _alerting(number: int) -> Server:
    return lambda: wire.after_hello(wire.alert(number), wire.close)


SITUATIONS: Final[tuple[Situation, ...]] = (
    *_TLS,
    *_LISTS,
    *_BREAKS,
    *(
        situation(
            f"alert_{number}_{name}",
            _alerting(number),
            _P.NO_COMMON_CIPHER if number == 40 else _P.HANDSHAKE_FAILURE,
        )
        for number, name in _ALERTS.items()
    ),
)
