"""`certdesk explain` with pasted pages, against live servers: what the two views come to."""
