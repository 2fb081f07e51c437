import { formatDay } from '@mleg/i18n/format';
import { currentLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import type { Stage } from './child-stage.ts';

const TAGS = { pl: 'pl-PL', en: 'en-GB', uk: 'uk-UA' } as const;

const UNTIL: readonly ((inputs: { day: string }) => string)[] = [
  m.portal_until_sunday,
  m.portal_until_monday,
  m.portal_until_tuesday,
  m.portal_until_wednesday,
  m.portal_until_thursday,
  m.portal_until_friday,
  m.portal_until_saturday,
];

const NO_BREAK = '\u00a0';

/** `2026-09-01` as „1 września 2026”, whose parts stay on one line. */
export function dayText(on: string): string {
  return formatDay(on).replaceAll(' ', NO_BREAK);
}

/** `2026-12-01` as „do wtorku 1 grudnia”. */
export function untilDay(on: string): string {
  const date = new Date(`${on}T12:00:00Z`);
  const day = new Intl.DateTimeFormat(TAGS[currentLocale()], {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  })
    .format(date)
    .replace(' ', NO_BREAK);
  return (UNTIL[date.getUTCDay()] ?? m.portal_until_monday)({ day });
}

/** Bytes as „1,1 MB” or „240 kB”. */
export function sizeText(bytes: number): string {
  const isLarge = bytes >= 1_000_000;
  const number = new Intl.NumberFormat(TAGS[currentLocale()], {
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(bytes / (isLarge ? 1_000_000 : 1_000));
  return `${number} ${isLarge ? 'MB' : 'kB'}`;
}

const HEADLINES: Readonly<Record<Stage, () => string>> = {
  objection: m.portal_stage_objection,
  objection_to_decide: m.portal_stage_objection_to_decide,
  objection_of_others: m.portal_stage_objection_of_others,
  active: m.portal_stage_active,
  suspended: m.portal_stage_suspended,
  code_ready: m.portal_stage_code_ready,
  photo_refused: m.portal_stage_photo_refused,
  photo_missing: m.portal_stage_photo_missing,
  application_missing: m.portal_stage_application_missing,
  paper_id_missing: m.portal_stage_paper_id_missing,
  in_school: m.portal_stage_in_school,
  accepted: m.portal_stage_accepted,
  expired: m.portal_stage_expired,
  not_entitled: m.portal_stage_not_entitled,
  order_elsewhere: m.portal_stage_order_elsewhere,
  only_photo: m.portal_stage_only_photo,
  photo_in_school: m.portal_stage_photo_in_school,
  refused: m.portal_stage_refused,
  left: m.portal_stage_left,
  ended: m.portal_stage_ended,
  to_order: m.portal_stage_to_order,
};

/** Where the ID stands, in a few words. */
export function stageText(stage: Stage): string {
  return HEADLINES[stage]();
}

const PHOTO_REASONS: Readonly<Record<string, () => string>> = {
  too_small: m.portal_photo_reason_too_small,
  wrong_ratio: m.portal_photo_reason_wrong_ratio,
  too_dark: m.portal_photo_reason_too_dark,
  blurred: m.portal_photo_reason_blurred,
};

/** What the server noticed in a photo; a reason this page does not know yet is still said. */
export function photoReasonText(reason: string): string {
  return (PHOTO_REASONS[reason] ?? m.portal_photo_reason_other)();
}

const REFUSALS: Readonly<Record<string, () => string>> = {
  face_too_small: m.portrait_refusal_face_too_small,
  blurred: m.portrait_refusal_blurred,
  too_dark: m.portrait_refusal_too_dark,
  background: m.portrait_refusal_background,
  head_tilted: m.portrait_refusal_head_tilted,
  eyes_covered: m.portrait_refusal_eyes_covered,
  head_covered: m.portrait_refusal_head_covered,
  several_people: m.portrait_refusal_several_people,
  other_person: m.portrait_refusal_other_person,
  not_a_pupil: m.order_refusal_not_a_pupil,
  no_paper_id: m.order_refusal_no_paper_id,
  data_mismatch: m.order_refusal_data_mismatch,
  photo_unsuitable: m.order_refusal_photo_unsuitable,
  requester_not_entitled: m.order_refusal_requester_not_entitled,
  objection_filed: m.order_refusal_objection_filed,
  other: m.order_refusal_other,
  device_lost: m.reason_device_lost,
  device_stolen: m.reason_device_stolen,
  device_damaged: m.reason_device_damaged,
  malfunction: m.reason_malfunction,
  resignation: m.reason_resignation,
  objection: m.reason_objection,
  paper_lost: m.reason_paper_lost,
  paper_withdrawn: m.reason_paper_withdrawn,
  left_school: m.reason_left_school,
  data_error: m.reason_data_error,
  fraud: m.reason_fraud,
};

/** Why a photo or an order was refused, or an ID revoked. */
export function reasonText(reason: string): string {
  return (REFUSALS[reason] ?? m.order_refusal_other)();
}

const MISSING: Readonly<Record<string, () => string>> = {
  portrait: m.missing_portrait,
  application: m.missing_application,
  paper_id: m.missing_paper_id,
};

/** „czeka na zdjęcie, czeka na tradycyjną legitymację” */
export function missingText(parts: readonly string[]): string {
  return parts
    .map((part) => MISSING[part]?.() ?? '')
    .filter(Boolean)
    .join(', ');
}

const DOORS: Readonly<Record<string, () => string>> = {
  paper: m.portal_door_paper,
  mailbox: m.portal_door_mailbox,
};

/** How to order where this page takes no orders (rules.md O3). */
export function orderElsewhereText(doors: readonly string[]): string {
  const ways = doors.map((door) => DOORS[door]?.() ?? '').filter(Boolean);
  if (ways.length === 0) return m.portal_detail_order_closed();
  const list = new Intl.ListFormat(TAGS[currentLocale()], { type: 'disjunction' });
  return m.portal_detail_order_elsewhere({ ways: list.format(ways) });
}
