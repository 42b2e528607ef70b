"""The pure core: facts in, findings out. No I/O, no clock, no event loop."""
