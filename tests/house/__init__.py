"""The laws of the house: who imports whom, what is pure, how large, what the documents must name."""
