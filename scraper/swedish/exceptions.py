"""What a dictionary of single forms cannot know, written by hand.

The closed classes of irregular Swedish words, forms with two readings of which one
is chosen, and words that are not to be inflected.  ``tests/families`` shows why.
Where a form belongs to two words, the one more frequent in a public debate has it:
*får* is of *få*, *lagar* of *lag*, *händer* of *hända*.
"""

from __future__ import annotations

VERSION = "5"
"""Raise it with every change of this module or of ``keys``."""

_ACRONYMS = """
ivo lvu lvm sol lss hvb jo jk bris ifo vab sfi bup lov fol skr nja bbic hsl kpi dn svt
sr vk osl tf rf lou kvv las mbl gdpr ssbtek lvsa fb äb bf
"""

_NAMES = """
anders andreas björn bo claes elias göran inger jens jesus johannes jonas klas lars
lena linus lova lukas maj magnus markus mats mattias niklas nils pontus rasmus roger
rosa rut saga siv sten stig thomas tobias tomas ulf ulla
"""
"""First names that look like forms of something else."""

_STRONG_VERBS = """
binda bundit, bita bet bitit, bjuda bjöd bjudit, bli blev blivit, brinna brann brunnit
brista brast brustit, bryta bröt brutit, bära bär bar burit, dra drog dragit
dricka drack druckit, driva drev drivit, dö dog dött, dölja dolde dolt
falla föll fallit, fara for farit, finna fann funnit, finnas finns fanns funnits
flyga flög flugit, flyta flöt flutit, frysa frös frusit, få får fick fått
försvinna försvann försvunnit, ge ger gav gett givit, gjuta göt gjutit
glida gled glidit, glädja gladde, gnida gned gnidit, gripa grep gripit
gråta grät gråtit, gå går gick gått, göra gör gjorde gjort, ha har hade haft
heta heter hette hetat, hinna hann hunnit, hugga högg huggit, hålla höll hållit
kliva klev klivit, klyva klöv kluvit, knyta knöt knutit, komma kom kommit
krypa kröp krupit, kunna kan kunde kunnat, leda leder ledde lett, ligga ligger legat
ljuga ljög ljugit, låta lät låtit, lägga lade la lagt, njuta njöt njutit
pipa pep pipit, rida red ridit, rinna rann runnit, riva rev rivit, ryta röt rutit
se ser såg sett, sitta sitter satt suttit, sjunga sjöng sjungit, sjunka sjönk sjunkit
skina skinit, skjuta sköt skjutit, skrida skridit, skrika skrek skrikit
skriva skrev skrivit, skryta skröt skrutit, skära skär skar skurit
slippa slapp sluppit, slita slet slitit, sluta slöt slutit, slå slår slog slagit
smita smet smitit, smyga smög smugit, spricka sprack spruckit, sprida spred spridit
springa sprang sprungit, sticka stack stuckit, stiga stigit, stjäla stjäl stal stulit
strida strider stred stridit, stryka strök strukit, stå står stod stått
suga sög sugit, supa söp supit, svida sved svidit, svika svikit
svälta svälter svalt svultit, svära svär svor svurit, säga sade sa sagt
sälja sålde sålt, sätta sätter satte, ta tar tog tagit, taga, tiga teg tigit
veta vet visste vetat, vika vek vikit, vilja vill ville velat, vinna vann vunnit
vrida vridit, välja valde valt, växa växte vuxit, äta ätit, vara var är varit
hända händer hände hänt, känna känner kände känt, erkänna erkänner erkände erkänt
nämna nämnde nämnt, anställa anställd anställda anställde anställt anställdas
stänga stänger stängde stängt, spänna spänner, skänka skänker, spå spår, läsa läst
klä klätt, kvida kved, lida lider lidit, skilja skilde skilt, slinka slank, spinna spann
stinka stank, sy syr sydde sytt, vänja vande vant
söka sökt, misstänka misstänkt, lösa löst
"""
"""Infinitive and the forms the dictionary does not lead to it."""

