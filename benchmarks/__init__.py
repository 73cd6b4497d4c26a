"""Tools that measure Last Look on labelled sets: nothing here is part of the product."""
