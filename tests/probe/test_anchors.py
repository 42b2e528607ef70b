from pathlib import Path

import pytest

from bot.core.facts import Name, StoreName
from bot.core.x509 import read_subject
from bot.probe.anchors import AnchorFileError, load_anchors
from tests.situations.lab import leaf, middle, root


def subject(der: bytes) -> Name:
    name = read_subject(der)
    assert name is not None
    return name


def test_an_operators_certificate_is_an_anchor_even_if_not_self_signed(tmp_path: Path) -> None:
    file = tmp_path / "ours.pem"
    file.write_bytes(b"Our own:\n" + root().pem + middle().pem)

    store = load_anchors([file])

    for certified in (root(), middle()):
        [anchor] = store.named(subject(certified.der))
        assert anchor.stores == {StoreName.OPERATOR}
        assert not anchor.is_public


def test_der_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "ours.cer"
    file.write_bytes(leaf().der)

    assert load_anchors([file]).named(subject(leaf().der))


def test_mozillas_anchors_are_public() -> None:
    store = load_anchors()

    assert len(store.organisations) > 20


def test_what_this_computer_trusts_counts_by_setting() -> None:
    here = load_anchors(system_store=True)

    assert here.organisations >= load_anchors().organisations


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(
            b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n", id="a key"
        ),
        pytest.param(
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", id="no certificate"
        ),
    ],
)
def test_a_file_without_anchors_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.pem"
    file.write_bytes(content)

    with pytest.raises(AnchorFileError, match=r"broken\.pem"):
        load_anchors([file])


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(AnchorFileError, match=r"absent\.pem"):
        load_anchors([tmp_path / "absent.pem"])
