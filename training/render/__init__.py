"""Renders random clothed people with exact labels: a seed goes in, a picture and one JSON row come out."""
