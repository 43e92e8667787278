"""Mail out. The room is prepared; the next issues furnish it."""
