"""Blocking: the channels under which names meet, and the candidates that come of them.

Promise (held by a test and by the benchmark): candidates contain every pair whose folds are one edit apart, every pair
with one pinyin, and every pair that differs only in script.

    near     folds at most one edit apart (a fold and its deletions share a key)
    sound    short forms whose syllables may be read in one dialect class, place by place
    shape    short Han forms alike in their characters' shapes
    long     long Han names: their sound, its deletions, and their parts in any order
    word     Latin words by sound or one letter off it, if rare enough; pairs of words by their consonants
    company  cores of Chinese companies, by characters and by sound; short forms by first and last character;
             those and companies in Latin letters by the core's pinyin
"""

import re
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from anbao.engines.naming import chinese_company, company, company_translated, han, spellings_foreign, units
from anbao.engines.naming.arrays import U64, Table, key_of, near_keys_of, unique_pairs
from anbao.engines.naming.chinese import SHORT
from anbao.engines.naming.company_tables import HAN_SHORT_FORMS, WEAK_WORDS
from anbao.engines.naming.matchers import COMPANY, EITHER, PERSON, VESSEL
from anbao.engines.naming.person import person_words
from anbao.engines.naming.text import PLAIN_HAN, dotted, fold, has_han, parts
from anbao.engines.naming.western import skeleton, sound
from anbao.engines.naming.western_tables import LEET, PARTICLES

#: a word that more names than this share finds nobody alone
WORD_RUN = 400
#: nor does a pair of words under this many names
PAIR_RUN = 5000
WORD, BONES, LONG, PART, CORE, CORE_SOUND, INITIALS, SLIP, CORE_PINYIN = range(1, 10)


@dataclass(frozen=True)
class Names:
    """Names side by side with their folds and kinds; the number of a name is its place here."""

    names: list[str]
    folds: list[str]
    kinds: list[str]

    @classmethod
    def of(cls, names: list[str], kinds: list[str]) -> "Names":
        return cls(names, [fold(n) for n in names], kinds)


class Prepared:
    """Everything about a set of names that blocking and bulk scoring need, computed once."""

    def __init__(self, names: Names):
        self.names = names
        people = [i for i, k in enumerate(names.kinds) if k in (PERSON, EITHER)]
        if len(people) == len(names.names):
            self.forms = units.build(names.names, names.folds, people)
        else:
            self.forms = units.build([names.names[i] for i in people], [names.folds[i] for i in people], people)
        #: name number -> whether it is a plain short Han name and no known foreign surname, of which the near channel says nothing worth scoring
        self.short = (
            np.array(
                [
                    2 <= len(f) <= SHORT
                    and bool(PLAIN_HAN.match(f))
                    and (n == f or not dotted(n))
                    and f not in spellings_foreign.SURNAMES
                    for n, f in zip(names.names, names.folds, strict=True)
                ],
                bool,
            )
            if names.folds
            else np.zeros(0, bool)
        )
        self.short &= np.array([k == PERSON for k in names.kinds], bool) if names.kinds else self.short

    def near(self):
        return near_keys_of(self.names.folds)

    def sound(self):
        return units.sound_keys(self.forms)

    def shape(self):
        return units.shape_keys(self.forms)

    def keyed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Keys of the channels worked name by name (long, word, company), the name's number, and the channel."""
        numbers, keys, channels = [], [], []
        for i in np.flatnonzero(~self.short):
            for channel, text in word_keys(self.names.names[i], self.names.folds[i], self.names.kinds[i]):
                numbers.append(i)
                keys.append(key_of(text, channel))
                channels.append(channel)
        return np.array(keys, U64), np.array(numbers, np.int64), np.array(channels, np.int8)


def word_keys(name: str, folded: str, kind: str) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    if kind in (COMPANY, EITHER) and has_han(folded):
        found |= company_keys(name)
    if kind in (PERSON, EITHER) and has_han(folded):
        found |= long_keys(name, folded)
    foreign = len(folded) > SHORT or dotted(name) or folded in spellings_foreign.SURNAMES
    if not has_han(folded) or (kind != COMPANY and foreign):
        found |= latin_keys(name, kind)
    return found


def long_keys(name: str, folded: str) -> set[tuple[int, str]]:
    """The sound of a long name, that sound less any one syllable, and each longer part."""
    heard = [han.dialect(han.readings(c)[0]) if han.readings(c) else c for c in folded]
    found = {(PART, p) for p in (*parts(name), folded) if len(p) > 1}
    if len(heard) > SHORT:
        found |= {(LONG, " ".join(heard[:i] + heard[i + 1 :])) for i in range(len(heard))} | {(LONG, " ".join(heard))}
    elif len(heard) == SHORT:
        found.add((LONG, " ".join(heard)))
    return found


