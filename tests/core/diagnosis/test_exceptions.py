from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from bot.catalogue.cards import CatalogueWording
from bot.core.diagnosis.diagnose import Diagnosis, diagnose
from bot.core.diagnosis.verdicts import Assessment
from bot.core.facts import AddressLook, Ending, Handshake, Observation, Offer, Page, Redirect
from bot.core.registry import RegisteredHost, Registry
from bot.core.target import StartTls, Target
from bot.core.vocabulary import Problem, Responsible, Risk, Verdict
from bot.core.words.answer import Occasion, answer
from tests.certificates import Certified, Recipe, extension
from tests.der import octets
from tests.timestamps import stamps
from tests.trust import KEY, PRIVATE, PUBLIC, authority, facts, knowledge, leaf, store

PRINTER = "printer.corp.test"
SITE = "www.reading.test"
DAY = timedelta(days=1)
HANDSHAKE = Handshake(
    offer=Offer.BROWSER,
    ending=Ending.COMPLETED,
    saw_hello=True,
    protocol="TLSv1.3",
    timestamps=frozenset(),
)
CONFIRMED = Assessment(Verdict.ONLY_IF_CONFIRMED, Risk.UNPROVEN, Responsible.IT_DEPARTMENT)
READABLE = Assessment(Verdict.READ_ONLY, Risk.UNPROVEN, Responsible.SITE_OWNER)
NO = Assessment(Verdict.NO, Risk.UNPROVEN, Responsible.SITE_OWNER)


class Scene(Struct, frozen=True, kw_only=True):
    """What was looked at, and what is known; the addresses serve `served` in turn.

    Attributes:
        after: Past the leaf's end; None: an hour after its beginning.
    """

    host: str
    served: tuple[tuple[Certified, ...], ...]
    registry: Registry
    addresses: tuple[str, ...] = ("10.0.0.7",)
    handshake: Handshake = HANDSHAKE
    page: Page | None = None
    starttls: StartTls | None = None
    is_public: bool = True
    after: timedelta | None = None
    is_sensitive: Callable[[str], bool] = field(default=lambda _: False)

    def now(self) -> datetime:
        first = facts(self.served[0][0])
        hour = timedelta(hours=1)
        return first.not_before + hour if self.after is None else first.not_after + self.after

    def told(self) -> Diagnosis:
        target = replace(Target.parse(self.host), starttls=self.starttls)
        looks = tuple(
            AddressLook(
                address=address,
                handshakes=(replace(self.handshake, chain=tuple(c.der for c in chain)),),
            )
            for address, chain in zip(self.addresses, self.served, strict=True)
        )
        trusted = store(root(), stores=PUBLIC if self.is_public else PRIVATE)
        known = replace(knowledge(trusted), registry=self.registry, is_sensitive=self.is_sensitive)
        observation = Observation(target=target, looks=looks, page=self.page)
        return diagnose(observation, known, now=self.now())


def root() -> Certified:
    return authority("Reading Root")


def logged() -> bytes:
    """Timestamps of as many logs as the longest lifetime asks for."""
    logs = (bytes([number]) * 32 for number in range(3))
    return extension("1.3.6.1.4.1.11129.2.4.2", octets(stamps(*logs)))


@cache
def own(name: str = PRINTER) -> Certified:
    return leaf(None, Recipe(names=(name,), common_name=name, key=KEY, key_number=31))


@cache
def renewed() -> Certified:
    """Another certificate with the printer's key."""
    recipe = Recipe(names=(PRINTER,), common_name="new", key=KEY, key_number=31)
    return leaf(None, recipe)


@cache
def stranger() -> Certified:
    return leaf(None, Recipe(names=(PRINTER,), common_name=PRINTER, key=KEY, key_number=32))


@cache
def tiny() -> Certified:
    return leaf(None, Recipe(names=(PRINTER,), common_name=PRINTER, key="rsa512", key_number=3))


@cache
def under_root(name: str = SITE, *, is_logged: bool = True) -> Certified:
    recipe = Recipe(names=(name,), extensions=(logged(),) if is_logged else ())
    return leaf(root(), recipe)


