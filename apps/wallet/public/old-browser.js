/* Plain old script for browsers that cannot read the app: without modules, or with a syntax error in them. They say why. */
(() => {
  var text =
    'Ten telefon ma za stary system (potrzebny Android 6 z aktualnym Chrome albo iOS 15.4). ' +
    'Dodaj legitymację na telefonie rodzica albo używaj tradycyjnej. ' +
    'This phone’s system is too old. Цей телефон має застарілу систему.';
  function tell() {
    var place = document.getElementById('app');
    var first = place ? place.firstChild : null;
    // What the page shows while it loads is not the app.
    if (!place || (first && first.className !== 'boot')) return;
    if (first) place.removeChild(first);
    var line = document.createElement('p');
    line.setAttribute('role', 'alert');
    line.appendChild(document.createTextNode(text));
    place.appendChild(line);
  }
  window.addEventListener('error', tell);
  if (!('noModule' in document.createElement('script'))) window.addEventListener('load', tell);
})();
