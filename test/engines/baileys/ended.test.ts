import { outcomeOf } from '../../../src/engines/baileys/ended.js';

it.each([
  [401, 'Stream Errored (conflict)', 'logged-out'],
  [403, 'Connection Failure', 'banned'],
  [405, 'Connection Failure', 'outdated'],
  [440, 'Stream Errored (conflict)', 'replaced'],
  [408, 'QR refs attempts ended', 'qr-expired'],
  [408, 'Connection was lost', 'lost'],
  [428, 'Connection Terminated', 'lost'],
  [500, 'Stream Errored (unknown)', 'lost'],
  [503, 'Stream Errored (unavailable)', 'lost'],
  [undefined, undefined, 'lost'],
])('takes a close with %s (%s) for %s', (code, message, end) => {
  expect(outcomeOf({ code, message })).toMatchObject({ kind: 'ended', end });
});

it('connects again at once when the server asks for it, as it does after pairing', () => {
  expect(outcomeOf({ code: 515, message: 'Stream Errored (restart required)' })).toEqual({ kind: 'restart' });
});

it('says what is known of a lost connection', () => {
  expect(outcomeOf({ code: 428, message: 'Connection Terminated' })).toMatchObject({
    reason: 'connection lost (428: Connection Terminated)',
  });
  expect(outcomeOf({ code: undefined, message: undefined })).toMatchObject({ reason: 'connection lost' });
});
