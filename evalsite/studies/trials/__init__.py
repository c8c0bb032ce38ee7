"""What a session is asked, and what it answers."""
