"""Chinese national algorithms for what must not be read or changed silently.

SM3 (GB/T 32905-2016) chains the ledger and fingerprints files. SM4-GCM (GB/T 32907-2016, RFC 8998) seals personal
data at rest. A sealed value can be found again only through its keyed hash (HMAC-SM3), so a stolen table gives
neither the value nor a dictionary attack without the key.
"""

import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
TAG_BYTES = 16


class SealBroken(ValueError):
    """The sealed value was changed, or the key is another one."""


def sm3(data: bytes) -> bytes:
    """The 32-byte SM3 digest of `data`."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


@cache
def _key(purpose: str, length: int) -> bytes:
    """A key of its own for every purpose, derived from the site's master key (HKDF-SM3)."""
    return HKDF(hashes.SM3(), length, salt=None, info=purpose.encode()).derive(settings.ANBAO_MASTER_KEY)


def seal(text: str, *, purpose: str = "seal") -> bytes:
    """SM4-GCM: nonce (12) + ciphertext + tag (16). Every `purpose` has a key of its own."""
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(_key(purpose, 16)), modes.GCM(nonce)).encryptor()
    return nonce + encryptor.update(text.encode()) + encryptor.finalize() + encryptor.tag


def unseal(sealed: bytes, *, purpose: str = "seal") -> str:
    """The text behind `sealed`; raises SealBroken when a bit was changed or it was sealed for another purpose."""
    nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    try:
        decryptor = Cipher(algorithms.SM4(_key(purpose, 16)), modes.GCM(nonce, tag)).decryptor()
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the sealed value does not open with this site's key") from error


def fingerprint(text: str) -> bytes:
    """Keyed hash of a normalised personal value, for equality look-up (HMAC-SM3, 32 bytes)."""
    mac = keyed.HMAC(_key("fingerprint", 32), hashes.SM3())
    mac.update(text.strip().upper().encode())
    return mac.finalize()


def signature(text: str, *, purpose: str) -> bytes:
    """Keyed hash (HMAC-SM3, 32 bytes) by which this site knows its own words again outside the database."""
    mac = keyed.HMAC(_key(purpose, 32), hashes.SM3())
    mac.update(text.encode())
    return mac.finalize()


def same(left: bytes, right: bytes) -> bool:
    """Constant-time equality."""
    return hmac.compare_digest(left, right)
