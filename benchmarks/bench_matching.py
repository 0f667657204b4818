"""Who is one person in ten exports with 20,000 people: time, precision and recall, beside naive ways.

    python benchmarks/bench_matching.py [held-out | tuning] [people]

The people are made up, and so it is known who is one. Their names come from sixteen languages, half of
each list for tuning and the other half for what is printed here, and stand in the exports as people
write them: in their own script or in Latin letters, with short forms, initials, a married name, the
family name first, accents left out, or as a handle that says the name or does not. The short forms
are this file's own list, not the one that plnkit knows. Homonyms are many.
"""

# ruff: noqa: E501 (lists of names)

import random
import sys
import time
from collections import Counter, defaultdict
from itertools import combinations, product
from unicodedata import combining, normalize

from rapidfuzz import fuzz, process

from plnkit.model.matching import _Crowd, matches
from plnkit.model.network import Entry, Network

SEED = 20261122
PLATFORMS = [
    "LinkedIn",
    "Facebook",
    "Google",
    "Phone",
    "Mastodon",
    "Instagram",
    "Bluesky",
    "X",
    "Table",
    "Canvas",
]
NUMBERS = ("Bluesky", "X")  # exports without a name or handle
HANDLES = ("Mastodon", "Instagram")


def halves(first, last):
    """Every first half with every second one."""
    return [a + b for a, b in product(first.split(), last.split())]


CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшыэюя",
        "a b v g d e z i y k l m n o p r s t u f kh ts ch sh y e yu ya".split(),
        strict=True,
    )
)
CYRILLIC |= {"ж": "zh", "ё": "e", "щ": "shch", "ь": ""}
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)


def from_script(words, table):
    """Names in their own script with Latin letters that a table makes of them."""
    return [
        "".join(table.get(c, c) for c in w).capitalize() + "=" + w.capitalize()
        for w in words.split()
    ]


def joint(first, second):
    """Two characters to a name, each with its sound."""
    both = product([p.split("=") for p in first.split()], [p.split("=") for p in second.split()])
    return [f"{a}{b}={c}{d}" for (a, c), (b, d) in both]


