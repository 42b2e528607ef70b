"""Situations: names and addresses that do or do not stand on the certificate."""

from typing import Final

from bot.core.vocabulary import Problem
from tests.certificates import Recipe
from tests.servers import Tls
from tests.situations.lab import SHOP, Situation, leaf, middle, situation, under_lab, via

_P: Final = Problem
_IDN: Final = "xn--bcher-kva.lab.test"


def _named(*names: str | bytes, common_name: str = "") -> Recipe:
    return Recipe(names=names, common_name=common_name)


def _row(name: str, host: str, recipe: Recipe, *problems: Problem) -> Situation:
    address = "::1" if ":" in host else "127.0.0.1"
    return situation(name, under_lab(recipe, address), *problems, host=host)


SITUATIONS: Final[tuple[Situation, ...]] = (
    _row("name_of_another_domain", SHOP, _named("www.other.test"), _P.NAME_MISMATCH),
    _row("www_on_the_certificate_only", "lab.test", _named("www.lab.test"), _P.NAME_VARIANT),
    _row("apex_on_the_certificate_only", "www.lab.test", _named("lab.test"), _P.NAME_VARIANT),
    _row("sister_name", SHOP, _named("mail.lab.test"), _P.NAME_VARIANT),
    _row("wildcard_one_label_too_deep", "a.shop.lab.test", _named("*.lab.test"), _P.NAME_VARIANT),
    _row("wildcard_for_the_apex", "lab.test", _named("*.lab.test"), _P.NAME_VARIANT),
    _row("wildcard_inside_a_label", SHOP, _named("sh*.lab.test"), _P.NAME_VARIANT),
    _row("wildcard_not_leftmost", SHOP, _named("shop.*.test"), _P.NAME_MISMATCH),
    _row("wildcard_of_another_domain", SHOP, _named("*.hotelwifi.test"), _P.NAME_MISMATCH),
    _row("bare_star", "localhost", _named("*"), _P.NAME_MISMATCH),
    _row("star_for_a_top_level", "lab.test", _named("*.test"), _P.NAME_MISMATCH),
    _row("address_without_ip_san", "127.0.0.1", _named("localhost"), _P.NAME_MISMATCH),
    _row("address_with_another_ip_san", "127.0.0.1", _named("10.0.0.1"), _P.NAME_MISMATCH),
    _row("address_as_dns_san", "127.0.0.1", _named(b"127.0.0.1"), _P.NAME_MISMATCH),
    _row(
        "address_in_cn_only", "127.0.0.1", Recipe(names=None, common_name="127.0.0.1"), _P.NO_SAN
    ),
    _row("ipv6_with_another_ip_san", "::1", _named("127.0.0.1"), _P.NAME_MISMATCH),
    _row("cn_without_san", "localhost", Recipe(names=None, common_name="localhost"), _P.NO_SAN),
    _row(
        "other_cn_without_san",
        "localhost",
        Recipe(names=None, common_name="other.test"),
        _P.NAME_MISMATCH,
    ),
    _row("neither_san_nor_cn", "localhost", Recipe(names=None), _P.NAME_MISMATCH),
    _row("cn_right_san_wrong", SHOP, _named("www.other.test", common_name=SHOP), _P.NO_SAN),
    _row("san_with_trailing_dot", SHOP, _named("shop.lab.test."), _P.NAME_VARIANT),
    _row("empty_san", "localhost", _named(), _P.MALFORMED_CERT, _P.NAME_MISMATCH),
    _row("idn_as_u_label", _IDN, _named("bücher.lab.test"), _P.MALFORMED_CERT, _P.NAME_VARIANT),
    _row(
        "idn_as_u_label_beside_the_name",
        "localhost",
        _named("localhost", "bücher.lab.test"),
        _P.MALFORMED_CERT,
    ),
    _row("san_with_a_space", SHOP, _named("shop.lab.test "), _P.NAME_MISMATCH),
    _row("san_with_a_url", SHOP, _named("https://shop.lab.test"), _P.NAME_MISMATCH),
    _row("san_with_a_port", SHOP, _named("shop.lab.test:443"), _P.NAME_MISMATCH),
    _row(
        "six_thousand_names",
        "localhost",
        _named("localhost", *(f"customer-{n:05}.lab.test" for n in range(6000))),
        _P.MALFORMED_CERT,
    ),
    _row(
        "a_thousand_names",
        "localhost",
        _named("localhost", *(f"customer-{n:05}.lab.test" for n in range(1000))),
    ),
    _row("wildcard_fits", SHOP, _named("*.lab.test")),
    _row("upper_case_san", SHOP, _named("SHOP.LAB.TEST")),
    _row("upper_case_host", "SHOP.lab.test", _named(SHOP)),
    _row("underscore_host", "my_shop.lab.test", _named("my_shop.lab.test")),
    _row("underscore_host_under_wildcard", "my_shop.lab.test", _named("*.lab.test")),
    _row("idn_as_a_label", _IDN, _named(_IDN)),
    _row("idn_under_wildcard", _IDN, _named("*.lab.test")),
    _row("ip_san", "127.0.0.1", _named("127.0.0.1")),
    _row("ipv6_san", "::1", _named("::1")),
    _row("name_last_of_many", SHOP, _named("a.test", "b.test", "10.0.0.1", SHOP)),
    situation(
        "name_by_sni",
        via(
            lambda: Tls(
                chain=[leaf(_named("default.other.test")), middle()],
                by_name={SHOP.encode(): [leaf(_named(SHOP)), middle()]},
            )
        ),
        host=SHOP,
    ),
    situation(
        "captive_portal",
        via(
            lambda: Tls(
                chain=[leaf(_named("login.inn.test")), middle()],
                answer=b"HTTP/1.1 302 Found\r\nLocation: https://login.inn.test/signin\r\n"
                b"Content-Length: 0\r\nConnection: close\r\n\r\n",
            )
        ),
        _P.CAPTIVE_PORTAL,
        _P.NAME_MISMATCH,
        host=SHOP,
    ),
    situation(
        "sni_not_configured",
        via(
            lambda: Tls(
                chain=[leaf(_named("default.other.test")), middle()],
                by_name={b"blog.lab.test": [leaf(_named("blog.lab.test")), middle()]},
            )
        ),
        _P.NAME_MISMATCH,
        host=SHOP,
    ),
)
