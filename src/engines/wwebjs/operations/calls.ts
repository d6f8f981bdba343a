import type { CallOperations } from '../../../engine/operations.js';
import type { Outgoing } from '../outgoing.js';
import { rejectCall } from '../page/commands.js';

export const callOperations = ({ run }: Outgoing): CallOperations => ({
  async reject(callId, from) {
    await run.evaluate('Rejecting a call', rejectCall, [from, callId]);
  },
});
