"""How much Discord takes, by its documentation of messages, embeds and components (2026-08)."""

from typing import Final

CONTENT: Final = 2000
EMBED_TITLE: Final = 256
EMBED_TEXT: Final = 4096
EMBED_FOOTER: Final = 2048
EMBED_WHOLE: Final = 6000
"""Titles, texts, fields and footers of all embeds of a message together."""

FIELD_VALUE: Final = 1024
ROWS: Final = 5
ROW: Final = 5
LABEL: Final = 80
CUSTOM_ID: Final = 100
THREAD_NAME: Final = 100
NONCE: Final = 25
CHOICES: Final = 25
CHOICE: Final = 100
