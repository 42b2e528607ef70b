"""Writes `stems.toml` anew; to be run when phrases or rules have changed.

uv run python -m bot.catalogue.phrasebook.stems
"""

from typing import Final

import rtoml

from bot.catalogue.files import FOLDER
from bot.catalogue.phrasebook import stems_by_language

_HEAD: Final = (
    "# Written by bot/catalogue/phrasebook/stems.py. Of each language what stands in every text\n"
    "# that fits a rule, so that the language is loaded for no other.\n"
)

if __name__ == "__main__":
    table = rtoml.dumps(stems_by_language(), pretty=False)
    FOLDER.joinpath("phrasebook", "stems.toml").write_text(_HEAD + table, encoding="utf-8")
