"""Sectors of actors after PLOVER: offices, ranks, trades, agencies and groups, in both languages."""

import tomllib
from importlib.resources import files

import pytest

from menurut.records import ActorKind
from menurut.resolve.sectors import organisation_code, sector_of

SECTORS = frozenset(
    word
    for line in (
        "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK",
        "AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC",
    )
    for word in line.split()
)
CODES = {"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"}

# Roles of persons: the sector, then roles parted by "|".
PERSONS_ID = """
GOV  Presiden|Presiden Amerika Serikat|Wakil Presiden Filipina|Perdana Menteri Jepang|Menteri Luar Negeri Turki
GOV  Wakil Menteri Keuangan
GOV  Menlu RI|Duta Besar Kanada untuk Indonesia|Utusan Khusus Presiden untuk Sudan|Gubernur Jawa Barat
GOV  Wali Kota Bandung|Bupati Garut
GOV  juru bicara Kementerian Pertahanan Rusia|Jubir Gedung Putih|pejabat senior Amerika Serikat|Putra Mahkota Saudi
GOV  Raja Yordania|Kepala BNPB
GOV  Direktur Jenderal Imigrasi|Konsul Jenderal RI di Jeddah|Wakil Tetap RI untuk PBB
GOV  Kepala Dinas Kesehatan Kota Solo|Sekretaris Kabinet
LEG  Ketua DPR|anggota Komisi I DPR RI|Senator dari Partai Republik|anggota parlemen Inggris|Wakil Ketua MPR
LEG  anggota Fraksi Golkar
JUD  Jaksa Agung|hakim ketua|jaksa penuntut umum|Ketua Mahkamah Konstitusi|juru bicara Mahkamah Agung
JUD  Kepala Kejaksaan Negeri Depok
MIL  Panglima TNI|Kepala Staf Angkatan Laut|Jenderal|juru bicara militer Israel|komandan pasukan Irak|Kapuspen TNI
MIL  Letkol Inf|Pangdam XVII
COP  Kapolri|Kepala Bidang Humas Polda Jawa Timur|Kapolres Sleman|Ketua KPK|Direktur FBI|Brigjen Pol|Jenderal Polisi
COP  AKBP
COP  Kepala Biro Penerangan Masyarakat Mabes Polri|petugas keamanan|penyidik senior|detektif
SPY  Kepala BIN|Direktur CIA|pejabat intelijen|agen rahasia|mata-mata Rusia
PTY  Ketua Umum Partai Gerindra|Sekjen PDIP|calon presiden|politikus Nasdem|pendukung Partai Likud
PTY  pemimpin Partai Komunis
OPP  pemimpin oposisi|seorang demonstran|pembangkang|aktivis pro-demokrasi|pengunjuk rasa
REB  juru bicara Taliban|juru bicara militer Houthi|komandan pemberontak|pemimpin Al-Qaeda di Yaman
REB  anggota kelompok militan|tokoh OPM
UAF  pria bersenjata|orang tak dikenal
PRM  pemimpin milisi|tentara bayaran
CRM  tersangka|bandar narkoba|pemimpin geng|terdakwa kasus suap|peretas
JRN  wartawan|Koresponden BBC|pemimpin redaksi Tempo|jurnalis foto
BUS  Direktur Utama PT Angin Ribut|CEO perusahaan|Presiden Direktur|pengusaha|investor
EDU  dosen Universitas Gadjah Mada|peneliti LIPI|guru besar hukum|mahasiswa|pengamat militer|Rektor
MED  dokter|perawat|Kepala Rumah Sakit|ahli medis
LAB  karyawan pabrik|buruh|sopir taksi|pemimpin serikat buruh
AGR  petani|nelayan asal Natuna
REF  pengungsi Suriah|pencari suaka
REL  ulama|pendeta|Paus Fransiskus|Ketua MUI|pengasuh pesantren
SOC  aktivis HAM|Direktur Eksekutif Walhi|relawan|pengacara HAM|koordinator KontraS|direktur Amnesty International
ELI  mantan Presiden|eks Menteri Agama|mantan Kapolri|bekas anggota DPR|penyanyi|pesepak bola|Ibu Negara
ELI  mantan juru bicara presiden
ELI  purnawirawan jenderal|mantan pejabat intelijen
CVL  warga|istri presiden|ibunya|suaminya|saksi mata|kuasa hukum|penduduk desa|mantan suami
"""
PERSONS_EN = """
GOV  President|U.S. President|Vice President|Prime Minister of Japan|Turkey's foreign minister
GOV  deputy finance minister|Secretary of State
GOV  White House press secretary|State Department spokesman|spokesman for the Defence Ministry|Crown Prince
GOV  Kenyan ambassador to the U.N.
GOV  a senior administration official|mayor of Lyon|governor|special envoy for Sudan|chief of staff to the president
GOV  Minister of Education
LEG  Republican senator|House speaker|lawmaker from the ruling party|MP|member of parliament|opposition lawmaker
LEG  Majority Leader
JUD  Supreme Court justice|federal judge|Attorney General|prosecutor|district attorney|spokeswoman for the high court
MIL  army chief|General|spokesman for the Indonesian military|Air Force colonel|commander of the Seventh Fleet
MIL  soldier|Navy spokesman
COP  police chief|FBI director|a detective for the sheriff's office|police spokesman|border guard
COP  head of the anti-corruption commission
SPY  CIA director|intelligence official|head of the intelligence agency|Mossad chief|spy
PTY  party leader|presidential candidate|politician|leader of the Labour Party|Democratic Party chairman
PTY  Republican nominee
OPP  opposition leader|protester|dissident|Shadow Home Secretary|pro-democracy activist|leader of the opposition
REB  Taliban spokesman|rebel commander|Houthi military spokesman|leader of al-Qaeda in Yemen|militant|Hamas official
REB  guerrilla leader
UAF  gunman|unidentified attacker
PRM  militia leader|mercenary
CRM  suspect|drug lord|gang leader|convicted murderer|hacker
JRN  journalist|BBC correspondent|editor-in-chief of the newspaper|Reuters reporter|blogger
BUS  chief executive|CEO|president of the company|spokesman for the airline|Boeing spokeswoman|investor|businessman
EDU  professor|researcher at the university|student|military analyst|economist|university president
EDU  political scientist
MED  doctor|nurse|director of the hospital|hospital spokesman
LAB  union leader|truck driver|factory worker|airline pilot
AGR  farmer|fishermen
REF  refugee|asylum seeker
REL  bishop|imam|Pope Francis|Muslim cleric|pastor of the church
SOC  human rights activist|campaigner|head of the charity|Human Rights Watch researcher|environmentalist
SOC  Amnesty International director
ELI  former president|ex-minister|former police chief|retired general|former member of Congress|singer|footballer
ELI  first lady|actress
ELI  the former intelligence chief|the team's head coach
CVL  resident|the president's wife|his lawyer|witness|immigration barrister|villager|father of the soldier
"""
# Other actors: kind, sector (or "-"), names.
OTHERS_ID = """
agency GOV  Kementerian Luar Negeri Iran|Kedubes Mesir|Pentagon|Badan Antah Berantah|BMKG|Komnas HAM
agency GOV  Pemerintah Kota Solo
agency LEG  Dewan Perwakilan Rakyat|Knesset|Komisi VII DPR|Kongres Amerika Serikat
agency JUD  Pengadilan Negeri Jakarta Selatan|Mahkamah Agung India|Kejaksaan Agung
agency MIL  Angkatan Laut China|pasukan pemerintah|TNI AD|Garda Revolusi|militer Myanmar
agency COP  Polisi Hong Kong|Polda Papua|KPK|Densus 88
agency SPY  CIA|Mossad|badan intelijen Rusia
group REB  pemberontak Houthi|Hamas|kelompok-kelompok teroris|KKB
group OPP  para pengunjuk rasa|massa pro-demokrasi|kubu oposisi
group GOV  pejabat AS|negara-negara Eropa|para pemimpin Iran|negara anggota DK PBB
group CVL  warga sipil|keluarga korban|rakyat Yaman|dua pria
group REF  pengungsi Rohingya|imigran gelap
group LAB  karyawan Amazon|serikat pekerja
group JRN  sejumlah wartawan|media AS
group -    masyarakat internasional|semua pihak|Barat|para pemimpin Uni Eropa
organisation PTY  Partai Demokrat|PDIP|Likud
organisation BUS  Pertamina|PT Maju Mundur|Facebook|perusahaan minyak
organisation JRN  Reuters|kantor berita Tasnim|New York Times|surat kabar
organisation SOC  Human Rights Watch|Reporters Without Borders|Walhi|organisasi nirlaba
organisation REL  Nahdlatul Ulama|Muhammadiyah
organisation EDU  Universitas Indonesia
organisation -    PBB|ASEAN|NATO|Uni Eropa
state GOV  Indonesia|Amerika Serikat
state PRE  Abkhazia|Somaliland
document -  Resolusi DPR
"""
OTHERS_EN = """
agency GOV  Interior Ministry|the State Department|Home Office|Bureau of Unheard Matters|Environment Agency
agency LEG  the Senate|House of Commons|State Duma|Legislative Council
agency JUD  Supreme Court of India|International affairs tribunal|the prosecutor's office
agency MIL  the Royal Navy|Indonesian military|government forces|People's Liberation Army|US Marines
agency COP  Hong Kong police|the FBI|border guards|security forces
agency SPY  MI6|German intelligence service
group REB  Houthi rebels|Taliban|militants|Islamic State
group UAF  unknown gunmen|armed men
group OPP  protesters|anti-government protesters|dissidents
group GOV  U.S. officials|European countries|local officials|world leaders
group CVL  civilians|families|local residents|young women
group REF  migrants|Rohingya refugees
group CRM  drug cartels|smugglers|criminal gangs
group -    the international community|all parties
organisation PTY  Labour Party|Democratic Party
organisation BUS  Microsoft|a shipping company|Saudi Aramco
organisation JRN  Associated Press|BBC|a local newspaper
organisation SOC  Amnesty International|Reporters Without Borders|a rights group
organisation REL  the Catholic Church
organisation -    United Nations|NATO|European Union|the UN Security Council
state GOV  France
state PRE  South Ossetia
document -  Senate report
"""