def register(*entries: tuple[str, str], own_domains: tuple[str, ...] = ()) -> Registry:
    hosts = tuple(
        RegisteredHost(host=host, fingerprints=frozenset({print_}), note="second floor")
        for host, print_ in entries
    )
    return Registry(own_domains=own_domains, hosts=hosts)


def printer(registry: Registry | None = None) -> Scene:
    known = registry or register((PRINTER, facts(own()).sha256))
    return Scene(host=PRINTER, served=((own(),),), registry=known)


def expired() -> Scene:
    return Scene(
        host=SITE,
        served=((under_root(),),),
        registry=Registry(read_only_after_expiry=True),
        addresses=("8.8.8.8",),
        page=Page(status=200),
        after=DAY,
    )


def test_a_private_host_with_its_registered_certificate_may_be_confirmed() -> None:
    told = printer().told()

    assert (told.problem, told.assessment) == (Problem.SELF_SIGNED, CONFIRMED)
    assert told.primary is not None
    assert told.primary.evidence.endswith("the registered certificate (second floor)")
    assert told.primary in told.findings


def test_a_registered_key_holds_for_the_next_certificate_too() -> None:
    registry = register((PRINTER, facts(own()).key.spki_sha256))
    told = replace(printer(registry), served=((renewed(),),)).told()

    assert told.assessment == CONFIRMED


def test_a_registered_host_with_another_name_on_its_certificate_may_be_confirmed() -> None:
    registry = register((PRINTER, facts(under_root()).sha256))
    told = replace(printer(registry), served=((under_root(),),)).told()

    assert (told.problem, told.assessment) == (Problem.NAME_MISMATCH, CONFIRMED)


@pytest.mark.parametrize("host", ["nas", "10.1.2.3", "fd00::7"])
def test_a_single_label_or_private_address_is_private(host: str) -> None:
    scene = printer(register((host, facts(own()).sha256)))
    address = host if host != "nas" else "8.8.4.4"

    assert replace(scene, host=host, addresses=(address,)).told().assessment == CONFIRMED


def test_another_certificate_than_the_registered_one_stays_a_no_and_says_so() -> None:
    told = replace(printer(), served=((stranger(),),)).told()

    assert told.assessment == NO
    assert told.primary is not None
    assert f"not the certificate that is registered for {PRINTER}" in told.primary.evidence


@pytest.mark.parametrize(
    "handshake",
    [
        pytest.param(replace(HANDSHAKE, offer=Offer.HAND_MADE), id="read by hand"),
        pytest.param(replace(HANDSHAKE, ending=Ending.WRONG_KEY), id="another key"),
    ],
)
def test_a_copy_of_the_certificate_without_its_key_stays_a_no_and_says_so(
    handshake: Handshake,
) -> None:
    told = replace(printer(), handshake=handshake).told()

    assert told.problem is Problem.SELF_SIGNED
    assert told.assessment == NO
    assert told.primary is not None
    assert "no proof that its key is there" in told.primary.evidence


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda s: replace(s, registry=Registry()), id="nothing registered"),
        pytest.param(
            lambda s: replace(s, registry=register(("nas", facts(own()).sha256))),
            id="another host registered",
        ),
        pytest.param(lambda s: replace(s, addresses=("8.8.8.8",)), id="public address"),
        pytest.param(
            lambda s: replace(
                s,
                addresses=("8.8.8.8",),
                registry=replace(s.registry, own_domains=("corp.test",)),
            ),
            id="own name at a public address",
        ),
        pytest.param(
            lambda s: replace(s, addresses=("10.0.0.7", "8.8.8.8"), served=((own(),), (own(),))),
            id="one address of two public",
        ),
        pytest.param(
            lambda s: replace(
                s, addresses=("10.0.0.7", "10.0.0.8"), served=((own(),), (stranger(),))
            ),
            id="one address of two shows another",
        ),
        pytest.param(lambda s: replace(s, page=Page(status=200, hsts=True)), id="HSTS"),
        pytest.param(
            lambda s: replace(
                s,
                served=((tiny(),),),
                registry=register((PRINTER, facts(tiny()).sha256)),
            ),
            id="a key that can be broken",
        ),
    ],
)
def test_one_condition_less_and_a_private_host_stays_a_no(
    changed: Callable[[Scene], Scene],
) -> None:
    told = changed(printer()).told()

    assert told.problem is Problem.SELF_SIGNED
    assert told.assessment == NO


