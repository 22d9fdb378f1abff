"""The chaining over the bare block cipher is AES-CBC with a zero vector, as the library has it."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from anbao.engines.dc09.cipher import BLOCK, PAD_ALPHABET, decrypt, encrypt

KEYS = [bytes(range(size)) for size in (16, 24, 32)]


@pytest.mark.parametrize("key", KEYS, ids=["128", "192", "256"])
@given(st.binary(min_size=BLOCK, max_size=40 * BLOCK).map(lambda data: data[: len(data) // BLOCK * BLOCK]))
def test_opening_is_the_librarys_cbc(key, blocks):
    turn = Cipher(AES(key), CBC(bytes(BLOCK))).decryptor()
    assert decrypt(key, blocks) == turn.update(blocks) + turn.finalize()


@pytest.mark.parametrize("key", KEYS, ids=["128", "192", "256"])
@given(st.binary(max_size=600), st.binary(max_size=8))
def test_closing_is_the_librarys_cbc_of_padding_and_text(key, clear, salt):
    written = encrypt(key, clear, salt=salt)
    padded = decrypt(key, bytes.fromhex(written.decode()))
    pad = padded[: len(padded) - len(clear)]
    assert padded == pad + clear and 1 <= len(pad) <= BLOCK and PAD_ALPHABET.translate(None, pad) != PAD_ALPHABET
    turn = Cipher(AES(key), CBC(bytes(BLOCK))).encryptor()
    assert written == (turn.update(padded) + turn.finalize()).hex().upper().encode()
