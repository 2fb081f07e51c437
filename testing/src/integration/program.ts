import assert from 'node:assert/strict';
import { createFaces } from '@mleg/server/src/app.ts';
import { programProblems } from '@mleg/server/src/http/integration/openapi.ts';
import { createApiKey } from '@mleg/server/src/service/integration/api-keys.ts';
import { createSchool } from '@mleg/server/src/store/schools.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Issuer } from '../flows/holder.ts';
import type { World } from '../flows/world.ts';

/** A school's program that speaks to the integration API. */
export type Program = {
  readonly school: number;
  readonly key: string;
  readonly keyId: string;
  readonly call: (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ProgramAnswer>;
};
export type ProgramAnswer = {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly type: string;
  readonly text: string;
};

const SEED = { kind: 'system', id: 'test' } as const;

/** The school face with all of its routes. */
export async function schoolFace(world: World): Promise<FastifyInstance> {
  return (await createFaces(world.deps)).school;
}

/** A school of its own with a program. A body that is a Buffer goes as it is, others as JSON. */
export async function createProgram(
  world: Pick<World, 'deps' | 'clock'>,
  face: Pick<Issuer['face'], 'inject'>,
  rspo: string,
  word = 'Próbna',
): Promise<Program> {
  const { store, vault } = world.deps;
  const facts = {
    name: `Szkoła ${word} nr ${rspo}`,
    shortName: `SP ${word} ${rspo}`,
    address: 'ul. Przykładowa 3, 00-000 Przykładowo',
  };
  const school = await createSchool(store, vault, { rspo, ...facts }, world.clock.now);
  const made = await inSchool(store, school, (tx) =>
    createApiKey(world.deps, tx, { label: 'dziennik', actor: SEED }),
  );
  return {
    school,
    key: made.key,
    keyId: made.id,
    call: async (method, path, body, headers = {}) => {
      const isFile = Buffer.isBuffer(body);
      const request: InjectOptions = {
        method,
        url: `/api/v1${path}`,
        headers: {
          authorization: `Bearer ${made.key}`,
          ...(body === undefined ? {} : { 'content-type': isFile ? 'text/csv' : 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: isFile ? body : JSON.stringify(body) }),
      };
      const response = await face.inject(request);
      const type = String(response.headers['content-type'] ?? '');
      const json = type.includes('json') ? (JSON.parse(response.body) as Record<string, unknown>) : {};
      if (type.startsWith('application/problem')) assert.ok(programProblems.includes(String(json['type'])));
      return { status: response.statusCode, json, type, text: response.body };
    },
  };
}

/** An invented pupil; the PESEL is one that nobody has (born in 2014, serial 0000n). */
export function inventPupil(n: number): Record<string, unknown> {
  return {
    givenNames: 'Zuzanna Anna',
    surname: `Próbna-${n}`,
    birthDate: '2014-05-17',
    personalId: { type: 'pesel', country: 'PL', value: inventPesel(n) },
    classGroup: '5a',
  };
}

/** A PESEL with its check digit for 17 May 2014. */
export function inventPesel(n: number): string {
  const digits = `142517${String(n).padStart(4, '0')}`;
  const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** The paper ID of an invented pupil. */
export function inventPaperId(n: number): Record<string, string> {
  return { kind: 'card', number: `${n}/2026`, issuedOn: '2026-09-01', validUntil: '2027-09-30' };
}
