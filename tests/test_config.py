"""Settings from files and the environment, and what is said about wrong ones."""

import tomllib
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import fields, replace

from bot.config import Config, ConfigError, InvalidSettingError, Place, Probe, load

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str, name: str = "config.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_file_and_environment_the_defaults_hold() -> None:
    assert load(None, {}) == Config()


def test_the_example_file_gives_the_defaults() -> None:
    config = load(EXAMPLE, {})

    assert replace(config, source="") == replace(Config(), source="")


def test_the_example_file_shows_every_key_of_every_section() -> None:
    shown = {
        (section, key)
        for section, table in tomllib.loads(EXAMPLE.read_text(encoding="utf-8")).items()
        for key in table
    }
    config = Config()

    assert shown == {
        (section.name, key.name)
        for section in fields(config)
        if section.name != "source"
        for key in fields(getattr(config, section.name))
    }


def test_every_key_of_the_example_file_has_one_line_of_comment_above() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    uncommented = [
        line
        for above, line in pairwise(lines)
        if " = " in line and not line.startswith("#") and not above.startswith("# ")
    ]

    assert uncommented == []


def test_the_given_file_wins_over_the_variable_and_the_working_directory(tmp_path: Path) -> None:
    given = write(tmp_path, "[contact]\nname = 'given'", "given.toml")
    named = write(tmp_path, "[contact]\nname = 'named'", "named.toml")
    write(tmp_path, "[contact]\nname = 'found'")
    environ = {"CERTDESK_CONFIG": str(named)}

    assert load(given, environ).contact.name == "given"
    assert load(None, environ).contact.name == "named"
    assert load(None, {}).contact.name == "found"


def test_the_environment_wins_over_the_file_key_by_key(tmp_path: Path) -> None:
    path = write(tmp_path, "[probe]\ntimeout_s = 5\nmax_addresses = 2")

    probe = load(path, {"CERTDESK_PROBE__TIMEOUT_S": "6.5"}).probe

    assert (probe.timeout_s, probe.max_addresses) == (6.5, 2)


def test_source_names_the_file_and_the_variables(tmp_path: Path) -> None:
    path = write(tmp_path, "")

    config = load(path, {"CERTDESK_CONTACT__PHONE": "1", "CERTDESK_CONTACT__HOURS": "2"})

    assert config.source == f"{path}, CERTDESK_CONTACT__HOURS, CERTDESK_CONTACT__PHONE"


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        pytest.param("[443, 8443]", (443, 8443), id="JSON"),
        pytest.param("443, 8443", (443, 8443), id="commas"),
        pytest.param("443", (443,), id="one"),
        pytest.param("", (), id="none"),
    ],
)
def test_lists_in_the_environment(text: str, ports: tuple[int, ...]) -> None:
    assert load(None, {"CERTDESK_PROBE__PORTS": text}).probe.ports == ports


@pytest.mark.parametrize(("text", "value"), [("true", True), ("0", False)])
def test_truth_in_the_environment(text: str, *, value: bool) -> None:
    assert load(None, {"CERTDESK_PROBE__SYSTEM_STORE": text}).probe.system_store is value


def test_paths_in_a_file_start_at_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    path = write(folder, "[probe]\nca_files = ['roots.pem', '/etc/other.pem']")

    assert load(path, {}).probe.ca_files == (folder / "roots.pem", Path("/etc/other.pem"))


def test_paths_in_a_variable_start_at_the_working_directory(tmp_path: Path) -> None:
    path = write(tmp_path, "", "elsewhere.toml")

    probe = load(path, {"CERTDESK_PROBE__CA_FILES": "roots.pem"}).probe

    assert probe.ca_files == (Path("roots.pem"),)


