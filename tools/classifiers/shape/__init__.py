"""The numbers of one person's pose and outline come in; our boosted trees' predictions go out."""
