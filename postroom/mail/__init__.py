"""What a mail says: bytes and meaning. Plain Python, no Django."""
