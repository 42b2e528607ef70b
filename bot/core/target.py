"""What a person typed as an address, parsed once at the door."""
