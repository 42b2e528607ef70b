"""What a text comes to, on the real catalogue: precedence, ambiguity, and what is no error."""

from pathlib import Path

import pytest

from bot.catalogue.symptoms import matcher
from bot.core.symptoms import Recognised, recognise
from bot.core.vocabulary import Problem


def read(text: str) -> Recognised:
    return recognise(text, matcher())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("curl: (60) SSL certificate problem: certificate has expired", Problem.EXPIRED),
        ("curl: (60) SSL certificate problem: self signed certificate", Problem.SELF_SIGNED),
        (
            "curl: (60) SSL certificate problem: self signed certificate in certificate chain",
            Problem.UNTRUSTED_ROOT,
        ),
        (
            (
                "Caused by: ValidatorException: PKIX path validation failed:\n"
                "Caused by: java.security.cert.CertificateExpiredException: NotAfter: Thu Sep 16"
            ),
            Problem.EXPIRED,
        ),
        (
            (
                "x509: certificate has expired or is not yet valid: current time "
                "2026-11-23T09:38:36Z is before 2026-12-18T09:36:14Z"
            ),
            Problem.NOT_YET_VALID,
        ),
        (
            (
                "x509: certificate has expired or is not yet valid: current time "
                "2026-11-23T09:38:36Z is after 2026-11-18T09:36:14Z"
            ),
            Problem.EXPIRED,
        ),
        (
            (
                "requests.exceptions.SSLError: HTTPSConnectionPool(host='wiki', port=443): "
                "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_"
                "FAILED] certificate verify failed: certificate has expired (_ssl.c:1)')))"
            ),
            Problem.EXPIRED,
        ),
        ("Your connection is not private\nNET::ERR_CERT_REVOKED", Problem.REVOKED),
        (
            (
                "Could not fetch URL: certificate verify failed: unable to get local issuer "
                "certificate - skipping\nERROR: No matching distribution found"
            ),
            Problem.UNTRUSTED_ROOT,
        ),
        ("curl: (35) Recv failure: Connection reset by peer", Problem.RESET),
        ("remote error: tls: unknown certificate authority", Problem.CLIENT_CERT_PROBLEM),
        (
            (
                "* TLSv1.3 (OUT), TLS alert, unknown CA (560):\n"
                "* SSL certificate problem: self-signed certificate"
            ),
            Problem.SELF_SIGNED,
        ),
        (
            (
                "curl: (60) the certificate verification probably failed due to a problem with "
                "the certificate (it might be expired, or the name might not match)"
            ),
            Problem.CERTIFICATE_UNVERIFIED,
        ),
        (
            "SSL handshake failed: error:0A000086:lib(20)::reason(134)",
            Problem.CERTIFICATE_UNVERIFIED,
        ),
        ("error:1408F10B:lib(20):func(143):reason(267)", Problem.NOT_TLS),
        ("an SSL error came up: Failed to enable crypto", Problem.HANDSHAKE_FAILURE),
        (
            "TLS handshake error from ::1: remote error: tls: unknown certificate authority",
            Problem.UNTRUSTED_ROOT,
        ),
    ],
    ids=[
        "reason after a general code",
        "self-signed leaf",
        "self-signed root in the chain",
        "innermost cause",
        "dates tell not yet valid",
        "dates tell expired",
        "cause within wrappers",
        "code beside a heading",
        "consequences do not count",
        "reset while shaking hands",
        "alert received from the other side",
        "alert sent by ourselves",
        "guesses of a manual",
        "number of a reason whose words are not loaded",
        "number of a reason in the older form",
        "a program's words before a person's vague ones",
        "a server's log tells what the visitor's program thought",
    ],
)
def test_most_specific_cause_leads(text: str, problem: Problem) -> None:
    assert read(text).problem is problem


@pytest.mark.parametrize(
    "spelling",
    ["0x800B0109", "-2146762487", "2148204809", "(800b0109)", "HRESULT=0x800B0109"],
)
def test_numbers_of_windows_are_read_in_every_form(spelling: str) -> None:
    found = read(f"The update of the time clock failed with {spelling}.")
    assert found.problem is Problem.UNTRUSTED_ROOT
    assert found.codes == ("0x800B0109",)


