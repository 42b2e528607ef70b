import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.target import MAX_LENGTH, InvalidTarget, InvalidTargetError, StartTls, Target

SECRET = "hunter2"  # noqa: S105 -- the one that must never come back

PLACES = [
    pytest.param("example.com", "example.com", 443, id="a bare name is asked on 443"),
    pytest.param("  example.com\n", "example.com", 443, id="space around it does not count"),
    pytest.param("EXAMPLE.Com", "example.com", 443, id="case does not count"),
    pytest.param("example.com.", "example.com", 443, id="the root's dot does not count"),
    pytest.param("https://example.com/a?b#c", "example.com", 443, id="a link, whatever follows"),
    pytest.param("https://example.com?b", "example.com", 443, id="a query right after the host"),
    pytest.param("https://example.com#c", "example.com", 443, id="a fragment right after it"),
    pytest.param("https:\\\\example.com\\x", "example.com", 443, id="backslashes, as browsers do"),
    pytest.param("https://example.com\\@evil.net", "example.com", 443, id="a backslash ends it"),
    pytest.param("//example.com/x", "example.com", 443, id="a link without scheme"),
    pytest.param("HTTPS://example.com", "example.com", 443, id="a scheme in capitals"),
    pytest.param("example.com:8443", "example.com", 8443, id="the typed port counts"),
    pytest.param("example.com:", "example.com", 443, id="an empty port is the usual one"),
    pytest.param("example.com:0443", "example.com", 443, id="zeros before a port do not count"),
    pytest.param("example.com:1", "example.com", 1, id="the first port"),
    pytest.param("example.com:65535", "example.com", 65535, id="the last port"),
    pytest.param("example.com port 465", "example.com", 465, id="a port in words"),
    pytest.param("example.com on port 465", "example.com", 465, id="on a port in words"),
    pytest.param("example.com PORT 465.", "example.com", 465, id="the end of a sentence"),
    pytest.param("example.com:8443.", "example.com", 8443, id="a full stop after the port"),
    pytest.param("https://example.com:444/:9", "example.com", 444, id="a colon in a path is none"),
    pytest.param("https://me@example.com/", "example.com", 443, id="user info is no host"),
    pytest.param("https://a@b@example.com/", "example.com", 443, id="the last at sign counts"),
    pytest.param("a_b.example.com", "a_b.example.com", 443, id="underscores are met in practice"),
    pytest.param("_x.example.com", "_x.example.com", 443, id="an underscore in front stays"),
    pytest.param("0x1g", "0x1g", 443, id="a name that only begins like a number"),
    pytest.param("https:example.com", "example.com", 443, id="a scheme without slashes"),
    pytest.param("https:/example.com", "example.com", 443, id="a scheme with one slash"),
    pytest.param("smtp:26", "smtp", 26, id="a host that is called like a scheme"),
    pytest.param("https://[::1]", "::1", 443, id="a link that ends in a bracket"),
    pytest.param("[https://example.com]", "example.com", 443, id="square brackets, a link"),
    pytest.param("intranet", "intranet", 443, id="a single label"),
    pytest.param("-a-.example.com", "-a-.example.com", 443, id="hyphens at the ends resolve"),
    pytest.param("bücher.example", "xn--bcher-kva.example", 443, id="U-labels become A-labels"),
    pytest.param("BÜCHER.example", "xn--bcher-kva.example", 443, id="capitals among U-labels"),
    pytest.param("faß.example", "xn--fa-hia.example", 443, id="ß stays itself"),
    pytest.param("ｅｘａｍｐｌｅ.com", "example.com", 443, id="full-width letters"),  # noqa: RUF001
    pytest.param("example。com", "example.com", 443, id="the ideographic full stop"),
    pytest.param("example．com", "example.com", 443, id="the full-width full stop"),  # noqa: RUF001
    pytest.param("example｡com", "example.com", 443, id="the half-width full stop"),
    pytest.param("exam\u200bple.com", "example.com", 443, id="zero width is nothing (UTS 46)"),
    pytest.param("exam\u00adple.com", "example.com", 443, id="a soft hyphen is nothing"),
    pytest.param("example[.]com", "example.com", 443, id="defanged dots"),
    pytest.param("hxxps://example(.)com/x", "example.com", 443, id="a defanged scheme"),
    pytest.param("HXXPS://EXAMPLE[.]COM", "example.com", 443, id="defanged in capitals"),
    pytest.param("example[dot]com", "example.com", 443, id="a dot in words"),
    pytest.param("example.com[:]8443", "example.com", 8443, id="a defanged port"),
    pytest.param('"example.com"', "example.com", 443, id="quotes"),
    pytest.param("\u201cexample.com\u201d", "example.com", 443, id="curly quotes"),
    pytest.param("<https://example.com/>", "example.com", 443, id="angle brackets"),
    pytest.param("(example.com),", "example.com", 443, id="round brackets and a comma"),
    pytest.param("[example.com]", "example.com", 443, id="square brackets around a name"),
    pytest.param("`example.com`?", "example.com", 443, id="back-ticks and a question mark"),
    pytest.param("**example.com**", "example.com", 443, id="bold in chat"),
    pytest.param("_example.com_", "example.com", 443, id="italics in chat"),
    pytest.param("::1", "::1", 443, id="IPv6 without brackets"),
    pytest.param("[::1]", "::1", 443, id="IPv6 in brackets"),
    pytest.param("[::1]:8443", "::1", 8443, id="IPv6 with a port"),
    pytest.param("https://[2001:DB8::0:1]/", "2001:db8::1", 443, id="IPv6 is shortened"),
    pytest.param("<[::1]:443>", "::1", 443, id="IPv6 in two kinds of brackets"),
    pytest.param("192.0.2.1", "192.0.2.1", 443, id="IPv4"),
    pytest.param("192.0.2.1.", "192.0.2.1", 443, id="IPv4 with the root's dot"),
    pytest.param("127.1", "127.0.0.1", 443, id="IPv4 in two parts"),
    pytest.param("10.1.65535", "10.1.255.255", 443, id="IPv4 in three parts"),
    pytest.param("2130706433", "127.0.0.1", 443, id="IPv4 as one number"),
    pytest.param("0x7f.1", "127.0.0.1", 443, id="IPv4 in hexadecimal"),
    pytest.param("0X7F000001", "127.0.0.1", 443, id="IPv4 in hexadecimal capitals"),
    pytest.param("0177.0.0.01", "127.0.0.1", 443, id="IPv4 in octal"),
    pytest.param("0x", "0.0.0.0", 443, id="an empty hexadecimal number is zero"),  # noqa: S104
    pytest.param("4294967295", "255.255.255.255", 443, id="the last address as one number"),
    pytest.param("１２７.0.0.1", "127.0.0.1", 443, id="full-width digits"),  # noqa: RUF001
    pytest.param("a" * 63 + ".com", "a" * 63 + ".com", 443, id="63 octets fit in a label"),
    pytest.param(
        ".".join(["a" * 49] * 5) + ".abc", ".".join(["a" * 49] * 5) + ".abc", 443, id="253 fit"
    ),
]


