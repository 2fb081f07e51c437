import { paperIdStates, pupilStatuses } from '@mleg/core/catalogue/states';
import { z } from 'zod';
import {
  email,
  externalId,
  flag,
  guardianRights,
  id,
  isoDate,
  language,
  mobileId,
  orderState,
  pageFrom,
  paperId,
  personalId,
  personName,
  revocationReason,
  shownDay,
  shownPaperId,
} from './common.ts';

export const guardianInput = z.strictObject({
  name: personName,
  email: email.optional(),
  phone: z.string().trim().max(30).optional(),
  language: language.optional(),
  rights: guardianRights,
  mayOrder: z.boolean().optional(),
  mayCollect: z.boolean().optional(),
  seesAddress: z.boolean().optional(),
});
export type GuardianInput = z.infer<typeof guardianInput>;

/** PUT /api/v1/pupils/{externalId} and the panel's form: replaces the named parts only (rules.md I2). */
export const pupilInput = z.strictObject({
  givenNames: personName,
  surname: personName,
  birthDate: isoDate,
  personalId,
  classGroup: z.string().trim().min(1).max(20),
  address: z.string().trim().min(1).max(300).optional(),
  /** Under protection: in no credential, and phones that have it lose their ID (rules.md W2). */
  addressProtected: z.boolean().optional(),
  paperId: paperId.optional(),
  guardians: z.array(guardianInput).max(8).optional(),
});
export type PupilInput = z.infer<typeof pupilInput>;
/** The same as a form sends it. */
export type PupilSent = z.input<typeof pupilInput>;

/** PUT /api/pupils/{id}/guardians: the whole list; `seen` as it stood when the form was opened. */
export const guardiansForm = z.strictObject({
  guardians: z.array(guardianInput).max(8),
  seen: z.string().max(64).optional(),
});

/** POST /api/pupils: the panel's form; an id of ours is given when none is typed. */
export const pupilForm = z.strictObject({ ...pupilInput.shape, externalId: externalId.optional() });

const pupilFacets = {
  classGroup: z.string().max(20).optional(),
  filter: z.enum(['no_paper_id', 'no_portrait', 'active', 'suspended']).optional(),
};
/** GET /api/pupils?classGroup=&filter=&from= */
export const pupilQuery = z.strictObject({ ...pupilFacets, from: pageFrom.optional() });
/** POST /api/pupils/search: what is searched for names a person, so that it stands in no address. */
export const pupilWanted = z.strictObject({
  ...pupilFacets,
  from: z.number().int().min(0).max(999_999).optional(),
  /** Words of a name, a whole number of a paper ID, or a whole PESEL. */
  q: z.string().trim().min(1).max(100),
});
export const pupilRow = z.strictObject({
  id,
  /** The school software's; null for an id that we gave ourselves. */
  externalId: z.string().nullable(),
  name: z.string(),
  classGroup: z.string(),
  birthDate: shownDay,
  status: z.enum(pupilStatuses),
  paperIdNumber: z.string().nullable(),
  validUntil: shownDay.nullable(),
  hasPortrait: z.boolean(),
  orderState: orderState.nullable(),
  activeMobileIds: z.number().int(),
});
export type PupilRow = z.infer<typeof pupilRow>;
/** At most 500 rows at once; `total` counts all (0 behind the last page). */
export const pupilList = z.strictObject({
  total: z.number().int(),
  classGroups: z.array(z.string()),
  pupils: z.array(pupilRow),
});
export type PupilList = z.infer<typeof pupilList>;

/** GET /api/pupils/{id} */
export const pupilDetail = z.strictObject({
  ...pupilRow.shape,
  givenNames: z.string(),
  surname: z.string(),
  personalIdType: z.enum(['pesel', 'passport', 'other']),
  personalIdMasked: z.string(),
  hasAddress: z.boolean(),
  addressProtected: z.boolean(),
  objection: z.boolean(),
  /** It waits for the head teacher (rules.md W3). */
  objectionToDecide: z.boolean(),
  /** An announced departure; the day has not come (rules.md V2). */
  leavesOn: shownDay.nullable(),
  paperId: z.strictObject({ ...shownPaperId.shape, state: z.enum(paperIdStates) }).nullable(),
  /** Names the list of guardians as it stands; a form that started from another one is refused. */
  guardiansSeen: z.string(),
  guardians: z.array(
    z.strictObject({
      id,
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      rights: guardianRights,
      mayOrder: z.boolean(),
      mayCollect: z.boolean(),
      seesAddress: z.boolean(),
      /** IDs in phones that this person took the code for and that have not ended (rules.md W2). */
      standingMobileIds: z.array(id),
    }),
  ),
  portraitUrl: z.string().nullable(),
  mobileIds: z.array(mobileId),
  openOrderId: id.nullable(),
});
export type PupilDetail = z.infer<typeof pupilDetail>;

