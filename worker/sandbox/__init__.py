"""The sandbox: runs a student's source on planned inputs and hands back arrays.

Theory of operation
===================
::

    worker (trusted)                           inside (not trusted once an upload is read)
    ----------------                           -------------------------------------------
    host.Sandbox    one job at a time          zygote: imports numpy, locks itself, forks
      launch.Zygote    -- control socket -->     probe: a child that tries what is forbidden
      requirements     <-- layers in force --
      turns, exchange  -- job socket ------>     child: one per run, ready before it
      replies, faults  <-- frames, output --       loading -> targets -> calling -> values

**What is trusted.** The worker plans the inputs and judges what comes back. It never parses, compiles,
imports or unpickles anything of an upload: it writes bytes to a socket and reads frames whose every length
is checked before memory is taken for it (`inside/codec`). The reference gradients never leave the worker,
so nothing inside is worth stealing, and nothing that is said inside earns points: only arrays count.

**What an upload cannot do.** The wall is the system call filter (`inside/seccomp`, `inside/syscalls`): a
child can compute, read and write what it already holds, and sleep; it cannot open, connect, fork, run or
signal anything, nor make memory executable. A refused call fails with an errno that tells its number. That
is possible because the zygote imports everything first (`inside/preload`) and Python needs no file
afterwards. Behind the wall, in the order of `inside/locking`: another uid, namespaces of its own with an
empty read-only root, no capabilities, no new privileges, Landlock with no rule, resource limits. A machine
may refuse some of these (containers refuse namespaces); each layer counts only if the thing it forbids was
tried and failed, and the operator says which are required (`requirements`). A child that cannot be locked
ends before it reads a byte.

**What an upload cannot see.** The zygote handles headers and descriptors and never reads an upload, so no
upload is in the memory that the next is forked from. It runs without site-packages and its modules are
loaded by file; before the first job the import path is emptied and our own names are taken out of
`sys.modules`. `grader` is never imported inside and cannot be: there is no file to find it in.

**What no layer stops.** A flaw in the kernel's code for the few calls that are left (memory, futex, read
and write), and side channels of the processor: there is nothing of worth in reach of them but the machine
itself. A service for strangers should have its workers in a virtual machine of their own.

**Whose fault it is.** `errors.SandboxBroken` is ours: the zygote died, a child could not be locked, or
something from outside killed it. The job is tried once more with a new zygote, then the exception is
raised and the submission goes back to the queue. Everything a child does after it was locked is the
upload's: `faults` turns the wait status, the bound it broke or its own report into a typed `Fault`.

**When.** A child is forked when the one before it is gone, is locked, and waits for its job, so that neither
costs the upload's time; it serves this one and ends. What all children do alike is done once in the zygote
(`inside/warming`), and the memory that all of them write to is copied while they wait (`inside/memory`),
which makes it cheaper, not different. When a child has said that all is answered and has closed its streams,
its answers go to the judge while it is taken down: nothing more can come from it.

**How it ends.** The first limit reached raises an exception in the upload, so that the line can be named
(SIGXCPU, SIGALRM); who catches it is killed a little later by the hard limit or by the zygote. On a busy
machine the clock on the wall is no judge of an upload: who computes but gets little of the processor has
longer (`inside/deadline`), and the processor time bounds it all the same. If the
worker dies the control socket closes: the zygote kills its child and ends, and process 1 of a namespace
takes all others with it. A zygote is replaced after some hundred jobs, or when its memory grows.

**What can be left.** Nothing that a later start would have to look for. There is no file, no lock, no name
and no cgroup, and every process holds on to its starter by the kernel: a child and the zygote carry a
parent-death signal; the zygote reads the control socket, whose other end dies with its worker, also with
kill -9 and also while it waits for a child; the launcher ends with the zygote it waits for. A stopped
(SIGSTOP) zygote is the one exception: no upload can send that signal, and who stops it from outside can
continue or kill it.
"""
