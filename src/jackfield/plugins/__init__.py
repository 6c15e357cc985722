"""Integrations with code: plug-ins of others, each in a process of its own, so that a bad one hurts nobody.

    engine --step--> Host --> Plugin (queue, time limit, restarts) --line of JSON--> child --> the plug-in's handler

Nothing here knows telephones, and nothing in here is ever waited for by who has something to tell. `child.py` is what
runs in the process; it loads nothing of the server but this interface.
"""
