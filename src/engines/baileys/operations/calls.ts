import type { CallOperations } from '../../../engine/operations.js';
import type { Outgoing } from '../outgoing.js';
import { addressOf } from '../wire-address.js';

export const callOperations = (outgoing: Outgoing): CallOperations => ({
  reject: (callId, from) =>
    outgoing.ask('The call could not be rejected', async (connection) =>
      connection.socket.rejectCall(callId, connection.callerOf(callId) ?? (await addressOf(connection, from))),
    ),
});
