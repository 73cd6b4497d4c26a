"""Frames in, people out; the only room that imports MediaPipe."""
