"""Plug-ins that come along, each for one kind of application; they use nothing of the server but `integration.py`.

Each is described for administrators in `docs/howto/integration-plugins.md`, and is an example of how one is written.
"""
