# ruff: noqa: SIM905 - tables of words
"""Tables of names in Latin letters: titles, particles, given names that stand for one another.

Groups of given names are the diminutives and national forms in everyday use, gathered by hand; a name may stand in
several groups.
"""

TITLES = frozenset(
    """mr mrs ms miss mister dr prof professor sir dame lord lady madam madame monsieur mme mlle mademoiselle herr frau
    senor senora senorita signor signora don dona president prasident presidente prime minister general gen colonel col
    major maj captain capt lieutenant lt sergeant sgt admiral marshal haji hajji hadji haj sheikh shaikh shaykh sheik cheikh
    mullah mulla mawlawi maulavi molla ayatollah imam hafiz qari emir amir sultan prince princess king queen comrade
    hon honorable honourable rev reverend father fr sayyid sayed syed jr sr junior senior esq phd md ii iii iv
    gospodin pan pani sri shri smt ustad ustadh eng engineer chairman director minister senator governor ambassador""".split()
)

PARTICLES = frozenset(
    """al el ul ur as ash ad an at az bin ben ibn bint binti abu abi umm de da di do du des del della dos das der den von van
    zu zum zur la le les y e i of the bar ter ten af av oulud ould walad wald dit""".split()
)

#: spellings of one particle
PARTICLE_GROUPS = "bin ben ibn|al el ul|de du des del|von van|abu abi|ould oulud walad wald"

#: given names that many in Hong Kong, Taiwan, Singapore and abroad bear beside a Chinese one, gathered by hand; those that stand
#: in the groups of given names or in TRANSCRIBED are known already
BESIDE_CHINESE = frozenset(
    """aaron ada adam adrian agnes aileen alan albert alex alexis alfred alice alicia alison allan allen alvin amanda amber
    amelia amy andrea angela angelina angie anita annabel annie anson anthony antonia april ariel arnold ashley athena
    audrey austin barbara barry beatrice becky belinda bella benny bernard bernice bertha betty beverly billy bobby
    bonnie boris brandon brenda brian bruce bryan calvin cameron candice candy carina carmen carol caroline carrie cathy
    cecilia celine chelsea cherry cheryl chloe christina christine christy cindy claire clara clarence claudia clement
    cliff clifford clive colin connie cora crystal curtis cynthia cyrus daisy daniella daphne darren debbie deborah
    denise dennis derek desmond diana dickson dicky dominic donna dora doreen doris dorothy douglas duncan dylan edgar
    edith edmond edmund edwin eileen elaine eleanor ellen elsa elsie elvis emily emma enoch erica ernest esther ethan
    eunice eva evan evelyn faith felix fiona florence freddy gabriel garry gary gavin geoffrey gerald gigi gilbert
    gillian gina gladys glen gloria gordon grace graham hannah harold harris harvey hazel heather hebe hector hilda
    howard hugo ian ida irene iris isaac isabel isabella ivan ivy jackie jackson jacky jacob jamie jane janet janice
    jasmine jasper jay jenny jeremy jerome jerry jesse jessica jessie jill joan joanna joanne jocelyn joel johnny
    johnson jonathan jordan joshua joyce judy juliana justin karen karina kate katherine kathy katie keith kelly kelvin
    ken kenneth kenny kent kimberly kitty kyle laura lawrence leo leon leonard leslie lewis lillian lily linda lisa
    lorraine louisa louise lucas lucia lucy luke lydia lynn mabel maggie mandy marcus marina mario marvin matilda
    maureen maurice mavis maxine megan melanie melissa melody melvin mervyn mia michelle mickey mike milton mimi minnie
    miranda miriam moses nancy naomi natalie natasha nathan nelson nick nicky nicole nora norman olive oliver olivia
    oscar pamela pansy patricia patrick patty paula pauline pearl peggy penny percy perry phoebe phyllis polly queenie
    rachel ralph randy raymond rebecca regina rex ricky rita robin rocky rodney roger roland ronald ronnie rosa rose
    rosemary ross rowena roy ruby rupert russell ruth ryan sabrina sally sam samantha samson samuel sandra sandy sara
    scott sean selina serena shannon sharon sheila shelley sherman sherry shirley sidney silvia sonia sophia sophie
    spencer stanley stella stewart stuart sunny susan susanna sylvester sylvia tammy ted teresa terence terry theodore
    theresa tiffany timothy tina tommy tracy travis trevor valerie vanessa vera vernon veronica vicky victor victoria
    vincent viola violet virginia vivian vivien walter warren wendy wesley wilfred willie wilson winnie winston yolanda
    yvette yvonne zachary zoe""".split()
)

