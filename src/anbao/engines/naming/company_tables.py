# ruff: noqa: SIM905 - tables of words
"""Tables of companies: legal forms, words without weight, regions, banks' short forms.

Legal forms are grouped as ISO 20275 groups them; one group is one form in several languages and abbreviations.
"""

#: group id: spellings (compact, lower case); forms of one family may stand for one another in translation
LEGAL_FORMS = {
    "llc": "llc|l l c|ltd liability company|limited liability company|limited liability co|lc|liability company",
    "ltd": "ltd|limited|ltd co|co ltd|co limited|company limited|company ltd|pvt ltd|private limited|pte ltd|pty ltd|pty limited|private ltd"
    "|proprietary limited|pty|pte|limitada|ltda",
    "inc": "inc|incorporated|corp inc",
    "corp": "corp|corporation|corporacion",
    "co": "co|company|cie|compagnie|compania|companies",
    "plc": "plc|public limited company|public limited co",
    "ag": "ag|aktiengesellschaft|aktien gesellschaft",
    "gmbh": "gmbh|gesellschaft mit beschrankter haftung|gesellschaft mbh|mbh|ges m b h",
    "kg": "kg|kommanditgesellschaft",
    "sa": "sa|societe anonyme|sociedad anonima|s a|societa anonima|sociedade anonima|sociedad anonyme",
    "sas": "sas|societe par actions simplifiee",
    "spa": "spa|societa per azioni",
    "srl": "srl|societa a responsabilita limitata|societatea cu raspundere limitata|sociedad de responsabilidad limitada|sarl"
    "|societe a responsabilite limitee|sociedad limitada|sl|s r l|societate cu raspundere limitata",
    "nv": "nv|naamloze vennootschap",
    "bv": "bv|besloten vennootschap",
    "ab": "ab|aktiebolag",
    "as": "as|aksjeselskap|asa|aktieselskab",
    "oy": "oy|oyj|osakeyhtio",
    "spzoo": "sp z o o|spolka z ograniczona odpowiedzialnoscia|spzoo|sp zoo|sp z oo",
    "sro": "sro|s r o|spolecnost s rucenim omezenym",
    "jsc": "jsc|joint stock company|joint stock co|ao|aktsionernoe obshchestvo|aktsionernoye obshchestvo"
    "|akcionernoe obshchestvo|joint stock|jscb|a o",
    "ojsc": "ojsc|open joint stock company|oao|otkrytoe aktsionernoe obshchestvo|otkrytoye aktsionernoye obshchestvo"
    "|open joint-stock company|pjsc|public joint stock company|pao|publichnoe aktsionernoe obshchestvo",
    "cjsc": "cjsc|closed joint stock company|zao|zakrytoe aktsionernoe obshchestvo|zakrytoye aktsionernoye obshchestvo",
    "ooo": "ooo|o o o|obshchestvo s ogranichennoy otvetstvennostyu|obshchestvo s ogranichennoi otvetstvennostyu"
    "|obshchestvo s ogranichennoj otvetstvennostju|obshchestvo s ogranichennoi otvetstvennost'iu|tov",
    "ano": "ano|autonomous non profit organization|autonomous nonprofit organization",
    "anonim": "anonim sirketi|anonim sirket|a s",
    "gk": "gk|godo kaisha",
    "kk": "kk|kabushiki kaisha|kabushiki gaisha",
    "fze": "fze|free zone establishment|fzco|fz co|fzc|fz llc|fzllc|free zone company|dmcc|dwc llc",
    "wll": "wll|w l l|with limited liability",
    "doo": "doo|d o o|drustvo s ogranicenom odgovornoscu",
    "ood": "ood|eood",
    "kft": "kft|korlatolt felelossegu tarsasag",
    "zrt": "zrt|nyrt|zartkoruen mukodo reszvenytarsasag",
    "uab": "uab",
    "aps": "aps|anpartsselskab",
    "bhd": "sdn bhd|bhd|sendirian berhad|berhad",
    "too": "too|tovarishchestvo s ogranichennoy otvetstvennostyu",
    "lda": "lda|unipessoal lda",
    "sacv": "sa de cv|s a de c v|sapi de cv|s de rl de cv",
    "llp": "llp|limited liability partnership",
    "lp": "lp|limited partnership",
}

#: forms that stand for one another across languages
FORM_FAMILIES = (
    "llc ltd ooo srl spzoo gmbh bv sro gk fze wll doo ood kft uab aps bhd too lda",
    "jsc ojsc cjsc plc ag sa spa nv kk ab as oy anonim zrt sacv",
    "inc corp co ltd",
    "kk inc corp co ltd",
    "llp lp",
)

