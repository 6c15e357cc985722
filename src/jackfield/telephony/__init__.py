"""Speaking with telephone systems: AMI and nothing else. Never imports storage or web."""
