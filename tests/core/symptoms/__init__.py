"""Recognising error texts: the engine, on symptoms of its own and on the catalogue."""
