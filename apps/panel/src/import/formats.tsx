import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** Which files are understood, with their headings. */
export function Formats(): VNode {
  return (
    <section class="formats" aria-labelledby="import-formats">
      <h2 id="import-formats">{m.panel_import_formats_title()}</h2>
      <dl>
        <dt>{m.panel_import_register_title()}</dt>
        <dd>
          {m.panel_import_register_text()}
          <code lang="pl">
            id;imiona;nazwisko;data urodzenia;pesel;klasa;adres;numer legitymacji;data wydania;ważna
            do;opiekun;e-mail opiekuna
          </code>
        </dd>
        <dt>{m.panel_import_sio_title()}</dt>
        <dd>
          {m.panel_import_sio_text()}
          <code lang="pl">pesel;numer legitymacji;data wydania;czy niepełnosprawność</code>
        </dd>
      </dl>
    </section>
  );
}
