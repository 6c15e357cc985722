"""Conference rooms: who is in them, what is told, what may be done."""
