"""How Hakka families, and Hokkien and Teochew families of the Straits and the Indies, spell their names: spelling, Mandarin syllables.

Written down by hand from common knowledge of the usages (no library reads Hakka; of Hokkien the libraries know the dictionary's
readings and not the papers': Kee, Sye, Haw); no list of persons stands behind it.
"""

#: Yale's letters, and odd ones that families keep
CANTONESE = "quo guo|ji zhi zi|jyu zhu|si shi si|gyun juan|chyun chuan quan|hohk xue he"

HAKKA = """
chin chen qin jin zhen|tsin chen jin|chhin chen|vong huang wang|wong huang wang|liew liu|liu liu|lew liu|lee li|li li|chong zhang zhuang|cheong zhang
tjong zhang zhong zhuang|chung zhong cong|yong yang|jong yang|lim lin|hiu qiu xu|hew qiu|kiew qiu|khiu qiu|fam fan|phang peng|pang peng|voon wen wan|wun wen
tsen zeng|tsang zeng|chan zeng zhan|lo luo|low luo|loh luo|yap ye|jap ye|foo hu fu|fu hu fu|hee xu|chai cai|choi cai|tshoi cai|lai lai|chu zhu zi|choo zhu
kong jiang guang gang|thong tang tong|tong tang dong|tang deng|siew xiao shao|ho he hao|kon gan guan|kan gan|ngui wei|ng wu huang|ngu wu|shim shen|sim shen xin
chew zhou zou|chau zhou zhao|lau liu|thien tian|tham tan|tam tan|then deng teng|ten deng|leong liang|yau yao|yee yu yi|mok mo|phan pan|pan pan|fung feng|fong feng fang huang
hon han|ko gao ge|kau gao jiao|sung song|chiam zhan|chia xie|cheah xie|kho xu|thai dai|tai dai|loi lai lei|thu du|tu du|ngai wei yi ai|ngan yan|nyam yan|kiong jiang qiang
fatt fa|fat fa|fah hua|fa hua|vah hua|wah hua|fook fu|fuk fu|phuk fu|tet de|tek de|kwet guo|kwok guo|koet guo|ket ge|nyuk yu|ngiuk yu|ngiok yu|yuk yu|jok yao yu|yok yao yu
min ming min|men ming|mun wen men|vun wen|voen wen|nyin ren yin|ngin ren yin|yin ren ying yin rong|jin ren ying|sin xin xing cheng sheng|hin xing xin|hen xing heng
hiung xiong|hiong xiang xiong|khiong qiang|khiung qiong|kiung gong|liung long|liong liang long|lung long|nung nong|khung kong|tung dong|thung tong|yung rong yong rong
vui wei hui|wui wei hui|fui hui|mui mei|moi mei|kim jin|kam gan jin|khim qin|nyen yuan yan|ngien yuan yan|yen yuan yan|jen yuan yan|yun yun yong rong|lan lan|kui gui|kwui gui
kiun jun qun|khiun qun|shin sheng cheng shen|sen sheng sen|sang sheng|shun shun chun|soon shun sun|sun sun shun|shui shui|sui shui|su shu su si|sze shi si zi|sz shi si
tze zi shi|tzu zi|tsu zhu zi|tsze zi|chee zhi qi zi|chi zhi qi|pin bing bin|phin ping pin|pak bai bo|pau bao|phui pei|phoi pei|nam nan|pet bei|oi ai|on an|khoi kai|hoi hai
fun fen|van wan|von wan|kon guan gan|kwon guan|kwan guan|kwong guang|lit li lie|lip li|lin lin|kip ji|khip ji|yit yi|jit yi|it yi|nyit ri yi|set se|shit shi|chit zhi|thet te
fut fu|nen neng|sam san sen|im yin|thiam tian|tien dian|kien jian|hien xian xian|hian xian xuan|sien xian|chien qian jian|lien lian|mien mian|khien qian|son suan|ton duan
sau shao xiao|siau xiao|shau shao|liau liao|hau hao xiao|mau mao|miau miao|heu hou|theu tou|yu you yu|yiu you|kiu jiu|siu xiu|ngo e|mo wu|to duo|so suo|kap jia|sap shi
""".replace("\n", "|")

STRAITS = """
kah jia|kee ji geng qi|sioe shao xiao|siau shao|liem lin|lark liu le|lak liu|sye shi cai|sai shi cai|aw hu ou|haw hu hao|how hao hu|hoe he hao hui|wee huang wei hui|yaw yao|yew yao you yu
khaw xu gao|say sheng xi shi|nee yi er ni|ngee yi|gee yi|eu you yu|oo yu hu|hiok xu|hiak|chye cai zai|chai cai|hean xian xing|hian xian xing|heng xing|hin xing|teck de ze|tek de ze
puat bo fa|phuat fa|keng qing geng jing|kheng qing qiong|kian jian|kien jian|kean jian|chian qian|cheow zhao shi|tiau zhao|tiew zhao|tiow zhao|chui shui|chwee shui|swee rui shui sui
geok yu|gek yu|giok yu|yoke yu|bee mei mi|bi mei|lay li|lei li|leng ling long|leong liang long|liang liang|choo zhu zi|choon chun jun|choong zhong|see shi si xu|su shi si|ser si
hoon fen yun|hiang xiang|hong feng hong|hup he|hap he|hwa hua|howe hao|joo yu ru|jin ren|jit ri|ju yu|lip li|lek li|lock le lu|lok le lu|nam nan|lam nan|oon wen en|un wen en|onn an
peng ping bing|pheng ping|poh bao bu|san shan|seck shi xi|sek shi xi|sim xin|soon shun chun xun|suan xuan shan|swan shan|sun shun xun|thian tian|tiam tian dian|tin zhen chen|tong dong tang
bok mu|bock mu|chiang zhang jiang|chiew zhao shu|chong cong zhong|eng ying rong yong|guat yue|gueh yue|hee xi|hi xi|ho he hao|im yin|kay ji|kim jin|koon kun|kun jun kun|kong guang
kwang guang|kuang guang|kuan guang guan kuan|kwee gui guo|lian lian|meng ming|beng ming|mui mei|neo niang liang|nio niang liang|ngoh wu|siok shu|siang xiang|siong xiang song|tee di|ti zhi di|thiam tian
wan yuan wen wan|wah hua|yeow yao|yean yan|yian yan|yong yong yang|yoong yong rong|tiong zhong chang|tjiong zhang|tjan zeng|tan chen|teng ting deng ding|theng ting|seng sheng cheng xing
yew yao you yu|chok zuo|cheong chang zhang|ham han|chow zuo cao|siew xiu shao|siu xiu shou|hock fu|hok fu|kok guo|boon wen|boen wen|guan yuan yan|goan yuan|huat fa|kiat jie|hwee hui|hui hui|kui gui
yam yan yin|chin zhen jin|chan zan|toan chuan|tuan chuan duan|thuan chuan|bin min|chu ci|cheng qing zheng zhong|sin xin chen|siah xie|chuan quan chuan|thong tang tong|lai lai|chit
""".replace("\n", "|")
