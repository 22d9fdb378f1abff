"""Spellings that Taiwan's passports use beside Wade-Giles, made from pinyin by rule: Gwoyeu Romatzyh (1928; the tone is in the
letters), Mandarin Phonetic Symbols II (1986, its letters are those of Gwoyeu Romatzyh's first tone) and Tongyong (2002). Yale's spelling, of textbooks and scholars abroad, is made by rule as well.

A passport mixes them syllable by syllable (Ma Ying-jeou, Yu Shyi-kun), so they make one table.
"""

import re

ZERO = {"yi": "i", "ya": "ia", "ye": "ie", "yao": "iau", "you": "iou", "yan": "ian", "yin": "in", "yang": "iang", "ying": "ing",
        "yong": "iong", "yu": "iu", "yue": "iue", "yuan": "iuan", "yun": "iun", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai",
        "wei": "uei", "wan": "uan", "wen": "uen", "wang": "uang", "weng": "ueng"}  # fmt: skip
FINALS = {"ao": "au", "iao": "iau", "iu": "iou", "ui": "uei", "un": "uen", "er": "el", "v": "iu", "ve": "iue"}
#: after j, q and x a written u is ü
ROUND = {"u": "iu", "ue": "iue", "uan": "iuan", "un": "iun"}
INITIALS = {"zh": "j", "q": "ch", "x": "sh", "z": "tz", "c": "ts"}
BUZZED = ("zhi", "chi", "shi", "ri", "zi", "ci", "si")
SONORANTS = ("m", "n", "l", "r")
TONGYONG_INITIALS = {"zh": "jh", "q": "c", "x": "s"}
TONGYONG_FINALS = {"iu": "iou", "ui": "uei", "v": "yu", "ve": "yue"}
TONGYONG_WHOLE = {"wen": "wun", "feng": "fong", "weng": "wong"}


def parted(syllable: str) -> tuple[str, str]:
    """A pinyin syllable as initial and final; ``y`` and ``w`` are initials of nothing."""
    initial = re.match("zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?", syllable).group()
    return initial, syllable[len(initial) :]


def gwoyeu(syllable: str) -> set[str]:
    """The spellings of a pinyin syllable in four tones: xi -> shi, shyi, shii, shih."""
    initial, final = parted(syllable)
    if syllable in BUZZED:
        final = "y"
    elif not initial:
        final = ZERO.get(syllable, FINALS.get(syllable, syllable))
    else:
        final = (ROUND if initial in "jqx" else {}).get(final) or FINALS.get(final, final)
    start = INITIALS.get(initial, initial)
    tones = {final, second(final), third(final), fourth(final)}
    found = {start + end for end in tones}
    if initial in SONORANTS:
        found.add(start + "h" + final)
    if not initial:
        found |= {("y" if end[0] in "ie" else "w") + end for end in (third(final), fourth(final)) if final[0] in "iu"}
    return found


def second(final: str) -> str:
    if final in ("i", "u"):
        return {"i": "yi", "u": "wu"}[final]
    if final[0] == "i":
        return "y" + final[1:]
    if final[0] == "u":
        return "w" + final[1:]
    return re.sub("^([aeoy][iu]?)", r"\1r", final)


def third(final: str) -> str:
    if final in ("ie", "uo"):
        return final + final[-1]
    if final.startswith("iu"):
        return "eu" + final[2:]
    if re.match("[iu][aeo]", final):
        return {"i": "e", "u": "o"}[final[0]] + final[1:]
    return {"ai": "ae", "au": "ao"}.get(final) or final[0] * 2 + final[1:]


def fourth(final: str) -> str:
    for end, turned in (("ng", "nq"), ("n", "nn"), ("l", "ll")):
        if final.endswith(end):
            return final[: -len(end)] + turned
    if len(final) > 1 and final[-1] in "iu" and final != "iu":
        return final[:-1] + {"i": "y", "u": "w"}[final[-1]]
    return final + "h"


def tongyong(syllable: str) -> str:
    """xiu -> siou, zhi -> jhih."""
    initial, final = parted(syllable)
    if initial in ("j", "q", "x") and final in ROUND:
        final = "y" + final
    start = TONGYONG_INITIALS.get(initial, initial)
    if syllable in BUZZED:
        return start + "ih"
    return TONGYONG_WHOLE.get(syllable) or start + TONGYONG_FINALS.get(final, final)


def mps(syllable: str) -> set[str]:
    """The vowels that the second edition of the phonetic symbols writes its own way: zhi -> jr, xiong -> shiung."""
    start = INITIALS.get(parted(syllable)[0], parted(syllable)[0])
    if syllable not in BUZZED:
        return {start + "iung" if syllable.endswith("iong") else start + "ung"} if syllable.endswith("ong") else set()
    return {start if start == "tz" else start + ("z" if start in ("ts", "s") else "r" if start != "r" else "")}


#: Yale's spelling of Mandarin (1943) writes every glide before a vowel and the buzzed syllables as they sound
YALE_INITIALS = {"zh": "j", "z": "dz", "c": "ts", "q": "ch", "x": "sy"}
YALE_GLIDES = (
    ("iu", "you"),
    ("iong", "yung"),
    ("i(?=[aeo])", "y"),
    ("ui", "wei"),
    ("un", "wun"),
    ("u(?=[aeo])", "w"),
    ("ao", "au"),
    ("ong", "ung"),
)
YALE_BUZZED = {"zhi": "jr", "chi": "chr", "shi": "shr", "ri": "r", "zi": "dz", "ci": "tsz", "si": "sz"}


def yale(syllable: str) -> str:
    """xiao -> syau, zhou -> jou, lun -> lwun."""
    if syllable in YALE_BUZZED:
        return YALE_BUZZED[syllable]
    initial, final = parted(syllable)
    if initial in ("j", "q", "x") and final[0] == "u":
        final = {"u": "yu", "un": "yun"}.get(final, "yw" + final[1:])
    elif initial in ("b", "p", "m", "f") and final == "o":
        final = "wo"
    elif initial:
        for letters, written in YALE_GLIDES:
            final = re.sub(f"^{letters}", written, final)
    spelling = YALE_INITIALS.get(initial, initial) + final.replace("v", "yu")
    return re.sub("ao$", "au", spelling.replace("yy", "y"))


def spellings(syllable: str) -> set[str]:
    """Every spelling of a pinyin syllable here."""
    return {*gwoyeu(syllable), tongyong(syllable), *mps(syllable), yale(syllable)}
