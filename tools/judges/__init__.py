"""Requests come in, replies go out: one file for each kind of judge, and what all of them share."""
