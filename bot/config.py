"""Settings: what can be set, and what holds where nothing is.

The sections are plain frozen values that everything may import; only the composition root calls
`load`. To add a section: write its record, with a default for every key, and name it in
`Config`. File, environment, error messages and the test of the example file then know it.
"""

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final, get_type_hints

from msgspec import Struct, field

from bot.delivery_settings import MailSection, RestSection, WebhookSection
from bot.desk_settings import DeskSection, LimitsSection, LogSection, StoreSection
from bot.discord_settings import DiscordSection
from bot.registry_settings import RegistrySection
from bot.settings import ConfigError, InvalidSettingError, Layout, read
from bot.slack_settings import SlackSection
from bot.web_settings import WebSection

__all__ = ["Config", "ConfigError", "Contact", "InvalidSettingError", "Place", "Probe", "load"]


class Place(StrEnum):
    """Where a question can come from."""

    TERMINAL = "terminal"
    WEB = "web"
    SLACK = "slack"
    DISCORD = "discord"


class Contact(Struct, frozen=True, kw_only=True):
    """The help desk that answers name when a person is needed; empty parts are left out."""

    name: str = "ITConnexx"
    phone: str = "800-797-0345"
    email: str = "info@itconnexx.com"
    hours: str = ""


class Probe(Struct, frozen=True, kw_only=True):
    """What may be looked at, whom we trust, and how long a look lasts.

    Attributes:
        allow: Networks in CIDR form, otherwise refused, that may be looked at when a person
            names a target that lies there.
        allow_from: Places from where `allow` counts.
        ca_files: PEM files whose certificates are trusted too; each may hold several.
        ports: Ports that may be looked at besides the well-known ones of TLS and STARTTLS.
        control_host: Looked at to learn whether our own way out is clean; empty for no control.
        system_store: Also trust this computer's own list.
        timeout_s: For a whole look, seconds.
        connect_timeout_s: For one TCP connection, seconds; never longer than the look.
        max_addresses: Addresses of one name that are looked at.
        concurrency: Looks at the same time.
        own_process: A service looks from a process of its own, at a lower priority.
    """

    allow: tuple[str, ...] = ()
    allow_from: tuple[Place, ...] = (Place.SLACK, Place.DISCORD, Place.TERMINAL)
    ca_files: tuple[Path, ...] = ()
    ports: tuple[int, ...] = ()
    control_host: str = ""
    system_store: bool = False
    timeout_s: float = 8.0
    connect_timeout_s: float = 3.0
    max_addresses: int = 4
    concurrency: int = 16
    own_process: bool = True

    def __post_init__(self) -> None:
        _ = self.allowed_networks
        for port in self.ports:
            _demand_between("ports", port, 1, 65535)
        for key, (least, most) in _BOUNDS.items():
            _demand_between(key, getattr(self, key), least, most)

    @property
    def allowed_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """`allow`, for comparing with addresses."""
        try:
            return tuple(ip_network(text) for text in self.allow)
        except ValueError as error:
            raise InvalidSettingError("allow", f"networks like 10.0.0.0/8, but {error}") from error


_BOUNDS: Final = {
    "timeout_s": (0.1, 60),
    "connect_timeout_s": (0.1, 60),
    "max_addresses": (1, 16),
    "concurrency": (1, 256),
}


def _demand_between(key: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InvalidSettingError(key, f"a number from {least} to {most}, got {value}")


class Config(Struct, frozen=True, kw_only=True):
    """All settings.

    Attributes:
        source: Where they came from, for people: a path, variables, or "the defaults".
    """

    contact: Contact = field(default_factory=Contact)
    probe: Probe = field(default_factory=Probe)
    registry: RegistrySection = field(default_factory=RegistrySection)
    store: StoreSection = field(default_factory=StoreSection)
    desk: DeskSection = field(default_factory=DeskSection)
    limits: LimitsSection = field(default_factory=LimitsSection)
    mail: MailSection = field(default_factory=MailSection)
    webhook: WebhookSection = field(default_factory=WebhookSection)
    rest: RestSection = field(default_factory=RestSection)
    log: LogSection = field(default_factory=LogSection)
    slack: SlackSection = field(default_factory=SlackSection)
    discord: DiscordSection = field(default_factory=DiscordSection)
    web: WebSection = field(default_factory=WebSection)
    source: str = "the defaults"


_LAYOUT: Final = Layout(
    prefix="CERTDESK_",
    file_variable="CERTDESK_CONFIG",
    default_file=Path("config.toml"),
    sections={key: kind for key, kind in get_type_hints(Config).items() if key != "source"},
)


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read `path`, else $CERTDESK_CONFIG, else ./config.toml if there; then the environment.

    A variable CERTDESK_SECTION__KEY wins over the file. Lists in a variable are JSON or separated
    by commas; relative paths start at the file, or for a variable at the working directory.

    Raises:
        ConfigError: A file that was asked for cannot be read, or a setting is unknown or wrong.
    """
    sections, sources = read(_LAYOUT, path, environ)
    return Config(**sections, source=", ".join(sources)) if sources else Config()