@pytest.mark.parametrize(
    "text",
    ["order 12800B01091", "part 121480048091", "version 2148204809123", "error 201", "code 20145"],
)
def test_digits_within_longer_numbers_are_no_code(text: str) -> None:
    assert read(text).problem is None


def test_several_faults_are_all_told_in_the_order_of_the_program() -> None:
    found = read(
        "The security certificate presented by this website was not issued by a trusted "
        "certificate authority.\nThe security certificate presented by this website was issued "
        "for a different website's address."
    )
    assert found.problem in {Problem.UNTRUSTED_ROOT, Problem.NAME_MISMATCH}
    assert {found.problem, *found.also} >= {Problem.UNTRUSTED_ROOT, Problem.NAME_MISMATCH}


def test_an_ambiguous_code_tells_all_that_it_may_mean_with_less_confidence() -> None:
    found = read("NET::ERR_CERT_DATE_INVALID")
    assert found.problem is Problem.DATE_INVALID
    assert set(found.also) == {Problem.EXPIRED, Problem.NOT_YET_VALID, Problem.CLOCK_WRONG}
    assert found.confidence < read("NET::ERR_CERT_REVOKED").confidence
    assert found.specific


def test_a_heading_alone_tells_little() -> None:
    found = read("it just says your connection is not private")
    assert found.problem is Problem.CERTIFICATE_UNVERIFIED
    assert not found.specific
    assert found.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "hsts"),
    [
        ("You cannot visit wiki.example.net right now because the website uses HSTS.", True),
        ("HTTP Strict Transport Security: false\nSEC_ERROR_UNKNOWN_ISSUER", False),
        ("HTTP Strict Transport Security: true\nSEC_ERROR_UNKNOWN_ISSUER", True),
        ("SEC_ERROR_UNKNOWN_ISSUER", None),
    ],
    ids=["sentence", "printed false", "printed true", "not spoken of"],
)
def test_hsts_is_a_fact_and_never_the_problem(text: str, hsts: object) -> None:
    found = read(text)
    assert found.hsts is hsts
    assert found.problem in {None, Problem.UNTRUSTED_ROOT}


@pytest.mark.parametrize(
    "text",
    [
        "The security certificate date is valid. The security certificate has a valid name.",
        "SSL certificate verify ok.",
        "Verify return code: 0 (ok)",
        "HTTP Strict Transport Security: false",
        "good news: the certificate has not expired",
    ],
)
def test_what_passed_is_no_error(text: str) -> None:
    assert read(text).problem is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("DNS_PROBE_FINISHED_NXDOMAIN", Problem.DNS_FAILURE),
        ("curl: (7) Failed to connect to wiki port 443: Connection refused", Problem.REFUSED),
        ("Deceptive site ahead", Problem.NOT_A_CERTIFICATE_PROBLEM),
        ("Fake site ahead", Problem.LOOKALIKE),
        ("REMOTE HOST IDENTIFICATION HAS CHANGED!", Problem.NOT_A_CERTIFICATE_PROBLEM),
        ("Mixed Content: The page at 'https://a.example' was loaded", Problem.NOT_ENCRYPTED),
        ("the repository is answering 403 Forbidden", Problem.NOT_A_CERTIFICATE_PROBLEM),
        ("Error 526: Invalid SSL certificate", Problem.ORIGIN_CERTIFICATE),
        ("400 Bad Request No required SSL certificate was sent", Problem.CLIENT_CERT_PROBLEM),
        ("E: Release file for http://deb.example is not valid yet", Problem.CLOCK_WRONG),
    ],
)
def test_what_looks_like_a_certificate_error_is_told_apart(text: str, problem: Problem) -> None:
    assert read(text).problem is problem


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        ("NET::ERR_CERT_C0MMON_NAME_INVALID", "NET::ERR_CERT_COMMON_NAME_INVALID"),
        ("NET: :ERR CERT DATE 1NVALID", "NET::ERR_CERT_DATE_INVALID"),
        ("ERR_CERT_AUTORITY_INVALID", "NET::ERR_CERT_AUTHORITY_INVALID"),
        ("SEC_ERR0R_UNKN0WN_ISSUER", "SEC_ERROR_UNKNOWN_ISSUER"),
        ("ERR_CERT_DATE_INVAL ID", "NET::ERR_CERT_DATE_INVALID"),
        ("ERR_CERT_COMMON_\nNAME_INVALID", "NET::ERR_CERT_COMMON_NAME_INVALID"),
    ],
    ids=["0 for O", "1 for I", "typed", "twice", "torn apart", "wrapped"],
)
def test_slips_in_codes_are_read_as_meant(slip: str, code: str) -> None:
    assert read(f"the wiki says {slip} today").codes == (code,)


