"""A folder of ads becomes a board: one page with every ad, grouped into creatives, and all their parts."""
