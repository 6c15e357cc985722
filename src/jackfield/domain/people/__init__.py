"""The directory that users search: who is found, favorites, and the names of callers."""
