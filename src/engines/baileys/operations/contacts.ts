import type { ContactOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';
import type { Outgoing } from '../outgoing.js';

export const contactOperations = (outgoing: Outgoing): ContactOperations => ({
  checkNumber: (number) => outgoing.checkNumber(number),
  pictureUrl: unsupported('PROFILE_PICTURE', 'baileys'),
  setBlocked: unsupported('BLOCK', 'baileys'),
  phoneBehind: unsupported('RESOLVE_LID', 'baileys'),
});
