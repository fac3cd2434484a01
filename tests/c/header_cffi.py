"""The header as Python's cffi reads it: every declaration is parsed, every function is found
in the library, and a figure can be had. Usage: header_cffi.py HEADER LIBRARY"""

import re
import subprocess
import sys

import cffi

header, library = sys.argv[1:]
text = open(header, encoding="utf-8").read()
# What cffi knows by itself, and what is for C++ alone.
text = re.sub(r"^#include.*$", "", text, flags=re.M)
text = subprocess.run(["gcc", "-E", "-P", "-DHUIMIN_DECLARATIONS_ONLY", "-"], input=text, capture_output=True, text=True, check=True).stdout
ffi = cffi.FFI()
ffi.cdef(text)
huimin = ffi.dlopen(library)
names = re.findall(r"(huimin_\w+)\(", text)
functions = [name for name in names if hasattr(huimin, name)]
missing = set(names) - set(functions)
assert not missing, missing
assert len(functions) > 70, functions

assert ffi.string(huimin.huimin_version()) == b"0.1.0"
network, size, error = ffi.new("huimin_network *"), ffi.new("uint64_t *"), ffi.new("huimin_error *")
name = ffi.from_buffer(b"yuxi-2019")
assert huimin.huimin_network_builtin((name, len(name)), network, error) == 0
assert huimin.huimin_network_size(network[0], size, error) == 0
assert size[0] == 794


# Every function with nothing but zeros, with garbage, and with places for what comes out: a status,
# never a crash, and nothing is written where it fails.
def argument(kind, handle, places):
    if kind.kind == "primitive":
        return 0
    if kind.kind == "struct":
        fields = [name for name, _ in kind.fields]
        return ffi.new(ffi.getctype(kind, "*"), {"id": handle} if fields == ["id"] else {})[0]
    if kind.kind == "pointer" and places:
        return ffi.new(kind)
    return ffi.NULL


# What has no need of an argument.
WITHOUT_ARGUMENTS = {"huimin_version", "huimin_abi_version", "huimin_features", "huimin_status_name"}
# What zeros are good enough for, where there are places for what comes out.
FINE = {name for name in functions if name.endswith(("_builtin_names", "_table_names"))}
for name in sorted(set(functions) - WITHOUT_ARGUMENTS):
    function = getattr(huimin, name)
    kinds = ffi.typeof(function).args
    for handle in (0, 1, 2**63, 2**64 - 1, network[0].id):
        for places in (False, True):
            if name == "huimin_network_free" and handle == network[0].id:
                continue
            given = [argument(kind, handle, places) for kind in kinds]
            status = function(*given)
            is_fine = name.endswith("_free") and (handle == 0 or name == "huimin_bytes_free")
            is_fine |= places and name in FINE
            is_fine |= places and handle == network[0].id and name in ("huimin_network_size", "huimin_network_warnings")
            assert (status == 0) == is_fine, (name, handle, places, status)
            assert status in (0, 1, 2, 3, 6, 101, 102), (name, handle, places, status)
            if status != 0 and places:
                *others, last = given
                if "huimin_error" in name:
                    others, last = given, None
                elif not name.endswith("_free"):
                    assert huimin.huimin_error_code(last[0]) == status, name
                    assert huimin.huimin_error_free(last[0]) == 0
                for other in others:
                    if isinstance(other, ffi.CData) and ffi.typeof(other).kind == "pointer" and other != ffi.NULL:
                        written = ffi.buffer(other)[:]
                        assert written.count(0) == len(written), (name, handle)
assert huimin.huimin_network_free(network[0]) == 0
assert huimin.huimin_network_free(network[0]) == 101
print(f"cffi reads {len(functions)} functions, and each bears to be called with nothing")
