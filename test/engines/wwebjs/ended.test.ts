import { endOf } from '../../../src/engines/wwebjs/ended.js';

test.each([
  ['LOGOUT', 'logged-out'],
  ['UNPAIRED', 'logged-out'],
  ['CONFLICT', 'replaced'],
  ['DEPRECATED_VERSION', 'outdated'],
  ['TOS_BLOCK', 'banned'],
  ['SOMETHING_NEW', 'lost'],
])('%s ends the link as %s', (reason, end) => {
  expect(endOf(reason).end).toBe(end);
});