@pytest.mark.parametrize("token", ["MY_ERR_LOG_DIR", "ERR_LOG_FILE_INVALID", "SEC_FILINGS_10_K"])
def test_other_words_with_underscores_are_no_slips(token: str) -> None:
    assert read(f"please set {token} before lunch").problem is None


@pytest.mark.parametrize(
    "text",
    [
        "La funci\u2264n de revocaci\u2264n no puede comprobar: revocation 0x80092012",
        "Sicherheitszertifikat gilt\u00a0vermutlich erst",
        "das ?bermittelte Zertifikat wurde jedoch vom Aussteller widerrufen",
        "das \u00c3\u00bcbermittelte Zertifikat wurde jedoch vom Aussteller widerrufen",
    ],
    ids=["code page", "no-break space", "question marks", "UTF-8 read as Latin-1"],
)
def test_text_whose_letters_were_lost_is_read_all_the_same(text: str) -> None:
    assert read(text).problem is not None


@pytest.mark.parametrize(
    "text",
    [
        "look at https://shop.example.com/expired/certificate",
        "the certificate of expired.badssl.example.com, please",
        "see http://docs.example.com/ssl-errors.html",
    ],
)
def test_words_of_an_address_tell_nothing(text: str) -> None:
    assert read(text).problem is None


def test_ordinary_conversation_is_no_error() -> None:
    sentences = Path(__file__).with_name("ordinary.txt").read_text(encoding="utf-8").splitlines()
    assert len(sentences) >= 150
    assert {s: read(s).problem for s in sentences if read(s).problem is not None} == {}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "mbsync: SSL error connecting to wiki.example.net: self signed cert",
            Problem.SELF_SIGNED,
        ),
        ("push stopped (unknown issuer)", Problem.UNTRUSTED_ROOT),
        ("Cause: common name mismatch\n    at Wiki.sync(Wiki.java:12)", Problem.NAME_MISMATCH),
        ("relay says: no matching cipher.", Problem.NO_COMMON_CIPHER),
        ("wiki backup: could not verify hostname", Problem.NAME_MISMATCH),
        ("> write fatal alert: certificate revoked", Problem.REVOKED),
    ],
)
def test_a_few_words_of_a_library_tell_where_marks_set_them_off(
    line: str, problem: Problem
) -> None:
    assert read(line).problem is problem


@pytest.mark.parametrize(
    "line",
    [
        "We chose a self-signed certificate for the wiki.",
        "A fingerprint is worth more than a\nself-signed certificate, some say.",
        "The book tells of a cipher mismatch in an old film.",
        "Allow invalid certificates in the settings of the network.",
    ],
)
def test_the_same_words_within_a_sentence_tell_nothing(line: str) -> None:
    assert read(line).problem is None


@pytest.mark.parametrize(
    "told", ["ERR_CERT_COMMON_NAME", "NET::ERR_CERT_COMM...", "ERR_CERT_COMMON_N"]
)
def test_codes_cut_off_are_known_by_their_beginning(told: str) -> None:
    assert read(f"it says {told} here").codes == ("NET::ERR_CERT_COMMON_NAME_INVALID",)


@pytest.mark.parametrize("told", ["ERR_CERT", "SEC_ERROR_UNKNOWN", "SSL_ERROR_BAD_STUFF"])
def test_beginnings_of_several_codes_are_none(told: str) -> None:
    assert read(f"it says {told} here").codes == ()


@pytest.mark.parametrize(
    "said", ["a certified accountant expired here", "the ceremonial expired yesterday"]
)
def test_other_long_words_are_none(said: str) -> None:
    assert read(said).problem is None


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("its security certificate is from *.hotel.example. This may be", ("*.hotel.example",)),
        (
            "The certificate is only valid for the following names: a.example, b.example",
            ("a.example", "b.example"),
        ),
    ],
    ids=["Chrome", "Firefox"],
)
def test_names_are_read_off_english_pages(sentence: str, names: tuple[str, ...]) -> None:
    assert read(sentence).names == names
