"""What lies between the app and a real terminal: what is sent, how much, and what if it is gone."""
