/**
 * Words of letters to a school that are no names, as keys (lower case, no marks). Some are forms of names as well („ale” of
 * Ala, „ani” of Ania, „maja” of May and Maja): written small and alone they are never read as a name.
 */
const polish = `
a aby ale albo ani az bardzo bedzie beda bede bez bo brak brat bylo byla byl bym by chce chcemy chcialabym chcialbym chcialam
chodzi ciagu co corce corka corke corki corka coreczka coreczki corek czas czekam czy dane danych data dla dlaczego do dobry dobrego dobra dolaczam
doslac dosle doszlo dotyczy dowod druga drugi drugie dwa dwie dwoch dwojga dwoje dyrekcja dyrektor dyrektorze dzien dzisiaj dzisiejszym dziecka dziecko dziecku dzieci dzieckiem
dziekuje dzieki dziekujemy dziewczynek dziewczynki dziekujac elektroniczna elektronicznej email mail mailem formularz gdy gdyz gdzie godzina godzine ich ile
imie imieniu imiona informacja informacje inna inne inny ja jak jaki jaka jakie jest jestem jeszcze jego jej ja je juz kartka karta karte
kiedy klas klasa klase klasie klasy klasy kl kod kodu kody kontakt kopia kto ktora ktore ktory legitymacja legitymacje legitymacji legitymacyjne legitymacyjny legitymacyjnego legitymacyjna mlegitymacja mlegitymacje mlegitymacji mlegitymacje elegitymacja elegitymacji mleg lub
lat ma mam mama mamy maja matka mezem maz moge moj moja moje mojego mojej moim mojemu moi mozna mozliwosc mozemy musze na nam nas nasz nasza nasze nazwisko nazwiska nazwisku nie nim nic niz nowa nowe nowego
nowy nowym numer numeru nr o od oboje obojga obydwoje odbior odbioru odebrac ode odp oddzial ojciec on ona oraz oto
panie pani pan panstwa panstwo panu pana paniom papierowa papierowej pesel pelnoletnia pelnoletni plik plikow plastikowa po pod poczta podanie podpis podpisany podaje pozdrawiam pozdrawiamy pozdrowienia pole polu ponizej poniewaz ponownie potrzebna potrzebne potwierdzenie powazaniem powodu prosba prosby prosi
prosimy prosze prosba proszac przesylam przesylamy przesylac przesyla przepraszam przed przez przy pytanie rano razem rodzic rodzica rodzice rodzicow rodzicem roku rok rocznik rozmowie syn syna synem synek synka synowi synowie synow sa sam sami sie siostra siostry
skan sprawa sprawie stan stanie swoje swojego swojej syna szanowna szanowni szanowny szkola szkole szkolna szkolnej szkolne szkolny szkoly szkolnego szkolnych sekretariat sekretariatu sekretariacie staram
ta tak takze te tego tej telefon telefonie telefonu telefonem temat ten teraz to tu tutaj tym tylko uczen ucznia uczniow uczniowi uczniowie uczennica uczennicy uczennice uczennicom u uprzejma uprzejmie urodzona urodzony ur urodzenia w wam was wazna we wczoraj wiadomosc witam witajcie wita
wlasciciel wniosek wnioski wniosku wydanie wydac wyrobienie wyrobic wystawienie wykonane wysylam wysylamy wyslane wyslano wyrazy szacunku z za zalacza zalaczam zalaczamy zalacznik zalaczniku zalacznikach zalaczeniu zalaczone zamawiam zamowic zamowienie zdjecia zdjecie zdjeciem zdjec zdjeciu fotka fotke fotki fotografia fotografie fotografii foto ze zgoda zgodnie zglaszam zmiana zmiane znowu zrobione zwracam
stycznia lutego marca kwietnia maja maju czerwca lipca sierpnia wrzesnia wrzesien wrzesniu pazdziernika listopada grudnia poniedzialek wtorek sroda czwartek piatek sobota niedziela jutro
jpg jpeg png pdf heic img image photo obraz obrazek portret legit mobile scan screenshot zrzut ekranu dsc dscn pic picture whatsapp signal messenger received file kopiuj copy final nowe edited crop wycinek cv pxl mvimg snapchat wa at um screen
iphone android samsung galaxy xiaomi huawei librus vulcan dziennik dzienniku uonet outlook gmail onet word zpe mobywatel mobywatelu sio qr pin sms rodo rspo
sp lo zs zso zsz zpo gimnazjum liceum technikum branzowa podstawowa podstawowej nr ulica ul os osiedle aleja plac mieszkanie zam zamieszkala zamieszkaly adres zamieszkania miejscowosc
pierwsza pierwszej druga drugiej trzecia trzeciej czwarta czwartej piata piatej szosta szostej siodma siodmej osma osmej be ce
fwd fw pd re odp wg ps pps temat od wyslano tel kom nadawca
blizniaki blizniaczki blizniakow blizniaczek blizniat rodzenstwo rodzenstwa obu obie oba oboje kazdego dwoje troje wnuk wnuka wnuczka wnuczki wnuczke babcia dziadek ciocia wujek opiekun opiekunka prawny prawna opiekuna
wychowawca wychowawczyni wychowawcy nauczyciel nauczycielka sekretarka sekretarz
zostala zostal jeden jedna jedno wiecej mniej dwoje wersja poprawione lepsze gorsze ladne biale tlo tle aktualne nowsze ostatnie stare
mlodszego mlodszej mlodsza mlodszy starszego starszej starsza starszy drugiego kochanej pociechy potrzeb potrzeby potrzebuje siebie niego niej niepelnoletniego niepelnoletniej wlasnego obojga pierwszego trzeciego trzecie naszych moich ktorego ktorej szkol tej klasy wymienionego wymienionej ponizszego nizej jednego jednej calej calego wszystkich
moze byc tez takze niestety chyba wiec zatem natomiast gdyby jesli jezeli kiedys zawsze nigdy dopiero przekazuje przekazac wrzucam dosylam dostarczam podsylam przesyla sklada skladam skladamy wnosze zwracamy uwaga uwage pilne pilnie wazne halo hej czesc dobranoc wieczor popoludnie serdecznie serdeczne cieplo
powyzej dodatkowo dalszym nastepny nastepnie zrobic zrobil zrobila zrobilismy odeslac wrocic napisac napisalam napisal prosilam prosilem chcialem wyslac wyslalam wyslalem dodac dodaje poprawny poprawna prawidlowe swieze
tania tanie tani wiki linii nadzieja moim
`;
const english = `
a about an and any app are as at attached attachment be best can card child children class code could daughter daughters day dear digital email
for form from get good grade hello hi i id in is it just kind kindly madam maam may me mobile morning mr mrs ms my name need new of old on our out
parent parents phone photo photos picture please pupil re regards request school send sending sent she sincerely sir sister brother son sons student thank thanks the
their them this to today twin twins two us very was we when where which will with would year you your yours afternoon evening hereby herewith both kids kid mother father guardian surname both
issue issued issuing lost stolen replace order ordering apply applying like attach attaching enclosed secretary office
`;
const ukrainian = `
а або але вам вас ваш в вже від дай дякую для до добрий добридень доброго день дитина дитини доброго дочка дочки доньки донька доньці з за заява заяву зараз із
і й її його класу клас класі класі код коли листі ма мама мати мене мені ми мій мого моєї моя мою на надсилаю надіслати нам наш не нового новий номер ось отримати перепрошую під
по повагою посвідчення привіт про просимо прошу прикріплюю просимо сина син сину синові ранку т та так тато телефон телефоні телефоні телефону учень учениця учениці учня у ура фото фотографія фотографію фотографії хочу це чи
шановна шановні шановний школа школи шкільне шкільний електронне електронного мобільне мобільного квиток квитка учнівський учнівського вкладенні додаю додатку чи що щоб я як які
видати видачу оформити оформлення виготовити виготовлення легітимація легітимації легітимацію млегітимація млегітимацію млегітимації нашого нашої обох двох дітей діти
`;
const words: ReadonlySet<string> = new Set(`${polish} ${english} ${ukrainian}`.split(/\s+/).filter(Boolean));

/** Whether a word (as a key) is of everyday letters. */
export function isCommonWord(key: string): boolean {
  return words.has(key);
}
