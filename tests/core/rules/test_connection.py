import pytest

from bot.core.facts import AddressLook, Ending, Handshake, Offer
from bot.core.faults import Fault
from bot.core.rules.connection import connection


def look(first: Ending, protocol: str, cipher: str, alert: int = -1) -> AddressLook:
    """The browser-like offer ends before a ServerHello, the lowest one gets through."""
    refused = Handshake(offer=Offer.BROWSER, ending=first, alert=alert)
    reached = Handshake(
        offer=Offer.LOWEST,
        ending=Ending.COMPLETED,
        saw_hello=True,
        protocol=protocol,
        cipher=cipher,
        chain=(b"",),
    )
    return AddressLook(address="192.0.2.1", handshakes=(refused, reached))


@pytest.mark.parametrize(
    ("first", "expected"),
    [(Ending.RESET, Fault.CONNECTION_RESET), (Ending.CLOSED, Fault.CONNECTION_CLOSED)],
)
@pytest.mark.parametrize(
    ("protocol", "cipher"),
    [
        ("TLSv1.3", "TLS_AES_256_GCM_SHA384"),
        ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"),
        ("TLSv1.2", "ECDHE-ECDSA-CHACHA20-POLY1305"),
    ],
)
def test_a_connection_lost_by_chance_is_no_lack_of_ciphers(
    first: Ending, expected: Fault, protocol: str, cipher: str
) -> None:
    told = list(connection(look(first, protocol, cipher)))

    assert [finding.fault for finding in told] == [expected]


@pytest.mark.parametrize(
    ("protocol", "cipher", "expected"),
    [
        ("TLSv1", "ECDHE-RSA-AES128-SHA", Fault.PROTOCOL_LEGACY),
        ("TLSv1.2", "DHE-RSA-AES128-GCM-SHA256", Fault.CIPHER_NONE_COMMON),
        ("TLSv1.2", "ECDHE-RSA-CAMELLIA128-SHA256", Fault.CIPHER_NONE_COMMON),
    ],
)
def test_a_server_may_also_refuse_old_ways_by_resetting(
    protocol: str, cipher: str, expected: Fault
) -> None:
    told = list(connection(look(Ending.RESET, protocol, cipher)))

    assert [finding.fault for finding in told] == [expected]


def test_an_alert_is_never_by_chance() -> None:
    told = list(connection(look(Ending.ALERT, "TLSv1.3", "TLS_AES_128_GCM_SHA256", alert=40)))

    assert [finding.fault for finding in told] == [Fault.CIPHER_NONE_COMMON]
