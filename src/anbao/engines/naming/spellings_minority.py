"""Tibetan, Uyghur and Mongolian names as their bearers spell them in Latin letters, and as Chinese papers write them.

Written down by hand from common knowledge of the two usages: passport and press spellings (Tashi, Tsering, Aygul)
beside the characters usual in household registers; no list of persons stands behind it. A dot parts syllables, a
stroke parts the readings that registers use by turns (次仁 and 才仁 are both Tsering).
"""

#: spelling -> syllables of the characters; several spellings of one name stand before the equals sign
NAMES = """
tashi trashi=zha.xi dorje dorji dorjee=duo.ji/jie tsering cering tshering=ci/cai.ren/rang dolma drolma=zhuo.ma
yangchen yangjin=yang.jin yangzom yangdzom=yang.zong tenzin tenzing danzin=dan.zeng norbu=luo.bu nyima nima=ni.ma
dawa=da.wa pasang basang=ba.sang lhakpa lhagba=la.ba phurbu phurba=pu.bu penpa pembu=bian.ba migmar mikmar=mi.ma
phuntsok phuntsog puncog=ping/peng.cuo sonam=suo.lang/nan kelsang kelzang=ge.sang lobsang losang lozang=luo.sang
lhamo lhamu=la.mu wangchuk wangchuck=wang.qiu/xiu wangmo=wang.mu wangdu=wang.dui dekyi dekey=de.ji choedon chodron choedron=qu.zhen
pema padma=bai/ba.ma jigme jigmey=ji/jin.mei/mai gyatso gyamtso=jia.cuo gyaltsen gyaltsan gyaincain jamcan=jian/jiang.zan/cun rinchen=ren.qing/zeng
delek deleg=de.le/lei wangyal wanggyal=wang.jie/jia ragdi raidi=re.di dechen=de.qing/ji choden=qu.zhen lhundrup=lun.zhu jamyang=jiang/jia.yang
konchok kunchok=gong.que/jue palden pelden=bai/ban.dan tsultrim=chi/cuo.chen trinley thinley=chi/cheng.lie/lai sherab=xi.rao rabten=re/rao.dan/deng ngodup=e/ou.zhu
tsomo=cuo.mu tso=cuo namgyal=lang.jie kunga gonga=gong.ga karma=ga.ma tsetan tseten caidain=ci/cai.dan choekyi chokyi qoigyi=que/qu.ji choephel qoipei=qu/qun.pei/pai ngapoi ngapo ngabo=a.pei dhondrup toinzhub=dun.zhu tsewang=ci.wang thupten tubten=tu.deng
ngawang ngagwang=a.wang jampa champa qamba qiangba=qiang/xiang.ba samten=sang.dan sangye sangay=sang.jie yeshe yeshi=yi.xi dondrup dhondup=dun.zhu
aygul aigul ayigul ayguli=a.yi.gu.li gulnar gulnara=gu.li.na/nai.er gulmira=gu.li.mi.la reyhangul rehangul=re.yi.han.gu.li
patigul patimgul=pa.ti.gu.li mihrigul mehrigul=mi.re.gu.li zulpiya=zu.li.pi.ya mamat memet muhammad=mai.mai.ti
ahmat ehmet ahmet=ai.he.mai.ti tursun=tu.er.xun ablikim ablikem=a.bu.li.ke.mu yusup yusuf=yu.su.pu eli ali=ai.li
turghun turgun=tu.er.hong rozi ruzi=rou.zi qadir kadir=ka.di.er hasan=ai.shan omar omer=wu.mai.er burhan=bao/bu.er.han dilnur=di.li.nu.er
batu bat=ba.tu baatar batar bater bataar baator=ba.te/tu.er tengger tenger tenggeli=teng.ge.er/li ulanhu ulanfu=wu.lan.fu ulan ulaan=wu.lan
bold bolod buled=bao.la.da/de monh mongke munkh=meng/mu.he/ke chinggis=cheng.ji.si temur tomor timur=tie/te.mu.er gerel gerile=ge.ri.le
suren=su.rong/ren nasan=na.sun/shan oyun uyun=wu/ao.yun tuya tuyaa=tu.ya chimeg qimeg=qi/chi.mu.ge bayar=ba.ya.er naran=na.ren saran=sa.ren altan=a.le.tan sarnai=sa.ren.na
"""


def spellings() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Spelling -> for each syllable the readings that it may have."""
    table, waiting = {}, []
    for word in NAMES.split():
        spelling, known, syllables = word.partition("=")
        waiting.append(spelling)
        if known:
            found = tuple(tuple(syllable.split("/")) for syllable in syllables.split("."))
            table.update(dict.fromkeys(waiting, found))
            waiting = []
    return table
