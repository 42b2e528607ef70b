from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.catalogue.lookalikes import lures, plain_letters
from bot.catalogue.suffixes import suffixes
from bot.core.names.lookalike import Guarded, Imitation, Trick, imitation, one_letter_off

OWN = (Guarded(domain="ravensbank.test", is_own=True), Guarded(domain="wren.test", is_own=True))


def told(host: str) -> Imitation | None:
    return imitation(host, OWN, lures(), suffixes(), plain_letters)


@pytest.mark.parametrize(
    ("host", "of", "trick"),
    [
        pytest.param("paypa1.com", "paypal.com", Trick.LETTERS, id="one for l"),
        pytest.param("rnicrosoft.com", "microsoft.com", Trick.LETTERS, id="rn for m"),
        pytest.param("www.g00gle.com", "google.com", Trick.LETTERS, id="zero for o"),
        pytest.param("xn--80ak6aa92e.com", "apple.com", Trick.LETTERS, id="Cyrillic throughout"),
        pytest.param("xn--pypal-4ve.com", "paypal.com", Trick.LETTERS, id="one Cyrillic letter"),
        pytest.param("discrod.com", "discord.com", Trick.NEAR, id="two letters changed places"),
        pytest.param("netflixx.com", "netflix.com", Trick.NEAR, id="a letter too many"),
        pytest.param("ravensbonk.example", "ravensbank.test", Trick.NEAR, id="an own name"),
        pytest.param("ravensbank.example", "ravensbank.test", Trick.ENDING, id="an own name's"),
        pytest.param("google.xyz", "google.com", Trick.ENDING, id="an odd ending"),
        pytest.param("paypal.com.evil.example", "paypal.com", Trick.INSIDE, id="in front"),
        pytest.param("paypal-com.example", "paypal.com", Trick.INSIDE, id="with a hyphen"),
        pytest.param("login.wren.test.evil.example", "wren.test", Trick.INSIDE, id="own in front"),
        pytest.param("secure-paypal.example", "paypal.com", Trick.DRESSED, id="with bait"),
        pytest.param("pay-pal-login.example", "paypal.com", Trick.DRESSED, id="split, with bait"),
    ],
)
def test_imitations_are_known(host: str, of: str, trick: Trick) -> None:
    assert told(host) == Imitation(of=of, trick=trick)


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("www.paypal.com", id="the name itself"),
        pytest.param("paypal.de", id="the firm under another ending"),
        pytest.param("mail.ravensbank.test", id="below an own name"),
        pytest.param("cloud.example", id="an ordinary word beside a name"),
        pytest.param("papal.example", id="another ordinary word"),
        pytest.param("wran.test", id="a short own name has honest neighbours"),
        pytest.param("www.paypal.com.edgekey.net", id="a content network"),
        pytest.param("www.google.com.ezproxy.uni.example", id="a library's proxy"),
        pytest.param("paypal-developers.example", id="a name without bait"),
        pytest.param("xn--bcher-kva.example", id="honest letters of another language"),
        pytest.param("xn--80ak6aa92e", id="a single label"),
        pytest.param("com", id="a suffix"),
        pytest.param("192.0.2.7", id="an address"),
        pytest.param("2001:db8::1", id="an address of version 6"),
        pytest.param("xn--0.example", id="an A-label that is none"),
    ],
)
def test_honest_names_are_left_alone(host: str) -> None:
    assert told(host) is None


FIRST = [
    *("river", "north", "green", "old", "city", "summit", "maple", "harbour", "blue", "sunny"),
    *("stone", "golden", "first", "alpine", "lake", "forest", "silver", "red", "open", "smart"),
    *("digital", "data", "cloud", "net", "web", "home", "family", "garden", "music", "sport"),
    *("credit", "pay", "face", "link", "apple", "amazing", "target", "visual", "drop", "out"),
]
SECOND = [
    *("bakery", "school", "dental", "media", "works", "club", "bank", "shop", "hotel", "print"),
    *("soft", "book", "mail", "box", "look", "tube", "flix", "hub", "pal", "cord"),
    *("travel", "care", "legal", "studio", "labs"),
]

NOT_SO_ORDINARY = {
    *("facebook", "dropbox", "outlook", "paypal", "netflix"),
    *("face-book", "drop-box", "out-look", "pay-pal", "net-flix"),
}


def test_of_a_thousand_ordinary_names_hardly_any_is_called_an_imitation() -> None:
    labels = {a + joint + b for a, b, joint in product(FIRST, SECOND, ("", "-"))}
    honest = labels - NOT_SO_ORDINARY

    alarms = {label: told(f"{label}.example") for label in honest if told(f"{label}.example")}

    assert len(honest) > 1000
    assert set(alarms) <= {"facelook", "outbook"}  # one letter off, and nobody's word


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_letter_off_is_a_distance_of_one(one: str, other: str) -> None:
    assert one_letter_off(one, other) is (OSA.distance(one, other) == 1)
