"""Discord: slash commands, messages and buttons on one side, the technicians' threads beside."""
