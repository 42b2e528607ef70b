import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.probe.url import MAX_LENGTH, InvalidUrlError, Url


@pytest.mark.parametrize(
    ("text", "host", "port", "resource"),
    [
        ("http://crl.ca.test/a.crl", "crl.ca.test", 80, "/a.crl"),
        ("HTTPS://CRL.ca.test", "crl.ca.test", 443, "/"),
        ("http://ca.test:8080/x?y=1#z", "ca.test", 8080, "/x?y=1"),
        ("http://[2001:DB8::1]/x", "2001:db8::1", 80, "/x"),
        ("http://ca.test?y", "ca.test", 80, "/?y"),
    ],
)
def test_an_address_is_taken_apart(text: str, host: str, port: int, resource: str) -> None:
    url = Url.parse(text)

    assert (url.host, url.port, url.resource) == (host, port, resource)


@pytest.mark.parametrize(
    "text",
    [
        "ldap://ca.test/cn=x",
        "file:///etc/passwd",
        "ftp://ca.test/x",
        "//ca.test/x",
        "ca.test/x",
        "",
        "http:///x",
        "http://user@ca.test/x",
        "http://user:secret@ca.test/x",
        "http://@ca.test/x",
        "http://ca.test:0/x",
        "http://ca.test:65536/x",
        "http://ca.test:x/",
        "http://ca..test/",
        "http://.ca.test/",
        "http://[::1/x",
        "http://[fe80::1%25eth0]/x",
        "http://ca.test/a b",
        "http://ca.test/a\r\nHost: other",
        "http://bücher.test/",
        "http://ca.test/" + "x" * MAX_LENGTH,
    ],
)
def test_what_is_not_fetched_is_refused(text: str) -> None:
    with pytest.raises(InvalidUrlError):
        Url.parse(text)


@given(st.text())
@example("http://[")
@example("http://[v1.x]/")
@example("http://℀.test/")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        url = Url.parse(text)
    except InvalidUrlError:
        return
    assert Url.parse(str(url)) == url


@given(st.text())
@example("//[")
@example("http://[v1.x]/")
def test_any_redirect_is_followed_or_refused(location: str) -> None:
    origin = Url.parse("http://ca.test/a/b")
    try:
        url = origin.joined(location)
    except InvalidUrlError:
        return
    assert Url.parse(str(url)) == url


def test_a_relative_redirect_stays_on_the_host() -> None:
    assert str(Url.parse("https://ca.test:444/a/b").joined("c")) == "https://ca.test:444/a/c"
