"""The names of the months in the languages of phones, long and short, without dots and accents.

Twelve groups a language, from January on; the names of one month are separated by a slash. A few names mean different
months in different languages (``listopad`` is November in Polish and October in Croatian): the other months of the
same file then tell the language, and where they don't, the date stays open.
"""

import re
import unicodedata

from workouttracker.kit.text import name_key

_WORD = re.compile(r"[^\W\d_]+")
_JOINERS = "\u200c\u200d"
"""Signs inside of words of Indic scripts."""
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
        "janvier/janv/jan février/févr/fév mars/mar avril/avr mai juin juillet/juil/juill août/aoû septembre/sept/sep "
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
    "sk": (
        "januára/január/jan februára/február/feb marca/marec/mar apríla/apríl/apr mája/máj júna/jún júla/júl "
        "augusta/august/aug septembra/september/sep októbra/október/okt novembra/november/nov "
        "decembra/december/dec"
    ),
    "sl": (
        "januar/jan februar/feb marec/mar april/apr maj junij/jun julij/jul avgust/avg september/sep oktober/okt "
        "november/nov december/dec"
    ),
    "bs": (
        "januar/jan februar/feb mart/mar april/apr maj juni/jun juli/jul august/aug septembar/sep oktobar/okt "
        "novembar/nov decembar/dec"
    ),
    "sr": (
        "јануар/januar/јан/jan фебруар/februar/феб/feb март/mart/мар/mar април/april/апр/apr мај/maj јун/jun "
        "јул/jul август/avgust/авг/avg септембар/septembar/сеп/sep октобар/oktobar/окт/okt "
        "новембар/novembar/нов/nov децембар/decembar/дец/dec"
    ),
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "mk": (
        "јануари/јан февруари/фев март/мар април/апр мај јуни/јун јули/јул август/авг септември/сеп октомври/окт "
        "ноември/ное декември/дек"
    ),
    "be": (
        "студзеня/студзень/сту лютага/люты/лют сакавіка/сакавік/сак красавіка/красавік/кра мая/май "
        "чэрвеня/чэрвень/чэр ліпеня/ліпень/ліп жнівень/жніўня/жні верасень/верасня/вер кастрычніка/кастрычнік/кас "
        "лістапада/лістапад/ліс снежань/снежня/сне"
    ),
    "et": (
        "jaanuar/jaan veebruar/veebr märts aprill/apr mai juuni juuli august/aug september/sept oktoober/okt "
        "november/nov detsember/dets"
    ),
    "lv": (
        "janvāris/janv februāris/febr marts aprīlis/apr maijs jūnijs/jūn jūlijs/jūl augusts/aug septembris/sept "
        "oktobris/okt novembris/nov decembris/dec"
    ),
    "lt": (
        "sausio/sausis vasario/vasaris kovas/kovo balandžio/balandis gegužės/gegužė birželio/birželis "
        "liepos/liepa rugpjūčio/rugpjūtis rugsėjis/rugsėjo spalio/spalis lapkričio/lapkritis gruodžio/gruodis"
    ),
    "is": (
        "janúar/jan febrúar/feb mars/mar apríl/apr maí júní/jún júlí/júl ágúst/ágú september/sep október/okt "
        "nóvember/nóv desember/des"
    ),
    "ga": (
        "Eanáir/Ean Feabhra/Feabh Márta Aibreán/Aib Bealtaine/Beal Meitheamh/Meith Iúil Lúnasa/Lún "
        "Meán/MFómh Deireadh/DFómh Samhain/Samh Nollaig/Noll"
    ),
    "cy": (
        "Ionawr/Ion Chwefror/Chwef/Chw Mawrth/Maw Ebrill/Ebr Mai Mehefin/Meh Gorffennaf/Gorff/Gor Awst Medi "
        "Hydref/Hyd Tachwedd/Tach Rhagfyr/Rhag"
    ),
    "eu": (
        "urtarrila/urt otsaila/ots martxoa/mar apirila/api maiatza/mai ekaina/eka uztaila/uzt abuztua/abu "
        "iraila/ira urria/urr azaroa/aza abendua/abe"
    ),
    "gl": (
        "xaneiro/xan febreiro/feb marzo/mar abril/abr maio xuño xullo/xul agosto/ago setembro/set outubro/out "
        "novembro/nov decembro/dec"
    ),
    "sq": (
        "janar/jan shkurt/shk mars/mar prill/pri maj qershor/qer korrik/korr gusht/gush shtator/sht tetor/tet "
        "nëntor/nën dhjetor/dhj"
    ),
    "az": (
        "yanvar/yan fevral/fev mart/mar aprel/apr may iyun/iyn iyul/iyl avqust/avq sentyabr/sen oktyabr/okt "
        "noyabr/noy dekabr/dek"
    ),
    "uz": (
        "yanvar/yan fevral/fev mart/mar aprel/apr may iyun/iyn iyul/iyl avgust/avg sentabr/sen oktabr/okt "
        "noyabr/noy dekabr/dek"
    ),
    "kk": (
        "қаңтар/қаң ақпан/ақп наурыз/нау сәуір/сәу мамыр/мам маусым/мау шілде/шіл тамыз/там қыркүйек/қыр "
        "қазан/қаз қараша/қар желтоқсан/жел"
    ),
    "hy": (
        "հունվարի/հունվար/հնվ փետրվարի/փետրվար/փտվ մարտի/մարտ/մրտ ապրիլի/ապրիլ/ապր մայիսի/մայիս/մյս "
        "հունիսի/հունիս/հնս հուլիսի/հուլիս/հլս օգոստոսի/օգոստոս/օգս սեպտեմբերի/սեպտեմբեր/սեպ "
        "հոկտեմբերի/հոկտեմբեր/հոկ նոյեմբերի/նոյեմբեր/նոյ դեկտեմբերի/դեկտեմբեր/դեկ"
    ),
    "ka": (
        "იანვარი/იან თებერვალი/თებ მარტი/მარ აპრილი/აპრ მაისი/მაი ივნისი/ივნ ივლისი/ივლ აგვისტო/აგვ "
        "სექტემბერი/სექ ოქტომბერი/ოქტ ნოემბერი/ნოე დეკემბერი/დეკ"
    ),
    "af": (
        "Januarie/Jan Februarie/Feb Maart/Mrt April/Apr Mei Junie/Jun Julie/Jul Augustus/Aug September/Sep "
        "Oktober/Okt November/Nov Desember/Des"
    ),
    "sw": (
        "Januari/Jan Februari/Feb Machi/Mac Aprili/Apr Mei Juni/Jun Julai/Jul Agosti/Ago Septemba/Sep Oktoba/Okt "
        "Novemba/Nov Desemba/Des"
    ),
    "zu": (
        "Januwari/Jan Februwari/Feb Mashi/Mas Ephreli/Eph Meyi/Mey Juni/Jun Julayi/Jul Agasti/Aga Septhemba/Sep "
        "Okthoba/Okt Novemba/Nov Disemba/Dis"
    ),
    "ms": (
        "Januari/Jan Februari/Feb Mac April/Apr Mei Jun Julai/Jul Ogos/Ogo September/Sep Oktober/Okt November/Nov "
        "Disember/Dis"
    ),
    "fil": (
        "Enero/Ene Pebrero/Peb Marso/Mar Abril/Abr Mayo/May Hunyo/Hun Hulyo/Hul Agosto/Ago Setyembre/Set "
        "Oktubre/Okt Nobyembre/Nob Disyembre/Dis"
    ),
    "ar": (
        "يناير/جانفي فبراير/فيفري مارس أبريل/أفريل مايو/ماي يونيو/جوان يوليو/جويلية أغسطس/أوت سبتمبر أكتوبر "
        "نوفمبر ديسمبر"
    ),
    "he": (
        "בינואר/ינואר/בינו/ינו בפברואר/פברואר/בפבר/פבר במרץ/מרץ באפריל/אפריל/באפר/אפר במאי/מאי ביוני/יוני "
        "ביולי/יולי באוגוסט/אוגוסט/באוג/אוג בספטמבר/ספטמבר/בספט/ספט באוקטובר/אוקטובר/באוק/אוק "
        "בנובמבר/נובמבר/בנוב/נוב בדצמבר/דצמבר/בדצמ/דצמ"
    ),
    "ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "hi": "जनवरी/जन फ़रवरी/फ़र मार्च अप्रैल मई जून जुलाई/जुल अगस्त/अग सितंबर/सित अक्टूबर/अक्टू नवंबर/नव दिसंबर/दिस",
    "bn": (
        "জানুয়ারি/জানু ফেব্রুয়ারি/ফেব মার্চ এপ্রিল/এপ্রি মে জুন জুলাই/জুল আগস্ট/আগ সেপ্টেম্বর/সেপ্ট/সেপ অক্টোবর/অক্টো নভেম্বর/নভে ডিসেম্বর/ডিসে"
    ),
    "gu": ("જાન્યુઆરી/જાન્યુ ફેબ્રુઆરી/ફેબ્રુ માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર/સપ્ટે ઑક્ટોબર/ઑક્ટો નવેમ્બર/નવે ડિસેમ્બર/ડિસે"),
    "pa": ("ਜਨਵਰੀ/ਜਨ ਫ਼ਰਵਰੀ/ਫ਼ਰ ਮਾਰਚ ਅਪ੍ਰੈਲ/ਅਪ੍ਰੈ ਮਈ ਜੂਨ ਜੁਲਾਈ/ਜੁਲਾ ਅਗਸਤ/ਅਗ ਸਤੰਬਰ/ਸਤੰ ਅਕਤੂਬਰ/ਅਕਤੂ ਨਵੰਬਰ/ਨਵੰ ਦਸੰਬਰ/ਦਸੰ"),
    "mr": ("जानेवारी/जाने फेब्रुवारी/फेब्रु मार्च एप्रिल/एप्रि मे जून जुलै ऑगस्ट/ऑग सप्टेंबर/सप्टें ऑक्टोबर/ऑक्टो नोव्हेंबर/नोव्हें डिसेंबर/डिसें"),
    "ne": "जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर",
    "ta": ("ஜனவரி/ஜன பிப்ரவரி/பிப் மார்ச்/மார் ஏப்ரல்/ஏப் மே ஜூன் ஜூலை ஆகஸ்ட்/ஆக செப்டம்பர்/செப் அக்டோபர்/அக் நவம்பர்/நவ டிசம்பர்/டிச"),
    "te": ("జనవరి/జన ఫిబ్రవరి/ఫిబ్ర మార్చి ఏప్రిల్/ఏప్రి మే జూన్ జులై ఆగస్టు/ఆగ సెప్టెంబర్/సెప్టెం అక్టోబర్/అక్టో నవంబర్/నవం డిసెంబర్/డిసెం"),
    "kn": ("ಜನವರಿ/ಜನ ಫೆಬ್ರವರಿ/ಫೆಬ್ರ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್/ಏಪ್ರಿ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್/ಆಗ ಸೆಪ್ಟೆಂಬರ್/ಸೆಪ್ಟೆಂ ಅಕ್ಟೋಬರ್/ಅಕ್ಟೋ ನವೆಂಬರ್/ನವೆಂ ಡಿಸೆಂಬರ್/ಡಿಸೆಂ"),
    "ml": (
        "ജനുവരി/ജനു ഫെബ്രുവരി/ഫെബ്രു മാർച്ച്/മാർ ഏപ്രിൽ/ഏപ്രി മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ്/ഓഗ സെപ്റ്റംബർ/സെപ്റ്റം ഒക്‌ടോബർ/ഒക്ടോ നവംബർ/നവം ഡിസംബർ/ഡിസം"
    ),
    "th": (
        "มกราคม/มค กุมภาพันธ์/กพ มีนาคม/มีค เมษายน/เมย พฤษภาคม/พค มิถุนายน/มิย กรกฎาคม/กค สิงหาคม/สค กันยายน/กย "
        "ตุลาคม/ตค พฤศจิกายน/พย ธันวาคม/ธค"
    ),
    "lo": ("ມັງກອນ/ມກ ກຸມພາ/ກພ ມີນາ/ມນ ເມສາ/ມສ ພຶດສະພາ/ພພ ມິຖຸນາ/ມິຖ ກໍລະກົດ/ກລ ສິງຫາ/ສຫ ກັນຍາ/ກຍ ຕຸລາ/ຕລ ພະຈິກ/ພຈ ທັນວາ/ທວ"),
    "km": "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ",
    "my": ("ဇန်နဝါရီ/ဇန် ဖေဖော်ဝါရီ/ဖေ မတ် ဧပြီ/ဧ မေ ဇွန် ဇူလိုင်/ဇူ ဩဂုတ်/ဩ စက်တင်ဘာ/စက် အောက်တိုဘာ/အောက် နိုဝင်ဘာ/နို ဒီဇင်ဘာ/ဒီ"),
    "am": "ጃንዋሪ/ጃን ፌብሩዋሪ/ፌብ ማርች ኤፕሪል/ኤፕሪ ሜይ ጁን ጁላይ ኦገስት/ኦገስ ሴፕቴምበር/ሴፕቴ ኦክቶበር/ኦክቶ ኖቬምበር/ኖቬም ዲሴምበር/ዲሴም",
}


def words(text: str) -> list[str]:
    """The words in ``text`` (a date), folded as the names are; a word keeps its vowel signs, and loses dots within."""
    if text.isascii():
        return [word.casefold() for word in _WORD.findall(text)]
    found, word = [], ""
    for place, character in enumerate(text):
        if character.isalpha() or unicodedata.category(character).startswith("M") or character in _JOINERS:
            word += character
        elif not (word and character == "." and text[place + 1 : place + 2].isalpha()):
            found.append(word)
            word = ""
    return [name_key(each) for each in (*found, word) if each]


def _table() -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for language, names in _NAMES.items():
        for month, group in enumerate(names.split(), start=1):
            for name in group.split("/"):
                table.setdefault(name_key(name), {})[language] = month
    return table


MONTHS: dict[str, dict[str, int]] = _table()
"""By name, folded by ``name_key``: the month (1 to 12) in each language that has the name."""
