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
text = subprocess.run(["gcc", "-E", "-P", "-"], input=text, capture_output=True, text=True, check=True).stdout
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
assert huimin.huimin_network_builtin(b"yuxi-2019", 9, network, error) == 0
assert huimin.huimin_network_size(network[0], size, error) == 0
assert size[0] == 794
assert huimin.huimin_network_free(network[0]) == 0
assert huimin.huimin_network_free(network[0]) == 101
print(f"cffi reads {len(functions)} functions")