@pytest.mark.parametrize(("typed", "host", "port"), PLACES)
def test_what_people_type_is_understood(typed: str, host: str, port: int) -> None:
    target = Target.parse(typed)

    assert (target.host, target.port) == (host, port)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        pytest.param("", InvalidTarget.EMPTY, id="nothing"),
        pytest.param("  \n", InvalidTarget.EMPTY, id="only space"),
        pytest.param("https://", InvalidTarget.EMPTY, id="a scheme alone"),
        pytest.param("https:///path", InvalidTarget.EMPTY, id="no host before the path"),
        pytest.param("https://user@/", InvalidTarget.EMPTY, id="no host after the user"),
        pytest.param(":443", InvalidTarget.EMPTY, id="a port alone"),
        pytest.param(".", InvalidTarget.NO_HOST, id="the root alone"),
        pytest.param("..", InvalidTarget.LABEL_EMPTY, id="dots alone"),
        pytest.param("a..b", InvalidTarget.LABEL_EMPTY, id="an empty label"),
        pytest.param(".example.com", InvalidTarget.LABEL_EMPTY, id="a dot in front"),
        pytest.param("example.com..", InvalidTarget.LABEL_EMPTY, id="two dots behind"),
        pytest.param("ü..b", InvalidTarget.LABEL_EMPTY, id="an empty label beside a U-label"),
        pytest.param("a" * 64 + ".com", InvalidTarget.LABEL_TOO_LONG, id="64 octets in a label"),
        pytest.param(
            ".".join(["a" * 49] * 5) + ".abcd", InvalidTarget.NAME_TOO_LONG, id="254 octets"
        ),
        pytest.param("a." * MAX_LENGTH, InvalidTarget.TOO_LONG, id="more than anybody types"),
        pytest.param("example.com:0", InvalidTarget.BAD_PORT, id="port 0"),
        pytest.param("example.com:65536", InvalidTarget.BAD_PORT, id="one past the last port"),
        pytest.param("example.com:-1", InvalidTarget.BAD_PORT, id="a negative port"),
        pytest.param("example.com:https", InvalidTarget.BAD_PORT, id="a port by name"),
        pytest.param("example.com:٤٤٣", InvalidTarget.BAD_PORT, id="digits of another script"),
        pytest.param("example.com:" + "9" * 1900, InvalidTarget.BAD_PORT, id="a very long port"),
        pytest.param("gopher://example.com", InvalidTarget.UNKNOWN_SCHEME, id="not our schemes"),
        pytest.param("file:///etc/passwd", InvalidTarget.UNKNOWN_SCHEME, id="a local file"),
        pytest.param("exa mple.com", InvalidTarget.BAD_CHARACTERS, id="a space inside"),
        pytest.param("exa\nmple.com", InvalidTarget.BAD_CHARACTERS, id="a line break inside"),
        pytest.param("example\n.com", InvalidTarget.BAD_CHARACTERS, id="a label that ends in one"),
        pytest.param(
            "example.com\n/x", InvalidTarget.BAD_CHARACTERS, id="a host that ends in one"
        ),
        pytest.param("exa\x00mple.com", InvalidTarget.BAD_CHARACTERS, id="a NUL"),
        pytest.param("exa\x1b[31mmple.com", InvalidTarget.BAD_CHARACTERS, id="a terminal escape"),
        pytest.param("exa\u202emple.com", InvalidTarget.BAD_CHARACTERS, id="text turned around"),
        pytest.param("exa\ud800mple.com", InvalidTarget.BAD_CHARACTERS, id="half a character"),
        pytest.param("exa%2emple.com", InvalidTarget.BAD_CHARACTERS, id="percent encoding"),
        pytest.param("ü" * 300 + ".com", InvalidTarget.BAD_CHARACTERS, id="an endless U-label"),
        pytest.param("fe80::1%eth0", InvalidTarget.BAD_ADDRESS, id="a zone of this machine"),
        pytest.param("[fe80::1%25eth0]", InvalidTarget.BAD_ADDRESS, id="a zone in brackets"),
        pytest.param("[fe80::1%1]:443", InvalidTarget.BAD_ADDRESS, id="a zone by number"),
        pytest.param("[::1", InvalidTarget.BAD_ADDRESS, id="a bracket that stays open"),
        pytest.param("[::1]443", InvalidTarget.BAD_ADDRESS, id="no colon before the port"),
        pytest.param("[]:443", InvalidTarget.BAD_ADDRESS, id="empty brackets"),
        pytest.param("1:2:3", InvalidTarget.BAD_ADDRESS, id="colons that make no address"),
        pytest.param("256.1.1.1", InvalidTarget.BAD_ADDRESS, id="a part over 255"),
        pytest.param("1.2.3.256", InvalidTarget.BAD_ADDRESS, id="a last part over 255"),
        pytest.param("1.2.3.4.5", InvalidTarget.BAD_ADDRESS, id="five parts"),
        pytest.param("1..2", InvalidTarget.BAD_ADDRESS, id="an empty part"),
        pytest.param("4294967296", InvalidTarget.BAD_ADDRESS, id="one past the last address"),
        pytest.param("08.1.1.1", InvalidTarget.BAD_ADDRESS, id="8 is no octal digit"),
        pytest.param("example.123", InvalidTarget.BAD_ADDRESS, id="a name that ends in a number"),
        pytest.param("1.2.3.4\n.5", InvalidTarget.BAD_ADDRESS, id="a line break in an address"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(typed: str, reason: InvalidTarget) -> None:
    with pytest.raises(InvalidTargetError) as refused:
        Target.parse(typed)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("typed", "port", "starttls"),
    [
        pytest.param("http://h", 443, None, id="an http link asks about the https site"),
        pytest.param("https://h", 443, None, id="https"),
        pytest.param("wss://h", 443, None, id="wss"),
        pytest.param("smtps://h", 465, None, id="smtps"),
        pytest.param("imaps://h", 993, None, id="imaps"),
        pytest.param("pop3s://h", 995, None, id="pop3s"),
        pytest.param("ldaps://h", 636, None, id="ldaps"),
        pytest.param("smtp://h", 25, StartTls.SMTP, id="smtp"),
        pytest.param("submission://h", 587, StartTls.SMTP, id="submission"),
        pytest.param("imap://h", 143, StartTls.IMAP, id="imap"),
        pytest.param("pop3://h", 110, StartTls.POP3, id="pop3"),
        pytest.param("ftp://h", 21, StartTls.FTP, id="ftp"),
        pytest.param("ldap://h", 389, StartTls.LDAP, id="ldap"),
        pytest.param("postgres://h", 5432, StartTls.POSTGRES, id="postgres"),
        pytest.param("mysql://h", 3306, StartTls.MYSQL, id="mysql"),
        pytest.param("xmpp://h", 5222, StartTls.XMPP, id="xmpp"),
        pytest.param("h:25", 25, StartTls.SMTP, id="port 25 implies it"),
        pytest.param("h:587", 587, StartTls.SMTP, id="port 587 implies it"),
        pytest.param("h port 143", 143, StartTls.IMAP, id="a port in words implies it"),
        pytest.param("h:110", 110, StartTls.POP3, id="port 110 implies it"),
        pytest.param("h:21", 21, StartTls.FTP, id="port 21 implies it"),
        pytest.param("h:389", 389, StartTls.LDAP, id="port 389 implies it"),
        pytest.param("h:5432", 5432, StartTls.POSTGRES, id="port 5432 implies it"),
        pytest.param("h:3306", 3306, StartTls.MYSQL, id="port 3306 implies it"),
        pytest.param("h:5222", 5222, StartTls.XMPP, id="port 5222 implies it"),
        pytest.param("h:465", 465, None, id="port 465 begins with TLS"),
        pytest.param("h", 443, None, id="nothing typed, nothing implied"),
        pytest.param("https://h:25", 25, None, id="the scheme says how the port begins"),
        pytest.param("smtp://h:2525", 2525, StartTls.SMTP, id="the scheme on another port"),
        pytest.param("SMTP://h", 25, StartTls.SMTP, id="a scheme in capitals"),
    ],
)
def test_scheme_and_port_say_how_it_begins(
    typed: str, port: int, starttls: StartTls | None
) -> None:
    target = Target.parse(typed)

    assert (target.port, target.starttls) == (port, starttls)