def persons(table: str) -> list[tuple[str, str]]:
    lines = [line.split("  ", 1) for line in table.strip().split("\n")]
    return [(sector, role) for sector, roles in lines for role in roles.strip().split("|")]


def others(table: str) -> list[tuple[str, str | None, str]]:
    rows = [line.split(None, 2) for line in table.strip().split("\n")]
    return [(kind, None if to == "-" else to, name) for kind, to, names in rows for name in names.split("|")]


@pytest.mark.parametrize(("sector", "role"), persons(PERSONS_ID))
def test_an_indonesian_role_tells_the_sector(sector: str, role: str) -> None:
    assert sector_of(ActorKind.PERSON, "Anu", role, ["Anu"], "id") == sector


@pytest.mark.parametrize(("sector", "role"), persons(PERSONS_EN))
def test_an_english_role_tells_the_sector(sector: str, role: str) -> None:
    assert sector_of(ActorKind.PERSON, "Doe", role, ["Doe"], "en") == sector


@pytest.mark.parametrize(("kind", "sector", "name"), others(OTHERS_ID))
def test_an_indonesian_name_tells_the_sector(kind: str, sector: str | None, name: str) -> None:
    assert sector_of(ActorKind(kind), name, None, [name], "id") == sector


@pytest.mark.parametrize(("kind", "sector", "name"), others(OTHERS_EN))
def test_an_english_name_tells_the_sector(kind: str, sector: str | None, name: str) -> None:
    assert sector_of(ActorKind(kind), name, None, [name], "en") == sector


