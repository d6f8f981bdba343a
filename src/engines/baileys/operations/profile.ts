import type { ProfileOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';

export const profileOperations = (): ProfileOperations => ({
  setName: unsupported('SET_PROFILE_NAME', 'baileys'),
  setStatus: unsupported('SET_PROFILE_STATUS', 'baileys'),
  setPicture: unsupported('SET_PROFILE_PICTURE', 'baileys'),
});
