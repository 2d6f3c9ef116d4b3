"""The pages that students and tutors see: thin routes, pure views of the data, Jinja templates."""
