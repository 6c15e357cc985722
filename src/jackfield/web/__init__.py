"""The doors for clients: WebSocket and REST, and the hub that carries events to them.

Never here: what an event means, telephones, SQL. The core says what to send, the storage who may come in.
"""
