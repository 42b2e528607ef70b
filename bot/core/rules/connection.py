"""What the handshakes at one address say, certificates aside."""

from collections.abc import Iterator
from typing import Final

from bot.core.browsers.alerts import ALERTS, Alert
from bot.core.facts import AddressLook, Ending, Handshake
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding

_F: Final = Fault
_LEGACY: Final = frozenset({"TLSv1", "TLSv1.1"})
_RECORD_HEADER: Final = 5
_RECORD_LIMIT: Final = 18432  # what NSS takes for a record that is too long


_PLAIN: Final = {
    Ending.REFUSED: Fault.CONNECTION_REFUSED,
    Ending.UNREACHABLE: Fault.NETWORK_UNREACHABLE,
    Ending.CONNECT_TIMEOUT: Fault.CONNECTION_TIMEOUT,
    Ending.TIMEOUT: Fault.CONNECTION_TIMEOUT,
    Ending.OVERSIZE: Fault.HANDSHAKE_BROKEN,
    Ending.NOT_TLS: Fault.NO_TLS,
    Ending.STARTTLS_REFUSED: Fault.STARTTLS_NOT_OFFERED,
    Ending.WRONG_KEY: Fault.KEY_IS_NOT_THE_LEAFS,
    Ending.BROKEN: Fault.HANDSHAKE_BROKEN,
}


def connection(look: AddressLook) -> Iterator[Finding]:
    """At most one fault of the connection, told by the browser-like offer and what came after."""
    first = look.handshakes[0]
    unread = any(h.unread_list for h in look.handshakes)
    fault = Fault.LIST_TOO_LONG if unread else _fault(first, look)
    if fault is None:
        yield from _weak_cipher(first)
        return
    yield Finding(fault=fault, evidence=_evidence(look), codes=_codes(first, fault))


def _fault(first: Handshake, look: AddressLook) -> Fault | None:
    if first.ending is Ending.COMPLETED:
        return None
    if first.ending is Ending.UNOFFERED:
        return _outdated(first.protocol)
    reached = next((h for h in look.handshakes[1:] if h.saw_hello), None)
    if _demands_client_certificate(first):
        late = first.protocol == "TLSv1.3"
        return _F.CLIENT_CERTIFICATE_REQUIRED_LATE if late else _F.CLIENT_CERTIFICATE_REQUIRED
    if not first.saw_hello and reached is not None and reached.ending is not Ending.CLOSED:
        by_chance = first.ending in _ENDS and _is_offered_by_browsers(reached)
        return _unexplained(first) if by_chance else _outdated(reached.protocol)
    return _PLAIN.get(first.ending) or _unexplained(first)


def _is_offered_by_browsers(reached: Handshake) -> bool:
    """What the humbler offer led to is no reason to refuse the first one without a word."""
    if reached.protocol == "TLSv1.3":
        return True
    return "ECDHE" in reached.cipher and any(mode in reached.cipher for mode in _BROWSER_MODES)


_BROWSER_MODES: Final = ("AES128-GCM", "AES256-GCM", "CHACHA20")


def _outdated(protocol: str) -> Fault:
    """SSL 3 and TLS 1.2 alike mean that no cipher of theirs is a browser's."""
    return Fault.PROTOCOL_LEGACY if protocol in _LEGACY else Fault.CIPHER_NONE_COMMON


def _unexplained(first: Handshake) -> Fault:
    if first.ending is Ending.ALERT:
        refused = ALERTS.get(first.alert) is Alert.HANDSHAKE_FAILURE and not first.saw_hello
        return Fault.CIPHER_NONE_COMMON if refused else Fault.HANDSHAKE_ALERT
    if first.ending is Ending.RESET:
        return Fault.CONNECTION_RESET
    return Fault.HANDSHAKE_BROKEN if first.saw_hello else Fault.CONNECTION_CLOSED


def _demands_client_certificate(first: Handshake) -> bool:
    """Being asked is not being required: only an alert after the request says so."""
    return first.client_certificate_asked and first.ending is Ending.ALERT


def _weak_cipher(handshake: Handshake) -> Iterator[Finding]:
    """Chromium's "obsolete": no forward secrecy, or no authenticated encryption."""
    cipher = handshake.cipher
    if handshake.protocol == "TLSv1.3" or not cipher:
        return
    forward = "DHE" in cipher
    authenticated = any(mode in cipher for mode in ("GCM", "CHACHA20", "CCM"))
    if not (forward and authenticated):
        yield Finding(fault=Fault.WEAK_CIPHER, evidence=f"{handshake.protocol} with {cipher}")


def _codes(first: Handshake, fault: Fault) -> tuple[str, str]:
    """What the browsers show depends on how the server refused what they offer."""
    kind = FAULTS[_ENDS.get(first.ending, fault)]
    alert = ALERTS.get(first.alert)
    if first.ending is Ending.ALERT and alert and not first.client_certificate_asked:
        return alert.chromium, alert.firefox
    if first.ending is Ending.UNOFFERED and first.protocol == "TLSv1.2":
        return _PROTOCOL_ERROR, kind.firefox
    firefox = _IN_FIREFOX.get(first.ending, kind.firefox)
    is_plain = first.ending is Ending.NOT_TLS
    return kind.chromium, _not_tls_in_firefox(first.first_bytes) if is_plain else firefox


_ENDS: Final = {
    Ending.RESET: Fault.CONNECTION_RESET,
    Ending.CLOSED: Fault.CONNECTION_CLOSED,
}
_IN_FIREFOX: Final = {
    Ending.OVERSIZE: "SSL_ERROR_RX_MALFORMED_HANDSHAKE",
    Ending.UNOFFERED: "SSL_ERROR_UNSUPPORTED_VERSION",
}
_PROTOCOL_ERROR: Final = "ERR_SSL_PROTOCOL_ERROR"


def _not_tls_in_firefox(first_bytes: bytes) -> str:
    """NSS takes bytes 4 and 5 for a record's length, and waits for that much."""
    length = int.from_bytes(first_bytes[3:5], "big")
    if length > _RECORD_LIMIT:
        return "SSL_ERROR_RX_RECORD_TOO_LONG"
    complete = len(first_bytes) >= _RECORD_HEADER + length
    return "SSL_ERROR_RX_UNKNOWN_RECORD_TYPE" if complete else "PR_END_OF_FILE_ERROR"


def _evidence(look: AddressLook) -> str:
    """One line for IT: each offer and how it ended."""
    return "; ".join(_told(h) for h in look.handshakes)


def _told(handshake: Handshake) -> str:
    alert = ALERTS.get(handshake.alert)
    name = f" {handshake.alert} ({alert.title})" if alert else ""
    reached = f", {handshake.protocol} {handshake.cipher}".rstrip(" ,")
    clear = ", in clear, before TLS" if handshake.in_clear else ""
    detail = f", {handshake.detail}" if handshake.detail else ""
    return f"{handshake.offer} offer: {handshake.ending}{name}{reached}{clear}{detail}"
