"""The word that all is about, and what its misspellings look like."""

import re
from typing import Final

CERTIFICATE: Final = "certificate"
LIKE_CERTIFICATE: Final = re.compile(r"\bc[a-z]{8,12}\b", re.IGNORECASE)
"""Any of these may be it with a slip or two."""
