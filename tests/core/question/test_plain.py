import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.question.plain import MAX_LENGTH, plain

UNDONE = [
    pytest.param("a &lt;b.example&gt; &amp; c", "a <b.example> & c", id="Slack's three entities"),
    pytest.param("can&#39;t &quot;x&quot;", 'can\'t "x"', id="HTML's entities"),
    pytest.param("&amp;lt;server&amp;gt;", "<server>", id="written twice over"),
    pytest.param("a&nbsp;b", "a b", id="a space that does not break"),
    pytest.param("a&copy=1&reg", "a&copy=1&reg", id="a query string is no entity"),
    pytest.param("<https://a.example/x>", "https://a.example/x", id="a link in angle brackets"),
    pytest.param("<http://a.example|a.example>", "a.example", id="Slack linked it by itself"),
    pytest.param("from <http://a.example|a.example>;", "from a.example;", id="within a sentence"),
    pytest.param(
        "<https://a.example/x|the page>", "the page (https://a.example/x)", id="labelled"
    ),
    pytest.param("<https://a.example|b.example>", "https://a.example", id="where it really leads"),
    pytest.param("<https://a.example/x/y|a.example/x…>", "https://a.example/x/y", id="cut label"),
    pytest.param("[a.example](https://a.example/)", "a.example", id="Markdown of the same place"),
    pytest.param("[my page](https://a.example)", "my page (https://a.example)", id="Markdown"),
    pytest.param("[b.example](https://a.example)", "https://a.example", id="Markdown that lies"),
    pytest.param('[x](<https://a.example> "t")', "x (https://a.example)", id="Markdown in full"),
    pytest.param("[x](https://a.example/(y))", "x (https://a.example/(y))", id="nested brackets"),
    pytest.param("[Try again.]()", "Try again.", id="Markdown without a place"),
    pytest.param('<a href="https://a.example">x</a>', "x (https://a.example)", id="HTML link"),
    pytest.param("b.example<https://a.example>", "b.example https://a.example", id="Outlook's"),
    pytest.param("<mailto:me@a.example|me@a.example>", "me@a.example", id="Slack's mail address"),
    pytest.param("[me](mailto:me@a.example?subject=x)", "me@a.example", id="Markdown's"),
    pytest.param("<@U12AB> hi <!channel>", "  hi  ", id="calls to people"),
    pytest.param("<@U12AB|bo> <#C1|help>", "bo help", id="calls with names"),
    pytest.param(
        "<@!123> <:lock:99> <t:1618953630:R>", "     ", id="Discord's calls, faces, times"
    ),
    pytest.param("<!subteam^S1|@it>", "@it", id="Slack's groups"),
    pytest.param(
        "**bold** *it* __u__ _i_ ~~s~~ ||h||", "bold it __u__ i s h", id="marks of chats"
    ),
    pytest.param("__under lined__", "under lined", id="words that are underlined"),
    pytest.param("**_both_** ***all***", "both all", id="marks in marks"),
    pytest.param("*a.example*, next", "a.example, next", id="Slack's bold"),
    pytest.param(r"ERR\_CERT\_DATE\_INVALID", "ERR_CERT_DATE_INVALID", id="escapes"),
    pytest.param(r"\*.a.example \-\-x", "*.a.example --x", id="more escapes"),
    pytest.param(r"https:\/\/a.example\/x", "https://a.example/x", id="JSON's slashes"),
    pytest.param("```\na\n```", "\na\n", id="a fence"),
    pytest.param("```text\na```", "\na", id="a fence with a language"),
    pytest.param("use `a.example` now", "use a.example now", id="code in a line"),
    pytest.param("\x1b[1;31merror\x1b[0m", "error", id="colours"),
    pytest.param("[31merror[0m", "error", id="colours that lost their first letter"),
    pytest.param(r"\u001b[31merror\x1b[0m", "error", id="colours in JSON"),
    pytest.param("\x1b]0;title\x07error", "error", id="a window's title"),
    pytest.param("a\u200bb\u202ec\ufeffd\xade", "abcde", id="what nobody sees"),
    pytest.param("a\xa0b\u2009c\u3000d", "a b c d", id="spaces of all kinds"),
    pytest.param("a\r\nb\rc\u2028d", "a\nb\nc\nd", id="line ends of all kinds"),
    pytest.param("a\x00b\x08c\td", "abc\td", id="control characters, but for tabs"),
    pytest.param("<b>a</b><br/>b<p>c</p>", "a\nb\nc\n", id="HTML tags"),
    pytest.param("<td>a</td><td class='x'>b</td>", " a  b ", id="cells of a table stay apart"),
    pytest.param("> a\n>> b\n> > c", "a\nb\nc", id="quoted lines"),
    pytest.param("&gt; a", "a", id="a quoted line in Slack"),
]

KEPT = [
    pytest.param("NET::ERR_CERT_DATE_INVALID, SEC_ERROR_UNKNOWN_ISSUER", id="codes"),
    pytest.param("(_ssl.c:1006) and _x", id="names that begin with an underscore"),
    pytest.param("/urllib3/__init__.py __main__", id="Python's names"),
    pytest.param("*.a.example, *.b.example", id="wildcards"),
    pytest.param("DNS:*.a.example,DNS:*.b.example", id="wildcards without space"),
    pytest.param("* Host a.example:443 was resolved\n*   Trying", id="curl's stars"),
    pytest.param("-----BEGIN CERTIFICATE-----\nMIID+/A=\n-----END CERTIFICATE-----", id="PEM"),
    pytest.param(r"-----BEGIN CERTIFICATE-----\nMIID", id="PEM in JSON"),
    pytest.param("https://<host>/ {host} %s <validityStatus>", id="placeholders"),
    pytest.param('<Result value="800B0109">', id="XML"),
    pytest.param("Certificate for <a.example> doesn't", id="a name in angle brackets"),
    pytest.param("2 * 3 * 4 and a || b", id="sums"),
    pytest.param(r"C:\Users\me\x.log", id="a path in Windows"),
    pytest.param("rate(x[5m]) [1] [IP: 192.0.2.1 443]", id="square brackets"),
    pytest.param("`a.example' did not match `b.example'", id="quotes of old programs"),
    pytest.param("#include <stdio.h>", id="C"),
    pytest.param("[2024-01-05 10:00:00] ERROR {7f} x=1", id="a line from a log"),
]


@pytest.mark.parametrize(("text", "expected"), UNDONE)
def test_marks_are_undone(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert plain(text) == text


def test_what_is_too_long_is_not_read() -> None:
    assert len(plain("a" * (MAX_LENGTH + 9))) == MAX_LENGTH


@given(st.text(max_size=400))
def test_any_text_has_a_plain_form(text: str) -> None:
    assert not {"\r", "\x00", "\u200b", "\u202e"} & set(plain(text))


@given(st.text(alphabet='<>|[]()*_~`&;\\/:#@! ahref="\n\x1b.', max_size=300))
def test_marks_in_any_order_do_no_harm(text: str) -> None:
    plain(text)


@given(st.text(alphabet=string.ascii_letters + string.digits + " ,.:;'\n", max_size=300))
def test_ordinary_text_stays(text: str) -> None:
    assert plain(text) == text
