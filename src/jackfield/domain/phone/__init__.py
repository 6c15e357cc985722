"""What a user's phone does and is told: calls, their states, acting on them, transfers, attached data, mailboxes."""
