"""How mail moves: IMAP, POP3, SMTP. Plain Python, no Django."""