/** Why a record gets another name and is still the same child: codes, since free text has no place in an address. */
export const renameReason = z.enum(['name_changed_by_office', 'adoption', 'register_was_wrong']);
export type RenameReason = z.infer<typeof renameReason>;
/** PATCH /api/pupils/{id}: the named fields only; both names, or a name and the birth date, with a reason (rules.md I1a). */
export const pupilPatch = z.strictObject({ ...pupilInput.partial().shape, reason: renameReason.optional() });
/** POST /api/pupils/{id}/reveal: one field of one record, logged. */
export const revealRequest = z.strictObject({ field: z.enum(['personal_id', 'address']) });
export const revealed = z.strictObject({ value: z.string() });
/** POST /api/pupils/{id}/revocations and /api/v1/pupils/{externalId}/revocations */
export const revocationRequest = z.strictObject({ reason: revocationReason, mobileId: id.optional() });
/** POST /api/pupils/{id}/suspensions (DELETE lifts) */
export const suspensionRequest = z.strictObject({ mobileId: id.optional() });
export const mobileIdList = z.strictObject({ mobileIds: z.array(mobileId) });
/** POST …/departure: today, or announced for a later day, which DELETE calls off (rules.md V2). */
export const departureRequest = z.strictObject({
  on: isoDate.optional(),
  reason: z.string().trim().max(200).optional(),
});

/** POST /api/pupils/{id}/objection-decision: the head teacher's (rules.md W3). */
export const objectionDecision = z.strictObject({ decision: z.enum(['uphold', 'dismiss']) });

/** PUT …/portrait answers with a verdict that never blocks. */
export const portraitVerdict = z.strictObject({
  verdict: z.enum(['ok', 'warn']),
  reasons: z.array(z.string()),
});
export type PortraitVerdict = z.infer<typeof portraitVerdict>;

/** POST …/imports: the CSV as the body. */
export const importQuery = z.strictObject({
  complete: flag.optional(),
  /** Reports what would happen and changes nothing. */
  dryRun: flag.optional(),
  /** Header mapping as JSON text: their header -> our column name. */
  mapping: z.string().max(4000).optional(),
  /** What a person has looked at, as JSON text of `importConfirmation`; the integration API refuses it (rules.md I1a). */
  confirm: z.string().max(4000).optional(),
});
export const importConfirmation = z.strictObject({
  /** Of the report that the person has looked at: for another file nothing of this counts. */
  fileDigest: z.string().max(64),
  /** Row number to reason, for rows refused as `other_person`. */
  rows: z.record(z.string().regex(/^\d{1,6}$/), renameReason).optional(),
  /** The number that the person typed for a file `held` for it. */
  renamed: z.number().int().optional(),
  shortened: z.number().int().optional(),
});
export type ImportConfirmation = z.infer<typeof importConfirmation>;
export const importIssue = z.strictObject({
  /** Counted from 1; the header is row 1. */
  row: z.number().int(),
  field: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  /** Whose row it is, as the file (or, for a row that clashes, the register) names the pupil; null for the whole file. */
  who: z.string().nullable(),
  /** A person may accept this row in the panel with a reason (rules.md I1a). */
  confirmable: z.boolean(),
});
/** What a row changes. Personal numbers are masked, addresses only named (from and to are null). */
export const importChange = z.strictObject({
  row: z.number().int(),
  outcome: z.enum(['created', 'updated']),
  pupilId: id.nullable(),
  /** Name and class as the register will say after it. */
  who: z.string(),
  /** Names first. */
  fields: z.array(
    z.strictObject({
      field: z.enum([
        'surname',
        'givenNames',
        'birthDate',
        'personalId',
        'classGroup',
        'paperIdNumber',
        'paperIdIssuedOn',
        'paperIdValidUntil',
        'paperIdKind',
        'address',
        'guardians',
      ]),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
});
export type ImportChange = z.infer<typeof importChange>;
export const importReport = z.strictObject({
  kind: z.enum(['register', 'sio']),
  /** Names the file, with the mapping of its headings; a confirmation says it again. */
  fileDigest: z.string(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'iso-8859-2']),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** Known pupils that a file declared complete does not name; nobody is marked as left (rules.md I1). */
  missing: z.number().int(),
  errors: z.array(importIssue),
  warnings: z.array(importIssue),
  /** The first 1,000 rows that change something, in the file's order; `changesTotal` counts all. */
  changes: z.array(importChange).max(1000),
  changesTotal: z.number().int(),
  /** Nothing was applied: a person has to look and type the number (rules.md I1a, V6). */
  held: z
    .strictObject({ reason: z.enum(['many_renamed', 'many_shortened']), count: z.number().int() })
    .nullable(),
});
export type ImportReport = z.infer<typeof importReport>;
