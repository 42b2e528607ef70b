"""Certificates as text that every tool reads."""

from base64 import b64encode
from collections.abc import Sequence
from textwrap import wrap

from bot.core.facts import Served

SHOWN_CHAIN = "shown-chain.pem"
"""What the chain that a person pasted is called as a file."""

_LINE = 64


def pem_of(chain: Sequence[Served]) -> str:
    """RFC 7468 section 5, one after the other; what cannot be read stands there as it came."""
    return "".join(
        "\n".join(
            (
                "-----BEGIN CERTIFICATE-----",
                *wrap(b64encode(one.der).decode(), _LINE),
                "-----END CERTIFICATE-----\n",
            )
        )
        for one in chain
    )
