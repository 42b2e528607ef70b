import pytest

from bot.core.diagnosis.verdicts import TRUST_AND_NAME, Assessment, Circumstance, assess
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.vocabulary import Problem, Responsible, Risk, Severity, Verdict

NO, UNPROVEN, OWNER = Verdict.NO, Risk.UNPROVEN, Responsible.SITE_OWNER
CERTIFICATE_ERROR = Assessment(NO, UNPROVEN, OWNER)


def finding(problem: Problem, severity: Severity = Severity.ERROR) -> Finding:
    found = (Finding(fault=fault) for fault in FAULTS)
    return next(f for f in found if f.problem is problem and f.severity is severity)


@pytest.mark.parametrize(
    "problem",
    [
        Problem.EXPIRED,
        Problem.NOT_YET_VALID,
        Problem.NAME_VARIANT,
        Problem.NAME_MISMATCH,
        Problem.NO_SAN,
        Problem.SELF_SIGNED,
        Problem.UNTRUSTED_ROOT,
        Problem.DISTRUSTED_CA,
        Problem.INCOMPLETE_CHAIN,
        Problem.WRONG_USAGE,
        Problem.NAME_CONSTRAINT,
        Problem.MALFORMED_CERT,
        Problem.UNSUPPORTED_KEY,
        Problem.KEY_MISMATCH,
        Problem.VALIDITY_TOO_LONG,
        Problem.CT_MISSING,
        Problem.MUST_STAPLE_MISSING,
        Problem.WEAK_SIGNATURE,
        Problem.WEAK_KEY,
        Problem.LEGACY_PROTOCOL,
        Problem.NO_COMMON_CIPHER,
    ],
)
def test_an_ordinary_certificate_error_is_a_no_for_the_owner_to_mend(problem: Problem) -> None:
    assert assess(finding(problem)) == CERTIFICATE_ERROR


@pytest.mark.parametrize(
    ("problem", "verdict", "risk", "responsible"),
    [
        (Problem.REVOKED, NO, Risk.DANGER, OWNER),
        (Problem.INTERCEPTION, NO, Risk.DANGER, Responsible.IT_DEPARTMENT),
        (Problem.ADDRESS_INVALID, NO, UNPROVEN, Responsible.UNKNOWN),
        (
            Problem.CLIENT_CERT_REQUIRED,
            Verdict.NOT_YET,
            Risk.BLOCKED,
            Responsible.IT_DEPARTMENT,
        ),
        (Problem.REFUSED, Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, OWNER),
        (Problem.RESET, Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, OWNER),
        (Problem.NOT_TLS, Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, OWNER),
        (Problem.HANDSHAKE_FAILURE, Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, OWNER),
        (Problem.DNS_FAILURE, Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, Responsible.UNKNOWN),
        (Problem.TIMEOUT, Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, Responsible.UNKNOWN),
        (Problem.BLOCKED_TARGET, Verdict.NOTHING_TO_SKIP, Risk.BLOCKED, Responsible.UNKNOWN),
    ],
)
def test_every_other_problem_has_its_row(
    problem: Problem, verdict: Verdict, risk: Risk, responsible: Responsible
) -> None:
    assert assess(finding(problem)) == Assessment(verdict, risk, responsible)


def test_nothing_wrong_is_nothing_to_skip() -> None:
    assert assess(None) == Assessment(Verdict.NOTHING_TO_SKIP, Risk.NONE, Responsible.NOBODY)


@pytest.mark.parametrize("problem", [Problem.WEAK_KEY, Problem.VALIDITY_TOO_LONG])
def test_a_warning_is_the_owners_and_nothing_to_skip(problem: Problem) -> None:
    assert assess(finding(problem, Severity.WARNING)) == Assessment(
        Verdict.NOTHING_TO_SKIP, Risk.NONE, OWNER
    )


def test_a_healthy_sister_name_makes_it_not_yet() -> None:
    assert assess(finding(Problem.NAME_VARIANT), Circumstance.ALTERNATIVE) == Assessment(
        Verdict.NOT_YET, UNPROVEN, OWNER
    )


@pytest.mark.parametrize("problem", sorted(TRUST_AND_NAME))
def test_a_registered_certificate_may_be_gone_on_with_when_confirmed(problem: Problem) -> None:
    assert assess(finding(problem), Circumstance.REGISTERED) == Assessment(
        Verdict.ONLY_IF_CONFIRMED, UNPROVEN, Responsible.IT_DEPARTMENT
    )


def test_what_has_just_run_out_may_be_read() -> None:
    assert assess(finding(Problem.EXPIRED), Circumstance.READABLE) == Assessment(
        Verdict.READ_ONLY, UNPROVEN, OWNER
    )


def test_registered_inspection_is_a_known_middle() -> None:
    assert assess(Finding(fault=Fault.ISSUER_REGISTERED)) == Assessment(
        NO, Risk.KNOWN_MIDDLE, Responsible.IT_DEPARTMENT
    )


@pytest.mark.parametrize("circumstance", list(Circumstance))
@pytest.mark.parametrize("problem", [Problem.REVOKED, Problem.INTERCEPTION, Problem.WEAK_KEY])
def test_no_circumstance_softens_another_problem(
    problem: Problem, circumstance: Circumstance
) -> None:
    assert assess(finding(problem), circumstance) == assess(finding(problem))


@pytest.mark.parametrize("fault", list(FAULTS))
def test_no_error_is_ever_a_plain_yes(fault: Fault) -> None:
    found = Finding(fault=fault)

    assessed = assess(found)

    assert (assessed.risk is Risk.NONE) == (found.severity is not Severity.ERROR)


def test_a_bad_answer_that_the_site_itself_hands_out_is_for_its_owner_to_mend() -> None:
    told = Finding(fault=Fault.STAPLE_UNUSABLE, codes=("", "SEC_ERROR_OCSP_OLD_RESPONSE"))

    assert told.problem is Problem.REVOCATION_UNAVAILABLE
    assert assess(told) == CERTIFICATE_ERROR
    assert told.wording == "stapled"
