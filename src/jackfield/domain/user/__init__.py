"""What belongs to a user beside his calls: services, statuses, preferences, screen pops."""
