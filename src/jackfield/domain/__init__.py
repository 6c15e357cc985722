"""What happens: calls, legs, phones, rights. Pure and synchronous; the clock is passed in, nothing here does I/O."""
