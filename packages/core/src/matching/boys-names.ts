/** Boys’ given names with what their bearers are called: Polish, Ukrainian and neighbours. One name a line. */
export const boys = `
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
