import { externalId, id } from '@mleg/contract/common';
import { z } from 'zod';

/** `/:externalId` */
export const pupilParams = z.strictObject({ externalId });
/** `/:id` of an order */
export const orderParams = z.strictObject({ id });
