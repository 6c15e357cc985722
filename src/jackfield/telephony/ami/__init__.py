"""The Asterisk Manager Interface: bytes to frames to facts, requests to actions. Only `link` may await."""
