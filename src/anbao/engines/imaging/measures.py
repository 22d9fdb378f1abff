"""Sums over the pixels of a picture, compiled: block means, edges, grain, levels. Rows are summed up column by column first.

Each takes (height, width) uint8 and leaves out the few pixels that don't fill a block of the grid.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def gathered(sums, share, into):
    """The sums of columns, block by block, times a share."""
    wide = sums.size // into.size
    for block in range(into.size):
        into[block] = sums[block * wide : (block + 1) * wide].sum() * share


@njit(cache=True, nogil=True)
def means(plane, rows, columns):
    """(rows, columns) mean level of each block, float32."""
    high, wide = plane.shape[0] // rows, plane.shape[1] // columns
    made = np.zeros((rows, columns), np.float32)
    sums = np.zeros(wide * columns, np.int32)
    for row in range(rows):
        sums[:] = 0
        for y in range(row * high, (row + 1) * high):
            for x in range(sums.size):
                sums[x] += plane[y, x]
        gathered(sums, np.float32(1.0 / (high * wide)), made[row])
    return made


@njit(cache=True, nogil=True)
def apart(plane, other, rows, columns):
    """(rows, columns) mean distance of two planes in each block, float32."""
    high, wide = plane.shape[0] // rows, plane.shape[1] // columns
    made = np.zeros((rows, columns), np.float32)
    sums = np.zeros(wide * columns, np.int32)
    for row in range(rows):
        sums[:] = 0
        for y in range(row * high, (row + 1) * high):
            for x in range(sums.size):
                sums[x] += abs(np.int32(plane[y, x]) - np.int32(other[y, x]))
        gathered(sums, np.float32(1.0 / (high * wide)), made[row])
    return made


@njit(cache=True, nogil=True)
def squared(near, far, sums):
    """Add the squared differences of two rows."""
    for x in range(min(near.size, far.size)):
        step = np.int32(far[x]) - np.int32(near[x])
        sums[x] += step * step


@njit(cache=True, nogil=True)
def steps(plane, rows, columns, distances):
    """(2, distances, rows, columns) mean squared difference across and down at each distance, float32, on every other row."""
    high, wide = plane.shape[0] // rows, plane.shape[1] // columns
    used = wide * columns
    made = np.zeros((2, distances.size, rows, columns), np.float32)
    sums = np.zeros(used, np.int32)
    for number in range(distances.size):
        far = distances[number]
        short = max(0, used + far - plane.shape[1])
        for row in range(rows):
            sums[:] = 0
            for y in range(row * high, (row + 1) * high, 2):
                squared(plane[y, :used], plane[y, far:], sums)
            count = (high + 1) // 2
            gathered(sums, np.float32(1.0 / (count * wide)), made[0, number, row])
            # a small picture has no pixels so far to the right of its last blocks: they are taken to be as their neighbour
            last = columns - 1 - short // wide
            made[0, number, row, last] *= wide / (wide - short % wide)
            made[0, number, row, last + 1 :] = made[0, number, row, last]
            sums[:] = 0
            count = 0
            for y in range(row * high, min((row + 1) * high, plane.shape[0] - far), 2):
                count += 1
                squared(plane[y, :used], plane[y + far, :used], sums)
            if count:
                gathered(sums, np.float32(1.0 / (count * wide)), made[1, number, row])
            else:
                made[1, number, row] = made[1, number, row - 1]
    return made


@njit(cache=True, nogil=True)
def residues(plane, rows, columns):
    """(rows, columns) mean of what a 3 x 3 mask leaves that is finer than any edge (Immerkaer 1996), float32."""
    high, wide = plane.shape[0] // rows, plane.shape[1] // columns
    made = np.zeros((rows, columns), np.float32)
    sums = np.zeros(wide * columns, np.int32)
    bends = np.zeros(sums.size, np.int16)
    for row in range(rows):
        sums[:] = 0
        count = 0
        for y in range(max(1, row * high), min((row + 1) * high, plane.shape[0] - 1)):
            count += 1
            for x in range(bends.size):
                bends[x] = np.int16(plane[y - 1, x]) - 2 * np.int16(plane[y, x]) + np.int16(plane[y + 1, x])
            for x in range(1, bends.size - 1):
                sums[x] += abs(np.int32(bends[x - 1]) - 2 * np.int32(bends[x]) + np.int32(bends[x + 1]))
        gathered(sums, np.float32(1.0 / (count * wide)), made[row])
    return made
