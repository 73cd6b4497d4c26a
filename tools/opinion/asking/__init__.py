"""Findings and parts come in; which places a judge is shown, with which pictures and words, goes out."""
