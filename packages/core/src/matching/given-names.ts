import { inflectName } from './name-forms.ts';
import { wordKey } from './words.ts';

/** Given names with what people call their bearers: Polish, Ukrainian and neighbours. One line per name. */
const girls = `
Agata Agatka Agusia
Agnieszka Aga Agusia Agunia Agniesia Jagusia
Aleksandra Ola Olka Oleńka Olcia Olusia Oluś Sandra Sasza Alexandra Lesia
Alicja Ala Alka Alunia Alusia Alicia
Alina Ala Alinka
Amanda
Amelia Amelka Mela Melka Melania Melcia
Anastazja Nastka Nastia Nastusia Anastasija Anastasiia Nastja
Angelika Andżelika Angela
Aniela Anielka Nela
Anna Ania Anka Hania Aneczka Anusia Andzia Anula Hanna Hanka
Antonina Tosia Tośka Antosia Tola Tonia
Apolonia Pola Polcia
Arleta
Barbara Basia Baśka Basieńka
Beata Beatka
Bianka Blanka
Bogna Bogusia
Bogumiła Bogusia
Bożena
Bronisława Bronia Bronka
Cecylia Cela Cesia
Celina Cela Celinka
Dagmara Daga Dagusia
Danuta Danusia Danka
Daria Darka Dasia Dasza Daryna Daria Darja
Diana Dianka
Dominika Domi Dominisia Nika
Dorota Dorotka Dosia
Edyta Edytka
Elena Ela Lena
Eliza Elizka
Elżbieta Ela Elka Elżunia Elunia Bietka
Emilia Emilka Emi Emila Milka Mila
Emma Ema Emmi
Ewa Ewka Ewunia Ewcia
Ewelina Ewelinka Ewela
Felicja Fela
Franciszka Frania Franka Franusia
Gabriela Gabrysia Gabi Gaba Gabryśka Gabcia Gabrielka
Grażyna Grażynka
Halina Halinka Hala
Hanna Hania Hanka Hanusia Haneczka Anna
Helena Hela Helenka Helcia Lena
Iga Igusia
Inga
Irena Irenka Irka Iryna Ira
Iwona Iwonka
Izabela Iza Izka Izunia Bela Izabella
Jadwiga Jadzia Jaga Jadźka
Jagna Jagienka Jagusia
Jagoda Jagódka Jagusia
Janina Janka Jasia Nina
Joanna Asia Aśka Joasia Joaśka Asieńka
Jolanta Jola Jolka
Jowita
Judyta
Julia Julka Jula Julcia Juleczka Julita Juleńka Yuliia Julija Yulia
Julianna Julka
Justyna Justysia Justynka Justa
Kaja Kajka Kajunia
Kalina Kalinka Kala
Kamila Kama Kamilka Kamisia
Karina Karinka
Karolina Karola Karolcia Karolinka Lina
Kasandra
Katarzyna Kasia Kaśka Kasieńka Kasiunia Katia Kateryna Katia
Kinga Kinia Kinga Kinguś
Klara Klarcia Klarka
Klaudia Klaudusia Klaudynka
Kornelia Kornelka Nela
Krystyna Krysia Kryśka
Laura Laurka Lara
Lea
Lena Lenka Lenusia Lencia
Leokadia Loda
Lidia Lidka Lida
Liliana Lilka Lila Lili Lilianka
Liwia
Lucyna Lucynka
Łucja Łucyjka Lusia Łusia
Ludwika Lusia
Magdalena Magda Madzia Magdusia Lena Magdzia
Maja Majka Majeczka Majcia Majusia
Malwina Malwinka
Małgorzata Gosia Małgosia Gośka Małgośka Gosieńka Rita
Marcelina Marcela Marcysia Marcelka Celina
Maria Marysia Maryśka Marynia Mania Marycha Marysieńka Mariia Marija
Marianna Marianka Mania
Marika
Marlena Marlenka
Marta Martusia Martynka
Martyna Martynka Tynka
Matylda Matyldzia Tyla Matysia
Melania Mela Melka Melcia
Michalina Misia Michasia Michalinka Miśka
Milena Milenka Mila Milka
Miriam
Monika Monia Monisia Nika
Nadia Nadzia Nadieżda Nadija
Natalia Natalka Nata Nati Natalcia Natusia Natasza
Natasza Natasha
Nela Nelka Nelcia
Nikola Nika Nikolka Niki Nicola Nicole
Nikoletta Nika
Nina Ninka
Noemi
Oksana Oksanka Ksenia
Oktawia Oktawka
Olena Ołena Lena Ołenka Olenka
Olga Ola Olka Olgusia Oleńka
Oliwia Oliwka Oli Ola Olivia
Otylia
Patrycja Patka Patrysia Pati
Paula Paulinka Paulka
Paulina Paulinka Paula Paulisia
Pola Polcia Polka
Renata Renia Renatka
Roksana Roksi
Róża Rózia Różyczka
Rozalia Rózia Rozalka Rózka
Ruta
Sabina Sabinka
Sandra Sandrusia
Sara Sarka Sarenka
Solomija Solomiia
Sonia Sońka
Stanisława Stasia
Stefania Stefcia Stefa
Sylwia Sylwunia Sylwka
Tamara
Teresa Terenia Tereska Renia
Tetiana Tania Tetjana
Urszula Ula Ulka Urszulka
Wanda Wandzia
Weronika Wera Werka Weronka Nika Weroniczka
Wiktoria Wika Wiki Wiktorka Viktoriia Wiktorija Victoria Viktoria
Wioletta Wiola Wiolka Violetta
Zofia Zosia Zośka Zosieńka Zochna Sofia Sofija Sofiia Zofija
Zuzanna Zuzia Zuza Zuzka Zuzula Zuzieńka Susanna
Żaneta Żanetka Żana
Żanna
Solomia
Marharyta Rita
Polina Pola
Wira Wera
Switlana Swieta
Kira
Zlata
Ewangelina
Chloe
Mia
`;
const boys = `
Adam Adaś Adasiek Adamek Adaśko
Adrian Adrianek Adek
Albert Albercik Bercik
Aleksander Olek Aleks Alek Oluś Alex Alexander Oleksandr Sasza Ołeksandr Saszko
Aleksy Aleks Alek
Alan Alanek
Alfred Fredek
Ambroży
Amadeusz
Anatol Tolek
Andrzej Jędrek Andrzejek Jędruś Endrju Andrij Andriy Andrii
Antoni Antek Antoś Tosiek Toni Antolek Anton
Arkadiusz Arek Aruś
Artur Arturek Artek
Artem Tema Artiom
August Gucio Gustek
Bartłomiej Bartek Bartuś Bartosz
Bartosz Bartek Bartuś Bartoszek
Bazyli
Benedykt Benek Benio
Beniamin Beniek Benio Ben
Błażej Błażejek
Bogdan Boguś Bohdan
Bogusław Boguś
Bolesław Bolek
Borys Boryska
Bronisław Bronek
Brunon Bruno
Bruno Brunek
Cezary Czarek
Cyprian Cypek Cyprianek
Cyryl
Czesław Czesiek
Damian Damianek
Daniel Danielek Danek Danyło
Danyło Danylo
Dariusz Darek Daruś
Dawid Dawidek Dawcio David
Denis Denisek Denys
Denys
Dmytro Dima Dmitrij
Dominik Domi Dominiczek Nikuś
Dorian
Edward Edek
Emanuel
Emil Emilek Milek
Eryk Eryczek Eric
Eugeniusz Gienek Geniek
Fabian Fabianek
Feliks Felek Feluś Felix
Ferdynand
Filip Filipek Fifi
Florian
Franciszek Franek Franio Franuś Frank
Fryderyk Fredek Frycek
Gabriel Gabryś Gabrielek
Gracjan
Grzegorz Grześ Grzesiek Grzesio
Gustaw Gucio Gutek
Henryk Heniek Henio
Hubert Hubercik Hubi
Hugo Hugon Hugonek
Ignacy Ignaś Ignac Ignacek
Igor Igorek
Iwo Iwon
Iwan Iwanek Wania
Jacek Jacuś
Jakub Kuba Kubuś Jakubek Kubus Jakubka Kubeczek
Jan Janek Jaś Jasiek Jasio Janeczek Johny Iwan
Janusz Januszek
Jarosław Jarek Jaruś
Jeremi Jeremiasz Jeremek
Jeremiasz Jeremi
Jerzy Jurek Jerzyk
Jędrzej Jędrek Jędruś
Joachim
Jonasz Jonaszek
Józef Józek Józio
Julian Julek Julianek
Juliusz Julek
Jurij Jura Yurii
Kacper Kacperek Kacpi Kacpero Kasper
Kajetan Kajtek Kajo
Kamil Kamilek
Karol Karolek Karlik
Kasjan
Kazimierz Kazik Kazio Kaziu
Klemens
Konrad Kondzio Konradek
Konstanty Kostek
Kordian
Kornel
Kosma
Krystian Krystianek Kris Christian
Krzysztof Krzyś Krzysiek Krzysio Kris
Ksawery Ksawek Ksawuś Xawery
Lech Leszek
Leon Leonek Leoś Leo
Leonard Leo Leon
Leopold
Leszek Lesiu
Łukasz Łukaszek Łuki
Lucjan Lucek
Ludwik Ludwiś Lutek
Maciej Maciek Maciuś Macieju
Maksym Maks Maksio
Maksymilian Maks Maksiu Maksio Max Maksymek
Marcel Marcelek
Marceli Marcel
Marcin Marcinek
Marek Mareczek Marecki
Marian Marianek
Mariusz Mariuszek
Mateusz Mati Mateuszek Matek Matti
Matwij Matvii
Maurycy
Michał Michałek Misiek Michaś Misio Mychajło Mykhailo Michaił
Mieczysław Mietek
Mieszko Mieszek
Mikołaj Miki Mikołajek Mikoś Mikuś Niko Mykoła Mykola
Milan
Miłosz Miłoszek
Mirosław Mirek
Mykyta Nikita
Natan Natanek
Nataniel
Nazar
Nikodem Niko Nikoś Nikodemek
Nikolas Niko
Norbert Norbercik
Oktawian
Oleh Oleg
Oleksij Oleksii Alosza
Oleksandr Sasza Saszko Olek Aleksander Ołeksandr Oles
Olaf
Olgierd
Oliwier Oli Oliwierek Olivier Oliver
Oskar Oskarek
Ostap
Patryk Patryczek Pati
Paweł Pawełek Pawlik Pawło Pavlo
Petro
Piotr Piotrek Piotruś Petro
Przemysław Przemek Przemuś
Radosław Radek Raduś
Rafał Rafałek Rafi
Remigiusz Remik
Robert Robercik Robuś Bob
Roland
Roman Romek Romuś
Rostysław
Ryszard Rysiek Rysio
Samuel Samuelek
Sebastian Sebuś Seba Sebastianek Bastek
Sergiusz
Serhij Serhii Seroża
Seweryn Sewerynek
Sławomir Sławek
Stanisław Staś Stasiek Stasio Stach Staszek Stasiu
Stefan Stefek Stefcio
Sylwester Sylwek
Szczepan Szczepanek
Szymon Szymek Szymuś Szymonek Szymcio Simon
Tadeusz Tadek Tadzio
Taras
Tobiasz Tobik Tobi
Tomasz Tomek Tomuś Tomaszek Tomcio
Tymon Tymek Tymuś Tymonek
Tymoteusz Tymek Tymo Tymuś Tymofij
Tymofij Tymek
Wacław Wacek
Waldemar Waldek
Wawrzyniec Wawrzek
Wiesław Wiesiek
Wiktor Wiktorek Witek Viktor Victor
Wincenty Wicek Wincent
Wit Witek
Witold Witek Witoldek
Władysław Władek Władzio Wladyslaw Władysław
Władysława
Włodzimierz Włodek
Wojciech Wojtek Wojtuś Wojciu
Wołodymyr Wowa Wołodia Volodymyr
Zbigniew Zbyszek
Zdzisław Zdzisiek
Zenon
Zygmunt Zyga Zygmuś
Jewhen Żenia Yevhen
Illia Ilja
Bohdan Bogdan
Ołeh
Tim
Kevin
Brian
Marko
`;

