"""The bits of a JPEG scan, compiled: Huffman codes to the four means of each block.

The next ``PEEK`` bits are looked up. Mostly they hold a code and the bits of its value, often two of them, and one look gives
all:
``second value << 25 | value << 18 | second step << 11 | step << 4 | bits``, a step being how far the place in the block moves
on, in 32 bits so that a table stays in the processor's nearest cache. Step 0 says that they hold a code without its whole
value: then there is the symbol above it, or NONE when the code itself is longer and is sought by its length.
"""

import numpy as np
from numba import njit

PEEK = 12
#: behind the looked-up entries: for each length of code the last code (or -1) and where its symbols begin; then the symbols
LAST, FIRST, SYMBOLS = 1 << PEEK, (1 << PEEK) + 17, (1 << PEEK) + 34
SIZE = SYMBOLS + 256
#: no symbol; most bits of a value that is looked up with its code
NONE, SMALL = 0x1FF, 6
#: step of the code that ends a block: beyond anything runs of zeros can reach
END = 100
#: bits of one of the three slopes that are summed up in one number, and how many of them are fractions
FIELD, FRACTION = 21, 8
#: words of zeros behind the bits: one block can't read further than this
SPARE = 80


@njit(cache=True, nogil=True)
def build(counts, symbols, direct, into, alone):
    """Fill ``into`` (SIZE) from the counts by length and the symbols; False when they make no code.

    ``alone`` (1 << PEEK) gets the bits of the first code with its value. ``direct``: symbols of a DC table, sizes alone,
    never two at once.
    """
    codes = 1 << PEEK
    into[:codes] = NONE << 18
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
                    if length + size <= PEEK and size <= SMALL:
                        value = signed(low >> (PEEK - length - size), size)
                        into[begin + low] = (value & 0x7F) << 18 | step_of(symbol, direct) << 4 | length + size
                    else:
                        into[begin + low] = symbol << 18 | length
            code += 1
            at += 1
        into[LAST + length] = code - 1 if counts[length - 1] else -1
        code <<= 1
    for place in range(codes):
        alone[place] = into[place] & 15
    if not direct:
        firsts = into[:codes].copy()
        for place in range(codes):
            bits, step = firsts[place] & 15, (firsts[place] >> 4) & 0x7F
            second = firsts[(place << bits) & (codes - 1)]
            if 0 < step < END and bits + (second & 15) <= PEEK and second & 0x7F0:
                value, following = np.int64(second >> 18), (second >> 4) & 0x7F
                into[place] = np.int32(value << 25 | following << 11 | firsts[place] + (second & 15))
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
    if symbol == NONE:
        bits = PEEK + 1
        code = np.int64(0)
        while bits <= 16:
            code = np.int64(window >> np.uint64(64 - bits))
            if code <= tables[base + LAST + bits]:
                break
            bits += 1
        if bits > 16:
            return 0, np.int64(0), np.int64(0)
        symbol = np.int64(tables[base + SYMBOLS + ((code + tables[base + FIRST + bits]) & 0xFF)])
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
def decode(windows, begins, wide, high, restart, across, down, tables, alone, weights, side, planes, lies):
    """Fill the planes from the bits, ``side`` (1 or 2) pixels of each block either way; False when the bits make no sense.

    ``lies`` (blocks of a unit, 4): where in ``planes`` the first unit's block lies, and how far the next line of pixels, the
    next unit and the next row of units are. Safe for any bits: a block reads at most SPARE words, and every block begins
    inside its stretch. Bits that were fetched once serve for two looks: fetching them is half of what a look costs. No array
    is handed to another function for a block: numba would count its users every time.
    """
    count = lies.shape[0]
    before = np.zeros(3, np.int64)
    unit, stretch = 0, 0
    at, ends = begins[0] * 32, begins[1] * 32
    peek = np.uint64(64 - PEEK)
    for row in range(high):
        for column in range(wide):
            if unit == restart:
                if at > ends:
                    return False
                unit, before[:] = 0, 0
                stretch += 1
                at, ends = begins[stretch] * 32, begins[stretch + 1] * 32
            unit += 1
            for number in range(count):
                if at > ends:
                    return False
                which = max(0, number - across * down + 1)
                base, weigh = 2 * which * SIZE, which * 256
                window = windows[np.uintp(at >> 5)] << np.uint64(at & 31)
                entry = np.int64(tables[np.uintp(base + np.int64(window >> peek))])
                bits, step, value = entry & 15, (entry >> 4) & 0x7F, (entry << 39) >> 57
                if step == 0:
                    bits, step, value = longer(window, tables, base, bits, entry >> 18, True)
                    if step == 0:
                        return False
                at += bits
                before[which] += value
                mean = before[which] * weights[weigh] + (128 << FRACTION) + (1 << (FRACTION - 1))
                slopes, place, reached, base = np.int64(0), np.int64(0), np.int64(0), base + SIZE
                while place < 63:
                    window = windows[np.uintp(at >> 5)] << np.uint64(at & 31)
                    look = window >> peek
                    entry = np.int64(tables[np.uintp(base + np.int64(look))])
                    step = (entry >> 4) & 0x7F
                    if step == 0:
                        bits, step, value = longer(window, tables, base, entry & 15, entry >> 18, False)
                        if step == 0:
                            return False
                        at += bits
                        reached = place = place + step
                        slopes += value * weights[np.uintp(weigh + place)]
                        continue
                    at += entry & 15
                    reached = place + step
                    place = reached + ((entry >> 11) & 0x7F)
                    slopes += ((entry << 39) >> 57) * weights[np.uintp(weigh + reached)]
                    slopes += (entry >> 25) * weights[np.uintp(weigh + place)]
                    if place < 63:
                        look = (window << np.uint64(entry & 15)) >> peek
                        following = np.int64(tables[np.uintp(base + np.int64(look))])
                        step = (following >> 4) & 0x7F
                        if step:
                            entry = following
                            at += entry & 15
                            reached = place + step
                            place = reached + ((entry >> 11) & 0x7F)
                            slopes += ((entry << 39) >> 57) * weights[np.uintp(weigh + reached)]
                            slopes += (entry >> 25) * weights[np.uintp(weigh + place)]
                if reached == 63 < place:  # the block was full: what was looked up with its last code is the next one's
                    at -= (entry & 15) - alone[np.uintp((which << PEEK) + np.int64(look))]
                elif 63 < reached < END:
                    return False
                into = np.uintp(lies[number, 0] + row * lies[number, 3] + column * lies[number, 2])
                if side == 1:
                    planes[into] = level(mean)
                else:
                    below = into + np.uintp(lies[number, 1])
                    planes[into], planes[into + np.uintp(1)], planes[below], planes[below + np.uintp(1)] = means(
                        mean, slopes
                    )
    return at <= ends


@njit(inline="always")
def means(mean, slopes):
    """The four means of a block, line by line."""
    across = (slopes << (64 - FIELD)) >> (64 - FIELD)
    slopes = (slopes - across) >> FIELD
    down = (slopes << (64 - FIELD)) >> (64 - FIELD)
    slant = (slopes - down) >> FIELD
    upper, lower = mean + down, mean - down
    return (
        level(upper + across + slant),
        level(upper - across - slant),
        level(lower + across - slant),
        level(lower - across + slant),
    )


@njit(inline="always")
def level(value):
    return np.uint8(min(max(value >> FRACTION, 0), 255))