NAMES = {  # language: given names, family names; as 'Latin' or as 'Latin=own script'
    "English": (str.split("Emily Hannah Laura Nathan Oliver Grace Simon Fiona Stuart Megan Julian Naomi James Robert Michael William David Richard Joseph Thomas Charles Daniel Matthew Anthony Steven Andrew Edward Patricia Jennifer Elizabeth Barbara Susan Jessica Margaret Katherine Deborah Rebecca Victoria Samantha Christina Olivia Hazel"),
                halves("Ash Black Brad Car Dun East Fair Green Hart Kings Lang Mill North Oak Pres Red Shel Thorn Wake Whit Hazel Cole Clif Hal Stan Win", "bourne by don field ford ham ley man more ridge son ton well wick worth")),
    "German": (str.split("Anke Dirk Gisela Hartmut Ilse Jens Kerstin Lothar Monika Norbert Jürgen Günther Björn Sören Friedrich Heinrich Johannes Matthias Sebastian Maximilian Ulrich Tobias Katharina Elisabeth Margarete Susanne Brünhilde Jörg Käthe Annegret"),
               halves("Acker Baum Berg Eich Feld Grün Hof König Linden Müll Neu Öhl Rosen Schön Stein Wald Birken Dürr Hirsch Kirch Löwen Sommer Vogel Winter", "mann bauer meier hauer brecht eisen hold inger hardt")),
    "Nordic": (str.split("Arne Dagmar Einar Frida Gunnar Hilde Ivar Karin Leif Maja Søren Jørgen Åse Bjørn Lars Nils Kristina Birgitta Øyvind Håkon Göran Anders Astrid Ingrid Sigrid Torbjørn"),
               halves("Ånd Bjørk Dal Ek Forss Gran Hög Lind Møll Ny Sjö Strøm Alm Brå Hjelm Kvist Rud Sand Torn Vester", "berg gren qvist ström lund stad ersen dahl")),
    "Spanish": (str.split("José Francisco Ignacio Enrique Eduardo Manuel Guillermo Alejandro Rafael Santiago Guadalupe Dolores Rosario Isabel Gabriela Mercedes Beatriz Concepción"),
                [f"{a} {b}" for a, b in product(str.split("García Pérez Núñez Ibáñez Gutiérrez Ramírez Sánchez Muñoz Vásquez Ordóñez"), str.split("López Martín Gómez Díaz Jiménez Ruiz Peña Cáceres Marín Solís"))]),
    "French": (str.split("Léa Benoît Margaux Pascal Solène Thierry Yves Zoé Bérénice Cédric François Hélène Geneviève Frédéric Philippe Jérôme Céline Noémie Étienne Véronique Dominique Guillaume Mathieu Aurélie"),
               halves("Beau Bel Char Du Fon Gran La Mont Per Roche Cler Dela Fleu Lam Mar Pré Ron Vau", "champ mont pré ville valle roux marchand lieu")),
    "Italian": (str.split("Paola Marco Silvia Dario Lucia Matteo Ilaria Fabio Serena Ugo Giuseppe Giovanni Francesco Alessandro Lorenzo Domenico Salvatore Vincenzo Elisabetta Francesca Chiara Niccolò"),
                halves("Bal Can Fer Gal Lom Mar Pel Ros Tor Ven Bor Cas Don Mon Pas Sal Tar Zan", "ardi azzi etti elli inelli occhi antoni")),
    "Polish": (str.split("Beata Dariusz Grażyna Henryk Iwona Jacek Kinga Leszek Marek Renata Andrzej Katarzyna Małgorzata Krzysztof Stanisław Wojciech Agnieszka Zofia Łukasz Paweł Tomasz Elżbieta"),
               halves("Adam Bor Dąbr Grzel Jan Kowal Lewand Maj Now Wiśni Brzez Górn Jabłoń Kamiń Olsz Sokoł Wróbl Zieliń", "owski icki ewski czyk iński")),
    "Russian": (from_script("дмитрий сергей алексей николай михаил екатерина наталья юлия анастасия владимир евгений татьяна константин григорий мария людмила", CYRILLIC),
                from_script(" ".join(halves("иван петр кузнец соколь михайл федор воробь ключ хруст черн шест щегл жук лебед мороз орл павл титар", "ов енко ский овец")), CYRILLIC)),
    "Greek": (from_script("γιωργος δημητρης νικολαος κωνσταντινος ελενη αικατερινη βασιλης χρηστος θανασης σοφια", GREEK),
              from_script(" ".join(halves("παπα καρα χατζη μαυρο κοντο οικονομο γιαννα δημα λαμπρο μητρο σταματο τσακι", "δοπουλος γιαννης νικολας ιωαννου θανασιου δακης")), GREEK)),
    "Arabic": (str.split("Mohammed=محمد Ahmed=أحمد Fatima=فاطمة Khalid=خالد Youssef=يوسف Abdullah=عبدالله Mariam=مريم Hassan=حسن Layla=ليلى Omar=عمر Ibrahim=إبراهيم Samira=سميرة Karim=كريم Nadia=نادية Tariq=طارق Salma=سلمى Bilal=بلال Huda=هدى Rashid=رشيد Amina=أمينة Walid=وليد Rania=رانيا"),
               str.split("Haddad=حداد Najjar=نجار Khoury=خوري Mansour=منصور Saleh=صالح Rahman=رحمن Farouk=فاروق Qasim=قاسم Darwish=درويش Shaheen=شاهين Nasser=ناصر Barakat=بركات Hamdan=حمدان Zidan=زيدان Masri=مصري Tamimi=تميمي Sabbagh=صباغ Hashimi=هاشمي Baghdadi=بغدادي Jaber=جابر Suleiman=سليمان Ghanem=غانم Halabi=حلبي Attar=عطار Kanaan=كنعان Fayad=فياض Shami=شامي Nimr=نمر Awad=عوض Badawi=بدوي")),
    "Hindi": (str.split("Rahul=राहुल Priya=प्रिया Amit=अमित Rajesh=राजेश Sunita=सुनीता Deepak=दीपक Anjali=अंजलि Vikram=विक्रम Kavita=कविता Sanjay=संजय Lakshmi=लक्ष्मी Venkatesh=वेंकटेश Arjun=अर्जुन Meera=मीरा Suresh=सुरेश Pooja=पूजा Manoj=मनोज Neha=नेहा Ravi=रवि Geeta=गीता Ashok=अशोक Rekha=रेखा"),
              str.split("Sharma=शर्मा Verma=वर्मा Gupta=गुप्ता Mishra=मिश्रा Yadav=यादव Patel=पटेल Joshi=जोशी Chauhan=चौहान Tiwari=तिवारी Kulkarni=कुलकर्णी Bhatt=भट्ट Agarwal=अग्रवाल Malhotra=मल्होत्रा Saxena=सक्सेना Pandey=पांडे Shukla=शुक्ला Trivedi=त्रिवेदी Desai=देसाई Kapoor=कपूर Mehta=मेहता Bose=बोस Naidu=नायडू Rathore=राठौर Dubey=दुबे Chopra=चोपड़ा Jain=जैन Thakur=ठाकुर Nair=नायर")),
    "Chinese": (joint("Xiao=小 Wei=伟 Jia=家 Yu=雨 Zi=子 Ming=明 Jing=静 Si=思 Hao=浩 Mei=美 Guo=国 Chun=春", "ming=明 hua=华 li=丽 jun=军 ting=婷 feng=峰 yan=燕 han=涵 lin=琳 qiang=强 ping=平 long=龙"),
                str.split("Wang=王 Li=李 Zhang=张 Liu=刘 Chen=陈 Yang=杨 Zhao=赵 Huang=黄 Zhou=周 Wu=吴 Xu=徐 Sun=孙 Ma=马 Zhu=朱 Hu=胡 Guo=郭 He=何 Gao=高 Lin=林 Luo=罗 Zheng=郑 Liang=梁 Xie=谢 Song=宋 Tang=唐 Deng=邓")),
    "Korean": (joint("Min=민 Seo=서 Ji=지 Hyun=현 Ye=예 Do=도 Ha=하 Eun=은 Su=수 Jae=재", "jun=준 yeon=연 woo=우 jin=진 hee=희 seok=석 young=영 ah=아 ho=호 bin=빈"),
               str.split("Kim=김 Lee=이 Park=박 Choi=최 Jung=정 Kang=강 Cho=조 Yoon=윤 Jang=장 Lim=임 Han=한 Shin=신 Seo=서 Kwon=권 Hwang=황 Ahn=안 Song=송 Hong=홍 Moon=문 Bae=배")),
    "Japanese": (joint("Mi=美 Yu=由 E=恵 Ka=香 Sa=沙 Na=奈 Tomo=友 Aki=明 Haru=春 Nao=直", "ko=子 ki=希 ka=花 mi=実 to=人 ta=太 ya=也 na=菜"),
                 joint("Yama=山 Ta=田 Naka=中 Ko=小 Kawa=川 Matsu=松 Ishi=石 Taka=高 Fuji=藤 Oka=岡 Mori=森 Waka=若", "da=田 mura=村 moto=本 kawa=川 ki=木 no=野 hara=原 shima=島 yama=山 bashi=橋")),
    "Turkish": (str.split("Aylin Burak Cem Deniz Elif Fatih Hakan Kemal Leyla Selin Mehmet Ayşe Hatice Hüseyin Mustafa Çiğdem Özlem Gülşen Yağmur İbrahim Şebnem Emre"),
                halves("Ak Demir Gök Kara Öz Taş Yıl Çelik Şahin Altın Bal Er Gün Tur Yavuz", "kaya oğlu türk soy er dağ bulut")),
    "Yoruba": (str.split("Bọ́lájí Dàmọ́lá Ẹniọlá Fẹ́mi Gbénga Ìdòwú Káyọ̀dé Mọ́rẹ̀nikẹ́ Níyì Sẹ́gun Olúwaṣeun Adébáyọ̀ Fọláṣadé Ayọ̀délé Títílayọ̀ Olúmìdé Kẹ́hìndé Táíwò Adéọlá Babátúndé"),
               halves("Adé Ọlá Ògún Akin Ayọ̀ Olú Fá Ìdò Owó Ṣó", "wálé yẹmí ṣọlá bánjí kúnlé délé mọlá")),
}  # fmt: skip
SHORT = {
    "James": "Jim", "Robert": "Bob", "Michael": "Mike", "William": "Bill", "David": "Dave", "Richard": "Dick", "Joseph": "Joe",
    "Thomas": "Tom", "Charles": "Chuck", "Daniel": "Dan", "Matthew": "Matt", "Anthony": "Tony", "Edward": "Ted", "Elizabeth": "Beth",
    "Patricia": "Trish", "Jennifer": "Jen", "Margaret": "Peggy", "Katherine": "Kate", "Rebecca": "Becca", "Samantha": "Sam",
    "Olivia": "Livvy", "Victoria": "Tori", "Deborah": "Debs", "Johannes": "Hannes", "Sebastian": "Basti", "Maximilian": "Max",
    "Katharina": "Kathi", "Annegret": "Anne", "Friedrich": "Fritz", "Elisabeth": "Lisbeth", "Kristina": "Stina", "Birgitta": "Gitta",
    "José": "Pepe", "Francisco": "Paco", "Ignacio": "Nacho", "Enrique": "Quique", "Eduardo": "Edu", "Guadalupe": "Lupita",
    "Dolores": "Lola", "Gabriela": "Gabi", "Mercedes": "Meche", "Concepción": "Concha", "Philippe": "Filou", "Véronique": "Véro",
    "Giuseppe": "Beppe", "Giovanni": "Gianni", "Alessandro": "Ale", "Vincenzo": "Enzo", "Salvatore": "Totò", "Katarzyna": "Kasia",
    "Małgorzata": "Gosia", "Krzysztof": "Krzysiek", "Agnieszka": "Aga", "Zofia": "Zosia", "Elżbieta": "Ela", "Dmitriy": "Dima",
    "Sergey": "Seryozha", "Aleksey": "Lyosha", "Nikolay": "Kolya", "Mikhail": "Misha", "Ekaterina": "Katya", "Natalya": "Natasha",
    "Anastasiya": "Nastya", "Vladimir": "Vova", "Evgeniy": "Zhenya", "Tatyana": "Tanya", "Konstantinos": "Kostas", "Mohammed": "Mo",
    "Venkatesh": "Venky", "Rajesh": "Raj", "Vikram": "Vicky", "Lakshmi": "Laxmi",
}  # fmt: skip
ORGS = [f"{a} {b}" for a, b in product(
    "Acorn Beacon Cedar Delta Ember Falcon Garnet Harbour Iris Juniper Keystone Lantern Meridian Nimbus Orchid".split(),
    "University,School,Labs Inc.,Hospital,Consulting Ltd,Media,Foundation,GmbH,Library,Energy,Press,Bank".split(","),
)]  # fmt: skip
ODD = "night star blue code tea moon cat pixel river book cloud fox sky paper dust".split()