def test_networks_and_places_are_typed(tmp_path: Path) -> None:
    path = write(tmp_path, "[probe]\nallow = ['10.0.0.0/8', 'fd00::/8']\nallow_from = ['web']")

    probe = load(path, {}).probe

    assert probe.allowed_networks == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert probe.allow_from == (Place.WEB,)


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff[contact]\nname = 'Häuser'")

    assert load(path, {}).contact.name == "Häuser"


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        pytest.param("[prob]", "prob", "did you mean probe?", id="section misspelt"),
        pytest.param("[zzz]", "zzz", "known are contact, probe", id="section unknown"),
        pytest.param("[fax]\nport = 1", "fax", "unknown", id="section of another version"),
        pytest.param("probe = 1", "probe", "written [probe]", id="section is no table"),
        pytest.param(
            "[probe]\ntimeout = 1", "probe.timeout", "did you mean timeout_s?", id="key misspelt"
        ),
        pytest.param("[probe]\ntimeout_s = '1'", "probe.timeout_s", "float", id="text for number"),
        pytest.param("[probe]\nports = 443", "probe.ports", "array", id="number for list"),
        pytest.param("[probe]\nports = [1, 'x']", "probe.ports", "probe.ports[1]", id="item"),
        pytest.param("[probe]\nports = [0]", "probe.ports", "1 to 65535, got 0", id="port 0"),
        pytest.param("[probe]\nports = [65536]", "probe.ports", "got 65536", id="port too high"),
        pytest.param("[probe]\nallow = ['10.0.0.1/8']", "probe.allow", "10.0.0.0/8", id="network"),
        pytest.param("[probe]\nallow_from = ['fax']", "probe.allow_from", "'fax'", id="place"),
        pytest.param("[probe]\nca_files = ['']", "probe.ca_files", "path", id="empty path"),
        pytest.param("[probe]\nca_files = [1]", "probe.ca_files", "path", id="number for path"),
        pytest.param("[probe]\ntimeout_s = nan", "probe.timeout_s", "got nan", id="not a number"),
        pytest.param("[probe]\ntimeout_s = 0", "probe.timeout_s", "0.1 to 60", id="no time"),
        pytest.param("[probe]\nconcurrency = 0", "probe.concurrency", "1 to 256", id="no look"),
        pytest.param("[probe", "", "expected TOML", id="not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_the_key(
    tmp_path: Path, text: str, key: str, expected: str
) -> None:
    path = write(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        load(path, {})

    assert (caught.value.where, caught.value.key) == (str(path), key)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("CERTDESK_PROBE__TIMEOUT_S", "soon", "expected `float`"),
        ("CERTDESK_PROBE__TIMEOUT_S", "61", "got 61"),
        ("CERTDESK_PROBE__TIMEOUTS", "5", "did you mean timeout_s?"),
        ("CERTDESK_PROBES__TIMEOUT_S", "5", "did you mean probe?"),
        ("CERTDESK_PROBE_TIMEOUT_S", "5", "did you mean CERTDESK_PROBE__TIMEOUT_S?"),
        ("CERTDESK_PROBE__PORTS", "[443", "JSON list"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, {variable: value})

    assert caught.value.where == variable
    assert expected in str(caught.value)


@pytest.mark.parametrize("variable", ["CERTDESK_PORT", "CERTDESK_SERVICE_HOST", "PATH"])
def test_variables_of_others_are_left_alone(variable: str) -> None:
    assert load(None, {variable: "tcp://10.0.0.1:80"}) == Config()


@pytest.mark.parametrize("environ", [{}, {"CERTDESK_CONFIG": "missing.toml"}])
def test_a_file_that_was_asked_for_must_exist(environ: dict[str, str]) -> None:
    path = None if environ else Path("missing.toml")

    with pytest.raises(ConfigError, match=r"missing\.toml: cannot be read: No such file"):
        load(path, environ)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("[contact]\nname = 'Häuser'".encode("latin-1"))

    with pytest.raises(ConfigError, match="expected UTF-8"):
        load(path, {})


def test_bounds_hold_for_values_made_in_code_too() -> None:
    with pytest.raises(InvalidSettingError, match="max_addresses"):
        Probe(max_addresses=0)
