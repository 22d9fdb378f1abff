# ruff: noqa: SIM905 - tables of words
"""Tables of Chinese names: surname readings, compound surnames, look-alike characters, dialect sounds.

Sources: the readings that 《现代汉语词典》 marks as 姓; compound surnames of 《中国姓氏大辞典》 still in use;
look-alikes are the confusions that registrars and recognition software make, gathered by hand.
"""

#: surname -> its reading as a surname (the reading in other words differs)
SURNAME_READINGS = """
单 shan|解 xie|曾 zeng|查 zha|仇 qiu|任 ren|朴 piao|区 ou|盖 ge|尉 yu|万 wan|宓 mi|乐 yue|长 zhang|华 hua|召 shao
翟 zhai|折 she|纪 ji|缪 miao|员 yun|覃 qin|谌 chen|佴 nai|冼 xian|洗 xian|晁 chao|逄 pang|黑 he|秘 bi|种 chong
石 shi|葛 ge|哈 ha|过 guo|那 na|能 nai|宁 ning|曲 qu|瞿 qu|冯 feng|阚 kan|隗 wei|费 fei|贲 ben|卜 bu|不 fou
牟 mu|车 che|盛 sheng|乜 nie|会 gui|柏 bai|薄 bo|炅 gui|桂 gui|叶 ye|行 xing|应 ying|燕 yan|句 gou|降 jiang|都 du
钭 tou|郗 xi|郇 xun|邢 xing|祭 zhai|教 jiao|靓 jing|殷 yin|洗 xian|夏 xia|幺 yao|繁 po|俞 yu|鲍 bao|晟 cheng|訾 zi
撒 sa|莘 shen|相 xiang|员 yun|占 zhan|朱 zhu|祝 zhu|重 chong|尹 yin|於 yu|余 yu|郁 yu|沈 shen|参 shen|适 kuo|亓 qi
""".replace("\n", "|")

#: readings that live families also use for the same surname, beside the one above
SECOND_SURNAME_READINGS = """
单 chan|覃 tan|谌 shen|乐 le|朴 pu|纪 ji|隗 kui|费 bi|应 ying|宁 ning|盖 gai|尉 wei|华 hua|车 che|郗 chi|能 neng
""".replace("\n", "|")

