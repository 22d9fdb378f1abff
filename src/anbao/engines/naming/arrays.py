"""Hash tables on numpy arrays: strings to 64-bit keys, keys to numbers, many look-ups at once."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

U64 = np.uint64
BASE = 0x9E3779B97F4A7C15 | 1
#: salts of the channels of ``key_of``
SALTS = tuple(bytes([n]) for n in range(16))


def mix(values: np.ndarray) -> np.ndarray:
    """splitmix64's finaliser: spreads small numbers over 64 bits (Steele, Lea and Flood 2014)."""
    x = values.astype(U64) + U64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> U64(30))) * U64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> U64(27))) * U64(0x94D049BB133111EB)
    return x ^ (x >> U64(31))


def powers(width: int) -> np.ndarray:
    return np.array([pow(BASE, i, 1 << 64) for i in range(width)], dtype=U64)


def matrix(texts: list[str], width: int) -> np.ndarray:
    """Code points, shape (len(texts), width), zero where a text has ended."""
    joined = "".join(t.ljust(width, "\0") for t in texts)
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).reshape(-1, width)


def near_keys(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keys of every row itself and of the row less any one element; two rows one edit apart share a key.

    ``codes`` has shape (rows, width), zero after the end. Returns (keys, row numbers).
    """
    rows, width = codes.shape
    power = powers(width + 1)
    mixed = np.where(codes != 0, mix(codes), U64(0))
    sizes = (codes != 0).sum(axis=1)
    kept = mixed * power[:width]
    moved = np.zeros_like(mixed)
    moved[:, 1:] = mixed[:, 1:] * power[: width - 1]
    before = np.cumsum(kept, axis=1, dtype=U64) - kept
    after = np.cumsum(moved[:, ::-1], axis=1, dtype=U64)[:, ::-1] - moved
    inside = np.arange(width)[None, :] < sizes[:, None]
    numbers = np.broadcast_to(np.arange(rows, dtype=np.int64)[:, None], (rows, width))[inside]
    whole = kept.sum(axis=1, dtype=U64)
    return np.concatenate([whole, (before + after)[inside]]), np.concatenate([np.arange(rows, dtype=np.int64), numbers])


def near_keys_of(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """``near_keys`` of strings of any length, worked in groups of like length."""
    sizes = np.array([len(t) for t in texts], dtype=np.int64)
    widths = np.maximum(4, 2 ** np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64))
    keys, numbers = [np.empty(0, U64)], [np.empty(0, np.int64)]
    for width in np.unique(widths):
        rows = np.flatnonzero((widths == width) & (sizes > 0))
        for chunk in np.array_split(rows, max(1, len(rows) * int(width) // 4_000_000)):
            if len(chunk):
                key, number = near_keys(matrix([texts[i] for i in chunk], int(width)))
                keys.append(key)
                numbers.append(chunk[number])
    return np.concatenate(keys), np.concatenate(numbers)


def key_of(text: str, salt: int = 0) -> int:
    """One 64-bit key of a string, the same in every run."""
    return int.from_bytes(
        blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, salt=SALTS[salt]).digest(), "little"
    )


@dataclass(frozen=True)
class Table:
    """Keys sorted, each once, with the numbers under it: ``numbers[starts[k]:starts[k + 1]]``."""

    keys: np.ndarray
    starts: np.ndarray
    numbers: np.ndarray

    @classmethod
    def build(cls, keys: np.ndarray, numbers: np.ndarray) -> "Table":
        order = np.argsort(keys)
        keys = keys[order]
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
        return cls(keys[first], np.append(first, len(keys)), numbers[order].astype(np.int32))

    def runs(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Start and length of the run of each key; 0 for a key that is not there."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        order = np.argsort(keys)
        place = np.empty(len(keys), np.int64)
        place[order] = np.minimum(np.searchsorted(self.keys, keys[order]), len(self.keys) - 1)
        start = self.starts[place]
        return start, np.where(self.keys[place] == keys, self.starts[place + 1] - start, 0)

    def meet(self, keys: np.ndarray, askers: np.ndarray, limit: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Pairs (asker, number) under equal keys; runs longer than ``limit`` are left out."""
        start, size = self.runs(keys)
        if limit is not None:
            size = np.where(size > limit, 0, size)
        return np.repeat(askers, size), self.numbers[ramps(start, size)]


def ramps(start: np.ndarray, size: np.ndarray) -> np.ndarray:
    """start[0], start[0]+1, ... for size[0] steps, then the next run."""
    total = int(size.sum())
    ends = np.cumsum(size)
    return np.arange(total, dtype=np.int64) + np.repeat(start - (ends - size), size)


def unique_pairs(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs without repetition, ordered by the left number, then the right."""
    packed = np.sort((left.astype(np.int64) << 32) | right.astype(np.int64))
    if len(packed):
        packed = packed[np.concatenate([[True], packed[1:] != packed[:-1]])]
    return packed >> 32, packed & 0xFFFFFFFF