@pytest.mark.parametrize("name", ["Angus King", "Lukman Hakim", "Pastor Maldonado", "John Major"])
def test_the_name_of_a_person_tells_nothing(name: str) -> None:
    for language in ("id", "en"):
        assert sector_of(ActorKind.PERSON, name, None, [name], language) is None
        assert (
            sector_of(ActorKind.PERSON, name, "Presiden" if language == "id" else "President", [name], language)
            == "GOV"
        )


def test_a_name_particle_is_no_agency() -> None:
    assert sector_of(ActorKind.PERSON, "X", "pengawal Pangeran Khalid bin Faisal", [], "id") == "GOV"


def test_those_who_serve_an_international_body_have_no_sector() -> None:
    assert sector_of(ActorKind.PERSON, "X", "Sekretaris Jenderal PBB", [], "id") is None
    assert sector_of(ActorKind.PERSON, "X", "Secretary-General of NATO", [], "en") is None


def test_a_mention_says_what_a_name_does_not() -> None:
    mentions = ["Zzyx", "kelompok pemberontak Zzyx"]
    assert sector_of(ActorKind.GROUP, "Zzyx", None, mentions, "id") == "REB"
    assert sector_of(ActorKind.ORGANISATION, "Zzyx", None, ["Zzyx", "the oil company Zzyx"], "en") == "BUS"
    assert sector_of(ActorKind.GROUP, "Zzyx", None, ["Zzyx"], "en") is None