_FAMILIES = """
beslut beslutet besluten beslutets besluts
besluta beslutar beslutade beslutas
bok böcker böckerna bokens bokens
fot fötter fötterna
tand tänder tänderna
natt nätter nätterna
rot roten rötter rötterna
stad städer städerna
land länder länderna
strand stränder stränderna
bonde bönder bönderna
mus möss mössen
lus löss lössen
gås gåsen gäss gässen
far fader fadern fäder fäderna
mor moder mödrar mödrarna
bror broder brodern bröder bröderna
ledamot ledamöter ledamöterna
man män männen
dom domar domarna
domare domaren domarens
brist brister bristerna
skuld skulder skulderna
åkrar åkern åkrarna
åka åker
dröm drömmar drömmarna
blogg bloggar bloggarna
oro oron oros
bro bron broar broarna
sko skon skor skorna
träd trädet träden trädens
namn namnen
intervju intervjun
foto foton fotona
led leden
liten litet lilla mindre minst minsta lite
lång långt långa längre längst längsta
låg lågt låga lägre lägst lägsta
hög högt höga högre högst högsta
ung unga yngre yngst yngsta
tung tungt tunga tyngre tyngst tyngsta
god gott goda bättre bäst bästa bra
sann sant sanna
rädd rädda
fri fritt fria friare
vaken vaket vakna
snabb snabbt
tyst tysta
tysta tystar tystade tystat tystas tystades tystats
mörka mörkar mörkade mörkat mörkas
fullmäktige fullmäktiges
ska skall skulle
handla handlar handlade handlat handlas
sin sitt sina
första först
vars
sjätte
studium studiet studier studierna
öken öknen öknar öknarna
bred brett
glad glatt
blind blint
sund sunt
ond ont onda
kritiker kritikern kritikerna
val valen valens
mån månt måna
het hett
lojal lojalt
olojal olojalt
bo bor bodde bott
må mår
köra kör
röra rör
begära begär
klar klart klara
känd kända
tryck trycket trycken tryckets
gråt gråten gråtens
granne grannen grannens
skilja skild skilda
sprida spridd spridda spritt
gripa gripen gripet gripna
sakna saknar saknade saknat saknas saknades saknats
dölja dold dolda
stor större störst störste
grov grövre grövst
trång trängre trängst
ge giva giver
bära buren buret burna
göra gjord gjorda
annan annat andra
allmän allmänt allmänna
blygas blygs blygdes
minnas minns mindes
synas syns syntes
töras törs tordes
störa stör
tvungen tvunget tvungna
tam tamt tamma
tång tången tänger tängerna
för
när
skift skiften skiftet
släkt släkten släkter
skott skotten skottet
ö ön öar öarna öns
järnväg järnvägen järnvägar järnvägarna
ring ringen ringar ringarna
mur muren murar murarna
lek leken lekar lekarna
tagg taggen taggar taggarna
spis spisen spisar spisarna
drink drinken drinkar drinkarna
häl hälen hälar hälarna
vik viken vikar vikarna
stam stammen stammar stammarna
banan bananen bananer bananerna
avfall avfallet avfallets
stig stigen stigar stigarna
strid striden striderna
ilska ilskan
tomt tomten tomter tomterna
planet planeten planeter planeterna
demon demonen demoner demonerna
båge bågen bågar bågarna
agens agensen agenser
ansats ansatsen ansatser ansatserna
asket asketen asketer asketerna
basar basaren basarer basarerna
bot boten böter böterna
brons bronsen
dekadens dekadensen
essens essensen essenser
frispel frispelet frispelen
förvar förvaret förvaren förvarets
inspel inspelet inspelen
karens karensen karenser
kantat kantaten kantater
gång gången gånger gångerna gångar
"""
"""Headword and forms that the dictionary leads elsewhere, or nowhere."""

_VERBS_IN_AR = """
börjar hittar lovar nekar ordnar träffar tvingar tvättar vågar råkar kallar klappar
lutar hamnar flyttar formar kämpar packar sparkar stoppar straffar testar tappar
missar oroar dödar botar prisar skjutsar slarvar sopar startar struntar torkar
trampar visar visslar jagar larmar hoppar hostar lagrar lurar länkar luktar
bluffar nästlar pratar präglar reglar satsar skyltar skymtar slickar slipar smakar
snokar spolar sporrar spärrar stirrar stormar suckar sågar tackar tittar tränar tråkar
undrar varnar vurmar vältar yttrar öppnar ordnar buntar kränger krossar knuffar
"""
"""Verb forms that are a noun's plural too, far more rarely."""
_VERBS = """
avguda baka blinka boka bomma borra busa bädda chatta checka coacha damma dejta dissa
duscha ena flaxa floppa flörta foga gapa gasta gilla gneta grilla gäspa haka hamstra
hissa hopa hyvla härda hörsamma klicka kolla korsa krama krisa krocka käka lassa lobba
locka logga länsa mana mixa mjölka muttra nicka nobba nosa ogilla pilla plita plugga
pricka puffa pumpa pussa putta pynta rapa rulla serva sikta skarva skrota skrubba
skura slumpa slussa sniffa snudda snurra spackla spana staka stampa stapla stava
streta sudda sumpa tipsa trixa tuta twittra uppmärksamma upprätta vaja vinka välkomna
"""
"""Verbs that the dictionary takes for nouns or adjectives in some forms."""

ENDINGS = {
    "anmälning": "anmälan",
    "ansökning": "ansökan",
    "inbjudning": "inbjudan",
    "önskning": "önskan",
    "män": "man",
    "lagd": "lägga",
    "fullmäktig": "fullmäktige",
}
"""End of a headword -> what stands for it in keys."""

_PREFIXES = """
av an be bi bort efter fram för före genom hem i ifråga in miss med mot ned om på sam
samman til till under undan upp ur ut vid å åsido åter över
"""
PREFIXES = frozenset(_PREFIXES.split())
"""What verbs are made of with a verb of the list above."""


def _strong() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _STRONG_VERBS.strip().replace("\n", ",").split(","):
        head, *forms = line.split()
        if head.endswith("a") and len(head) > 3:
            forms.append(head[:-1] + "er")
        for form in (head, *forms):
            found |= {form: head, form + "s": head}
    return found


def _headwords() -> dict[str, str]:
    found = _strong()
    for line in _FAMILIES.strip().splitlines():
        head, *forms = line.split()
        found |= dict.fromkeys((head, *forms), head)
    for verb in _VERBS.split():
        found |= {verb + ending: verb for ending in ("", "r", "de", "t", "s", "des")}
    return found | {verb: verb.removesuffix("r") for verb in _VERBS_IN_AR.split()}


FIXED = frozenset(f"{_ACRONYMS} {_NAMES}".split())
"""Folded; acronyms and names, never inflected but for a final s."""
IRREGULAR = _strong() | {"satt": "sätta", "satts": "sätta"}
"""Form of an irregular verb -> its infinitive, as it stands behind a prefix."""
HEADWORDS = _headwords()
"""Folded word -> key, before the dictionary is asked."""
