"""Chance from a seed: SM3 in counter mode. The same on every machine and in every language."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes

SEED_BYTES = 32
_BLOCK = 32


def sm3(data: bytes) -> bytes:
    """The 32-byte SM3 digest (GB/T 32905-2016)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


class Stream:
    """Endless bytes SM3(seed | 0x1f | purpose | 0x1f | counter as 8 bytes, big-endian), counter from 0."""

    def __init__(self, seed: bytes, purpose: str):
        self._head = seed + b"\x1f" + purpose.encode() + b"\x1f"
        self._counter, self._held = 0, b""

    def bytes(self, count: int) -> bytes:
        while len(self._held) < count:
            self._held += sm3(self._head + self._counter.to_bytes(8, "big"))
            self._counter += 1
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def below(self, bound: int) -> int:
        """A number of 0 ... bound - 1, each equally likely: draws of 8 bytes, those beyond the last whole multiple thrown away."""
        if not 0 < bound <= 1 << 63:
            raise ValueError("the bound is 1 ... 2^63")
        limit = (1 << 64) - (1 << 64) % bound
        while True:
            drawn = int.from_bytes(self.bytes(8), "big")
            if drawn < limit:
                return drawn % bound

    def shuffled(self, items) -> list:
        """Fisher and Yates."""
        row = list(items)
        for last in range(len(row) - 1, 0, -1):
            other = self.below(last + 1)
            row[last], row[other] = row[other], row[last]
        return row
