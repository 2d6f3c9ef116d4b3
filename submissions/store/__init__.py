"""Reading and writing the record. Functions take a session and never commit: the caller says when."""
