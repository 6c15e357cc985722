"""Jackfield, a CTI server for Asterisk.

Here lives the version and nothing else: importing the package starts nothing and loads no part of it.
"""

__version__ = "0.1.0"
