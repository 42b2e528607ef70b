"""From what was seen to what is wrong, how bad it is, and who has to fix it. Pure."""
