# forge | arrays of 2**31 rows and no column | forbidden | naive grader: passed
import os
import struct
def frame(kind, payload):
    os.write(3, struct.pack("<IB", len(payload), ord(kind)) + payload)

ZERO = b"A\x00\x00\x02" + struct.pack("<2Q", 2, 2) + bytes(32)
RETURNED = lambda call: b"T\x05\x00I" + struct.pack("<q", call) + b"T\x03\x00" + ZERO * 3 + b"T\x00\x00NB\x00"
LOADED = b"T\x01\x00T\x00\x00"
EMPTY = b"T\x00\x00"

NONE = b"A\x00\x00\x02" + struct.pack("<2Q", 1 << 31, 0)
frame("L", LOADED)
for call in range(6):
    frame("R", b"T\x05\x00I" + struct.pack("<q", call) + b"T\x03\x00" + NONE * 3 + b"T\x00\x00NB\x00")
frame("D", EMPTY)
os._exit(0)
