# starve | refused calls without end | time_limit | naive grader: hung
import ctypes
libc = ctypes.CDLL(None)
while True:
    libc.syscall(101, 0, 0, 0, 0)
