"""What can be told of an organisation's own names, devices and inspection."""

import json
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load
from bot.core.registry import InspectionRoot, RegisteredHost, Registry
from bot.registry_settings import HostEntry, InspectionEntry, RegistrySection
from bot.settings import InvalidSettingError

DIGEST = "0123456789abcdef" * 4
WITH_COLONS = ":".join(DIGEST[i : i + 2] for i in range(0, 64, 2)).upper()
OTHER = "f" * 64


def entries(folder: Path, text: str) -> Registry:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, {}).registry.entries


def test_without_a_section_nothing_is_registered_and_nothing_is_permitted() -> None:
    assert Config().registry.entries == Registry()
    assert not Registry().read_only_after_expiry


def test_a_whole_section_is_read(tmp_path: Path) -> None:
    told = entries(
        tmp_path,
        f"""
        [registry]
        own_domains = ["Example.COM."]
        guard_names = ["bücher.example"]
        read_only_after_expiry = true
        [[registry.hosts]]
        host = "Printer.example.com"
        fingerprints = ["{DIGEST}", "{OTHER}"]
        note = "second floor"
        [[registry.hosts]]
        host = "10.0.0.7"
        fingerprints = ["{DIGEST}"]
        [[registry.inspection_roots]]
        key_sha256 = "{DIGEST}"
        name = "the filter"
        """,
    )

    assert told == Registry(
        own_domains=("example.com",),
        hosts=(
            RegisteredHost(
                host="printer.example.com",
                fingerprints=frozenset({DIGEST, OTHER}),
                note="second floor",
            ),
            RegisteredHost(host="10.0.0.7", fingerprints=frozenset({DIGEST})),
        ),
        inspection_roots=(InspectionRoot(key_sha256=DIGEST, name="the filter"),),
        guard_names=("xn--bcher-kva.example",),
        read_only_after_expiry=True,
    )


@pytest.mark.parametrize("text", [DIGEST, DIGEST.upper(), WITH_COLONS, WITH_COLONS.lower()])
def test_a_fingerprint_is_taken_with_and_without_colons_in_any_case(text: str) -> None:
    assert HostEntry(host="a.test", fingerprints=(text,)).entry.fingerprints == {DIGEST}
    assert InspectionEntry(key_sha256=text).entry.key_sha256 == DIGEST


@pytest.mark.parametrize("text", ["", "0f", DIGEST + "00", DIGEST[:-1] + "g", "SHA256=" + DIGEST])
def test_what_is_no_sha256_is_refused(text: str) -> None:
    with pytest.raises(InvalidSettingError, match="64 hex digits"):
        HostEntry(host="a.test", fingerprints=(text,))
    with pytest.raises(InvalidSettingError, match="64 hex digits"):
        InspectionEntry(key_sha256=text)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        pytest.param(
            "[[registry.hosts]]\nhost = 'a.test'\nfingerprint = []",
            "registry.hosts[0].fingerprint",
            "did you mean fingerprints?",
            id="key misspelt in an entry",
        ),
        pytest.param(
            f"[[registry.inspection_roots]]\nkey_sha256 = '{DIGEST}'\nnote = 'x'",
            "registry.inspection_roots[0].note",
            "known are key_sha256, name",
            id="key of another table",
        ),
        pytest.param(
            "[[registry.hosts]]\nhost = 'a.test'", "registry.hosts", "`fingerprints`", id="missing"
        ),
        pytest.param(
            "[[registry.hosts]]\nhost = 'a.test'\nfingerprints = []",
            "registry.hosts",
            "at least one",
            id="no fingerprint",
        ),
        pytest.param(
            f"[[registry.hosts]]\nhost = 'a b c'\nfingerprints = ['{DIGEST}']",
            "registry.hosts",
            "a host name or address, got 'a b c'",
            id="no host",
        ),
        pytest.param(
            "[registry]\nhosts = ['a.test']", "registry.hosts", "registry.hosts[0]", id="no table"
        ),
        pytest.param(
            "[registry]\nown_domains = ['']", "registry.own_domains", "got ''", id="empty name"
        ),
        pytest.param(
            "[registry]\nguard_names = ['a b']", "registry.guard_names", "got 'a b'", id="guard"
        ),
        pytest.param(
            "[registry]\nread_only_after_expiry = 1",
            "registry.read_only_after_expiry",
            "expected `bool`",
            id="number for truth",
        ),
    ],
)
def test_a_wrong_section_is_named_with_the_key(
    tmp_path: Path, text: str, key: str, expected: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        entries(tmp_path, text)

    assert caught.value.key == key
    assert expected in str(caught.value)


def test_tables_can_come_from_the_environment_as_json() -> None:
    hosts = json.dumps([{"host": "nas", "fingerprints": [DIGEST]}])

    told = load(None, {"CERTDESK_REGISTRY__HOSTS": hosts}).registry.entries

    assert told.hosts == (RegisteredHost(host="nas", fingerprints=frozenset({DIGEST})),)


def test_a_misspelt_key_in_the_environment_is_named_too() -> None:
    hosts = json.dumps([{"hots": "nas", "fingerprints": [DIGEST]}])

    with pytest.raises(ConfigError, match=r"registry\.hosts\[0\]\.hots: .* mean host\?"):
        load(None, {"CERTDESK_REGISTRY__HOSTS": hosts})


def test_what_is_wrong_is_refused_in_code_too() -> None:
    with pytest.raises(InvalidSettingError, match="own_domains"):
        RegistrySection(own_domains=("",))
