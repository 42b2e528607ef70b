"""How the outside world meets the bot: terminal, and later chat platforms and the web."""
