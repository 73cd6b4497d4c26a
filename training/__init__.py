"""Our own labelled pictures and the small classifiers trained on them; not part of the wheel."""
