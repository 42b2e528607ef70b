"""What browsers read in certificates, where they look for a path, and what they show first."""
