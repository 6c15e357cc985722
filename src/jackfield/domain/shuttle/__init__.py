"""What integrations are told of queue calls, and what they may ask: the Shuttle CTI interface, without its wire."""
