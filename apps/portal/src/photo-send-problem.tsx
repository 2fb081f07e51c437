import type { ApiError } from '@mleg/ui/call-api';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import { photoProblemText } from '@mleg/ui/photo/photo-problem';
import type { VNode } from 'preact';

/** Why a photo was not taken. It is still here: say what was wrong, and when to go on. */
export function PhotoSendProblem({ error }: { readonly error: ApiError }): VNode {
  const text = photoProblemText(error);
  return <ProblemNotice error={error} {...(text === undefined ? {} : { text })} />;
}
