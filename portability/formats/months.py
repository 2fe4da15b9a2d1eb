"""The names of the months in the languages of phones, long and short, without dots and accents.

Twelve groups a language, from January on; the names of one month are separated by a slash. A few names mean different
months in different languages (``listopad`` is November in Polish and October in Croatian): the other months of the
same file then tell the language, and where they don't, the date stays open.
"""

from workouttracker.kit.text import name_key

_NAMES: dict[str, str] = {
    "en": (
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct "
        "november/nov december/dec"
    ),
    "de": (
        "januar/jan/jänner/jän februar/feb/feber märz/mär/mrz april/apr mai juni/jun juli/jul august/aug "
        "september/sep/sept oktober/okt november/nov dezember/dez"
    ),
    "fr": (
        "janvier/janv/jan février/févr/fév mars/mar avril/avr mai juin juillet/juil août/aoû septembre/sept/sep "
        "octobre/oct novembre/nov décembre/déc"
    ),
    "es": (
        "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
        "septiembre/setiembre/sep/sept/set octubre/oct noviembre/nov diciembre/dic"
    ),
    "pt": (
        "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set/sep "
        "outubro/out novembro/nov dezembro/dez"
    ),
    "it": (
        "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set/sett "
        "ottobre/ott novembre/nov dicembre/dic"
    ),
    "nl": (
        "januari/jan februari/feb maart/mrt/maa april/apr mei juni/jun juli/jul augustus/aug september/sep/sept "
        "oktober/okt november/nov december/dec"
    ),
    "sv": (
        "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sep/sept oktober/okt "
        "november/nov december/dec"
    ),
    "da": (
        "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug september/sep/sept oktober/okt "
        "november/nov december/dec"
    ),
    "nb": (
        "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug september/sep/sept oktober/okt "
        "november/nov desember/des"
    ),
    "fi": (
        "tammikuuta/tammi/tammik helmikuuta/helmi/helmik maaliskuuta/maalis/maalisk huhtikuuta/huhti/huhtik "
        "toukokuuta/touko/toukok kesäkuuta/kesä/kesäk heinäkuuta/heinä/heinäk elokuuta/elo/elok syyskuuta/syys/syysk "
        "lokakuuta/loka/lokak marraskuuta/marras/marrask joulukuuta/joulu/jouluk"
    ),
    "pl": (
        "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze "
        "lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź "
        "listopada/listopad/lis grudnia/grudzień/gru"
    ),
    "cs": (
        "ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě června/červen/čvn "
        "července/červenec/čvc srpna/srpen/srp září/zář října/říjen/říj listopadu/listopad/lis prosince/prosinec/pro"
    ),
    "hr": (
        "siječnja/siječanj/sij veljače/veljača/velj ožujka/ožujak/ožu travnja/travanj/tra svibnja/svibanj/svi "
        "lipnja/lipanj/lip srpnja/srpanj/srp kolovoza/kolovoz/kol rujna/rujan/ruj listopada/listopad/lis "
        "studenoga/studeni/stu prosinca/prosinac/pro"
    ),
    "ro": (
        "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug septembrie/sept/sep "
        "octombrie/oct noiembrie/nov/noi decembrie/dec"
    ),
    "hu": (
        "január/jan február/febr/feb március/márc/már április/ápr május/máj június/jún július/júl augusztus/aug "
        "szeptember/szept/szep október/okt november/nov december/dec"
    ),
    "tr": (
        "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki "
        "kasım/kas aralık/ara"
    ),
    "id": (
        "januari/jan februari/feb maret/mar april/apr mei juni/jun juli/jul agustus/agt/agu september/sep oktober/okt "
        "november/nov desember/des"
    ),
    "ca": (
        "gener/gen febrer/febr/feb març abril/abr maig juny/jun juliol/jul agost/ag setembre/set octubre/oct "
        "novembre/nov desembre/des"
    ),
    "ru": (
        "января/январь/янв февраля/февраль/февр/фев марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн "
        "июля/июль/июл августа/август/авг сентября/сентябрь/сент/сен октября/октябрь/окт ноября/ноябрь/нояб/ноя "
        "декабря/декабрь/дек"
    ),
    "uk": (
        "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/квіт/кві травня/травень/трав/тра "
        "червня/червень/черв/чер липня/липень/лип серпня/серпень/серп/сер вересня/вересень/вер жовтня/жовтень/жовт/жов "
        "листопада/листопад/лист/лис грудня/грудень/груд/гру"
    ),
    "el": (
        "ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ απριλίου/απρ μαΐου/μαΐ ιουνίου/ιουν ιουλίου/ιουλ αυγούστου/αυγ "
        "σεπτεμβρίου/σεπ οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ"
    ),
}


def _table() -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for language, names in _NAMES.items():
        for month, group in enumerate(names.split(), start=1):
            for name in group.split("/"):
                table.setdefault(name_key(name), {})[language] = month
    return table


MONTHS: dict[str, dict[str, int]] = _table()
"""By name, folded by ``name_key``: the month (1 to 12) in each language that has the name."""
