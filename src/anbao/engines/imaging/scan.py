"""The bits of a JPEG scan, compiled: Huffman codes to the four means of each block.

The next ``PEEK`` bits are looked up. Mostly they hold a code and the bits of its value, often two of them, and one look gives
all:
``second value << 48 | value << 24 | second step << 16 | step << 8 | bits of the first << 4 | bits``, a step being how far
the place in the block moves on. Step 0 says that they hold a code without its whole value: then ``value`` is the symbol, or -1 when the code itself
is longer and is sought by its length.
"""

import numpy as np
from numba import njit

PEEK = 12
#: behind the looked-up entries: for each length of code the last code (or -1) and where its symbols begin; then the symbols
LAST, FIRST, SYMBOLS = 1 << PEEK, (1 << PEEK) + 17, (1 << PEEK) + 34
SIZE = SYMBOLS + 256
#: step of the code that ends a block: beyond anything runs of zeros can reach
END = 100
#: bits of one of the three slopes that are summed up in one number, and how many of them are fractions
FIELD, FRACTION = 21, 8
#: words of zeros behind the bits: one block can't read further than this
SPARE = 80


@njit(cache=True, nogil=True)
def build(counts, symbols, direct, into):
    """Fill ``into`` (SIZE) from the counts by length and the symbols; False when they make no code.

    ``direct``: symbols of a DC table, sizes alone, never two at once.
    """
    codes = 1 << PEEK
    for place in range(codes):
        into[place] = np.int64(-1) << 24
    code, at = 0, 0
    for length in range(1, 17):
        into[FIRST + length] = at - code
        for _ in range(counts[length - 1]):
            symbol = np.int64(symbols[at])
            size = symbol & 15
            if code >= 1 << length or (direct and symbol > 15):
                return False
            into[SYMBOLS + at] = symbol
            if length <= PEEK:
                begin = code << (PEEK - length)
                for low in range(1 << (PEEK - length)):
                    if length + size <= PEEK:
                        value = signed(low >> (PEEK - length - size), size)
                        into[begin + low] = (value & 0xFFFF) << 24 | step_of(symbol, direct) << 8 | (length + size) * 17
                    else:
                        into[begin + low] = symbol << 24 | length * 17
            code += 1
            at += 1
        into[LAST + length] = code - 1 if counts[length - 1] else -1
        code <<= 1
    if not direct:
        alone = into[:codes].copy()
        for place in range(codes):
            bits, step = alone[place] & 15, (alone[place] >> 8) & 0xFF
            second = alone[(place << bits) & (codes - 1)]
            if 0 < step < END and bits + (second & 15) <= PEEK and second & 0xFF00:
                into[place] = second >> 24 << 48 | (second & 0xFF00) << 8 | alone[place] + (second & 15)
    return at == symbols.size


@njit(inline="always")
def signed(bits, size):
    """The value that these bits stand for (T.81, F.12)."""
    if size and bits < 1 << (size - 1):
        return bits - (1 << size) + 1
    return bits


@njit(inline="always")
def step_of(symbol, direct):
    """How far a symbol moves the place in the block."""
    if direct:
        return np.int64(1)
    if symbol & 15 or symbol == 0xF0:
        return (symbol >> 4) + 1
    return np.int64(END)


@njit(inline="always")
def longer(window, tables, base, bits, symbol, direct):
    """Bits, step and value of a code whose value wasn't looked up with it; step 0 for bits that are no code."""
    if symbol < 0:
        bits = PEEK + 1
        code = np.int64(0)
        while bits <= 16:
            code = np.int64(window >> np.uint64(64 - bits))
            if code <= tables[base + LAST + bits]:
                break
            bits += 1
        if bits > 16:
            return 0, np.int64(0), np.int64(0)
        symbol = tables[base + SYMBOLS + ((code + tables[base + FIRST + bits]) & 0xFF)]
    size, value = symbol & 15, np.int64(0)
    if size:
        value = signed(np.int64((window << np.uint64(bits)) >> np.uint64(64 - size)), size)
    return bits + size, step_of(symbol, direct), value


