"""Dicts, lists and strings come and go; in between 1,000 connections leak."""
import ctypes
import sys

leak = ctypes.CDLL(sys.argv[1]).leak
kept = {}
seed = 777
for i in range(20000):
    seed = (seed * 1103515245 + 12345) & 0xFFFFFFFF
    key = "key %d" % ((seed >> 16) % 3000)
    kept[key] = {"name": "value %d" % i, "list": ["item %d" % n for n in range(seed % 9)], "next": None}
    if seed & 0x40000:
        kept.pop("key %d" % ((seed >> 8) % 3000), None)
    text = "".join(str(n) for n in range(seed % 50))
    if i % 20 == 0:
        leak(None)
