"""What must last: the directory, users' services, keys and callbacks, in SQLite or PostgreSQL.

Imports protocol and domain, never telephony or web.
"""