def test_a_language_that_is_not_read_is_an_error() -> None:
    with pytest.raises(KeyError):
        sector_of(ActorKind.STATE, "Suomi", None, [], "fi")


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("PBB", None, "UNO"),
        ("Misi PBB di Afghanistan", None, "UNO"),
        ("U.N. Security Council", None, "UNO"),
        ("World Health Organization", None, "UNO"),
        ("Badan Energi Atom Internasional (IAEA)", None, "UNO"),
        ("Uni Eropa", None, "EUR"),
        ("European Commission", None, "EUR"),
        ("NATO", None, "IGO"),
        ("ASEAN", None, "IGO"),
        ("Dewan Liga Arab", None, "IGO"),
        ("Bank Dunia", None, "IGO"),
        ("Human Rights Watch", None, "NGO"),
        ("Greenpeace", None, "NGO"),
        ("Black Lives Matter", None, "ISM"),
        ("al-Qaeda", None, "IMG"),
        ("ISIS", None, "IMG"),
        ("Facebook", "USA", "MNC"),
        ("Lockheed Martin", "USA", "MNC"),
        ("Apple", None, "MNC"),
        ("apple growers", None, None),
        ("Taliban", "AFG", None),
        ("Partai Golkar", "IDN", None),
        ("Kenya Red Cross", "KEN", None),
        ("ICC", "USA", None),
        ("Reuters", "GBR", None),
    ],
)
def test_bodies_of_no_country_have_a_code(name: str, country: str | None, code: str | None) -> None:
    assert organisation_code(name, country) == code


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_data_hold_known_sectors_and_enough_forms(language: str) -> None:
    path = files("menurut.resolve").joinpath("gazetteer", f"sectors_{language}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    levels = [data[level] for level in ("strong", "medium", "weak")]
    assert {sector for level in levels for sector in level} <= SECTORS | {"NONE"}
    assert set(data["codes"]) == CODES
    for level in levels:
        forms = [form.strip() for listed in level.values() for form in listed.replace("\n", " ").split(",")]
        assert len(forms) == len(set(forms)), sorted({form for form in forms if forms.count(form) > 1})
        assert all(forms)
    assert sum(listed.count(",") + 1 for level in levels for listed in level.values()) >= 400