def plain(text):
    """Accents left out, ß and the like as people type them."""
    for a, b in {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss"}.items():
        text = text.replace(a, b)
    return "".join(c for c in normalize("NFKD", text) if not combining(c))


def spelt_out(text):
    for a, b in {
        "ü": "ue",
        "ö": "oe",
        "ä": "ae",
        "ø": "oe",
        "å": "aa",
        "Ö": "Oe",
        "Ü": "Ue",
        "Å": "Aa",
        "ß": "ss",
    }.items():
        text = text.replace(a, b)
    return text


class Person:
    def __init__(self, rng, part, used):
        self.given, self.family = "", ""
        while not self.given or ((self.given, self.family) in used and rng.random() < 0.99):
            self.language = rng.choice(list(NAMES))
            given, family = (names[part::2] for names in NAMES[self.language])
            self.given, _, self.own_given = rng.choice(given).partition("=")
            self.family, _, self.own_family = rng.choice(family).partition("=")
        used[self.given, self.family] += 1
        self.before = rng.choice(family).partition("=")[0] if rng.random() < 0.06 else ""
        self.middle = rng.choice("ABCDEFGHJKLMPRST") if rng.random() < 0.2 else ""
        self.org = ORGS[min(int(rng.paretovariate(0.7)) - 1, len(ORGS) - 1)]
        g, f = (plain(w).lower().replace(" ", "") for w in (self.given, self.family))
        number = rng.choice(["", "", str(rng.randint(1, 99))])
        mail = rng.choice([f"{g}.{f}{number}", f"{g[0]}{f}{number}", f"{f}{rng.randint(1, 99)}"])
        self.email = f"{mail}@{rng.choice(['org', 'mail', 'post'])}{rng.randrange(10_000)}.example"
        self.usual = self.handle(rng, g, f)

    @staticmethod
    def handle(rng, g, f):
        odd = f"{rng.choice(ODD)}_{rng.choice(ODD)}{rng.randint(1, 9999)}"
        return rng.choice(
            [g + f, f"{g}.{f}", f"{g}_{f}{rng.randint(1, 99)}", g[0] + f, f + g[0], odd, odd]
        )

    def on(self, platform, rng):
        """(what the export holds of this person, how it is written)."""
        if platform in NUMBERS:
            return {"url": f"https://x.com/i/user/{rng.randrange(10**12)}"}, "number"
        if platform in HANDLES:
            g, f = (plain(w).lower().replace(" ", "") for w in (self.given, self.family))
            handle = self.usual if rng.random() < 0.6 else self.handle(rng, g, f)
            return {
                "handle": f"@{handle}@social.example" if platform == "Mastodon" else f"@{handle}"
            }, "handle"
        told, (given, family) = {}, (self.given, self.family)
        how = rng.choices(
            ["as it is", "own script", "short form", "initial", "no accents", "accents spelt out", "one family name"],
            [50, 20 * (platform != "LinkedIn"), 12, 5, 8, 5, 5],
        )[0]  # fmt: skip
        if how == "own script" and self.own_given:
            name = f"{self.own_given} {self.own_family}"
            if self.language in ("Chinese", "Korean", "Japanese"):
                name = self.own_family + self.own_given
        else:
            if self.before and rng.random() < 0.5:
                family, how = self.before, "other family name"
            elif how == "short form" and given in SHORT:
                given = SHORT[given]
            elif how == "initial":
                given = given[0] + "."
            elif how == "no accents" and plain(given + family) != given + family:
                given, family = plain(given), plain(family)
            elif how == "accents spelt out" and spelt_out(given + family) != given + family:
                given, family = spelt_out(given), spelt_out(family)
            elif how == "one family name" and " " in family:
                family = family.split()[0]
            else:
                how = "as it is"
            if self.middle and rng.random() < 0.5:
                given += f" {self.middle}."
            name = f"{given} {family}"
            if rng.random() < 0.08 or (
                self.language in ("Chinese", "Korean") and rng.random() < 0.3
            ):
                name, how = f"{family} {given}", "family name first"
        told["name"] = name
        if platform in ("LinkedIn", "Google", "Phone", "Table") and rng.random() < 0.5 + 0.4 * (
            platform == "LinkedIn"
        ):
            told["organisation"] = self.org if rng.random() < 0.85 else rng.choice(ORGS)
        if rng.random() < {"LinkedIn": 0.03, "Google": 0.6, "Phone": 0.4}.get(platform, 0):
            told["email"] = self.email
        return told, how


def exports(part, people, seed=SEED):
    """Ten exports as one network, whose entry is whose, and how each is written."""
    rng = random.Random(f"{seed} {part}")
    entries, whose, how = {}, {}, {}
    number, used, taken = 0, Counter(), set()
    while len(entries) < people:
        person, number = Person(rng, part, used), number + 1
        for platform in rng.sample(PLATFORMS, rng.choices([1, 2, 3, 4], [50, 28, 15, 7])[0]):
            told, way = person.on(platform, rng)
            while told.get("handle") and (platform, told["handle"]) in taken:
                told["handle"] = told["handle"].replace("@", f"@{rng.choice('xyz_')}", 1)
            taken.add((platform, told.get("handle")))
            id = f"{platform}:{len(entries)}"
            entries[id] = Entry(
                id,
                platform="" if platform in ("Google", "Phone", "Table", "Canvas") else platform,
                **told,
            )
            whose[id], how[id] = number, way
    alike = sum(n for n in used.values() if n > 1) / number
    print(
        f"{number:,} people, {len(NAMES)} languages; {alike:.0%} share given and family name with another"
    )
    return Network({"me": Entry("me"), **entries}), whose, how


def truth(whose):
    together = defaultdict(list)
    for id, person in whose.items():
        together[person].append(id)
    return {frozenset(pair) for ids in together.values() for pair in combinations(ids, 2)}


def told(found, real):
    right = len(found & real)
    return f"precision {right / max(len(found), 1):.3f}, recall {right / max(len(real), 1):.3f}"


def main(which="held-out", people=20_000):
    part = {"tuning": 0, "held-out": 1}[which]
    network, whose, how = exports(part, int(people))
    real = truth(whose)
    hopeless = {pair for pair in real if "number" in {how[i] for i in pair}}
    real -= hopeless
    began, worked = time.perf_counter(), time.process_time()
    queue = matches(network)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"{which}: {len(whose):,} people of {len(PLATFORMS)} exports, {len(real):,} pairs are one person; "
          f"{len(hopeless):,} more are known by a number alone and can't be found")  # fmt: skip
    found = {frozenset((m.a, m.b)) for m in queue}
    print(
        f"plnkit: a queue of {len(queue):,} in {took:.1f} s ({worked:.1f} s of one core): {told(found, real)}"
    )
    print(f"  certain alone: {told({frozenset((m.a, m.b)) for m in queue if m.certain}, real)}")
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 0.99), (0.99, 1.0), (1.0, 1.1)):
        band = [frozenset((m.a, m.b)) in real for m in queue if low <= m.certainty < high]
        if band:
            print(
                f"  certainty {low} to {min(high, 1)}: {len(band):,} pairs, {sum(band) / len(band):.2f} are one person"
            )
    both = Counter(" / ".join(sorted(how[i] for i in pair)) for pair in real)
    hits = Counter(" / ".join(sorted(how[i] for i in pair)) for pair in real & found)
    print("  recall by how the two are written:")
    for kind, n in both.most_common(22):
        print(f"    {hits[kind] / n:.2f} of {n:,}: {kind}")
    naive(network, whose, real)


