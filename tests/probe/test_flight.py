"""The messages of a server's first flight, made byte by byte."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Ending
from bot.probe.flight import (
    MAX_MESSAGE,
    Flight,
    Messages,
    TooLongError,
    WrongLengthError,
    take_records,
    with_alert,
    with_message,
)

SERVER_HELLO, CERTIFICATE, CERTIFICATE_REQUEST, CERTIFICATE_STATUS = 2, 11, 13, 22
SERVER_HELLO_DONE, CERTIFICATE_VERIFY = 14, 15
RANDOM = bytes(32)

lists = st.lists(st.binary(max_size=40), max_size=8)


def sized(body: bytes, octets: int) -> bytes:
    return len(body).to_bytes(octets) + body


def bare_list(listed: Sequence[bytes]) -> bytes:
    return sized(b"".join(sized(der, 3) for der in listed), 3)


def listed_with(entries: Sequence[tuple[bytes, bytes]], context: bytes = b"") -> bytes:
    body = b"".join(sized(der, 3) + sized(extensions, 2) for der, extensions in entries)
    return sized(context, 1) + sized(body, 3)


def extension(number: int, body: bytes) -> bytes:
    return number.to_bytes(2) + sized(body, 2)


def stapled(response: bytes) -> bytes:
    return b"\x01" + sized(response, 3)


def server_hello(
    version: int, cipher: int, extensions: bytes = b"", session: bytes = b""
) -> bytes:
    start = version.to_bytes(2) + RANDOM + sized(session, 1) + cipher.to_bytes(2) + b"\x00"
    return start + (sized(extensions, 2) if extensions else b"")


@given(lists)
def test_a_list_of_tls_1_2_is_read_in_its_order(listed: list[bytes]) -> None:
    flight = with_message(Flight(), CERTIFICATE, bare_list(listed))

    assert flight == Flight(certificates=tuple(listed))


@given(st.lists(st.tuples(st.binary(max_size=40), st.binary(max_size=9)), max_size=8))
def test_a_list_of_tls_1_3_is_read_whatever_the_extensions_are(
    entries: list[tuple[bytes, bytes]],
) -> None:
    extended = [(der, extension(18, body)) for der, body in entries]

    flight = with_message(Flight(), CERTIFICATE, listed_with(extended, b"ctx"), encrypted=True)

    first = entries[0][1] if entries else b""
    assert flight == Flight(certificates=tuple(der for der, _ in entries), timestamps=first)


@given(data=st.data(), encrypted=st.booleans())
def test_a_list_that_is_cut_off_is_broken(data: st.DataObject, *, encrypted: bool) -> None:
    listed = data.draw(lists)
    whole = listed_with([(der, b"") for der in listed]) if encrypted else bare_list(listed)
    cut = data.draw(st.integers(0, len(whole) - 1))

    flight = with_message(Flight(), CERTIFICATE, whole[:cut], encrypted=encrypted)

    assert (flight.ending, flight.certificates) == (Ending.BROKEN, ())
    assert "wrong lengths" in flight.detail


def test_the_staple_of_the_leaf_counts_and_no_other() -> None:
    entries = [(b"leaf", extension(18, b"scts") + extension(5, stapled(b"mine")))]
    entries += [(b"intermediate", extension(5, stapled(b"other")))]

    flight = with_message(Flight(), CERTIFICATE, listed_with(entries), encrypted=True)

    assert flight.certificates == (b"leaf", b"intermediate")
    assert (flight.staple, flight.timestamps) == (b"mine", b"scts")


def test_the_staple_of_tls_1_2_is_a_message_of_its_own() -> None:
    assert with_message(Flight(), CERTIFICATE_STATUS, stapled(b"ok")) == Flight(staple=b"ok")


@pytest.mark.parametrize(
    "body", [b"", b"\x02" + sized(b"several", 3), b"\x01\x00\x00\x09short", b"\x01"]
)
def test_a_staple_that_is_none_leaves_the_flight_as_it_was(body: bytes) -> None:
    assert with_message(Flight(), CERTIFICATE_STATUS, body) == Flight()


@pytest.mark.parametrize(
    ("version", "name"),
    [
        (0x0300, "SSLv3"),
        (0x0301, "TLSv1"),
        (0x0302, "TLSv1.1"),
        (0x0303, "TLSv1.2"),
        (0x7F01, "version 7f01"),
    ],
)
def test_the_hello_names_version_and_cipher(version: int, name: str) -> None:
    flight = with_message(Flight(), SERVER_HELLO, server_hello(version, 0x0005, session=b"s" * 32))

    assert flight == Flight(protocol=name, cipher="TLS_RSA_WITH_RC4_128_SHA")


@pytest.mark.parametrize("length", [0, 2, 34, 35, 36])
def test_a_hello_that_is_too_short_is_broken(length: int) -> None:
    body = server_hello(0x0303, 0xC02F)[:length]

    assert with_message(Flight(), SERVER_HELLO, body).ending is Ending.BROKEN


def test_a_request_for_a_certificate_is_kept_until_the_end() -> None:
    asked = with_message(Flight(), CERTIFICATE_REQUEST, b"")

    done = with_message(asked, SERVER_HELLO_DONE, b"")

    assert asked == Flight(client_certificate_asked=True)
    assert done == Flight(client_certificate_asked=True, ending=Ending.COMPLETED)


@pytest.mark.parametrize(
    ("body", "flight"),
    [
        pytest.param(b"\x02\x28", Flight(ending=Ending.ALERT, alert=40), id="fatal"),
        pytest.param(b"\x01\x00", Flight(ending=Ending.ALERT, alert=0), id="close_notify"),
        pytest.param(b"\x01\x70", Flight(), id="a warning"),
        pytest.param(b"\x02", Flight(), id="half an alert"),
    ],
)
def test_an_alert_ends_the_flight_and_a_warning_does_not(body: bytes, flight: Flight) -> None:
    assert with_alert(Flight(), body) == flight


@given(lists, st.data())
def test_messages_come_out_whole_however_they_are_cut(
    bodies: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(bytes([kind]) + sized(body, 3) for kind, body in enumerate(bodies))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    messages = Messages()
    taken: list[tuple[int, bytes]] = []

    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        taken += messages.take(stream[start:end])

    assert taken == list(enumerate(bodies))


def test_the_largest_message_is_taken_and_a_larger_one_refused_by_its_header() -> None:
    largest = bytes(MAX_MESSAGE)

    assert list(Messages().take(b"\x0b" + sized(largest, 3))) == [(CERTIFICATE, largest)]
    with pytest.raises(TooLongError, match=str(MAX_MESSAGE + 1)):
        list(Messages().take(b"\x0b" + (MAX_MESSAGE + 1).to_bytes(3)))


def test_a_record_that_has_not_come_whole_waits_in_the_buffer() -> None:
    buffer = bytearray(b"\x16\x03\x03\x00\x02ab\x15\x03\x01\x00\x02\x02")

    first = list(take_records(buffer))
    buffer += b"\x28"
    second = list(take_records(buffer))

    assert [(r.type, r.header, r.body) for r in first] == [(22, b"\x16\x03\x03\x00\x02", b"ab")]
    assert [(r.type, r.body) for r in second] == [(21, b"\x02\x28")]
    assert buffer == b""


@pytest.mark.parametrize(
    "header",
    [b"\x80\x2e\x01\x00\x02", b"\x16\x02\x00\x00\x01", b"\x16\x03\x03\x48\x01", b"HTTP/"],
)
def test_what_has_no_record_header_is_refused(header: bytes) -> None:
    with pytest.raises(WrongLengthError, match="not a TLS record"):
        list(take_records(bytearray(header)))


@pytest.mark.parametrize("after", [SERVER_HELLO_DONE, CERTIFICATE_VERIFY])
def test_a_broken_list_stays_broken_whatever_follows(after: int) -> None:
    broken = with_message(Flight(), CERTIFICATE, b"\x00\x00\x09abc")

    assert broken.ending is Ending.BROKEN
    assert with_message(broken, after, b"") == broken


def test_a_hello_of_tls_1_3_says_its_version_in_an_extension() -> None:
    extensions = extension(51, b"key share") + extension(43, b"\x03\x04")

    flight = with_message(Flight(), SERVER_HELLO, server_hello(0x0303, 0x1301, extensions))

    assert flight.protocol == "TLSv1.3"


def test_extensions_with_wrong_lengths_cost_the_staple_and_not_the_list() -> None:
    entries = [(b"leaf", b"\x00\x05\xff\xffshort"), (b"intermediate", b"")]

    flight = with_message(Flight(), CERTIFICATE, listed_with(entries), encrypted=True)

    assert flight == Flight(certificates=(b"leaf", b"intermediate"))
