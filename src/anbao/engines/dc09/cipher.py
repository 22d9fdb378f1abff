"""AES-CBC as DC-09 5.4 uses it: zero initial vector, whole blocks, padding at the front, hexadecimal on the wire."""

import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 16
#: Padding characters: letters and digits only, so never the "|", "[" and "]" that end it (DC-09 5.4.4).
PAD_ALPHABET = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@lru_cache(maxsize=4096)
def _cipher(key: bytes) -> Cipher:
    return Cipher(AES(key), CBC(bytes(BLOCK)))


def decrypt(key: bytes, blocks: bytes) -> bytes:
    """The clear text of whole blocks; padding stays in front of it."""
    turn = _cipher(key).decryptor()
    return turn.update(blocks) + turn.finalize()


def encrypt(key: bytes, clear: bytes, *, salt: bytes) -> bytes:
    """Upper-case hexadecimal digits of padding and clear text.

    The vector is always zero, so the padding in the first block must differ from message to message and be
    unknown to others. It is drawn from the key and ``salt`` (header and time) with HMAC: no random source needed.
    """
    missing = BLOCK - len(clear) % BLOCK
    noise = hmac.digest(key, salt + clear, "sha256")
    pad = bytes(PAD_ALPHABET[byte & 31] for byte in noise[:missing])
    turn = _cipher(key).encryptor()
    return (turn.update(pad + clear) + turn.finalize()).hex().upper().encode()
