"""What stands between the doors and what lasts: no call waits for anything here."""
