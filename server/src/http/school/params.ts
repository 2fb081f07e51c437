import { id } from '@mleg/contract/common';
import { z } from 'zod';

/** `/:id` */
export const idParams = z.strictObject({ id });

/** `/:id/guardians/:guardianId` */
export const guardianParams = z.strictObject({ id, guardianId: id });
