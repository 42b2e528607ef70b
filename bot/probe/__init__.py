"""I/O towards the world: resolve, connect, shake hands, and bring home facts. Never judges."""