@pytest.mark.parametrize("typed", ["smtp://h", "h:25", "h", "https://h:993"])
def test_an_explicit_starttls_wins(typed: str) -> None:
    assert Target.parse(typed, StartTls.IMAP).starttls is StartTls.IMAP


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("https://me:pw@h/p", "https://h/p", id="user info"),
        pytest.param("https://h/p?token=pw", "https://h/p", id="query"),
        pytest.param("https://h/p#pw", "https://h/p", id="fragment"),
        pytest.param("me:pw@h", "h", id="user info without scheme"),
        pytest.param("//me:pw@h/p", "//h/p", id="user info in a link without scheme"),
        pytest.param("https://me:pw@h/http://x", "https://h/http://x", id="a link in the path"),
        pytest.param("https:\\\\me:pw@h\\p", "https:\\\\h\\p", id="backslashes"),
        pytest.param("https://h/@me", "https://h/", id="what stands before an at sign may be one"),
        pytest.param(" \u00ab H.Example \u00bb", "H.Example", id="otherwise as typed"),
    ],
)
def test_what_is_kept_of_the_typed_text_holds_no_secret(typed: str, shown: str) -> None:
    assert Target.parse(typed).input == shown


@pytest.mark.parametrize(
    "typed",
    [
        f"https://me:{SECRET}@",
        f"https://me:{SECRET}@exa mple.com/",
        f"https://me:{SECRET}?x@example.com/",
        f"https://me:{SECRET}#x@example.com/",
        f"https://me:{SECRET}/x@example.com/",
        f"https://me:{SECRET}\\x@example.com/",
        f"https://exa mple.com/?t={SECRET}",
        f"https://exa mple.com/#{SECRET}",
        f"gopher://me:{SECRET}@example.com",
        f"me:{SECRET}@example.com:0",
        f"https://me:{SECRET}@{'a' * MAX_LENGTH}",
        f"https://{'a' * MAX_LENGTH}?{SECRET}",
    ],
)
def test_a_refusal_repeats_no_secret(typed: str) -> None:
    with pytest.raises(InvalidTargetError) as refused:
        Target.parse(typed)

    assert SECRET not in refused.value.text
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "is_ip", "server_name", "display"),
    [
        pytest.param("example.com", False, "example.com", "example.com", id="a name"),
        pytest.param("h:8443", False, "h", "h:8443", id="a port that is not the usual one"),
        pytest.param("127.1", True, "", "127.0.0.1", id="IPv4 is no server name (RFC 6066 3)"),
        pytest.param("::1", True, "", "[::1]", id="IPv6 in brackets"),
        pytest.param("[::1]:8443", True, "", "[::1]:8443", id="IPv6 with a port"),
        pytest.param("1.example", False, "1.example", "1.example", id="a number in front"),
    ],
)
def test_how_a_target_is_written(
    typed: str,
    is_ip: bool,  # noqa: FBT001 -- a column
    server_name: str,
    display: str,
) -> None:
    target = Target.parse(typed)

    assert (target.is_ip, target.server_name, target.display) == (is_ip, server_name, display)


