"""A double of Slack on loopback: as strict about what it takes as Slack says it is."""
