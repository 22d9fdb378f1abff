"""Observations on two personal names in Latin letters (or brought to them)."""

from functools import lru_cache, partial
from typing import NamedTuple

from rapidfuzz.distance import OSA

from anbao.engines.naming import spellings_foreign
from anbao.engines.naming.evidence import Observation
from anbao.engines.naming.western import (
    ALIKE,
    Likeness,
    crossed,
    letters,
    likeness,
    other_umlaut,
    skeleton,
    umlauts,
    words,
)
from anbao.engines.naming.western_tables import PARTICLES, TITLES, TRANSCRIBED

CORPORATE_TAILS = {"sa", "llc", "ltd", "inc", "gmbh", "ag", "plc", "co", "corp", "limited"}
MAX_WORDS = 12
#: a run of words meets one word only when it is nearly the same
RUN_ALIKE = 0.84
#: from this likeness on a word is the spelling that a surname's characters stand for
SPELT_ALIKE = 0.9


class Pair(NamedTuple):
    """Words of one name laid on words of the other: half-open ranges and their likeness."""

    a: tuple[int, int]
    b: tuple[int, int]
    like: Likeness


@lru_cache(maxsize=65536)
def person_words(name: str, join_hyphens: bool = False) -> tuple[str, ...]:
    """Words of a name without titles, company tails and repetitions; at least one word is left."""
    found = words(letters(name), join_hyphens=join_hyphens)
    kept = [w for w in found if w not in TITLES] or found
    while len(kept) > 2 and kept[-1] in CORPORATE_TAILS:
        kept = kept[:-1]
    unique = [w for i, w in enumerate(kept) if w in PARTICLES or w not in kept[:i]]
    return tuple(unique[:MAX_WORDS])


def weight(word: str) -> float:
    if len(word) == 1:
        return 0.35
    return 0.25 if word in PARTICLES else 1.0


def weights(name: tuple[str, ...]) -> tuple[float, ...]:
    """Weights of a name's words; of two words neither is a particle."""
    return tuple(weight(w) if len(name) > 2 or len(w) == 1 else 1.0 for w in name)


def spans(count: int):
    """Single words, then runs of two and three that may be one word written apart."""
    for size in (1, 2, 3):
        for start in range(count - size + 1):
            yield start, start + size


def lay(a: tuple[str, ...], b: tuple[str, ...], like=likeness) -> list[Pair]:
    """The best pairs first, each word used once; a run of words may meet one word."""
    options = []
    for i, j in spans(len(a)):
        for k, m in spans(len(b)):
            if j - i > 1 and m - k > 1:
                continue
            one, two = "".join(a[i:j]), "".join(b[k:m])
            found = initials(a[i:j], b[k:m])
            if not found and (j - i > 1 or m - k > 1) and min(len(one), len(two)) < 4:
                continue
            found = found or like(one, two)
            if found.value >= (ALIKE if j - i == m - k else RUN_ALIKE) or found.way == "initials":
                joined = j - i + m - k - 2
                options.append(
                    (
                        found.value * (len(one) + len(two)) - 2.5 * joined * (found.value < 1),
                        Pair((i, j), (k, m), found),
                    )
                )
    options.sort(key=lambda o: (-o[0], o[1].a, o[1].b))
    used_a, used_b, pairs = set(), set(), []
    for _, pair in options:
        ra, rb = range(*pair.a), range(*pair.b)
        if used_a.isdisjoint(ra) and used_b.isdisjoint(rb):
            used_a.update(ra)
            used_b.update(rb)
            pairs.append(pair)
    return pairs


