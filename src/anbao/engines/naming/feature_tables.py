"""The tables of features, one for each version of the matcher."""

from anbao.engines.naming.evidence import BASE, LOSS, Feature


def table(role: str, text: str) -> list[Feature]:
    """Rows of ``id | weight | Chinese sentence | English sentence``."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [Feature(name, role, float(weight), zh, en) for name, weight, zh, en in rows]


def by_id(features: list[Feature]) -> dict[str, Feature]:
    found = {f.id: f for f in features}
    if len(found) != len(features):
        raise ValueError("a feature id stands twice in one table")
    return found


FEATURES_1 = by_id(
    table(
        BASE,
        """
        name.same  | 1.00 | 名称相同            | the names are the same
        name.ratio | 0.95 | 字符重合度          | share of characters in common
        """,
    )
)

BASES_2 = """
name.same            | 1.00 | 名称相同                     | the names are the same
han.same             | 0.99 | 汉字逐字相同（繁简归一后）   | the same characters once simplified
han.units            | 0.97 | 逐字比对                     | character laid on character
han.romanised        | 0.90 | 汉字与拼音对应               | characters and romanised syllables agree
han.long             | 0.97 | 长名按读音比对               | a long name laid sound on sound
han.long-romanised   | 0.92 | 长名与拼音按读音比对         | a long name and its romanisation laid sound on sound
han.parts            | 0.97 | 各段姓名分别比对             | the parts of the name compared one by one
latin.words          | 0.99 | 逐词比对                     | word laid on word
latin.syllables      | 0.97 | 两个拼音姓名逐音节比对       | two Chinese names in pinyin laid syllable on syllable
latin.respelled      | 0.92 | 同名的两种拼法               | two romanisations of the same syllables
company.same         | 0.99 | 单位名称相同                 | the same company name
company.words        | 0.98 | 单位名称逐词比对             | word laid on word of a company
company.slip         | 0.92 | 单位全称仅一字之差           | the whole name differs by one slip
company.translated   | 0.90 | 字号拼音相同，行业词为译文   | the core in pinyin, the words of the trade translated
company.acronym      | 0.80 | 首字母缩写                   | the initials of the full name
hancompany.core      | 0.97 | 字号比对                     | the cores of the company names
hancompany.short-form | 0.78 | 简称                        | a short form of the full name
"""
LOSSES_2 = """
name.dress              | 0.01 | 写法不同（繁简、全半角、分隔符） | dressed differently (script, width, separators)
han.common              | 0.05 | 姓氏常见且名短，重名多           | a common surname and a short name: many share it
han.surname.variant     | 0.12 | 姓氏异写（萧与肖、傅与付）       | one surname written two ways
han.surname.homophone   | 0.31 | 姓氏同音                         | the surname only sounds the same
han.surname.sound       | 0.40 | 姓氏同音异调                     | the surname sounds the same but for the tone
han.surname.reading     | 0.16 | 姓氏多音字读音相通               | another reading of the surname agrees
han.surname.look-alike  | 0.24 | 姓氏形近                         | the surname looks alike
han.surname.near        | 0.42 | 姓氏近音                         | the surname sounds nearly the same
han.surname.resembling  | 0.45 | 姓氏略似                         | the surname only resembles the other
han.surname.other       | 0.80 | 姓氏不同                         | another surname
han.given.variant       | 0.16 | 名异写                           | a given-name character written two ways
han.given.homophone     | 0.16 | 名同音                           | a given-name character sounds the same
han.given.sound         | 0.22 | 名同音异调                       | a given-name character sounds the same but for the tone
han.given.reading       | 0.12 | 名多音字读音相通                 | another reading of a given-name character agrees
han.given.look-alike    | 0.13 | 名形近                           | a given-name character looks alike
han.given.near          | 0.28 | 名近音                           | a given-name character sounds nearly the same
han.given.resembling    | 0.30 | 名略似                           | a given-name character only resembles the other
han.given.other         | 0.50 | 名不同                           | another given-name character
han.wade                | 0.05 | 威妥玛等旧拼法、台湾拼法         | Wade-Giles or another spelling of old papers and of Taiwan's
han.southern            | 0.09 | 粤闽客潮拼法                     | Cantonese, Hokkien, Hakka or Teochew spelling
han.korean              | 0.09 | 韩文拼法                         | Korean spelling of the characters
han.vietnamese          | 0.09 | 越南文拼法                       | Vietnamese spelling of the characters
han.minority            | 0.06 | 藏语维吾尔语等姓名的通行拼法     | usual spelling of a Tibetan, Uyghur or Mongolian name
han.order               | 0.04 | 姓名次序不同                     | surname and given name in the other order
han.short-gap           | 0.45 | 短名缺字                         | a short name lacks a character
han.part-silent         | 0.20 | 缺少父名等部分                   | a part such as the father's name is left out
latin.syllable.near     | 0.30 | 拼音易混（前后鼻音、平翘舌等）   | a syllable that is easily confused with the other
latin.syllable.heard    | 0.25 | 姓氏外国人听来相同（石、习）     | a surname that sounds the same to a foreign ear
latin.syllable.other    | 0.50 | 音节不同                         | another syllable
latin.conflict          | 0.42 | 双方各有对不上的词               | each name has a word that the other lacks
latin.silent            | 0.16 | 一方缺词                         | one name leaves words out
latin.only-initials     | 0.40 | 仅首字母相合                     | nothing but initials agrees
latin.one-word          | 0.20 | 仅一个词                         | only one word to go by
latin.short             | 0.15 | 词短                             | a short word differs
latin.order             | 0.03 | 词序不同                         | the words stand in another order
company.conflict        | 0.45 | 双方各有对不上的词               | each name has a word that the other lacks
company.silent          | 0.60 | 一方缺词                         | one name leaves out a word that matters
company.number          | 0.40 | 编号不同                         | the numbers differ
company.place           | 0.10 | 一方未写地域                     | one name leaves out the place
company.places          | 0.40 | 地域不同                         | the places differ
company.generic         | 0.30 | 相合的只是通用词                 | only common words agree
company.order           | 0.03 | 词序不同                         | the words stand in another order
company.form-silent     | 0.02 | 一方未写组织形式                 | one name leaves out the legal form
company.form-family     | 0.05 | 组织形式相近                     | legal forms of one family
company.form-conflict   | 0.33 | 组织形式不同                     | another legal form
hancompany.core.sound      | 0.20 | 字号一字同音                  | a character of the core sounds the same
hancompany.core.look-alike | 0.18 | 字号一字形近                  | a character of the core looks alike
hancompany.core.other      | 0.45 | 字号一字不同                  | a character of the core differs
hancompany.trade           | 0.34 | 行业不同                      | another trade
hancompany.trade-silent    | 0.14 | 一方未写行业                  | one name leaves out the trade
hancompany.short-core      | 0.30 | 字号过短                      | the core is too short to tell
hancompany.branch          | 0.40 | 分支机构不同                  | another branch
hancompany.region          | 0.36 | 地域不同                      | another region
hancompany.region-silent   | 0.06 | 一方未写地域                  | one name leaves out the region
hancompany.ending          | 0.08 | 组织形式不同                  | another legal ending
hancompany.ending-silent   | 0.02 | 一方未写组织形式              | one name leaves out the legal ending
"""
KEYS_2 = """
key.identity       | 1.00 | 证件号码相同                   | the same identity number
key.identity-old   | 0.99 | 15位旧号与18位号码相同         | the 15-digit form of the same number
key.identity-slip  | 0.88 | 证件号码仅差一位，且一方校验不符 | the number is one digit off, and one side fails its check
key.identity-swap  | 0.86 | 证件号码相邻两位颠倒，且一方校验不符 | two neighbouring digits changed places, and one side fails its check
key.account        | 0.98 | 账号相同                       | the same account
key.account-slip   | 0.80 | 账号仅差一位，且一方校验不符   | the account is one digit off, and one side fails its check
key.account-swap   | 0.78 | 账号相邻两位颠倒，且一方校验不符 | two neighbouring digits of the account changed places, and one side fails its check
key.phone          | 0.82 | 电话相同                       | the same phone
"""
KEY_LOSSES_2 = """
key.name-differs     | 0.06 | 号码相同而姓名不符，须核实 | the number agrees but the name does not: look into it
key.identity-slip-beside-name | 0.03 | 证件号码仅差一位，且一方校验不符，疑为录入错误 | the number is one digit off and one side fails its check: a slip of the pen, it seems
key.identity-swap-beside-name | 0.04 | 证件号码相邻两位颠倒，且一方校验不符，疑为录入错误 | two neighbouring digits changed places and one side fails its check: a slip of the pen, it seems
key.identity-differs | 0.45 | 双方证件号码有效而不同     | both have valid identity numbers and they differ
key.identity-unknown | 0.08 | 证件号码无法核验，不能据以区分 | an identity number can't be checked: it tells nobody apart
key.identity-silent  | 0.08 | 一方没有证件号码，仅凭名称 | one side has no identity number: only the name could be compared
"""
FEATURES_2 = by_id(table(BASE, KEYS_2) + table(LOSS, KEY_LOSSES_2) + table(BASE, BASES_2) + table(LOSS, LOSSES_2))

#: what names-3 sees beyond names-2
BASES_3 = """
latin.transcribed | 0.90 | 外国姓氏的通行译名 | the usual Chinese rendering of a foreign surname
"""
LOSSES_3 = """
han.crowd    | 0.10 | 同音字多、姓氏常见，偶合者多 | many characters sound like it or the surname is common: many agree by chance
latin.umlaut | 0.30 | 变音字母不同，为两个姓名 | another umlaut makes another name
"""
FEATURES_3 = FEATURES_2 | by_id(table(BASE, BASES_3) + table(LOSS, LOSSES_3))
