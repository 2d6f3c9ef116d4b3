"""System call numbers, and what the filters answer to each.

Two filters are made from the lists here. The child's allows what a computation needs and nothing that
reaches a file, a socket or another process; the zygote's adds what forking and locking a child takes.
What is in no list is refused with EPERM, so that a new kernel call is refused until somebody allows it.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# name: (x86_64, aarch64); None where the machine has no such call
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # computing
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sysinfo": (99, 179),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "getppid": (110, 173),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "time": (201, None),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    # files: "there is no such file", which every import and open() takes politely
    "open": (2, None),
    "stat": (4, None),
    "lstat": (6, None),
    "access": (21, None),
    "getcwd": (79, 17),
    "readlink": (89, None),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "statx": (332, 291),
    "openat2": (437, 437),
    "faccessat2": (439, 439),
    # what the zygote does for its children
    "poll": (7, None),
    "ioctl": (16, 29),
    "dup": (32, 23),
    "dup2": (33, None),
    "setitimer": (38, 103),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "socketpair": (53, 199),
    "clone": (56, 220),
    "fork": (57, None),
    "wait4": (61, 260),
    "kill": (62, 129),
    "fcntl": (72, 25),
    "getrlimit": (97, 163),
    "capget": (125, 90),
    "prctl": (157, 167),
    "setrlimit": (160, 164),
    "set_tid_address": (218, 96),
    "ppoll": (271, 73),
    "set_robust_list": (273, 99),
    "dup3": (292, 24),
    "prlimit64": (302, 261),
    "seccomp": (317, 277),
    "rseq": (334, 293),
    "pidfd_open": (434, 434),
    "clone3": (435, 435),
    "close_range": (436, 436),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    # refused like every call that is not named here; the probe tries them
    "socket": (41, 198),
    "execve": (59, 221),
    # answered with death: nothing honest calls these
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "ptrace": (101, 117),
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "capset": (126, 91),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "acct": (163, 89),
    "mount": (165, 40),
    "umount2": (166, 39),
    "reboot": (169, 142),
    "init_module": (175, 105),
    "mq_open": (240, 180),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "splice": (275, 76),
    "tee": (276, 77),
    "vmsplice": (278, 75),
    "perf_event_open": (298, 241),
    "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "finit_module": (313, 273),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "memfd_secret": (447, 447),
}

COMPUTE = _words(
    """read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn
    sched_yield mremap madvise nanosleep getpid exit gettimeofday sysinfo getuid getgid geteuid getegid
    getppid sigaltstack gettid time futex restart_syscall clock_gettime clock_getres clock_nanosleep
    exit_group getrandom"""
)
"""All that student code may ask of the kernel; mmap and mprotect never with PROT_EXEC."""

FORKING = COMPUTE | _words(
    """poll ioctl dup dup2 setitimer sendto recvfrom sendmsg recvmsg socketpair clone fork wait4 kill fcntl
    getrlimit capget prctl setrlimit set_tid_address ppoll set_robust_list dup3 prlimit64 seccomp rseq
    pidfd_open close_range landlock_create_ruleset landlock_restrict_self"""
)
"""What the zygote may do besides; clone only as a plain fork, without threads and namespaces."""

NO_SUCH_FILE = _words(
    """open stat lstat access getcwd readlink openat newfstatat readlinkat faccessat statx openat2
    faccessat2"""
)

NOT_IMPLEMENTED = frozenset({"clone3"})
"""glibc falls back from clone3 to clone, whose flags a filter can read."""

DEADLY = _words(
    """ptrace process_vm_readv process_vm_writev execveat mount umount2 pivot_root unshare setns bpf keyctl
    add_key request_key perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
    memfd_secret init_module finit_module kexec_load reboot process_madvise pidfd_getfd kcmp
    open_by_handle_at name_to_handle_at chroot setuid setgid setresuid setresgid capset personality
    modify_ldt vmsplice splice tee shmget shmat msgget semget mq_open fanotify_init acct"""
)