PIECES = st.sampled_from("@:[]._%?#\\ü*\u3002\u202e\u200b\n") | st.sampled_from(
    ["https:", "//", "0x7f", "255", "xn--", "hxxp", "[.]", "example.com", " port 4", "a" * 64]
)
TYPED = st.text(max_size=60) | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


@given(TYPED)
@example("__:")
@example("_a_:8443")
def test_any_text_is_a_target_or_refused(typed: str) -> None:
    try:
        target = Target.parse(typed)
    except InvalidTargetError as refused:
        assert refused.reason in InvalidTarget  # noqa: PT017 -- both ways out are fine
        return

    again = Target.parse(target.display)
    assert (again.host, again.port) == (target.host, target.port)
    assert target.host.isascii()
    assert target.host.isprintable()
    assert target.host == target.host.lower().removesuffix(".")


HOSTS = st.sampled_from(["example.com", "192.0.2.1", "[::1]", "exa mple", "", "h:0", "bücher.de"])
WORDS = st.text("abXY01:?#[]._ ", max_size=6)
PATHS = st.text("abXY01:/\\[]._ ", max_size=6)


@given(
    st.tuples(WORDS, WORDS) | st.tuples(PATHS, PATHS),
    HOSTS,
    st.sampled_from(["https://", "//", "", "smtp:", "hxxp://"]),
)
def test_a_password_never_survives(around: tuple[str, str], host: str, scheme: str) -> None:
    typed = f"{scheme}me:{around[0]}{SECRET}{around[1]}@{host}/path"

    try:
        kept = Target.parse(typed).input
    except InvalidTargetError as refused:
        kept = refused.text

    assert SECRET not in kept


@given(WORDS, st.sampled_from("?#"))
def test_query_and_fragment_never_survive(before: str, mark: str) -> None:
    typed = f"https://{before}example.com/{mark}{SECRET}"

    try:
        kept = Target.parse(typed).input
    except InvalidTargetError as refused:
        kept = refused.text

    assert SECRET not in kept


@given(st.sampled_from("[_.*:@%ü(\u3002/"), st.integers(1, 3))
def test_the_longest_text_is_read_at_once(piece: str, width: int) -> None:
    typed = (piece * width * MAX_LENGTH)[:MAX_LENGTH]

    with pytest.raises(InvalidTargetError) as refused:
        Target.parse(typed)

    assert refused.value.reason is not InvalidTarget.TOO_LONG
