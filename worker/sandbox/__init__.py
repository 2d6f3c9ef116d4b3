"""The sandbox: runs a student's source on planned inputs and hands back arrays."""
