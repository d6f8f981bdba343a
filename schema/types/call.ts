import { builder } from '../builder.js';
import { rules, text } from '../rules.js';

const RejectCallInput = builder.inputType('RejectCallInput', {
  description: 'A call to turn down.',
  validate: rules({ callId: text(1, 128) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that is called.' }),
    callId: t.id({ required: true, description: 'Id of the call, as its event told it.' }),
  }),
});

builder.mutationField('rejectCall', (t) =>
  t.id({
    description: 'Turns down an incoming call. Answers its id. Fails with NOT_FOUND for a call nobody told of lately.',
    access: { role: 'operator', session: 'input.sessionId' },
    rest: {
      method: 'POST',
      path: '/api/sessions/{sessionId}/calls/{callId}/reject',
      status: 200,
      tag: 'calls',
      result: 'empty',
      beside: { success: true },
      errors: [404, 409],
    },
    args: { input: t.arg({ type: RejectCallInput, required: true, description: 'Which call.' }) },
    resolve: async (_root, { input: { sessionId, callId } }, { services }) => {
      await services.calls.reject(sessionId, callId);
      return callId;
    },
  }),
);
