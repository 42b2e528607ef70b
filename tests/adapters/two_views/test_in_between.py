"""Somebody is in between, known or unknown, or the network itself."""

import pytest

from tests.adapters.two_views.paste import (
    AUTHORITY,
    NAME,
    Case,
    Desk,
    alone,
    by,
    holds,
    in_order,
    own,
)
from tests.certificates import damaged
from tests.situations.lab import middle
from tests.trust import authority as stranger

CASES = {
    "another one that no log knows": Case(
        served=in_order,
        shown=lambda: [by(middle()), middle()],
        code=AUTHORITY,
        row=6,
        category="unclear",
        verdict="no",
        responsible="unknown",
    ),
    "made by a stranger": Case(
        served=in_order,
        shown=lambda: [by(stranger("Web Gate")), stranger("Web Gate")],
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a registered root thrown into a stranger's chain": Case(
        served=in_order,
        shown=lambda: [by(stranger("Web Gate")), stranger("Own Inspection")],
        registers=lambda: stranger("Own Inspection"),
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "own inspection": Case(
        served=in_order,
        shown=lambda: [by(stranger("Own Inspection")), stranger("Own Inspection")],
        registers=lambda: stranger("Own Inspection"),
        code=AUTHORITY,
        row=2,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a virus guard by name": Case(
        served=in_order,
        shown=lambda: [by(stranger("Avast Web/Mail Shield Root"))],
        code=AUTHORITY,
        row=8,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a debugging proxy": Case(
        served=in_order,
        shown=lambda: [by(stranger("mitmproxy")), stranger("mitmproxy")],
        code=AUTHORITY,
        row=9,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "known to be bad": Case(
        served=in_order,
        shown=lambda: [by(stranger("Superfish, Inc."))],
        code=AUTHORITY,
        row=1,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a hotel's page": Case(
        served=in_order,
        shown=lambda: [by(middle(), "login.hotelwifi.net"), middle()],
        code=NAME,
        row=10,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
    "a hotel's page, told in words": Case(
        served=in_order,
        code=NAME,
        sentence="its security certificate is from *.hotelwifi.net.",
        row=10,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
    "a router's page": Case(
        served=in_order,
        shown=lambda: [alone("192.168.1.1")],
        code=AUTHORITY,
        row=10,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
    "somebody else's certificate": Case(
        served=in_order,
        shown=lambda: [by(middle(), "www.stranger.example"), middle()],
        code=NAME,
        row=17,
        category="wrong_domain",
        verdict="no",
        responsible="unknown",
        question="mobile",
    ),
    "made by a stranger, who stands first": Case(
        served=in_order,
        shown=lambda: [stranger("Web Gate"), by(stranger("Web Gate"))],
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a copy of the leaf with another signature": Case(
        served=in_order,
        shown=lambda: [damaged(own()), middle()],
        code=AUTHORITY,
        row=7,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a stranger's issuer, printed by a program": Case(
        served=in_order,
        text=(
            "wget https://PLACE/\nERROR: cannot verify localhost's certificate, issued by "
            "'CN=FortiGate CA,O=Fortinet':\n  Self-signed certificate encountered."
        ),
        row=8,
        category="intercepted",
        verdict="no",
        responsible="it_department",
    ),
    "a network that asks for a login": Case(
        served=in_order,
        text="You must log in to this network before you can visit https://PLACE/",
        row=14,
        category="intercepted",
        verdict="not_yet",
        responsible="network",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_two_views_come_to_what_the_table_says(case: Case, desk: Desk) -> None:
    holds(case, desk.asked(case))
