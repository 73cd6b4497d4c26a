"""Frames come in, people go out: who is where, and what of them could not be looked at."""
