"""The help desk in Slack: events in, Block Kit out, no judgement."""
