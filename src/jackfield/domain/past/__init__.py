"""Calls that were: one record each, and the histories made of them."""