def initials(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness | None:
    """JC for Jean Claude: two or three letters that are the first letters of a run of words."""
    short, run = (a, b) if len(a) == 1 else (b, a)
    if len(run) > 1 and len(short) == 1 and short[0] == "".join(w[0] for w in run):
        return Likeness(0.78, "initials")
    return None


def bony(a: str, b: str, transcribed: dict[str, str] = TRANSCRIBED) -> Likeness:
    """Likeness that also accepts equal consonants, and the usual transcription of a name, for names that crossed a script."""
    a, b = transcribed.get(a, a), transcribed.get(b, b)
    one, two = skeleton(a), skeleton(b)
    found = likeness(a, b)
    if max(len(a), len(b)) > 2 * min(len(a), len(b)) + 1:
        return found
    if one and two and (one == two or (max(len(one), len(two)) > 2 and OSA.distance(one, two) == 1)):
        return max(found, Likeness(0.86 if one == two else 0.68, "consonants"))
    return found


def observe(name1: str, name2: str, transcribed: dict[str, str] = TRANSCRIBED):
    """Observation lists for two names, one for each way to part them into words."""
    if not (letters(name1).strip() and letters(name2).strip()):
        return
    like = partial(bony, transcribed=transcribed) if crossed(name1) != crossed(name2) else likeness
    spelt = umlauts(name1), umlauts(name2)
    for join in (False, True):
        a, b = person_words(name1, join), person_words(name2, join)
        if a and b:
            yield person_observations(a, b, like, spelt)
        if "-" not in name1 + name2:
            return


def observe_surname(name1: str, name2: str):
    """A foreign surname in Chinese characters, and a name in letters of which it may be the surname."""
    spelt = spellings_foreign.surname(name1) or spellings_foreign.surname(name2)
    other = name2 if spellings_foreign.surname(name1) else name1
    words_of = person_words(other) if spelt and letters(other).strip() else ()
    written = umlauts(other)
    alike = max((likeness(spelt, written.get(word, word)).value for word in words_of), default=0.0)
    if alike >= SPELT_ALIKE:
        seen = [Observation("latin.transcribed", alike, spelt)]
        yield seen + [Observation("latin.one-word", 1.0)] * (len(words_of) > 1)


def person_observations(a: tuple[str, ...], b: tuple[str, ...], like, spelt=({}, {})) -> list[Observation]:
    """``spelt``: the words of either name that had an umlaut, as ``western.umlauts`` has them."""
    pairs = lay(a, b, like)
    left = [w for i, w in enumerate(a) if not any(i in range(*p.a) for p in pairs)]
    right = [w for i, w in enumerate(b) if not any(i in range(*p.b) for p in pairs)]
    total = sum(quantity(a, p.a) + quantity(b, p.b) for p in pairs)
    if not total:
        return []
    quality = sum(p.like.value * (quantity(a, p.a) + quantity(b, p.b)) for p in pairs) / total
    seen = [Observation("latin.words", quality, ways(a, b, pairs))]
    full_a, full_b = sum(weights(a)), sum(weights(b))
    lost_a, lost_b = lost(a, [p.a for p in pairs]), lost(b, [p.b for p in pairs])
    if min(lost_a, lost_b) >= 0.3:
        share = min(1.0, min(lost_a, lost_b) / max(min(full_a, full_b), 1))
        seen.append(Observation("latin.conflict", 0.68 + 0.32 * share, f"{' '.join(left)} ≠ {' '.join(right)}"))
    elif max(lost_a, lost_b) > 0:
        seen.append(Observation("latin.silent", min(1.0, max(lost_a, lost_b) / 4), " ".join(left + right)))
    full = [p for p in pairs if p.like.way not in ("initial", "initials")]
    if not full:
        seen.append(Observation("latin.only-initials", 1.0))
    elif (
        sum(quantity(a, p.a) >= 1 for p in full) == 1
        and max(len(a), len(b)) > 1
        and (len(a) == 1) != (len(b) == 1)
        and not joined(pairs)
    ):
        seen.append(Observation("latin.one-word", 1.0))
    elif len(pairs) == 1 and len(a) == len(b) == 1 and pairs[0].like.value < 1 and len(a[0]) < 5:
        seen.append(Observation("latin.short", 1.0))
    if swapped(pairs):
        seen.append(Observation("latin.order", 1.0))
    if any(spelt):
        met = ((spelt[0].get(x, x), spelt[1].get(y, y)) for p in pairs for x in a[slice(*p.a)] for y in b[slice(*p.b)])
        seen += [Observation("latin.umlaut", 1.0, f"{x} ≠ {y}") for x, y in met if other_umlaut(x, y)][:1]
    return seen


def joined(pairs: list[Pair]) -> bool:
    return any(p.a[1] - p.a[0] + p.b[1] - p.b[0] > 2 for p in pairs)


def quantity(name: tuple[str, ...], span: tuple[int, int]) -> float:
    return max(weights(name)[slice(*span)])


def lost(name: tuple[str, ...], spans: list[tuple[int, int]]) -> float:
    """The weight of the words that no pair took."""
    return sum(w for i, w in enumerate(weights(name)) if not any(start <= i < end for start, end in spans))


def swapped(pairs: list[Pair]) -> bool:
    order = [p.b for p in sorted(pairs)]
    return order != sorted(order)


def ways(a: tuple[str, ...], b: tuple[str, ...], pairs: list[Pair]) -> str:
    """What was laid on what, unless it is the same: ``sergej~sergey spelling``."""
    return ", ".join(
        f"{' '.join(a[slice(*p.a)])}~{' '.join(b[slice(*p.b)])} {p.like.way}"
        for p in sorted(pairs)
        if p.like.way != "same"
    )
