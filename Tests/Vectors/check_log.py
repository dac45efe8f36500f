#!/usr/bin/env python3
"""Checks a transparency log by RFC 9162 and C2SP's formats; shares no code with the Swift side.

usage: check_log.py LOG --operator KEY [--witness KEY]... [--proof FILE --line N]... [--growth FILE --old FILE]

Exit status 0 where everything holds, 1 where something does not.
"""
import argparse
import base64
import hashlib
import json
import pathlib
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(data):
    return sha256(b"\0" + data)


def node(left, right):
    return sha256(b"\1" + left + right)


def half(count):
    return 1 << ((count - 1).bit_length() - 1)


def root(leaves):
    """RFC 9162, section 2.1.1, as it is defined."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = half(len(leaves))
    return node(root(leaves[:k]), root(leaves[k:]))


def root_from_path(index, size, hash_, path):
    """The root that an inclusion proof leads to, from the top down: not the RFC's loop, but its definition turned round."""
    if size == 1:
        assert not path, "the proof is too long"
        return hash_
    k = half(size)
    if index < k:
        return node(root_from_path(index, k, hash_, path[:-1]), path[-1])
    return node(path[-1], root_from_path(index - k, size - k, hash_, path[:-1]))


def roots_from_growth(old, size, path, old_root, whole=True):
    """Both roots that a consistency proof leads to, by SUBPROOF of section 2.1.4.1 turned round."""
    if old == size:
        if whole:
            assert not path, "the proof is too long"
            return old_root, old_root
        (only,) = path
        return only, only
    k = half(size)
    if old <= k:
        before, now = roots_from_growth(old, k, path[:-1], old_root, whole)
        return before, node(now, path[-1])
    before, now = roots_from_growth(old - k, size - k, path[:-1], old_root, False)
    return node(path[-1], before), node(path[-1], now)


class Key:
    def __init__(self, text):
        self.name, identifier, data = text.strip().split("+", 2)
        data = base64.b64decode(data, validate=True)
        self.kind = data[0]
        self.key = Ed25519PublicKey.from_public_bytes(data[1:])
        self.identifier = sha256(self.name.encode() + b"\n" + data)[:4]
        assert self.identifier.hex() == identifier, "the key's identifier is wrong"

    def check(self, note):
        """Asserts that the note bears this key's signature."""
        text, _, below = note.partition(b"\n\n")
        text += b"\n"
        for line in below.decode().splitlines():
            dash, name, data = line.split(" ")
            data = base64.b64decode(data, validate=True)
            if dash != "—" or name != self.name or data[:4] != self.identifier:
                continue
            if self.kind == 1:
                return self.key.verify(data[4:], text)
            assert self.kind == 4 and len(data) == 76
            (seconds,) = struct.unpack(">Q", data[4:12])
            return self.key.verify(data[12:], b"cosignature/v1\ntime %d\n" % seconds + text)
        raise AssertionError(f"{self.name} has not signed")


def head(note):
    origin, size, hash_ = note.partition(b"\n\n")[0].decode().split("\n")
    return origin, int(size), base64.b64decode(hash_, validate=True)


def proof(path):
    lines, _, note = pathlib.Path(path).read_bytes().partition(b"\n\n")
    lines = lines.decode().split("\n")
    if lines[0] == "c2sp.org/tlog-proof@v1":
        lines = lines[1:]
    number = int(lines[0].split(" ")[1])
    return number, [base64.b64decode(line, validate=True) for line in lines[1:]], note


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("log")
    parser.add_argument("--operator", required=True)
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--proof")
    parser.add_argument("--line", type=int)
    parser.add_argument("--growth")
    parser.add_argument("--old")
    options = parser.parse_args()

    log = pathlib.Path(options.log)
    data = (log / "entries.jsonl").read_bytes()
    assert not data or data.endswith(b"\n")
    lines = data.split(b"\n")[:-1]
    before, time = sha256(b""), ""
    for place, line in enumerate(lines):
        entry = json.loads(line)
        assert entry["index"] == place and bytes.fromhex(entry["previous"]) == before and entry["time"] >= time
        if "document" in entry:
            document = base64.b64decode(entry["document"], validate=True)
            assert hashlib.sha384(document).hexdigest() == entry["digest"]
        before, time = leaf(line), entry["time"]

    note = (log / "checkpoint").read_bytes()
    operator = Key(options.operator)
    keys = [operator] + [Key(text) for text in options.witness]
    for key in keys:
        key.check(note)
    origin, size, hash_ = head(note)
    assert origin == operator.name and size == len(lines) and hash_ == root([leaf(line) for line in lines])
    print(f"{size} entries, root {hash_.hex()}, {len(keys)} signatures")

    if options.proof:
        index, path, note = proof(options.proof)
        operator.check(note)
        _, size, hash_ = head(note)
        assert index == options.line and root_from_path(index, size, leaf(lines[index]), path) == hash_
        print(f"entry {index} is in it")
    if options.growth:
        old, path, note = proof(options.growth)
        operator.check(note)
        _, size, hash_ = head(note)
        kept = pathlib.Path(options.old).read_bytes()
        operator.check(kept)
        _, old_size, old_hash = head(kept)
        assert old == old_size and roots_from_growth(old, size, path, old_hash) == (old_hash, hash_)
        print(f"it grew from {old} entries")


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, InvalidSignature, ValueError, KeyError) as error:
        sys.exit(f"does not hold: {type(error).__name__} {error}")
