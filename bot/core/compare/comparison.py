"""What two views together say: one row of the comparison table, and what it comes to."""

from enum import IntEnum

from msgspec import Struct

from bot.core.message import Question
from bot.core.vocabulary import Problem, Responsible


class Row(IntEnum):
    """The rows by their number; the first that fits is taken.

    16 asked public logs, which are not queried.
    """

    CANNOT_JUDGE = 0
    KNOWN_BAD = 1
    REGISTERED_INSPECTION = 2
    SITE = 3
    DEVICE = 4
    OTHER_GENUINE = 5
    UNLOGGED = 6
    FORGED = 7
    PRODUCT = 8
    DEBUGGING_PROXY = 9
    NETWORK_PAGE = 10
    DIVERTED_ON_DEVICE = 11
    DIVERTED_ON_NETWORK = 12
    SITE_PROBABLY = 13
    ONLY_A_CODE = 14
    ADDRESSES_DIFFER = 15
    UNEXPLAINED = 17


class Comparison(Struct, frozen=True, kw_only=True):
    """What the two views together say.

    Attributes:
        problem: What it comes to; None where all is in order and nothing was reported.
        responsible: Only where both views together tell another than the problem by itself.
        question: What to ask next; None where nothing decisive is missing.
        is_registered: It is the organisation's own inspection, proved by its key.
        product: What the issuer calls itself, where it goes by the name of a known one.
        remark: For IT, one line; may hold hostile text.
    """

    row: Row
    problem: Problem | None
    responsible: Responsible | None = None
    question: Question | None = None
    product: str = ""
    remark: str = ""
    is_registered: bool = False
