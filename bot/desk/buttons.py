"""What can be pressed under an answer."""

from bot.core.reply import Action
from bot.core.vocabulary import Category, Responsible, category_of
from bot.desk.explain import Explained


def offered(explained: Explained) -> tuple[Action, ...]:
    """What makes sense after this answer, the most useful first."""
    told = explained.told
    category, responsible = category_of(told.problem), told.assessment.responsible
    looked = explained.about is not None
    is_report = looked or category is not Category.NOT_CERTIFICATE
    ours = category in {Category.INTERCEPTED, Category.LOOKALIKE}
    wanted = {
        Action.ASK_PERSON: True,
        Action.DETAILS: looked or bool(told.enquiry.chain),
        Action.SIMPLE: bool(told.answer.simple),
        Action.AGAIN: looked,
        Action.DRAFT_OWNER: looked and responsible is Responsible.SITE_OWNER,
        Action.DRAFT_NETWORK: looked and (ours or responsible is Responsible.NETWORK),
        Action.HELPED: is_report,
        Action.NOT_HELPED: is_report,
    }
    return tuple(action for action, holds in wanted.items() if holds)
