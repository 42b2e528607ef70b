"""One running certdesk for the tests that do not stop it, and sites it may look at."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.certificates import Recipe
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle
from tests.web.revoked import Revoked, revoked
from tests.web.running import DIGEST, Certdesk

TECHNICIANS = "\n".join(
    (
        f'[[web.technicians]]\nname = "Ada"\ntoken_sha256 = "{DIGEST}"',
        f'[[web.technicians]]\nname = "Grace"\ntoken_sha256 = "{"0" * 64}"',
    )
)


@pytest.fixture(scope="session")
def expired_site() -> Iterator[int]:
    """The port of a site on localhost whose certificate ran out."""
    with tls(Tls(chain=[leaf(Recipe(ends=timedelta(days=-3))), middle()])) as port:
        yield port


@pytest.fixture(scope="session")
def healthy_site() -> Iterator[int]:
    """The port of a site on localhost that is in order."""
    with tls(Tls(chain=[leaf(), middle()])) as port:
        yield port


@pytest.fixture(scope="session")
def revoked_site() -> Iterator[Revoked]:
    """A site whose issuer takes its time to say that it has revoked its certificate."""
    with revoked() as site:
        yield site


@pytest.fixture(scope="session")
def certdesk(
    tmp_path_factory: pytest.TempPathFactory,
    expired_site: int,
    healthy_site: int,
    revoked_site: Revoked,
) -> Iterator[Certdesk]:
    """Shared by tests that leave it running."""
    folder = tmp_path_factory.mktemp("certdesk")
    ports = (expired_site, healthy_site, revoked_site.port, revoked_site.lists)
    desk = Certdesk(folder, TECHNICIANS, ports)
    with desk.running():
        yield desk
