"""What is said where all is well from here."""

import pytest

from tests.adapters.two_views.paste import Desk, in_order
from tests.servers import Tls, tls


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ("NET::ERR_CERT_REVOKED", "cancelled"),
        ("NET::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN", "not the ID your app expects"),
        ("MOZILLA_PKIX_ERROR_MITM_DETECTED", "in the middle"),
        ("pip: SSLError: certificate verify failed: self-signed certificate in chain", "to pip"),
        ("ERR_CONNECTION_TIMED_OUT", "I reach localhost"),
    ],
    ids=["revoked", "pinned", "intercepted", "a program's", "no connection"],
)
def test_words_fit_what_was_reported(report: str, told: str, desk: Desk) -> None:
    with tls(Tls(chain=in_order())) as port:
        answer = desk.told(f"{report} https://localhost:{port}/")["answer"]

    assert told in " ".join([answer["headline"], answer["why"], answer["next_step"]])
