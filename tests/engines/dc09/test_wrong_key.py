"""A wrong key never gives an event, whatever the account is forgiven: what came out of decryption is proven before it is."""

import random
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.cipher import BLOCK, encrypt
from anbao.engines.dc09.encoder import frame
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.faults import ProtocolError, Reason
from anbao.engines.dc09.receiver import Receiver

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
KEY = bytes(range(16))
STAMP = b"_12:00:00,02-04-2022"
#: token and content as panels encrypt them, with padding in front and behind, with and without a timestamp
SENT = [
    (b"SIA-DCS", b"|#1234|Nri1/BA003]" + STAMP),
    (b"ADM-CID", b"|#1234|1130 01 003]" + STAMP),
    (b"NULL", b"|]" + STAMP),
    (b"SIA-DCS", b"|#1234|NBA003]"),
    (b"ADM-CID", b"#1234|1130 01 003][M0026B9E4268B]"),
    (b"NULL", b"|]"),
    (b"XNM", b"|#1234|][M0026B9E4268B]" + STAMP + b"\x05" * 5),
    (b"OTHER", b"|#1234|anything]"),
    (b"NULL", b"]" + b"\x0f" * 15),
]
EVERYTHING = ~Leniency.NONE
FORGIVEN = [Leniency.NONE, *Leniency, EVERYTHING]


def sent(token: bytes, clear: bytes, key: bytes, sequence: int = 1, account: bytes = b"1234") -> bytes:
    return frame(b'"*%b"%04dL0#%b[' % (token, sequence, account) + encrypt(key, clear, salt=b"%d" % sequence))


def in_whole_blocks(token: bytes, clear: bytes) -> bytes:
    """Not a byte in front of the clear text, which is whole blocks already."""
    turn = Cipher(AES(KEY), CBC(bytes(BLOCK))).encryptor()
    return frame(b'"*%b"0001L0#1234[' % token + (turn.update(clear) + turn.finalize()).hex().upper().encode())


def outcome(message: bytes, leniency: Leniency, key: bytes = KEY) -> Event | ProtocolError:
    account = Account("1234", key=key, leniency=leniency, window=None)
    (one,) = Receiver(AccountBook([account])).receive(message, at=AT)
    return one


@pytest.mark.parametrize("forgiven", FORGIVEN, ids=lambda flag: ",".join(flag.names()) if len(flag) < 3 else "all")
def test_no_wrong_key_of_2000_gives_an_event(forgiven):
    noise = random.Random(5)
    receiver = Receiver(AccountBook([Account("1234", key=KEY, leniency=forgiven, window=None)]))
    for index in range(2000):
        token, clear = SENT[index % len(SENT)]
        (one,) = receiver.receive(sent(token, clear, noise.randbytes(16), 1 + index), at=AT)
        assert isinstance(one, ProtocolError) and one.reason is Reason.WRONG_KEY, (index, one)
        assert b"NAK" in receiver.answer(one, at=AT)


#: what a wrong key may give by chance: brackets, bars and stamps here and there
GARBAGE = [
    b"\x8e]\x03\xf1garbage and more\x80",
    b"ab|x]_",
    b"ab|x]_\x80\x81\x82\x83\x84\x85\x86\x87\x88",
    b"\x80\x81\x82\x83\x84\x85\x86\x87|]",
    b"abcdefgh]",
    b"ab]\x00\x01\x02",
    b"ab|NBA1]",
    b"ab|#99|NBA1]",
    b"ab|#1235|NBA1]",
    b"ab|1130 01 005]",
]


@pytest.mark.parametrize("clear", GARBAGE, ids=repr)
@pytest.mark.parametrize("token", [b"SIA-DCS", b"ADM-CID", b"NULL", b"OTHER"], ids=bytes.decode)
def test_garbage_with_brackets_is_a_wrong_key(token, clear):
    blocks = clear.rjust(32, b"\x81")
    message = in_whole_blocks(token, blocks)
    assert outcome(message, EVERYTHING).reason is Reason.WRONG_KEY
    assert outcome(message, Leniency.NONE).reason is Reason.WRONG_KEY


@pytest.mark.parametrize(
    ("clear", "forgiven"),
    [
        (b"|#1234|NBA501]", Leniency.NO_TIMESTAMP),
        (b"|#1234|NBA501][M0026B9E4268B]", Leniency.NO_TIMESTAMP),
        (b"|#1234]", Leniency.NO_TIMESTAMP),
        (b"|]", Leniency.NO_TIMESTAMP),
        (b"|#1234|NBA501]_", Leniency.BAD_TIMESTAMP),
        (b"|#1234|NBA501]12:00", Leniency.BAD_TIMESTAMP),
        (b"|NBA501]_25:00:00,13-40-2022", Leniency.BAD_TIMESTAMP),
        (b"|]_2022-02-04 12:00", Leniency.BAD_TIMESTAMP),
    ],
    ids=repr,
)
def test_what_proves_the_key_without_a_readable_timestamp(clear, forgiven):
    message = sent(b"SIA-DCS", clear, KEY)
    assert outcome(message, forgiven).deviations is forgiven
    why = Reason.NO_TIMESTAMP if forgiven is Leniency.NO_TIMESTAMP else Reason.TIMESTAMP
    assert outcome(message, EVERYTHING & ~forgiven).reason is why


def test_an_empty_content_is_proven_by_the_padding_behind_it_too():
    message = in_whole_blocks(b"NULL", b"]" + b"\x0f" * 15)
    event = outcome(message, Leniency.BACK_PADDING | Leniency.NO_TIMESTAMP)
    assert event.deviations == Leniency.BACK_PADDING | Leniency.NO_TIMESTAMP
    assert outcome(message, Leniency.NO_TIMESTAMP).reason is Reason.WRONG_KEY