#: two-character surnames; the dictionary reading is in brackets where the characters alone mislead
COMPOUND_SURNAMES = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟(moqi) 闻人 夏侯 诸葛 尉迟(yuchi) 公羊 赫连 澹台(tantai) 皇甫 宗政 濮阳 公冶 太叔 申屠
公孙 慕容 仲孙 钟离 长孙(zhangsun) 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正(yuezheng) 宰父 谷梁 拓跋
夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙
南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 吐谷 完颜 纳兰 那拉 爱新觉罗 叶赫那拉 西林觉罗 钮祜禄
""".split()

#: the commonest surnames (《二〇二〇年全国姓名报告》), most frequent first
COMMON_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
    "傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷龙黎史陶贺顾毛郝龚邵万覃武钱严莫孔向常汤康易乔赖文"
)

#: groups written alike (形近): each pair inside a group is a look-alike
LOOK_ALIKES = """
己已巳 末未 土士 戊戌戍戎 日曰目 人入八 千干于 王玉主壬 大太犬夭 天夫无元 午牛 田由甲申 了子孑 刀力刃 几九丸凡 贝见 爪瓜 母毋 免兔
氏氐民 今令 从丛 仑仓 冶治 冰冻 析折拆柝 拔拨 抡抢 杨扬场畅 栗粟 辛幸 拣栋拺 淮准 候侯 帅师 历厉 享亨 却劫 卷券 微徽 竟竞 晴睛 情倩
清请 洪供 城诚 成戍 伟纬 玮炜 沪护 陈阵 祁祈祁 郑邓 邱丘 郝赦 郎朗 郭敦 祖租 秋秩 科料 季李 杏李 柏拍 桃挑 林材村 松枞 枚牧 桂挂 梅海
珍诊 玲铃 玫攻 珊栅 琳淋 琼惊 琪淇祺棋 瑞端 瑶摇遥 璋漳 莹萤 萍苹 芳芬 芝芒 苗茵 茜苗 荣菜 莉利 蓝篮 慧惠 蕾雷 薇微 薛薜 藤滕腾 膝滕
俊浚峻 佳住 佩珮 使便 侍待 倍陪 健建 亮高 京亨 华毕 协胁 卓桌 博搏 卿聊 厚原 志忘 忠患 思恩 恒桓垣 恰洽 悦说 惟唯 扬杨 振震 捷婕 敏繁
旭旮 旺旧 昊吴 昌冒 昕听 昭照 晋普 晓浇 晨震 智知 暄喧 曦羲 朋明 杰木 柯何 柱往 栋冻 根银 梓棒 森淼 楠南 榕蓉 正止 永水 汉议 江红 沈沉 沛市
法去 泓弘 波坡 洋样 洁浩 浩洁 涛祷 润闰 淑椒 渊湍 源原 滨宾 潇萧 灿仙 炎淡 烨晔 焕涣 熙照 爽奭 琴瑟 琛深 白自 百白 皓浩 盈盆 石右 祥样
福富 秀季 程呈 立产 竹什 笑关 紫素 红江 纯沌 绍给 维唯 翔祥 翰瀚 耀跃 聪总 胜性 腊猎 至致 舟丹 航杭 良浪 艳绝 若苦 英茵 范苑 董薰 蒋将 裴斐
西酉 解懈 贵责 贺货 赵起 超赵 越起 辰振 达达 进井 远近 逸免 道首 遵尊 铁秩 铭茗 锋峰 锦绵 锐说 镇填 长张 闫闰 阎闾 雁鹰 雄雌 雯文 震霞 霄宵 静净
青肯 韦书 韩朝 顺须 颖颍 风凤 飞气 馨磬 骏俊 高亮 鸣呜鸟乌 鸿鸣 鹏朋 鹤鹊 麟鳞 黎藜 龙尤 龚袭 尤龙 尧晓 尹伊 尼泥 屈届 山出 岗岚 岩岸 岭领 崔催 嵩高
巍魏 巩恐 常堂 庄压 庆床 庞宠 康唐 廖寥 延廷 弘泓 强疆 彤丹 彦颜 彬杉 徐除 德得 心必 忻析 怀坏 怡恰 成城 戴载 斌赋 方万 施拖 旋施 昱显 景影 汤扬 沙汐 洲州
余佘 孟盂 拓柘 果杲 冀翼 徽徵 英芙 宇字 木术 翟瞿 沐沭 春舂 殷般 培焙 城域 持恃 扶抉 素紊 梅悔 秦奏 宰莘 蔡察 勒勤 苟荀 旦且 因囚 琼琮 戚威 莫奠 宫官 倩僖
届居 夏复 敦教 古占 仲忡 侯俟 昌晶 理埋 曼晏 坤抻 容客 洽治 栗栾 翊翔 炳炯 睦睡 莱菜 宗宋 祖徂 未朱 末朱 刺剌 管菅
""".split()

#: pairs inside those groups that only resemble one another: each is at home in given names, and a whole part or the outline
#: differs, so that the other character is another name rather than a slip (水 and 永, 方 and 万)
RESEMBLING = """
人八 入八 立产 杰木 竹什 夫元 进井 飞气 太夭 大夭 炎淡 旭旮 沛市 夫无 巩恐 玉主 王主 白百 自百 杏李 法去 旺旧 岩岸 韦书 彬杉 尧晓 聪总 逸免 彤丹 笑关
方万 琴瑟 耀跃 良浪 江红 昌冒 石右 永水 敏繁 郑邓 天夫 天元 庄压 鸿鸣 京亨 辰振 晨震 心必 白自 秀季 季李 道首 韩朝 忠患 柯何 灿仙 赵起 超赵 鹏朋 朋明 山出 亮高
嵩高 汉议 华毕 梅海 日目 刀力 正止 芳芬 英茵 洋样 沙汐 尼泥 岭领 景影 昭照 福富 成戍 思恩 翟瞿 英芙 古占 宗宋 翊翔 炳炯 昌晶 未朱 末朱 夏复 戚威
""".split()

#: one surname written two ways since 1977's draft of simplified characters and in registers since
SURNAME_VARIANTS = "萧肖 傅付 戴代 阎闫 蓝兰 邱丘 詹占".split()

#: initials that speakers of some dialects, and typists, do not keep apart
DIALECT_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "l": "n"}
#: finals likewise
DIALECT_FINALS = {"ing": "in", "eng": "en", "ang": "an", "iang": "ian", "uang": "uan"}

#: characters that write one syllable of Tibetan, Uyghur, Mongolian or Yi names by turns
TRANSCRIPTIONS = """
吉杰 次才此 扎札 旦丹 嘎噶呷 措错 洛罗 顿敦 群琼 布卜不 买麦 热日 依伊 木姆 艾阿埃 尔儿 汗罕 古姑 拉腊 多都 加甲 仁让 平本 贡公 索所 央羊 曲却 塔达 勒力 格盖 其琪齐 吐图 逊荪
""".split()
