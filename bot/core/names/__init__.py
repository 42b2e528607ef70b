"""What names alone tell: which they match, who owns them, whom they imitate. Pure."""
