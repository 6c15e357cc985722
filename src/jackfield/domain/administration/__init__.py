"""Administration: what is configured, how it is shown, changed and compared."""
