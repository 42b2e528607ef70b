"""Real browsers, driven through the lab's situations."""