#: given names as Chinese papers transcribe them (the characters' pinyin as ``western.letters`` has it) -> the name; asked only
#: of a name in Han laid on one in letters, for in a Chinese name the same syllables are Chinese
TRANSCRIBED = {
    pinyin: name
    for name, row in (
        part.split("=")
        for part in """
john=yuehan|michael=maikeer mikeer|mikhail=mihayier|william=weilian weilianmu|bill=bier|robert=luobote|richard=lichade|james=zhanmusi|jim=jimu|jimmy=jimi
joseph=yuesefu|joe=qiao|edward=aidehua|benjamin=benjieming|alexander=yalishanda|aleksandr=yalishanda|sergey=xieergai|vladimir=fulajimier|dmitry=demiteli
nikolai=nigula|nicholas=nigula|andrew=andelu|andrei=andelie|peter=bide|pyotr=biaodeer|paul=baoluo|pavel=baweier|george=qiaozhi|henry=hengli|heinrich=hailinxi
frederick=feiteelieke|charles=chaersi zhaersi|carlos=kaluosi|karl=kaer|louis=luyisi luyi|francis=fulangxisi|francisco=fulangxisike|anthony=andongni
stephen=sidifen shidifen|steve=shidifu sidifu|thomas=tuomasi|daniel=danniier|david=dawei|matthew=maxiu|mark=make|philip=feilipu|gregory=geleigeli|eugene=youjin
elizabeth=yilishabai|margaret=magelite|catherine=kaiselin|mary=mali|maria=maliya|anna=anna|anne=anni|helen=hailun|julia=zhuliya|donald=tangnade tangna|jack=jieke
tony=tuoni|kevin=kaiwen|jason=jiesen|eric=ailike|frank=fulanke|albert=aerbote abote|arthur=yase|emmanuel=aimaniuer|angela=anjila angela
elon=ailong yilong|larry=lali|jeff=jiefu|jeffrey=jiefuli|martin=mading|max=makesi|simon=ximeng|sarah=shala|jennifer=zhennifu|christopher=kelisituofu
""".replace("\n", "|").split("|")
        if part
    )
    for pinyin in row.split()
}

