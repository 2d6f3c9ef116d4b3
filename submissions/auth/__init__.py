"""Who is asking: sign-in links for people, bearer tokens for programs, and the session in a browser."""
