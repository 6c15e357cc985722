"""Contacts of other directories: a CSV file, a SQL database, an LDAP directory, read whole and looked up in memory.

Nothing here is waited for by who looks somebody up, and nothing here knows telephones.
"""
