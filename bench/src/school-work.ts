import { randomInt } from 'node:crypto';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { printLetter } from '@mleg/server/src/service/letter/print-letter.ts';
import type { World } from '@mleg/testing/flows/world';
import { inventPaperId, inventPesel, inventPupil, type Program } from '@mleg/testing/integration/program';

/** What an office waits for: a register of 1,000 pupils, and the letters of a class of 30. Times are of the wall clock. */
export async function measureSchoolWork(world: World, program: Program): Promise<string[]> {
  const seconds = await timed(() => importRegister(program));
  const orders = await orderForClass(program);
  const letters = await timed(async () => {
    for (const orderId of orders)
      await printLetter(world.deps, {
        school: program.school,
        orderId,
        actor: { kind: 'system', id: 'bench' },
      });
  });
  return [
    '',
    `Import of ${ROWS} pupils, CP1250 with quotes: ${seconds.toFixed(2)} s   goal 5`,
    `Codes and letters (PDF) for a class of ${CLASS}: ${letters.toFixed(2)} s   goal 3`,
  ];
}

const ROWS = 1000;
const CLASS = 30;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

async function importRegister(program: Program): Promise<void> {
  const answer = await program.call('POST', '/imports', toCp1250(registerOf(ROWS)));
  if (answer.json['created'] !== ROWS)
    throw new Error(`import: ${answer.status} ${answer.text.slice(0, 300)}`);
}

/** A register with a quoted field that holds the separator, as school software writes it. */
function registerOf(rows: number): string {
  const heading =
    'id;imiona;nazwisko;pesel;klasa;adres;rodzaj legitymacji;numer legitymacji;data wydania;ważna do;opiekun;e-mail opiekuna';
  const lines = Array.from({ length: rows }, (_, at) =>
    [
      `b-${at}`,
      'Żaneta',
      `"Błażejewska; ${at}"`,
      inventPesel(at),
      `${1 + (at % 8)}a`,
      `"ul. Świętej Łucji ${randomInt(1, 90)}, 00-000 Przykładowo"`,
      'karta',
      `B/${at}`,
      '2026-09-01',
      '2027-09-30',
      `Jan Błażejewski ${at}`,
      `opiekun${at}@poczta.example`,
    ].join(';'),
  );
  return `${heading}\r\n${lines.join('\r\n')}\r\n`;
}

/** The Polish letters of Windows-1250 that the register uses; everything else is ASCII. */
const CP1250: Readonly<Record<string, number>> = { ż: 0xbf, Ż: 0xaf, ł: 0xb3, Ł: 0xa3, ę: 0xea, Ś: 0x8c };

function toCp1250(text: string): Buffer {
  return Buffer.from([...text].map((letter) => CP1250[letter] ?? letter.charCodeAt(0)));
}

/** Thirty orders with a photo, approved; the ids. */
async function orderForClass(program: Program): Promise<string[]> {
  const photo = Buffer.from(await drawFace(7));
  const ids: string[] = [];
  for (let n = 0; n < CLASS; n += 1) {
    const pupil = `c-${n}`;
    const body = { ...inventPupil(5000 + n), paperId: inventPaperId(5000 + n) };
    await program.call('PUT', `/pupils/${pupil}`, body);
    await program.call('PUT', `/pupils/${pupil}/portrait`, photo, { 'content-type': 'image/jpeg' });
    const order = await program.call('POST', '/orders', { pupil, requestedBy: { name: 'Jan Próbny' } });
    const id = String(order.json['id']);
    const decided = await program.call('POST', `/orders/${id}/decision`, { decision: 'approve' });
    if (decided.status !== 200) throw new Error(`approval: ${decided.status} ${decided.text}`);
    ids.push(id);
  }
  return ids;
}
