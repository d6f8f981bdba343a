import type { Scenario } from '../scenario.js';

const REJECT = 'mutation ($input: RejectCallInput!) { rejectCall(input: $input) }';

export const CALLS: readonly Scenario[] = [
  {
    title: 'an incoming call is told of, with who calls and how',
    proves: ['RECEIVE_CALLS'],
    async play(stage) {
      const rina = await stage.contact('Rina');

      const callId = await stage.world.ring(rina, { video: true });

      const data = { callId, from: rina.id, isVideo: true, isGroup: false, timestamp: 'now' };
      return { seen: [], events: [{ type: 'CALL_RECEIVED', data }], rows: [] };
    },
  },
  {
    title: 'an incoming call is rejected',
    proves: ['RECEIVE_CALLS', 'REJECT_CALL'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const callId = await stage.world.ring(rina, { video: false });
      await stage.event('CALL_RECEIVED');

      expect(await stage.ask(REJECT, { input: { callId } })).toEqual({ rejectCall: callId });

      const data = { callId, from: rina.id, isVideo: false, isGroup: false, timestamp: 'now' };
      return { seen: [{ saw: 'call rejected', callId }], events: [{ type: 'CALL_RECEIVED', data }], rows: [] };
    },
  },
];
