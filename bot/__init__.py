"""The bot: a pure core that judges, and the edges that look, store and word."""
