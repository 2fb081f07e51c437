import type { PupilDetail } from '@mleg/contract/pupil';

/** What a part of the pupil's page is given. */
export type PupilPart = {
  readonly pupil: PupilDetail;
  /** Shows the pupil that a command answered. */
  readonly put: (pupil: PupilDetail) => void;
  readonly reload: () => void;
};
