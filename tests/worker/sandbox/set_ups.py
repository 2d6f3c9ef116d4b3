"""Runs attacks as the set-up NAME would: `set_ups.py NAME project numpy's-folder attack …`.

    everything   all layers, as whoever starts it
    landlock     Landlock, filter and limits: no namespaces
    filter       filter and limits only: a container on an old kernel
    nobody       an ordinary user without any capability
    docker       root with Docker's default capabilities behind Docker's default system call filter
    docker-user  uid 1000 without capabilities and new privileges behind the same filter: as in compose

One line of JSON comes first (the layers), then one for each attack with what is wrong.

Docker's filter is rebuilt from what its profile (seccomp/default.json of moby/profiles, as of 2026) refuses
to who lacks CAP_SYS_ADMIN: namespaces, mounts and what else is below. The profile compares arguments of
`personality` and `socket`, too, which is left out here. Docker's AppArmor profile is not part of this.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import struct
import sys

NOBODY, USER = 65534, 1000
WANTED = {
    "landlock": ("uid", "capabilities", "no_new_privileges", "landlock", "rlimits", "seccomp"),
    "filter": ("rlimits", "seccomp"),
}
DOCKER_CAPABILITIES = 0xA80425FB
DOCKER_REFUSES = """unshare setns mount umount2 pivot_root mount_setattr move_mount open_tree fsopen
    fsmount fsconfig fspick bpf perf_event_open fanotify_init lookup_dcookie lsm_get_self_attr
    lsm_set_self_attr lsm_list_modules quotactl quotactl_fd setdomainname sethostname syslog reboot
    open_by_handle_at init_module finit_module delete_module acct kcmp pidfd_getfd process_madvise
    iopl ioperm settimeofday clock_settime vhangup get_mempolicy set_mempolicy
    set_mempolicy_home_node mbind keyctl add_key request_key userfaultfd io_uring_setup
    io_uring_enter io_uring_register kexec_load kexec_file_load swapon swapoff move_pages
    migrate_pages nfsservctl uselib ustat sysfs _sysctl create_module query_module get_kernel_syms"""


def become(uid: int) -> None:
    """Be an ordinary user; all capabilities go with it."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def keep_capabilities(kept: int) -> None:
    """Drop all capabilities but those of the mask `kept`."""
    from worker.sandbox.inside import kernel, namespaces

    for number in range(41):
        if not kept >> number & 1:
            kernel.check(kernel.libc.prctl(kernel.PR_CAPBSET_DROP, number, 0, 0, 0), "prctl")
    header = struct.pack("<II", namespaces.CAPABILITY_VERSION_3, 0)
    low, high = kept & 0xFFFFFFFF, kept >> 32
    kernel.check(kernel.libc.capset(header, struct.pack("<6I", low, low, 0, high, high, 0)), "capset")


def docker_filter(*, root: bool) -> None:
    """Load the filter; root loads it as the engine does, without giving up new privileges."""
    from worker.sandbox.inside import kernel, seccomp
    from worker.sandbox.inside.numbers import numbers

    table = numbers()
    refuse = (seccomp.RETURN, 0, 0, seccomp.ERRNO | errno.EPERM)
    code = [(seccomp.LOAD, 0, 0, seccomp.OFFSET_NUMBER)]
    for name in [*DOCKER_REFUSES.split(), *([] if root else ["chroot"])]:
        if name in table:
            code += [(seccomp.JUMP_EQUAL, 0, 1, table[name]), refuse]
    code += [
        (seccomp.JUMP_EQUAL, 0, 1, table["clone3"]),
        (seccomp.RETURN, 0, 0, seccomp.ERRNO | errno.ENOSYS),
    ]
    code += [
        (seccomp.JUMP_EQUAL, 0, 3, table["clone"]),
        (seccomp.LOAD, 0, 0, seccomp.OFFSET_ARGUMENTS),
        (seccomp.JUMP_BITS, 0, 1, seccomp.CLONE_NEW),
        refuse,
        (seccomp.RETURN, 0, 0, seccomp.ALLOW),
    ]
    packed = b"".join(struct.pack("<HBBI", *instruction) for instruction in code)
    program = ctypes.create_string_buffer(packed, len(packed))
    header = struct.pack("<HxxxxxxQ", len(code), ctypes.addressof(program))
    kernel.check(kernel.libc.prctl(kernel.PR_SET_SECCOMP, 2, header, 0, 0), "seccomp")


def enter(name: str) -> None:
    """Be in the set-up from here on."""
    from worker.sandbox.inside import kernel

    if name == "nobody":
        become(NOBODY)
    elif name == "docker":
        docker_filter(root=True)
        keep_capabilities(DOCKER_CAPABILITIES)
    elif name == "docker-user":
        become(USER)
        kernel.forbid_new_privileges()
        docker_filter(root=False)


def main(name: str, names: list[str]) -> None:
    """Enter the set-up, run the attacks, and print."""
    from tests.worker.sandbox.attacking import ATTACKS, LIMITS, attack
    from worker.sandbox import launch
    from worker.sandbox.host import Sandbox

    tried = [a for a in ATTACKS if a.name in names]
    enter(name)
    launch.WANTED = WANTED.get(name, launch.WANTED)
    with Sandbox(LIMITS) as sandbox:
        print(json.dumps(sandbox.layers), flush=True)
        for one in tried:
            _, wrong = attack(sandbox, one)
            print(json.dumps([one.name, wrong]), flush=True)


if __name__ == "__main__":
    sys.path[:0] = sys.argv[2:4]
    main(sys.argv[1], sys.argv[4:])
