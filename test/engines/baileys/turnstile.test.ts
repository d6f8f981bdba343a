import { Turnstile } from '../../../src/engines/baileys/turnstile.js';

const never = new AbortController().signal;

it('lets one in at a time, in order', async () => {
  const turnstile = new Turnstile(10_000);
  const order: string[] = [];
  const leaveFirst = await turnstile.enter(never);
  const second = turnstile.enter(never).then((leave) => (order.push('second'), leave));
  const third = turnstile.enter(never).then((leave) => (order.push('third'), leave));

  order.push('first leaves');
  leaveFirst();
  (await second)();
  await third;

  expect(order).toEqual(['first leaves', 'second', 'third']);
});

it('does not let somebody who gave up hold up the others', async () => {
  const turnstile = new Turnstile(10_000);
  const leaveFirst = await turnstile.enter(never);
  const givesUp = new AbortController();
  const waiting = turnstile.enter(givesUp.signal);
  const last = turnstile.enter(never);

  givesUp.abort();
  (await waiting)();
  leaveFirst();

  await expect(last).resolves.toEqual(expect.any(Function));
});

it('goes on when somebody stays too long', async () => {
  const turnstile = new Turnstile(10);
  await turnstile.enter(never);

  await expect(turnstile.enter(never)).resolves.toEqual(expect.any(Function));
});
