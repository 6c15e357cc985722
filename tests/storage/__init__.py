"""Tests of what must last."""
