"""What mails about incidents say, and to whom they go."""
