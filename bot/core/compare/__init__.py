"""What the person saw against what we see: whose fault it is, an oversight or somebody between.

An oversight travels with the site, so both see it. An interception travels with the way, so the
two views differ. What a person pastes can explain or raise concern; it never clears a site.
"""

from bot.core.compare.answers import narrowed
from bot.core.compare.comparison import Comparison, Row
from bot.core.compare.rows import compare
from bot.core.compare.views import Views

__all__ = ["Comparison", "Row", "Views", "compare", "narrowed"]
