"""What runs inside the sandbox: standard library and numpy, nothing of ours."""