#: words that say nothing about which company it is, with the weight that is left to them
WEAK_WORDS = {
    **dict.fromkeys("the of and for und et y de la du des der die das a an in".split(), 0.0),
    **dict.fromkeys(
        "company co corporation corp inc ltd limited llc group gruppe groupe holding holdings".split(), 0.15
    ),
    **dict.fromkeys(
        "international intl int'l global worldwide enterprise enterprises industries industry trading trade".split(),
        0.45,
    ),
    **dict.fromkeys(
        "services service systems solutions technologies technology tech capital investment investments".split(), 0.5
    ),
    **dict.fromkeys(
        "management bank trust foundation fund institute academy association society organization".split(), 0.5
    ),
    **dict.fromkeys("aviation shipping marine energy oil gas steel construction construct".split(), 0.5),
    **dict.fromkeys("mv mt ms ss mf mts".split(), 0.0),
}

#: places: naming one is a weak difference where the other name is silent, a strong one where both name a place
PLACES = frozenset(
    """europe asia africa america china chinese hongkong macau taiwan schweiz switzerland swiss deutschland germany german uk britain
    usa us america american france french russia russian ru japan korea singapore malaysia india iran iraq dubai uae emirates turkey
    estonia ethiopia beijing shanghai shenzhen guangzhou austria italy spain canada australia brasil brazil mexico poland ukraine
    east west north south eastern western northern southern central middle eu emea apac london paris moscow nordic baltic""".split()
)

EXPAND = {
    "intl": "international", "int'l": "international", "int": "international", "natl": "national", "nat'l": "national",
    "mfg": "manufacturing", "mgmt": "management", "assoc": "association", "assn": "association", "bros": "brothers",
    "inst": "institute", "univ": "university", "dept": "department", "govt": "government", "gov": "government",
    "banking": "bank", "tech": "technology", "technologies": "technology", "ind": "industries", "industry": "industries", "indus": "industries",
    "svcs": "services", "service": "services", "sys": "systems", "system": "systems", "eng": "engineering", "fdn": "foundation",
    "grp": "group", "gruppe": "group", "groupe": "group", "hldg": "holding", "hldgs": "holding", "holdings": "holding",
    "centre": "center", "organisation": "organization", "schweiz": "switzerland",
    "zavod": "plant", "kompaniya": "company", "gruppa": "group", "labs": "laboratories",
}  # fmt: skip

#: Han: legal endings, longest first
HAN_ENDINGS = (
    "股份有限责任公司 集团股份有限公司 集团有限责任公司 (集团)有限公司 集团有限公司 股份有限公司 有限责任公司 有限公司 集团公司 总公司 分公司 子公司 "
    "公司 集团 有限合伙 普通合伙 合伙企业 个体工商户 工作室 经营部 商行 厂"
).split()

#: Han: trades that follow the core of a company's name
HAN_TRADES = (
    "信息技术 网络科技 电子科技 生物科技 环保科技 科技发展 智能科技 信息科技 科技 技术 网络 电子 信息 通信 通讯 软件 数据 商贸 贸易 进出口 实业 投资管理 投资 "
    "资产管理 资本管理 基金管理 管理咨询 咨询 文化传媒 文化传播 传媒 广告 建筑工程 建设工程 建设 建筑 工程 装饰 房地产开发 房地产 置业 物业服务 物业管理 物业 "
    "安保服务 保安服务 保安 安保 押运 守押 消防 安防 物流 运输 快递 汽车 机械 设备 制造 化工 医药 药业 医疗器械 医疗 食品 餐饮管理 餐饮 酒店管理 酒店 服装 服饰 家具 "
    "教育咨询 教育 旅游 农业 能源 电力 钢铁 矿业 石油 航空 保险 证券 银行 融资担保 担保 小额贷款 典当 租赁 服务 发展 控股 企业管理 企业 产业 劳务派遣 劳务 "
    "人力资源服务 人力资源 清洁 保洁 家政服务 家政"
).split()

#: Han: short forms of trades in everyday speech (GB/T 4754-2017 names the industry 7271 安全服务: 保安服务)
HAN_TRADE_SHORT_FORMS = {"保安": "保安服务", "安保": "安保服务", "家政": "家政服务", "物业": "物业服务"}

