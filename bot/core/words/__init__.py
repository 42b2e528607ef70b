"""What was found and concluded, in words: cards, letters, evidence for IT, and JSON. Pure."""
