"""Suspicions of frames come in; findings and the verdict go out."""
