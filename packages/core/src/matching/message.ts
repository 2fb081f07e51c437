/** A child of the register, as far as matching looks at it. Plain data of one school. */
export type RegisterPupil = {
  readonly id: string;
  readonly givenNames: string;
  readonly surname: string;
  /** As the school writes it; `undefined` where the register names none. */
  readonly classGroup: string | undefined;
  /** Decides how a name is inflected; both ways are understood where it is unknown. */
  readonly sex: 'F' | 'M' | undefined;
  readonly bornOn: string | undefined;
  readonly pesel: string | undefined;
  readonly address: string | undefined;
  /** The pupil's own address. */
  readonly email: string | undefined;
  readonly status: 'pupil' | 'graduated' | 'left';
  readonly hasObjection: boolean;
  readonly paperId: 'valid' | 'expired' | 'none' | 'unknown';
  /** Last valid day of it, where it is known. */
  readonly paperIdValidUntil?: string | undefined;
  readonly guardians: readonly RegisterGuardian[];
};
export type RegisterGuardian = {
  readonly name: string;
  readonly email: string | undefined;
  readonly rights: 'full' | 'limited' | 'none';
};

/** What is known of a file without opening it, and what a look at its bytes has said already. */
export type MessageFile = {
  readonly name: string;
  readonly type: string;
  /** Bytes; undefined where nobody counted them. */
  readonly size: number | undefined;
  /** Equal for equal bytes. */
  readonly sha256?: string | undefined;
  /** First bytes, as text with escapes, where somebody looked. */
  readonly magic?: string | undefined;
  /** What a look at the picture said. */
  readonly contentHint?: string | undefined;
};

/** A case of a pupil that is open already. */
export type OpenCase = {
  readonly no: string;
  readonly pupil: string;
  readonly state: string;
  readonly photoSha256?: string | undefined;
};

/** A message as a door of the school took it in. */
export type IntakeMessage = {
  readonly channel: 'email' | 'ejournal';
  /** The sender of a letter; a From line is easily forged, so it proposes and never decides. */
  readonly from?: { readonly name: string; readonly email: string } | undefined;
  /** The account of an e-journal: who is logged in, and the ids of the children it shows. */
  readonly account?:
    | {
        readonly guardian: string;
        readonly children: readonly string[];
        readonly journalPhoto?: (Omit<MessageFile, 'name'> & { readonly pupil: string }) | undefined;
      }
    | undefined;
  readonly subject: string;
  readonly body: string;
  readonly files: readonly MessageFile[];
  readonly headers: Readonly<Record<string, string>>;
  readonly openCases: readonly OpenCase[];
  /** Mobile IDs that pupils hold. */
  readonly credentials: readonly { readonly pupil: string; readonly state: string }[];
};

export type Intent =
  | 'issue'
  | 'photo_only'
  | 'reissue'
  | 'revoke'
  | 'objection'
  | 'data_change'
  | 'duplicate_card'
  | 'question'
  | 'no_action';

/**
 * `auto_draft`: a complete draft that waits for one confirmation of a person. `human_review`: a person reads it first.
 * `ask_sender`: something is missing that only the sender knows. `ignore`: nothing to do. `urgent_revoke`: on top of the
 * reports of loss; suspends nothing by itself.
 */
export type Decision = 'auto_draft' | 'human_review' | 'ask_sender' | 'ignore' | 'urgent_revoke';

export type ProposedPupil = {
  /** `null` where several are possible: `candidates` names them. */
  readonly match: string | null;
  /** The class as the message writes it. */
  readonly classWritten: string | null;
  /** Name of the file, tidied. */
  readonly photo: string | null;
  readonly candidates?: readonly string[];
};

export type PhotoCheck =
  | 'ok'
  | 'convert_png'
  | 'convert_heic'
  | 'convert_webp'
  | 'convert_other'
  | 'oversize_shrink'
  | 'scan_crop'
  | 'tnef_unpack'
  | 'duplicate'
  | 'empty'
  | 'not_an_image'
  | 'payment_proof'
  | 'ignored';

/** What is proposed to a person, and what was seen. */
export type Proposal = {
  readonly intent: Intent;
  readonly pupils: readonly ProposedPupil[];
  readonly photoChecks: Readonly<Record<string, PhotoCheck>>;
  readonly decision: Decision;
  readonly flags: readonly string[];
};

/** What is looked at of a message; what goes beyond is not read, and the proposal says so (`cut_short`). */
export const messageLimits = {
  subjectLetters: 1000,
  bodyLetters: 20_000,
  files: 50,
  fileNameLetters: 255,
  /** Words of one message that are looked up. */
  words: 3000,
} as const;