@njit(cache=True, nogil=True)
def unstuff(data, begin, restart, windows, begins):
    """Bits from ``begin`` up to the next marker, freed of stuffing, as 64 bits from every 32nd on.

    ``begins`` gets the word where each stretch between restarts begins, and the end. The number of stretches; 0 when the
    data end without a marker.
    """
    word, held, count, stretch = np.uint64(0), np.uint64(0), 0, 0
    low, ones, tops, byte_bits = np.uint64(0xFFFFFFFF), np.uint64(0x01010101), np.uint64(0x80808080), np.uint64(8)
    at, ends = begin, data.size
    begins[0] = 0
    while at < ends:
        if at + 4 <= ends:  # four at once, where none of them is 0xFF
            four = (
                np.uint64(data[at]) << np.uint64(24)
                | np.uint64(data[at + 1]) << np.uint64(16)
                | np.uint64(data[at + 2]) << np.uint64(8)
                | np.uint64(data[at + 3])
            )
            if ((~four & low) - ones) & four & tops == 0:
                word = word << np.uint64(32) | four
                windows[count] = word >> held * byte_bits & low
                count += 1
                at += 4
                continue
        byte = data[at]
        at += 1
        if byte == 0xFF:
            while at < ends and data[at] == 0xFF:
                at += 1
            if at == ends:
                return 0
            marker = data[at]
            at += 1
            if marker != 0:
                if held:
                    windows[count] = word << byte_bits * (np.uint64(4) - held) & low
                    count += 1
                    word, held = np.uint64(0), np.uint64(0)
                stretch += 1
                if stretch < begins.size:
                    begins[stretch] = count
                if not (restart and 0xD0 <= marker <= 0xD7 and stretch + 1 < begins.size):
                    break
                continue
        word = word << byte_bits | np.uint64(byte)
        held += np.uint64(1)
        if held == 4:
            windows[count] = word & low
            count += 1
            held = np.uint64(0)
    else:
        return 0
    for place in range(count, count + SPARE):
        windows[place] = 0
    for place in range(count + SPARE - 1):
        windows[place] = windows[place] << np.uint64(32) | windows[place + 1]
    return stretch


@njit(cache=True, nogil=True, boundscheck=False)
def decode(windows, begins, wide, high, restart, across, down, tables, weights, side, luma, blue, red):
    """Fill the planes from the bits, ``side`` (1 or 2) pixels of each block either way; False when the bits make no sense.

    Safe for any bits: a block reads at most SPARE words, and every block begins inside its stretch.
    """
    of_luma = across * down
    count = of_luma + (2 if red.size else 0)
    lies_down, lies_across = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for number in range(of_luma):
        lies_down[number], lies_across[number] = number // across * side, number % across * side
    before = np.zeros(3, np.int64)
    unit, stretch = 0, 0
    at, ends = begins[0] * 32, begins[1] * 32
    peek = np.uint64(64 - PEEK)
    for row in range(high):
        for column in range(wide):
            if unit == restart:
                if at > ends:
                    return False
                unit = 0
                stretch += 1
                at, ends = begins[stretch] * 32, begins[stretch + 1] * 32
                before[:] = 0
            unit += 1
            for number in range(count):
                if at > ends:
                    return False
                which = max(0, number - of_luma + 1)
                base, weigh = 2 * which * SIZE, which * 256
                window = windows[np.uintp(at >> 5)] << np.uint64(at & 31)
                entry = tables[np.uintp(base + np.int64(window >> peek))]
                bits, step, value = entry & 15, (entry >> 8) & 0xFF, (entry << 24) >> 48
                if step == 0:
                    bits, step, value = longer(window, tables, base, bits, value, True)
                    if step == 0:
                        return False
                at += bits
                before[which] += value
                mean = before[which] * weights[weigh]
                slopes, place, reached, base = np.int64(0), np.int64(0), np.int64(0), base + SIZE
                while place < 63:
                    window = windows[np.uintp(at >> 5)] << np.uint64(at & 31)
                    entry = tables[np.uintp(base + np.int64(window >> peek))]
                    step = (entry >> 8) & 0xFF
                    if step == 0:
                        bits, step, value = longer(window, tables, base, entry & 15, (entry << 24) >> 48, False)
                        if step == 0:
                            return False
                        at += bits
                        place += step
                        reached = place
                        slopes += value * weights[np.uintp(weigh + place)]
                    else:
                        at += entry & 15
                        place += step
                        reached = place
                        slopes += ((entry << 24) >> 48) * weights[np.uintp(weigh + place)]
                        place += (entry >> 16) & 0xFF
                        slopes += (entry >> 48) * weights[np.uintp(weigh + place)]
                if (
                    reached == 63 < place
                ):  # the block was full: what was looked up with its last code is the next block's
                    at += ((entry >> 4) & 15) - (entry & 15)
                elif 63 < reached < END:
                    return False
                mean += (128 << FRACTION) + (1 << (FRACTION - 1))
                if which == 0:
                    y, x = row * down * side + lies_down[number], column * across * side + lies_across[number]
                    fill(luma, y, x, side, mean, slopes)
                elif which == 1:
                    fill(blue, row * side, column * side, side, mean, slopes)
                else:
                    fill(red, row * side, column * side, side, mean, slopes)
    return at <= ends


@njit(inline="always")
def fill(plane, y, x, side, mean, slopes):
    """The four means of a block, or its one."""
    if side == 1:
        plane[y, x] = level(mean)
        return
    across = (slopes << (64 - FIELD)) >> (64 - FIELD)
    slopes = (slopes - across) >> FIELD
    down = (slopes << (64 - FIELD)) >> (64 - FIELD)
    slant = (slopes - down) >> FIELD
    y, x, one = np.uintp(y), np.uintp(x), np.uintp(1)
    plane[y, x] = level(mean + across + down + slant)
    plane[y, x + one] = level(mean - across + down - slant)
    plane[y + one, x] = level(mean + across - down - slant)
    plane[y + one, x + one] = level(mean - across - down + slant)


@njit(inline="always")
def level(value):
    return np.uint8(min(max(value >> FRACTION, 0), 255))