def naive(network, whose, real, subset=4_000):
    """All pairs: RapidFuzz's ratio of the sorted words of the names, and plnkit's own comparison."""
    people = [e for e in network.entries.values() if e.id != "me"]
    some = people[:subset]
    ids = {e.id for e in some}
    real = {pair for pair in real if pair <= ids}
    ours = matches(Network({e.id: e for e in some}))
    print(f"of the first {len(some):,} alone:")
    print(f"  plnkit: {told({frozenset((m.a, m.b)) for m in ours}, real)}")
    scale = (len(people) / len(some)) ** 2
    names = [(e.name or e.handle.strip("@").partition("@")[0]).casefold() for e in some]
    began = time.perf_counter()
    table = process.cdist(names, names, scorer=fuzz.token_sort_ratio, score_cutoff=85)
    at = zip(*table.nonzero(), strict=True)
    found = {frozenset((some[i].id, some[j].id)) for i, j in at if i < j and names[i]}
    took = time.perf_counter() - began
    print(f"  all pairs, token_sort_ratio from 85: {took:.1f} s, "
          f"so about {took * scale:.0f} s for all; {told(found, real)}")  # fmt: skip
    began = time.perf_counter()
    crowd = _Crowd(people)
    ready = time.perf_counter() - began
    began = time.perf_counter()
    for i, j in combinations(range(1_000), 2):
        crowd.match(i, j)
    took = time.perf_counter() - began
    print(f"  all pairs, plnkit's comparison, of the first 1,000: {took:.1f} s, "
          f"so about {ready + took * (len(people) / 1_000) ** 2:,.0f} s for all")  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
