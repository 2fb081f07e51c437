import { formKinds } from '@mleg/core/catalogue/forms';
import { z } from 'zod';
import { id, language } from './common.ts';

const formKind = z.enum(formKinds);

/** GET /api/forms/{kind}?language= */
export const formParams = z.strictObject({ kind: formKind });
/** GET /api/pupils/{id}/forms/{kind}?language= */
export const pupilFormParams = z.strictObject({ id, kind: formKind });
export const formQuery = z.strictObject({ language: language.optional() });
