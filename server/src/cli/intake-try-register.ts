import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { RegisterPupil } from '@mleg/core/matching/message';
import { createRegisterIndex, type RegisterIndex } from '@mleg/core/matching/register-index';
import { z } from 'zod';
import { readInThread } from '../intake/read-in-thread.ts';
import { readingLimits } from '../intake/reading/limits.ts';
import type { RegisterRow } from '../intake/reading/read-row.ts';
import { UsageError } from './command.ts';

/** The registers that cases are tried against: one for each school, or one for all. */
export type TryRegister = {
  readonly pupils: number;
  /** @param tenant the school of a case; matching never leaves it */
  indexOf(tenant: string | undefined): RegisterIndex;
};

const text = z.string().max(300);
const listed = z.object({
  id: text.min(1),
  tenant: text.nullish(),
  first: text.min(1),
  second: text.nullish(),
  last: text.min(1),
  class: text.nullish(),
  dob: text.nullish(),
  sex: z.enum(['F', 'M']).nullish(),
  pesel: text.nullish(),
  address: text.nullish(),
  email: text.nullish(),
  objection: z.boolean().nullish(),
  pupil_status: z.enum(['pupil', 'graduated', 'left']).nullish(),
  paper_id: z.object({ status: z.enum(['valid', 'expired', 'none']) }).nullish(),
  guardians: z
    .array(z.object({ name: text, email: text.nullish(), custody: z.enum(['full', 'limited', 'none']) }))
    .max(20)
    .default([]),
});
const roster = z.array(listed).max(readingLimits.rows);

function pupilOf(one: z.infer<typeof listed>): RegisterPupil {
  return {
    id: one.id,
    givenNames: `${one.first} ${one.second ?? ''}`.trim(),
    surname: one.last,
    classGroup: one.class ?? undefined,
    sex: one.sex ?? undefined,
    bornOn: one.dob ?? undefined,
    pesel: one.pesel ?? undefined,
    address: one.address ?? undefined,
    email: one.email ?? undefined,
    status: one.pupil_status ?? 'pupil',
    hasObjection: one.objection ?? false,
    paperId: one.paper_id?.status ?? 'unknown',
    guardians: one.guardians.map(({ name, email, custody }) => ({
      name,
      email: email ?? undefined,
      rights: custody,
    })),
  };
}

function pupilOfRow({ externalId, pupil }: RegisterRow, number: number): RegisterPupil {
  const { personalId, paperId } = pupil;
  return {
    id: externalId ?? `row ${number}`,
    givenNames: pupil.givenNames,
    surname: pupil.surname,
    classGroup: pupil.classGroup,
    sex: undefined,
    bornOn: pupil.birthDate,
    pesel: personalId?.type === 'pesel' ? personalId.value : undefined,
    address: pupil.address,
    email: undefined,
    status: 'pupil',
    hasObjection: false,
    paperId: paperId === undefined ? 'unknown' : 'valid',
    paperIdValidUntil: paperId?.validUntil,
    guardians: (pupil.guardians ?? []).map(({ name, email, rights }) => ({ name, email, rights })),
  };
}

function fromRoster(source: string): TryRegister {
  const read = roster.safeParse(parseJson(source));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new UsageError(
      `the register is no list of pupils: ${issue?.path.join('.') ?? ''} ${issue?.code ?? ''}`.trim(),
    );
  }
  const tenants = new Set(read.data.map(({ tenant }) => tenant ?? undefined));
  const ofTenant = (tenant: string | undefined): RegisterPupil[] =>
    read.data.filter((one) => (one.tenant ?? undefined) === tenant).map(pupilOf);
  const indexes = new Map([...tenants].map((tenant) => [tenant, createRegisterIndex(ofTenant(tenant))]));
  const empty = createRegisterIndex([]);
  return { pupils: read.data.length, indexOf: (tenant) => indexes.get(tenant) ?? empty };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new UsageError('the register is no JSON');
  }
}

/**
 * Reads a register: a JSON list of pupils, each with its school, or a register CSV, which is of whatever school a case names.
 * @throws UsageError, DomainError file_unreadable, columns_unknown, too_large
 */
export async function readTryRegister(bytes: Uint8Array, now: number): Promise<TryRegister> {
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart();
  if (start.startsWith('[') || start.startsWith('{')) return fromRoster(new TextDecoder().decode(bytes));
  const file = await readInThread(bytes, { mapping: {}, today: warsawDayOf(now) });
  if (file.kind !== 'register') throw new UsageError('the file has no names: it is no register');
  const pupils = file.rows.flatMap((row) =>
    'register' in row ? [pupilOfRow(row.register, row.number)] : [],
  );
  const index = createRegisterIndex(pupils);
  return { pupils: pupils.length, indexOf: () => index };
}
