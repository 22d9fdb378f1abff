"""Romanisations of Chinese syllables other than Hanyu Pinyin.

Wade-Giles is generated from pinyin by rule; the south's spellings are the usual ones of identity papers
(Hong Kong government romanisation; Hokkien and Teochew surnames of Singapore and Malaysia; postal spellings).
"""

#: pinyin initial -> Wade-Giles initial; q and x stand before i and ü
WADE_INITIALS = {
    "b": "p", "p": "p'", "d": "t", "t": "t'", "g": "k", "k": "k'", "j": "ch", "q": "ch'", "x": "hs",
    "zh": "ch", "ch": "ch'", "r": "j", "z": "ts", "c": "ts'",
}  # fmt: skip
#: pinyin final -> Wade-Giles final
WADE_FINALS = {"ian": "ien", "ie": "ieh", "iong": "iung", "ong": "ung", "ui": "ui", "ue": "ueh", "ve": "ueh", "uo": "o"}
#: whole syllables that the rules miss
WADE_WHOLE = {
    "zhi": "chih", "chi": "ch'ih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tz'u", "si": "ssu", "yi": "i",
    "you": "yu", "ye": "yeh", "yue": "yueh", "yan": "yen", "yong": "yung", "yu": "yu", "er": "erh", "gui": "kuei",
    "kui": "k'uei", "ge": "ko", "ke": "k'o", "he": "ho", "e": "o", "guo": "kuo", "kuo": "k'uo", "huo": "huo",
    "shuo": "shuo", "xue": "hsueh", "jue": "chueh", "que": "ch'ueh", "lue": "lueh", "nue": "nueh", "xian": "hsien",
    "sui": "sui", "wei": "wei", "luo": "lo", "duo": "to", "tuo": "t'o", "zuo": "tso", "cuo": "ts'o", "suo": "so",
}  # fmt: skip

#: other spellings of Wade-Giles syllables in old papers
WADE_OLD = {"si": "szu", "yi": "yi ih", "e": "ngo"}

#: Hong Kong and Macao: spelling -> pinyin syllables that it may stand for
CANTONESE = """
chan chen zhan can|wong wang huang|cheung zhang xiang|lee li|li li|lam lin lan|ng wu huang|leung liang|ho he hao ke|kwok guo
tsang zeng|chow zhou|yeung yang|lau liu|cheng zheng qing|tang deng|yip ye|ip ye|fung feng|mak mai|law luo|lo lu luo|kwan guan jun
tse xie|tam tan|hui xu|chu zhu|chiu zhao chao|au ou|so su|sze shi si|to du tao|wan wen yun yin|poon pan|yuen yuan ruan|pang peng
mok mo|siu xiao shao|yau qiu you|choi cai|kong jiang|lai li|ko gao|ka jia|wai wei hui|ming ming|chi zhi ci qi zi|kin jian|man wen min
wing yong rong ying|yin yan xian|ying ying|fai hui|hung hong xiong kong|kit jie|mei mei|ngai wei yi|on an|pui pei bei|sau xiu shou
shun xin chun shun|shing sheng cheng|suk shu|sum xin shen|tak de|tat da|tin tian|ting ting ding|tung dong tong|wah hua|yan en ren xin yin
yat yi ri|yee yi|yiu yao|yu yu ru|yuk yu|hoi hai kai|hin xian|hang heng xing|kei qi ji|keung qiang|king jing qing|lok le luo|lung long
mui mei|nga ya|pak bo bai|ping ping bing|po bao bo|sang sheng|yun yun run|fong fang kuang|chun jun zhen chun|chung zhong cong
cheuk zhuo|chak ze|hon han|him qian|tsz zi|long lang|lun lun|tai da tai|kam jin gan|kwong guang|kuen quan juan|mo mo wu|nam nan
ching qing zheng jing cheng|hei xi|hiu xiao|shek shi|sin xian shan|suen sun xuan|shum shen cen|tong tang|tsui xu cui|wu hu wu|yim yan|yeuk yue
man wen min wan|hau hou xiao|fu fu|lim lian|lin lian|bing bing|bun bin|cho cao zuo|chong zhuang|fan fan fen|fei fei|heung xiang|hoi hai
joe zu|kui ju qu|kiu qiao|miu miao|ngan yan|oi ai|yuet yue|yung rong yong|hok xue he|mau mao|ngok yue|sai shi xi|shuk shu|sui rui sui shui
tsun jun|yi yi|fuk fu|gei ji|hing xing qing|kar jia|ling ling|pik bi|ngo ao|sheung shang shuang|wun huan yuan|kwok guo|leuk lue|pong bang|kai qi ji jie|kan jian qin|kau jiu qiu|koon guan|lap li|lui lei lü|ma ma|mong meng|nin nian|pun pan|shui shui rui|si si|sun chen xin
tan dan|tim tian|tip die|wang hong|wo he|yam ren|yik yi|ki qi ji|see shi si|kung gong|kwai gui kui|luk lu|tsoi cai|u yu|chau zhou
""".replace("\n", "|")

#: Hokkien, Teochew and Hakka surnames and a few given syllables
SOUTHERN = """
tan chen|lim lin|ong wang|goh wu|go wu|teo zhang|teoh zhang|chua cai|koh xu gao|khoo qiu|wee huang|ooi huang|oei huang|tay zheng|yeo yang
sim shen|toh du zhuo|chia xie|cheah xie|gan yan|loh luo|foo fu hu|low liu|phua pan|quek guo|kwek guo|kuok guo|cheong zhang|seah she|soh su|tiong zhang|ting chen
ang hong|yap ye|hong fang hong|kho xu|lau liu|neo liang|nio liang|poh fu|sia xie|tee zheng|tjan zeng|thio zhang|bok mo|chew zhou|chin chen
chong zhang zhuang|fong feng kuang|hee xu|hew qiu|kee ji|liew liu|loo lu|mah ma|puah pan|siow xiao|soo su|voon wen|wan wen|yong yang
beng ming|hock fu|seng cheng sheng|kok guo|boon wen|guan yuan|huat fa|kim jin|kiat jie|hwee hui|siew xiu|swee rui|tiong zhong|eng ying rong
""".replace("\n", "|")

#: spellings fixed by history
POSTAL = "peking beijing|nanking nanjing|soong song|chiang jiang|sun sun|kung kong|tsai cai|hsiao xiao|shaw shao|kiang jiang|sien xian|sen xian"
