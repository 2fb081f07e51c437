/** Girls’ given names with what their bearers are called: Polish, Ukrainian and neighbours. One name a line. */
export const girls = `
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
Anna Ania Anka Aneczka Anusia Andzia Anula
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
Hanna Hania Hanka Hanusia Haneczka
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
