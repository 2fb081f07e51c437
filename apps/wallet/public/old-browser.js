/* For browsers without modules: plain old script, so that even they say why nothing happens. */
(() => {
  var place = document.getElementById('app') || document.body;
  var text =
    'Ten telefon ma za stary system (potrzebny Android 6 z aktualnym Chrome albo iOS 15.4). ' +
    'Dodaj legitymację na telefonie rodzica albo używaj tradycyjnej. ' +
    'This phone’s system is too old. Цей телефон має застарілу систему.';
  var line = document.createElement('p');
  line.appendChild(document.createTextNode(text));
  place.appendChild(line);
})();
