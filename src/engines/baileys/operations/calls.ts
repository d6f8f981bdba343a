import type { CallOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';

export const callOperations = (): CallOperations => ({
  reject: unsupported('REJECT_CALL', 'baileys'),
});
