import tomllib

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.gateways import gateway_names, parse_gateways
from bot.core.names.gateways import GatewayKind

GOOD = """
[portal]
domains = ["portal.test"]
source = "RFC 8952"
date = 2026-11-24
"""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("securelogin.arubanetworks.com", GatewayKind.PORTAL, id="a known portal"),
        pytest.param("*.hotelwifi.net", GatewayKind.PORTAL, id="a wildcard over one"),
        pytest.param("captive.example.org", GatewayKind.PORTAL, id="a whole label"),
        pytest.param("guestwifi-7.example.org", GatewayKind.PORTAL, id="a word inside a label"),
        pytest.param("FRITZ.BOX.", GatewayKind.ROUTER, id="capitals and a final dot"),
        pytest.param("nas.lan", GatewayKind.ROUTER, id="a last label of the home"),
        pytest.param("192.168.1.1", GatewayKind.ROUTER, id="a private address"),
        pytest.param("fe80::1", GatewayKind.ROUTER, id="a link-local address"),
        pytest.param("*.opendns.com", GatewayKind.FILTER, id="a filter's page"),
        pytest.param("sperrseite.example.de", GatewayKind.PROVIDER, id="a provider's page"),
    ],
)
def test_names_in_the_way_are_known(name: str, kind: GatewayKind) -> None:
    assert gateway_names().kind_of(name) is kind


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        pytest.param("*.hotelwifi.com", True, id="a wildcard over one"),
        pytest.param("EU.Network-Auth.com.", True, id="capitals and a final dot"),
        pytest.param("captive.example.org", False, id="a word alone"),
        pytest.param("nothotelwifi.com", False, id="a name beside one"),
        pytest.param("fritz.box", False, id="a router"),
    ],
)
def test_a_known_portal_is_more_than_a_word(name: str, *, is_known: bool) -> None:
    assert gateway_names().is_known_portal(name) is is_known


@pytest.mark.parametrize(
    "name",
    ["www.example.org", "wifi-shop.example.org", "box", "mybox.example", "8.8.8.8", "", "*.", "*"],
)
def test_any_other_name_could_be_a_site(name: str) -> None:
    assert gateway_names().kind_of(name) is None


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("[portal]", "[hotel]", "expected one of"),
        ("domains", "names", "has unknown names"),
        ('"RFC 8952"', '""', "cites no dated source"),
        ("2026-11-24", '"today"', "cites no dated source"),
        ('"portal.test"', '"Portal.test"', "not in lower case"),
        ('"portal.test"', '""', "not in lower case"),
    ],
)
def test_a_list_that_is_not_as_it_must_be_is_named(
    before: str, after: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        parse_gateways(tomllib.loads(GOOD.replace(before, after)))
