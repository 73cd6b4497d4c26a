"""What can be done: media -> frames -> people -> findings -> verdict -> evidence -> review.

Knows no platform and imports nothing heavy: each room is imported where it is used.
"""
