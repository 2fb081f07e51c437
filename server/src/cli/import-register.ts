import { readFile } from 'node:fs/promises';
import type { ImportReport } from '@mleg/contract/pupil';
import type { AppDeps } from '../app-deps.ts';
import { importFile } from '../intake/import-file.ts';
import { parseMapping } from '../intake/imported-file.ts';
import { importBytesMax } from '../intake/reading/limits.ts';
import { type ExitCode, type Io, need, OPERATOR, readFlags, schoolOf, UsageError } from './command.ts';

export const importUsage =
  'import --school <RSPO> [--dry-run] [--complete] [--mapping \'{"their heading":"our name"}\'] <file.csv>';

const OPTIONS = {
  school: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  complete: { type: 'boolean', default: false },
  mapping: { type: 'string' },
} as const;

/** Reads a register or SIO file into a school, or only says what it would do. */
export async function importRegister(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError('name one file');
  const school = await schoolOf(deps, await need(io, 'school', values.school));
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) throw new UsageError('the file cannot be read');
  if (bytes.length > importBytesMax) throw new UsageError(`the file is larger than ${importBytesMax} bytes`);
  const dryRun = values['dry-run'];
  const report = await importFile(deps, {
    school,
    actor: OPERATOR,
    bytes,
    complete: values.complete,
    dryRun,
    mapping: parseMapping(values.mapping),
  });
  for (const line of linesOf(report, dryRun)) io.say(line);
  return report.errors.length > 0 || report.held ? 1 : 0;
}

const HELD = {
  many_renamed: 'Pupils whose names the file changes',
  many_shortened: 'Pupils whose traditional IDs the file shortens',
} as const;
/** Their sentences say names or numbers, and a terminal keeps what it shows. */
const NAMING = new Set(['other_person', 'name_changed', 'paper_id_number_changed']);

/** Rows are named by number and field, never by what stands in them. */
function linesOf(report: ImportReport, dryRun: boolean): string[] {
  const { kind, encoding, created, updated, unchanged, missing, errors, warnings, held } = report;
  const said = [
    ...errors.map((one) => ['error', one] as const),
    ...warnings.map((one) => ['warning', one] as const),
  ];
  const head = held ? 'Held, nothing was changed' : dryRun ? 'Would be' : 'Done';
  return [
    `${head} (${kind}, ${encoding}): ${created} new, ${updated} changed, ${unchanged} as they were, ${errors.length} with errors.`,
    ...(missing > 0 ? [`Pupils who are not in the file: ${missing}. Nobody was marked as having left.`] : []),
    ...(held ? [`${HELD[held.reason]}: ${held.count}. A person has to look, in the panel (Import).`] : []),
    ...said.map(([word, { row, field, code, message }]) => {
      const place = `row ${row}${field ? `, ${field}` : ''}`;
      return `${word}: ${place}: ${code}${NAMING.has(code) ? '' : ` – ${message}`}`;
    }),
  ];
}