#: Han: what precedes the core; a city or province may be followed by 省, 市, 区, 县
HAN_REGIONS = (
    "中国 中华 全国 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 "
    "内蒙古 广西 西藏 宁夏 新疆 香港 澳门 张家口 石家庄 唐山 秦皇岛 邯郸 邢台 保定 承德 沧州 廊坊 衡水 崇礼 怀来 宣化 太原 大同 沈阳 大连 长春 哈尔滨 "
    "南京 苏州 无锡 常州 南通 徐州 杭州 宁波 温州 绍兴 嘉兴 合肥 芜湖 福州 厦门 泉州 南昌 赣州 济南 青岛 烟台 潍坊 郑州 洛阳 武汉 宜昌 长沙 株洲 广州 深圳 "
    "珠海 佛山 东莞 惠州 中山 海口 三亚 成都 绵阳 贵阳 遵义 昆明 西安 咸阳 兰州 西宁 呼和浩特 包头 南宁 桂林 拉萨 银川 乌鲁木齐"
).split()

#: Han: short forms in daily use -> the full core (region and endings dropped)
HAN_SHORT_FORMS = {
    "工行": "工商银行", "农行": "农业银行", "中行": "中国银行", "建行": "建设银行", "交行": "交通银行", "邮储": "邮政储蓄银行",
    "邮储银行": "邮政储蓄银行", "招行": "招商银行", "浦发": "浦东发展银行", "浦发银行": "浦东发展银行", "民生银行": "民生银行",
    "兴业": "兴业银行", "广发": "广发银行", "平安": "平安银行", "农信社": "农村信用合作社", "农商行": "农村商业银行",
    "中石油": "石油天然气", "中石化": "石油化工", "中海油": "海洋石油", "国家电网": "国家电网", "国网": "国家电网",
    "中移动": "移动通信", "联通": "联合网络通信", "一汽": "第一汽车", "上汽": "上海汽车", "广汽": "广州汽车", "中铁": "铁路工程", "中建": "建筑工程",
    "人保": "人民保险", "国寿": "人寿保险",
}  # fmt: skip

#: trade: (English words as ``company.parse`` leaves them, the Han words that they translate)
TRANSLATED = {
    "technology": (
        "technology technological sci science",
        "技术 科技 信息技术 网络科技 电子科技 生物科技 环保科技 智能科技 信息科技 科技发展",
    ),
    "information": ("information data software network internet", "信息 数据 软件 网络 信息技术 信息科技 网络科技"),
    "electronics": ("electronic electronics", "电子 电子科技"),
    "communication": ("communication communications telecom telecommunications", "通信 通讯"),
    "bank": ("bank banks banking", "银行"),
    "insurance": ("insurance assurance", "保险"),
    "securities": ("securities", "证券"),
    "investment": ("investment investments invest capital", "投资 投资管理 资本管理"),
    "management": ("management asset assets fund funds", "管理 资产管理 基金管理 投资管理 企业管理"),
    "guarantee": ("guarantee guaranty", "担保 融资担保"),
    "trade": ("trading trade commerce commercial export import", "商贸 贸易 进出口"),
    "industry": ("industries industrial industry enterprise enterprises", "实业 工业 产业 企业"),
    "construction": ("construction building builders engineering", "建设 建筑 工程 建筑工程 建设工程"),
    "estate": ("realty estate property properties", "房地产 房地产开发 置业 物业 物业管理 物业服务"),
    "logistics": ("logistics transport transportation express", "物流 运输 快递"),
    "security": ("security guard guards", "保安 保安服务 安保 安保服务 安防 押运 守押"),
    "fire": ("fire firefighting", "消防"),
    "medicine": ("pharmaceutical pharmaceuticals pharma medicine medical", "医药 药业 医疗 医疗器械"),
    "food": ("food foods", "食品"),
    "hotel": ("hotel hotels catering", "酒店 酒店管理 餐饮 餐饮管理"),
    "chemistry": ("chemical chemicals", "化工"),
    "machinery": ("machinery equipment machine manufacturing", "机械 设备 制造"),
    "energy": ("energy power electric petroleum", "能源 电力 石油 电器 电气"),
    "steel": ("steel iron metal mining", "钢铁 矿业"),
    "culture": ("culture cultural media advertising", "文化传媒 文化传播 传媒 广告 文化"),
    "consulting": ("consulting consultancy consultants", "咨询 管理咨询"),
    "labour": ("labor labour manpower staffing", "劳务 劳务派遣 人力资源 人力资源服务"),
    "cleaning": ("cleaning", "清洁 保洁"),
    "car": ("automobile automotive auto motor motors", "汽车"),
    "air": ("airlines aviation airline", "航空"),
    "service": ("services", "服务"),
    "development": ("development", "发展"),
    "holding": ("holding", "控股"),
    "group": ("group", "集团"),
}

#: English words beside the core that translate nothing of it
GENERIC = frozenset(
    "china chinese company corporation limited international global branch city province and of the human resources real".split()
)
