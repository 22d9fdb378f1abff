"""AES-CBC as DC-09 5.4 uses it: zero initial vector, whole blocks, padding at the front, hexadecimal on the wire.

The chaining is done here over the library's bare block cipher: a CBC context carries its vector along and can't be used
for a second message, and making one takes longer than a message's blocks; a block context of a key serves all its messages.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK = 16
#: Padding characters: letters and digits only, so never the "|", "[" and "]" that end it (DC-09 5.4.4).
PAD_ALPHABET = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


#: which character of the padding a byte of noise draws
_DRAWN = bytes(PAD_ALPHABET[byte & 31] for byte in range(256))


@lru_cache(maxsize=4096)
def _opening(key: bytes) -> Callable[[bytes], bytes]:
    return Cipher(AES(key), ECB()).decryptor().update


@lru_cache(maxsize=4096)
def _closing(key: bytes) -> Callable[[bytes], bytes]:
    return Cipher(AES(key), ECB()).encryptor().update


def decrypt(key: bytes, blocks: bytes) -> bytes:
    """The clear text of whole blocks; padding stays in front of it."""
    opened = int.from_bytes(_opening(key)(blocks), "big")
    before = int.from_bytes(blocks[:-BLOCK], "big")  # what each block was chained to; the first to the zero vector
    return (opened ^ before).to_bytes(len(blocks), "big")


def encrypt(key: bytes, clear: bytes, *, salt: bytes) -> bytes:
    """Upper-case hexadecimal digits of padding and clear text.

    The vector is always zero, so the padding in the first block must differ from message to message and be
    unknown to others. It is drawn from the key, ``salt`` (header) and the clear text with keyed BLAKE2b: no random source needed.
    """
    missing = BLOCK - len(clear) % BLOCK
    noise = hashlib.blake2b(salt + clear, key=key, digest_size=BLOCK).digest()
    text, close = noise[:missing].translate(_DRAWN) + clear, _closing(key)
    closed, chained = [], 0
    for at in range(0, len(text), BLOCK):
        block = close((int.from_bytes(text[at : at + BLOCK], "big") ^ chained).to_bytes(BLOCK, "big"))
        chained = int.from_bytes(block, "big")
        closed.append(block)
    return b"".join(closed).hex().upper().encode()
