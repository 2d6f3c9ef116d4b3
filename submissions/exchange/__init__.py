"""What goes to other systems and comes from them: rosters, grades, single verdicts, whole courses."""
