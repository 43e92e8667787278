"""Mail in: receive, process (read, screen, route, act)."""
