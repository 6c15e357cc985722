"""The contact centre: agents, their queues, who waits, and the figures of both."""