def latin_keys(name: str, kind: str) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    if kind in (PERSON, EITHER):
        words = [w for w in person_words(name) if w not in PARTICLES]
        found |= keys_of_words(words)
        if has_han(name):
            found |= keys_of_words([spellings_foreign.spellings().get(w, w) for w in words])
    if kind in (COMPANY, VESSEL, EITHER):
        parsed = company.parse(name)
        core = parsed.core
        heavy = [w for w in core if WEAK_WORDS.get(w, 1.0) >= 0.4]
        found |= keys_of_words(heavy or list(core))
        found |= {(WORD, letters) for letters in parsed.initials if 3 <= len(letters) <= 6}
        found.add((WORD, sound("".join(core))))
    if kind in (COMPANY, EITHER) and (abroad := company_translated.abroad(name).core):
        found.add((CORE_PINYIN, abroad))
    return found


def keys_of_words(words: list[str]) -> set[tuple[int, str]]:
    words = [w if w.isalpha() else w.translate(LEET) for w in words]
    bones = sorted({skeleton(w) or w for w in words if len(w) > 1})
    heard = {sound(w) for w in words if len(w) > 1}
    found = {(WORD, h) for h in heard}
    found |= {(SLIP, h[:i] + h[i + 1 :]) for h in heard if len(h) > 3 for i in range(len(h))} | {
        (SLIP, h) for h in heard
    }
    found |= {(BONES, f"{a} {b}") for a, b in combinations(bones[:7], 2)}
    found |= {(WORD, sound(a + b)) for a, b in pairwise(words)}
    if len(words) == 1:
        found.add((BONES, bones[0] if bones else words[0]))
    elif 1 < len(words) <= 4:
        found.add((BONES, skeleton("".join(words))))
    return found


def company_keys(name: str) -> set[tuple[int, str]]:
    """A company's core with and without its trade, the core's sound, and its first and last characters."""
    parsed = chinese_company.parse(name)
    full = chinese_company.full_core(parsed)
    found = {(CORE, parsed.core), (CORE, full), (CORE, HAN_SHORT_FORMS.get(parsed.core, parsed.core))}
    for text in {parsed.core, full}:
        found.add((CORE_SOUND, " ".join(han.dialect(han.readings(c)[0]) if han.readings(c) else c for c in text)))
        found.add((CORE_SOUND, "".join(map(han.shape, text))))
    core = company_translated.home(name).core
    found |= {
        (CORE_PINYIN, spelling) for spelling in company_translated.spellings(core) | company_translated.initials(core)
    }
    if len(full) > 3:
        found.add((INITIALS, full[0] + full[-1]))
    if 2 <= len(parsed.whole) <= 4 and re.match("[㐀-鿿]", parsed.whole):
        found.add((INITIALS, parsed.whole[0] + parsed.whole[-1]))
    return found


class Index:
    """The channels of a list's names."""

    def __init__(self, names: Names):
        self.prepared = Prepared(names)
        self.near = Table.build(*self.prepared.near())
        self.sound = Table.build(*self.prepared.sound())
        self.shape = Table.build(*self.prepared.shape())
        keys, numbers, _ = self.prepared.keyed()
        self.keyed = Table.build(keys, numbers)

    def candidates(self, asked: Prepared, near: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """Unique pairs (asked number, list number) that share a key in any channel; ``near`` as promised above."""
        pairs = [self.keyed_pairs(asked), *(self.owners(asked, *p) for p in self.form_pairs(asked))]
        if near:
            pairs.append(self.near.meet(*asked.near()))
        return unique_pairs(np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs]))

    def form_pairs(self, asked: Prepared):
        """Pairs of form rows under the sound and shape channels."""
        keys, rows = asked.sound()
        yield self.sound.meet(keys, rows)
        keys, rows = asked.shape()
        yield self.shape.meet(keys, rows)

    def owners(self, asked: Prepared, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return asked.forms.owner[left], self.prepared.forms.owner[right]

    def keyed_pairs(self, asked: Prepared) -> tuple[np.ndarray, np.ndarray]:
        """Pairs under the channels worked name by name."""
        keys, numbers, channels = asked.keyed()
        if not len(keys):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        single = (channels == WORD) | (channels == SLIP)
        one = self.keyed.meet(keys[single], numbers[single], WORD_RUN)
        two = self.keyed.meet(keys[~single], numbers[~single], PAIR_RUN)
        return np.concatenate([one[0], two[0]]), np.concatenate([one[1], two[1]])
