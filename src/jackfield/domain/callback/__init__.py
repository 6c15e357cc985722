"""Requests to be called back: their lists, tickets and calls."""
