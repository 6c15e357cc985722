"""The Xuc wire format as types: commands in, events out, their codec and their documents.

Nothing here knows telephones, users or sockets: this package imports nothing of ours and does no I/O.
"""