def test_other_problems_than_trust_and_name_keep_their_verdict() -> None:
    known = register((SITE, facts(under_root()).sha256))
    told = replace(expired(), registry=known, addresses=("10.0.0.7",)).told()

    assert (told.problem, told.assessment) == (Problem.EXPIRED, NO)


@pytest.mark.parametrize("after", [timedelta(seconds=1), DAY, 7 * DAY])
def test_a_public_page_may_be_read_for_a_week_after_expiry(after: timedelta) -> None:
    told = replace(expired(), after=after).told()

    assert (told.problem, told.assessment) == (Problem.EXPIRED, READABLE)


def test_an_address_that_was_renewed_already_does_no_harm() -> None:
    fresh = leaf(root(), Recipe(names=(SITE,), ends=200 * DAY, extensions=(logged(),)))
    scene = replace(expired(), addresses=("8.8.8.8", "8.8.4.4"))
    fresh_too = replace(scene, served=((under_root(),), (fresh,)))
    expired_again = replace(scene, served=((under_root(),), (under_root(),)))

    assert expired_again.told().assessment == READABLE
    # Valid for longer than public issuers may promise: a fault at the other address.
    assert fresh_too.told().assessment == NO


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda s: replace(s, registry=Registry()), id="not permitted"),
        pytest.param(lambda s: replace(s, after=7 * DAY + timedelta(seconds=1)), id="too late"),
        pytest.param(lambda s: replace(s, is_public=False), id="private anchor"),
        pytest.param(lambda s: replace(s, page=None), id="HSTS not known"),
        pytest.param(lambda s: replace(s, page=Page(status=200, hsts=True)), id="HSTS"),
        pytest.param(lambda s: replace(s, page=Page(status=0)), id="no web page"),
        pytest.param(lambda s: replace(s, page=Page(status=401)), id="asks for a password"),
        pytest.param(lambda s: replace(s, is_sensitive=SITE.__eq__), id="sensitive name"),
        pytest.param(
            lambda s: replace(
                s,
                page=Page(status=302, redirect=Redirect(host="login.test", port=443)),
                is_sensitive="login.test".__eq__,
            ),
            id="leads to a sensitive name",
        ),
        pytest.param(lambda s: replace(s, addresses=("10.0.0.7",)), id="private address"),
        pytest.param(lambda s: replace(s, starttls=StartTls.SMTP), id="mail server"),
        pytest.param(
            lambda s: replace(s, handshake=replace(HANDSHAKE, offer=Offer.HAND_MADE)),
            id="no proof of the key",
        ),
        pytest.param(
            lambda s: replace(s, served=((under_root(is_logged=False),),)),
            id="another fault as well",
        ),
        pytest.param(
            lambda s: replace(
                s,
                addresses=("8.8.8.8", "8.8.4.4"),
                served=((under_root(),), (under_root("other.test"),)),
            ),
            id="another fault at another address",
        ),
    ],
)
def test_one_condition_less_and_an_expired_page_stays_a_no(
    changed: Callable[[Scene], Scene],
) -> None:
    assert changed(expired()).told().assessment.verdict is Verdict.NO


def test_without_a_list_of_words_every_host_counts_as_sensitive() -> None:
    assert knowledge(store(root())).is_sensitive(SITE)


def test_an_expired_self_signed_page_is_not_for_reading() -> None:
    scene = replace(expired(), host=PRINTER, served=((own(),),))

    assert scene.told().assessment == NO


@pytest.mark.parametrize(
    ("scene", "headline"),
    [
        (printer(), "Only if your IT team says so."),
        (expired(), "You may read here, and nothing more."),
        (replace(expired(), registry=Registry()), "Stop here for now: the ID ran out."),
    ],
)
def test_the_card_says_what_the_verdict_says(scene: Scene, headline: str) -> None:
    occasion = Occasion(host=scene.host, now=scene.now())

    assert answer(scene.told(), occasion, CatalogueWording()).headline == headline
