import { createRateLimiter, type RateLimitReport } from '../../schema/rate-limit.js';
import { RateLimitedError } from '../../src/domain/errors.js';
import { startFixture, type Fixture } from './fixture.js';

const TIERS = [
  { tier: 'short', limit: 2, windowMs: 1000 },
  { tier: 'medium', limit: 4, windowMs: 60_000 },
];

function setUp(tiers = TIERS) {
  let now = 0;
  const limiter = createRateLimiter(tiers, () => now);
  return {
    pass: (ms: number) => (now += ms),
    count: async (ip = '10.0.0.1'): Promise<RateLimitReport & { refused?: RateLimitedError }> => {
      const report: RateLimitReport = {};
      try {
        await limiter.count(ip, report);
        return report;
      } catch (error) {
        return { ...report, refused: error as RateLimitedError };
      }
    },
  };
}

describe('the limiter', () => {
  it('refuses from the first tier that is full, and tells when there is room again', async () => {
    const { count, pass } = setUp();
    await count();
    await count();
    pass(300);

    const third = await count();

    expect(third.refused).toBeInstanceOf(RateLimitedError);
    expect(third.refused).toMatchObject({ code: 'RATE_LIMITED', message: 'Too Many Requests', retryAfterS: 1 });
    expect(third).toMatchObject({ limit: 2, remaining: 0, resetS: 1 });
  });

  it('opens a new window once the old one is over, while the longer tier goes on counting', async () => {
    const { count, pass } = setUp();
    for (let second = 0; second < 2; second += 1) {
      expect((await count()).refused).toBeUndefined();
      expect((await count()).refused).toBeUndefined();
      pass(1000);
    }

    expect((await count()).refused?.retryAfterS).toBe(58);
    pass(58_000);
    expect((await count()).refused).toBeUndefined();
  });

  it('reports the tier with the least room', async () => {
    const { count } = setUp();

    expect(await count()).toEqual({ limit: 2, remaining: 1, resetS: 1 });
  });

  it('does not count a refused call in the tiers behind the one that refused', async () => {
    const { count, pass } = setUp();
    for (let call = 0; call < 20; call += 1) await count();
    pass(1000);

    expect((await count()).refused).toBeUndefined();
    expect((await count()).refused).toBeUndefined();
  });

  it('gives every client a budget of its own', async () => {
    const { count } = setUp();
    await count();
    await count();

    expect((await count()).refused).toBeDefined();
    expect((await count('10.0.0.2')).refused).toBeUndefined();
  });

  it('counts calls made at the same moment', async () => {
    const { count } = setUp([{ tier: 'short', limit: 3, windowMs: 1000 }]);

    const reports = await Promise.all(Array.from({ length: 10 }, () => count()));

    expect(reports.filter(({ refused }) => refused !== undefined)).toHaveLength(7);
  });

  it('leaves a tier with the limit 0 out', async () => {
    const { count } = setUp([{ tier: 'short', limit: 0, windowMs: 1000 }]);

    for (let call = 0; call < 20; call += 1) expect((await count()).refused).toBeUndefined();
  });

  it('stays quick and small with many clients and high limits', async () => {
    const { count } = setUp([{ tier: 'long', limit: 1_000_000_000, windowMs: 3_600_000 }]);
    const before = process.memoryUsage().heapUsed;

    for (let client = 0; client < 30_000; client += 1) await count(`client ${client}`);

    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 1024 * 1024);
  });
});

describe('the fields', () => {
  let gateway: Fixture;
  beforeAll(async () => (gateway = await startFixture()));
  afterAll(() => gateway.stop());

  it('share one budget: each root field of a request counts one', async () => {
    const limiter = createRateLimiter([{ tier: 'short', limit: 3, windowMs: 60_000 }]);
    const rateLimit: RateLimitReport = {};

    const first = await gateway.run('{ a: me { id } sessions { id } }', {}, { limiter, rateLimit });
    const second = await gateway.run('{ apiKeys { id } b: me { id } }', {}, { limiter, rateLimit });

    expect(first.errors).toEqual([]);
    expect(second.errors).toEqual([
      {
        message: 'Too Many Requests',
        code: 'RATE_LIMITED',
        extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterS: 60 },
      },
    ]);
    expect(rateLimit).toEqual({ limit: 3, remaining: 0, resetS: 60 });
  });

  it('count also for those who have no key', async () => {
    const limiter = createRateLimiter([{ tier: 'short', limit: 1, windowMs: 60_000 }]);

    const answers = [
      await gateway.run('{ me { id } }', {}, { limiter, caller: null }),
      await gateway.run('{ me { id } }', {}, { limiter, caller: null }),
    ];

    expect(answers.map(({ errors }) => errors[0]?.code)).toEqual(['UNAUTHENTICATED', 'RATE_LIMITED']);
  });

  it('do not count health', async () => {
    const limiter = createRateLimiter([{ tier: 'short', limit: 1, windowMs: 60_000 }]);

    for (let call = 0; call < 5; call += 1) {
      expect((await gateway.run('{ health { status } }', {}, { limiter })).errors).toEqual([]);
    }
  });

  it('do not count again what was counted before the operation ran', async () => {
    const limiter = createRateLimiter([{ tier: 'short', limit: 1, windowMs: 60_000 }]);
    const rateLimit: RateLimitReport = { prepaid: 1 };

    const answers = [
      await gateway.run('{ me { id } }', {}, { limiter, rateLimit }),
      await gateway.run('{ me { id } }', {}, { limiter, rateLimit }),
      await gateway.run('{ me { id } }', {}, { limiter, rateLimit }),
    ];

    expect(answers.map(({ errors }) => errors[0]?.code)).toEqual([undefined, undefined, 'RATE_LIMITED']);
  });
});
