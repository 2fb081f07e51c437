import type { AppDeps } from '../app-deps.ts';
import { createApiKey, revokeApiKey } from '../service/integration/api-keys.ts';
import { inSchool } from '../store/tenant.ts';
import { type ExitCode, type Io, need, OPERATOR, readFlags, schoolOf, UsageError } from './command.ts';

export const apiKeyUsage =
  'key create --school <RSPO> --label <program>\n       key revoke --school <RSPO> --id <id>';

const OPTIONS = { school: { type: 'string' }, label: { type: 'string' }, id: { type: 'string' } } as const;

/** Makes or ends a key of the integration API. */
export async function changeApiKey(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  const [action] = positionals;
  if (action !== 'create' && action !== 'revoke') throw new UsageError('say create or revoke');
  const school = await schoolOf(deps, await need(io, 'school', values.school));
  if (action === 'revoke') {
    const id = await need(io, 'id', values.id);
    await inSchool(deps.store, school, (tx) => revokeApiKey(deps, tx, { id, actor: OPERATOR }));
    io.say('Revoked.');
    return 0;
  }
  const label = await need(io, 'label', values.label);
  const { id, key } = await inSchool(deps.store, school, (tx) =>
    createApiKey(deps, tx, { label, actor: OPERATOR }),
  );
  io.say(`id   ${id}`);
  io.say(`key  ${key}`);
  io.say('The key is shown this once: the database has only its hash.');
  return 0;
}