GIVEN_NAMES = """
john jon johnny jack jan johann johannes hans jean juan joao giovanni ivan ian sean ioannis yahya janos jovan evan
michael mike mick mikhail michel miguel michele mikael mihail mihai michal michail misha mihaly
michelle michele michel michaela|michelle shelly
william will bill billy wilhelm guillaume guillermo willem liam vilhelm
robert bob bobby rob robbie roberto rupert bert
richard rick dick rich ricardo riccardo ryszard
james jim jimmy jamie jacob jakob jacques diego iago jacobo giacomo santiago jaime
joseph joe josef jose giuseppe yusuf youssef yousef iosif osip jozef yosef pepe beppe
theodore ted teddy fyodor fedor teodor teo theo
edward ed eddie eduard eduardo edoardo ned ted teddy edvard
benjamin ben bibi benny binyamin benyamin beniamin
barack barak barry
alexander alex alexandr aleksandr aleksander alexandre alejandro alessandro sasha sacha iskander iskandar alexandros oleksandr sandy aliaksandr aleksandar
alexandra sasha sandra aleksandra alessandra oleksandra
sergey sergei sergej serge sergio serhiy sergiy siarhei sergi serhii
vladimir volodymyr vova vladimír uladzimir wladimir vlad volodia
dmitry dmitri dmitriy dmitrii dmytro dima dimitri dimitrios dmitrij
yuri yury yuriy yurii jurij iouri yuriy
nikolai nikolay nicholas nick nicolas nicola nikola mykola nikos niccolo klaus nicolae mikalai nikolaos
andrew andy andrei andrey andrii andriy andreas andre andres andrea andrej anders ondrej andrzej
peter pete petr pyotr piotr pedro pietro pierre petro petros petar boutros butrus peder
paul pavel pablo paolo pavlo paulo pal pawel pavlos boulos paulus
george giorgos georgios georg georgy georgi georgiy jorge giorgio yuri georges heorhiy jerzy gheorghe jiri giorgi
henry heinrich henri enrique enrico henrik harry hank hendrik genrikh
frederick fred freddy fritz|friedrich fritz fred fridrich fryderyk|frederik frederic federico fredrik frederico
charles charlie chuck karl carl carlos carlo karel karol
louis luis luigi lewis ludwig lou ludovic lajos lodewijk
francis frank francisco francesco francois franz pancho frans ferenc franciszek
anthony tony antonio anton antoine antonius antoni anatoly
stephen steven steve stefan stephan esteban stefano etienne stepan istvan stefanos szczepan
thomas tom tommy tomas tommaso tomasz foma
daniel dan danny daniil danilo daniele danylo
david dave davide daud dawood davud dawud davit
matthew matt matthias mateo matteo matthieu mathieu matvei mateusz matej
mark marc marco marcos markus marek marcus
luke lucas luca lukas luc lukasz
philip phil philippe felipe filippo filip filipp philipp
gregory greg grigory grigori gregorio grigoriy hryhoriy gregor grzegorz grigorios
eugene gene yevgeny evgeny evgeni yevgeni eugen eugenio evgenii yevgeniy yevhen evgeniy ievgen
vasily vasili basil vasyl vassily vasile vasilios basilio
constantine konstantin kostya kostyantyn costas constantin
elizabeth liz beth betty lisa elisabeth elizaveta isabel isabelle eliza bess liza erzsebet elisabetta
margaret maggie meg peggy margarita marguerite greta margarete margarethe malgorzata
catherine kate katie kathy katherine ekaterina katarina catalina cathy kathryn katya kateryna katrin karin yekaterina katarzyna
mary maria marie miriam maryam mariam molly marija mariya
anne ann anna hannah nancy ana annie anya hanna
helen helena elena yelena olena ellen helene jelena
julia yulia juliya yuliya giulia julie iuliia yuliia julija iulia
natalia natalya nataliya natalie natasha natalija nathalie nataliia
tatiana tatyana tetiana tetyana tanya
irina iryna irene ira
susan sue suzanne susanna susana zuzana
patricia pat patty patrick
samuel sam sami shmuel samuil
solomon sulayman suleiman suleyman soliman sulaiman shlomo
abraham ibrahim avraham abe ebrahim brahim ibragim
isaac ishaq yitzhak iskhak ishak
moses musa moshe moussa mousa moises
jesus isa issa eisa
aaron harun haroun aron haroon
noah nuh nooh
lawrence larry laurence lorenzo laurent lars lavrentiy lorenz
leonard leo leon len leonid leonardo lev
maximilian max maxim maksim maksym massimo
victor viktor vittorio wiktor
walter walt vladimir wally
albert al bert alberto albrecht
arthur art arturo artur artur
christopher chris cristobal christoph christophe kristofer krzysztof
christian chris cristian kristian
timothy tim timofey timofei
nathan nate nathaniel natan
donald don donnie|ronald ron ronnie
kenneth ken kenny|gerald gerry jerry|jeffrey jeff geoffrey geoff
zachary zach zack|gabriel gabe gabriele gavriil jibril|raymond ray ramon|rafael raphael raffaele
emmanuel emanuel manuel manny emanuele|ralph raoul raul|rudolf rudolph rodolfo rudi|oscar oskar
muhammad mohammad mohammed mohamed muhammed mohamad muhamad mehmet mohd muhammet mokhamed magomed mukhammad mamadou mhd muhamed mehmed maimaiti muhemmet mahomet mahammad mamed
ahmed ahmad ahmet akhmed akhmad ahmadu amadou
mahmoud mahmud mahmut makhmud mehmood mahmood
hussein hussain husain husayn hossein hosein huseyin khusein hussien husein hossain hussin
hassan hasan hacen khasan hasson
ali aly aley eli
omar umar omer umer oumar
osama usama ousama usamah oussama
abdul abd abdel abdal abdoul abdol abdelal
rahman rehman rakhman rahmaan rachman
aziz azeez azizi|khalid khaled halid khaleed|walid waleed oualid|rashid rasheed rachid raschid
said saeed sayeed saied sayid sa'id saeid|nasir nasser naser nasr nassir|qasim kasim kassem qassem qasem kacem ghassem
karim kareem kerim|jamal gamal jamil cemal djamal|salim saleem selim salem|hamid hameed khamid|latif lateef
mustafa mustapha moustafa mostafa|yasin yassin yaseen yassine|bashir bachir basheer|tariq tarek tarik tareq|zayd zaid zayed zeid
bilal belal bilel|younis yunus yunis younes yunes|idris idriss edris|ismail ismael esmail ismayil|jafar jaafar jaffar cafer djafar
qaeda qaida qaidah kaida qaeda|gaddafi qadhafi kadafi gadhafi qaddafi|hajj haj|faisal faysal feisal|marwan merwan
""".replace("\n", "|")

#: letters that other letters imitate inside a word
LEET = str.maketrans("013457$@9!|", "oieastsagil")

NUMBER_WORDS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split(),
        range(20),
        strict=True,
    )
) | dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True),
    fourty=40, first=1, second=2, third=3, fourth=4, fifth=5, sixth=6, seventh=7, eighth=8, ninth=9, tenth=10,
)  # fmt: skip
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
