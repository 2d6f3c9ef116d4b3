"""What tutors do on pages: review, regrade, look at the course, and write assignments."""
