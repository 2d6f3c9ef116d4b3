"""What the filters answer to a system call, by its name.

Two filters are made from the lists here. The child's allows what a computation needs and nothing that
reaches a file, a socket or another process; the zygote's adds what forking and locking a child takes.
What is in no list is refused, so that a new kernel call is refused until somebody allows it. A refused call
is not executed and fails with an errno that tells its number, so that its student can read its name.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMPUTE = _words(
    """read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn
    sched_yield mremap madvise nanosleep getpid exit gettimeofday sysinfo getuid getgid geteuid getegid
    getppid sigaltstack gettid time futex restart_syscall clock_gettime clock_getres clock_nanosleep
    exit_group getrandom"""
)
"""All that student code may ask of the kernel; mmap and mprotect never with PROT_EXEC, and no clock that
tells how long another process has computed."""

FORKING = COMPUTE | _words(
    """poll ioctl dup dup2 setitimer sendto recvfrom sendmsg recvmsg socketpair clone fork wait4 kill fcntl
    getrlimit getrusage capget prctl setrlimit set_tid_address ppoll set_robust_list dup3 prlimit64 seccomp
    rseq pidfd_open close_range landlock_create_ruleset landlock_restrict_self"""
)
"""What the zygote may do besides; clone only as a plain fork, without threads and namespaces."""

NO_SUCH_FILE = _words(
    """open stat lstat access getcwd readlink openat newfstatat readlinkat faccessat statx openat2
    faccessat2"""
)

NOT_IMPLEMENTED = frozenset({"clone3"})
"""glibc falls back from clone3 to clone, whose flags a filter can read."""
