/** The reasons that people choose from. What each is called stands with the words of the faces. */

/** Why a mobile ID was revoked (rules.md V1, W3, C3). Known to school and family; a status list carries no reason (K3). */
export const revocationReasons = [
  'device_lost',
  'device_stolen',
  'device_damaged',
  'malfunction',
  'resignation',
  'objection',
  'paper_lost',
  'paper_withdrawn',
  'left_school',
  'data_error',
  'fraud',
] as const;

/** Why the office refuses a photo: the nine reasons of the photo grid. */
export const portraitRefusals = [
  'face_too_small',
  'blurred',
  'too_dark',
  'background',
  'head_tilted',
  'eyes_covered',
  'head_covered',
  'several_people',
  'other_person',
] as const;

/** Why an order is refused. */
export const orderRefusals = [
  'not_a_pupil',
  'no_paper_id',
  'data_mismatch',
  'photo_unsuitable',
  'requester_not_entitled',
  'objection_filed',
  'other',
] as const;