export type NameSex = 'F' | 'M';
type Entry = { readonly name: string; readonly called: readonly string[]; readonly sex: NameSex };

function read(text: string, sex: NameSex): Entry[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...called] = line.split(' ');
      return { name, called, sex };
    });
}

const entries: readonly Entry[] = [...read(girls, 'F'), ...read(boys, 'M')];
const calledBy = new Map<string, string[]>();
const sexes = new Map<string, NameSex>();
for (const { name, called, sex } of entries) {
  const key = wordKey(name);
  calledBy.set(key, [...(calledBy.get(key) ?? []), ...called]);
  sexes.set(key, sex);
}

/** What people call somebody of this given name: `Zuzanna` is Zuzia, Zuza, Zuzka. Empty for an unknown name. */
export function nicknamesOf(givenName: string): readonly string[] {
  return calledBy.get(wordKey(givenName)) ?? [];
}

/** Of which sex a given name is, where it is known or ends as only girls' names do. */
export function sexOfName(givenName: string): NameSex | undefined {
  const key = wordKey(givenName);
  return sexes.get(key) ?? (key.endsWith('a') ? 'F' : undefined);
}

let known: Set<string> | undefined;

function allForms(): Set<string> {
  const found = new Set<string>();
  for (const { name, called, sex } of entries) {
    for (const one of [name, ...called]) {
      found.add(wordKey(one));
      for (const form of inflectName(one, { part: 'given', sex })) found.add(form);
    }
  }
  return found;
}

/** Whether a word (as a key) is a given name or nickname in any of its forms: then it is nobody's misspelt other name. */
export function isGivenName(key: string): boolean {
  known ??= allForms();
  return known.has(key);
}
