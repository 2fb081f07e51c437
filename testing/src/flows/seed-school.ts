import { randomBytes } from 'node:crypto';
import type { Vault } from '@mleg/server/src/keys/vault.ts';
import {
  handleOfTypedCode,
  newTxCode,
  newTypedCode,
  offerIdOf,
  txCodeCheck,
} from '@mleg/server/src/service/issuing/codes.ts';
import { newId } from '@mleg/server/src/store/ids.ts';
import type { Store } from '@mleg/server/src/store/pool.ts';
import { createSchool } from '@mleg/server/src/store/schools.ts';
import { inSchool, type SchoolTx } from '@mleg/server/src/store/tenant.ts';

/** A pupil of an invented school, ready to activate: paper ID, accepted portrait, right, one offer. */
export type SeededPupil = {
  readonly pupilId: string;
  readonly rightId: string;
  readonly offerId: string;
  /** `<school>.<random>` as in the offer's address. */
  readonly offerHandle: string;
  readonly txCode: string;
};

export type SeedOptions = {
  readonly rspo: string;
  readonly pupils: number;
  /** Size of the JPEG in the credential. */
  readonly pictureBytes: number;
  readonly nowAt: number;
  readonly devices?: 'one' | 'many';
};

const INSERTS = [
  `insert into pupil (school_id, id, external_id, given_names, surname, name_key, birth_on, class_group,
    personal_id_type, personal_id_country, personal_id_sealed, personal_id_index, address_sealed, created_at, updated_at)
  select $1, u.id, 'x-' || u.n, 'Zuzanna Anna', 'Próbna-' || u.n, 'probna', '2014-05-17', '5a', 'pesel', 'PL', u.pesel,
    u.pesel_index, u.address, $2, $2
  from unnest($3::text[], $4::int[], $5::bytea[], $6::bytea[], $7::bytea[]) u(id, n, pesel, pesel_index, address)`,
  `insert into paper_id (school_id, id, pupil_id, kind, number, issued_on, valid_until, created_at)
  select $1, u.id, u.id, 'card', 'L/' || u.n, '2025-09-01', $4, $2 from unnest($3::text[], $5::int[]) u(id, n)`,
  `insert into portrait (school_id, id, pupil_id, state, master_sealed, picture_sealed, picture_low_sealed,
    picture_link_sealed, created_at, created_by)
  select $1, u.id, u.id, 'accepted', '\\x00', u.picture, u.low, u.link, $2, 'seed'
  from unnest($3::text[], $4::bytea[], $5::bytea[], $6::bytea[]) u(id, picture, low, link)`,
  `insert into right_to_activate (school_id, id, pupil_id, created_at)
  select $1, u.id, u.id, $2 from unnest($3::text[]) u(id)`,
  `insert into offer (school_id, id, right_id, pupil_id, delivery, tx_code_check, created_by, created_at, expires_at)
  select $1, u.offer, u.id, u.id, 'journal', u.tx, 'system:seed', $2::bigint, $2::bigint + 1209600
  from unnest($3::text[], $4::text[], $5::bytea[]) u(id, offer, tx)`,
].map((text, at) => ({ name: `seed-${at}`, text }));

/** A school of its own with so many pupils. The portraits are noise of the given size. */
export async function seedSchool(
  store: Store,
  vault: Vault,
  options: SeedOptions,
): Promise<{ school: number; pupils: SeededPupil[] }> {
  const facts = {
    name: 'Szkoła Podstawowa nr 3 w Przykładowie',
    shortName: 'SP nr 3',
    address: 'ul. Przykładowa 3, 00-000 Przykładowo',
  };
  const school = await createSchool(store, vault, { rspo: options.rspo, ...facts }, options.nowAt);
  const pupils: SeededPupil[] = [];
  const CHUNK = 200;
  for (let from = 0; from < options.pupils; from += CHUNK) {
    const count = Math.min(CHUNK, options.pupils - from);
    pupils.push(...(await inSchool(store, school, (tx) => insertChunk(tx, vault, options, from, count))));
  }
  if (options.devices !== undefined) {
    const text = 'update school set devices = $2 where school_id = $1';
    await inSchool(store, school, (tx) => tx.run({ name: 'seed-devices', text }, [school, options.devices]));
  }
  return { school, pupils };
}

async function insertChunk(
  tx: SchoolTx,
  vault: Vault,
  options: SeedOptions,
  from: number,
  count: number,
): Promise<SeededPupil[]> {
  const { school } = tx;
  const row = await tx.run<{ data_key_wrapped: Buffer }>(
    { name: 'seed-key', text: 'select data_key_wrapped from school where school_id = $1' },
    [school],
  );
  const cipher = vault.cipher(school, row[0]?.data_key_wrapped ?? Buffer.alloc(0));
  const seal = (table: string, column: string, id: string, plain: Uint8Array | string): Buffer =>
    cipher.seal({ table, column, row: id }, plain);
  const rows = Array.from({ length: count }, (_, at) => {
    const typedCode = newTypedCode();
    const handle = handleOfTypedCode(vault, school, typedCode);
    const txCode = newTxCode();
    const offerId = offerIdOf(handle);
    return {
      id: newId(),
      n: from + at,
      offerId,
      handle: `${school}.${handle.random}`,
      txCode,
      check: txCodeCheck(vault, school, offerId, txCode),
    };
  });
  const ids = rows.map((one) => one.id);
  const numbers = rows.map((one) => one.n);
  const { nowAt } = options;
  const pesel = (n: number): string => `1425${String(n).padStart(7, '0')}`;
  const run = (at: number, values: unknown[]): Promise<unknown> =>
    tx.run(INSERTS[at] ?? { name: '', text: '' }, [school, nowAt, ...values]);
  await run(0, [
    ids,
    numbers,
    rows.map(({ id, n }) => seal('pupil', 'personal_id_sealed', id, pesel(n))),
    rows.map(({ n }) => vault.schoolIndex(school, 'personal_id', pesel(n))),
    rows.map(({ id }) => seal('pupil', 'address_sealed', id, 'ul. Przykładowa 3/7, 00-000 Przykładowo')),
  ]);
  await run(1, [ids, validUntil(nowAt), numbers]);
  await run(2, [
    ids,
    ids.map((id) => seal('portrait', 'picture_sealed', id, randomBytes(options.pictureBytes))),
    ids.map((id) => seal('portrait', 'picture_low_sealed', id, webpNoise(420))),
    ids.map((id) => seal('portrait', 'picture_link_sealed', id, webpNoise(320))),
  ]);
  await run(3, [ids]);
  await run(4, [ids, rows.map((one) => one.offerId), rows.map((one) => one.check)]);
  return rows.map(({ id, offerId, handle, txCode }) => ({
    pupilId: id,
    rightId: id,
    offerId,
    offerHandle: handle,
    txCode,
  }));
}

/** 30 September of the next year. */
function validUntil(nowAt: number): string {
  return `${new Date(nowAt * 1000).getUTCFullYear() + 1}-09-30`;
}

/** Looks like a WebP file to who reads its head only. */
function webpNoise(length: number): Buffer {
  const bytes = randomBytes(length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(length - 8, 4);
  bytes.write('WEBPVP8 ', 8, 'latin1');
  return bytes;
}
