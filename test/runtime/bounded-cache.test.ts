import { BoundedCache } from '../../src/runtime/bounded-cache.js';

it('takes entries the way Baileys hands them over', async () => {
  const cache = new BoundedCache({ maxEntries: 10 });

  cache.mset([{ key: 'alice', value: ['0', '3'] }]);

  expect(await cache.mget(['alice', 'bob'])).toEqual({ alice: ['0', '3'], bob: undefined });
});

it('drops what was used longest ago', () => {
  const cache = new BoundedCache({ maxEntries: 2 });
  cache.set('alice', 1);
  cache.set('bob', 2);
  cache.get('alice');

  cache.set('carol', 3);

  expect([cache.get('alice'), cache.get('bob'), cache.get('carol')]).toEqual([1, undefined, 3]);
});

it('forgets what is too old', () => {
  jest.useFakeTimers({ now: 0 });
  const cache = new BoundedCache({ maxEntries: 2, ttlMs: 1000 });
  cache.set('alice', 1);

  jest.setSystemTime(999);
  const before = cache.get('alice');
  jest.setSystemTime(1000);
  const after = cache.get('alice');
  jest.useRealTimers();

  expect([before, after]).toEqual([1, undefined]);
});
