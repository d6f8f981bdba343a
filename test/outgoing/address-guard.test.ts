import { startReceiver, type Receiver } from '../support/receiver.js';
import { hostOf, isPublicAddress } from '../../src/outgoing/address.js';
import type { Resolve } from '../../src/outgoing/address-guard.js';
import { OutgoingHttp } from '../../src/outgoing/outgoing-http.js';

const OPTIONS = { ssrfProtect: true, allowedHosts: [] as string[], dnsTimeoutMs: 500 };
const REQUEST = { headers: {}, body: Buffer.from('{}'), timeoutMs: 1500 };
const BLOCKED = {
  kind: 'failed',
  failure: 'blocked',
  error: 'The URL is not allowed: its host is private or reserved.',
};
const ANSWERED = { kind: 'answered', status: 200, body: 'ok' };

/** Each is a way to write, or an address of, something that is not the public internet. */
const PRIVATE_HOSTS = [
  // loopback, in the spellings that URL parsers know
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '2130706433', '0x7f000001', '0x7f.0.0.1', '0x7f.1'],
  ...['017700000001', '0177.0.0.1', '0177.1', '127.0.0.1.', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1'],
  // this network, private, shared, link-local, metadata
  ...['0.0.0.0', '0', '0x0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '167772161', '0xa000001', '172.16.0.1'],
  ...['172.31.255.255', '192.168.0.1', '192.168.255.255', '3232235521', '0xc0a80001', '0300.0250.0.1'],
  ...['100.64.0.1', '100.100.100.200', '100.127.255.255', '169.254.169.254', '2852039166', '0xa9fea9fe'],
  ...['0251.0376.0251.0376', '169.254.0.1', '168.63.129.16', '192.0.0.192', '192.0.0.8'],
  // documentation, benchmarks, relays, multicast, reserved, broadcast
  ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255', '192.88.99.1', '192.31.196.1'],
  ...['192.52.193.1', '192.175.48.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  // IPv6: loopback, unspecified, local, multicast, discard, documentation, segment routing
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[::]', '[fe80::1]', '[febf::1]', '[fec0::1]', '[feff::1]', '[fc00::1]'],
  ...['[fd00:ec2::254]', '[fdff::1]', '[ff02::1]', '[100::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]', '[4000::1]'],
  // IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo, and protocol assignments
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:8.8.8.8]'],
  ...['[::ffff:169.254.169.254]', '[::127.0.0.1]', '[::7f00:1]', '[::8.8.8.8]', '[::ffff:0:127.0.0.1]'],
  ...['[::ffff:0:8.8.8.8]', '[64:ff9b::127.0.0.1]', '[64:ff9b::8.8.8.8]', '[64:ff9b:1::1]', '[2002:7f00:1::]'],
  ...['[2002:a00:1::1]', '[2001::1]', '[2001:0:4136:e378::]', '[2001:2::1]', '[2001:10::1]', '[2001:20::1]'],
  ...['[2620:4f:8000::1]'],
];
const PUBLIC_HOSTS = [
  ...['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.1', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1'],
  ...['192.167.0.1', '223.255.255.255', '[2606:4700:4700::1111]', '[2001:4860:4860::8888]', '[2a00:1450::1]'],
];

it('knows more than sixty spellings', () => {
  expect(new Set(PRIVATE_HOSTS).size).toBeGreaterThan(60);
});

it.each(PRIVATE_HOSTS)('refuses http://%s/', async (host) => {
  const outgoing = new OutgoingHttp(OPTIONS);
  const url = `http://${host}/`;

  expect(isPublicAddress(hostOf(new URL(url)))).toBe(false);
  expect(await outgoing.post(url, REQUEST)).toEqual(BLOCKED);
  await expect(outgoing.check(url)).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
  outgoing.close();
});

it.each(PRIVATE_HOSTS)('refuses a name that leads to %s', async (host) => {
  const address = hostOf(new URL(`http://${host}/`));
  const resolve: Resolve = async () => [
    { address: '8.8.8.8', family: 4 },
    { address, family: address.includes(':') ? 6 : 4 },
  ];
  const outgoing = new OutgoingHttp(OPTIONS, resolve);

  const outcome = await outgoing.post('http://name.example/', REQUEST);
  const refusal: unknown = await outgoing.check('http://name.example/').catch((error: unknown) => error);

  expect(outcome).toEqual(BLOCKED);
  expect(refusal).toMatchObject({ code: 'URL_NOT_ALLOWED' });
  expect(String(refusal)).toContain('name.example');
  expect(String(refusal)).toContain('SSRF_ALLOWED_HOSTS');
  expect(String(refusal)).not.toContain(address);
  outgoing.close();
});

it.each(PUBLIC_HOSTS)('lets http://%s/ be registered', async (host) => {
  const outgoing = new OutgoingHttp(OPTIONS, async () => [{ address: hostOf(new URL(`http://${host}/`)), family: 4 }]);

  await expect(outgoing.check(`http://${host}/`)).resolves.toBeUndefined();
  await expect(outgoing.check('https://name.example/')).resolves.toBeUndefined();
});

describe('with something to protect on this machine', () => {
  let canary: Receiver;
  beforeAll(async () => (canary = await startReceiver()));
  afterAll(() => canary.close());

  it.each(['localhost', 'LOCALHOST', 'localhost.', '127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    'never reaches it as %s',
    async (host) => {
      const outgoing = new OutgoingHttp(OPTIONS);

      expect(await outgoing.post(`http://${host}:${canary.port}/`, REQUEST)).toEqual(BLOCKED);

      outgoing.close();
      expect(canary.connections).toBe(0);
    },
  );

  it('is not fooled by a name that is public when it is registered and private when it is used', async () => {
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked += 1;
      return [{ address: asked % 2 === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }];
    };
    const outgoing = new OutgoingHttp(OPTIONS, rebinding);
    const url = `http://rebind.example:${canary.port}/`;

    for (let i = 0; i < 5; i += 1) {
      await expect(outgoing.check(url)).resolves.toBeUndefined();
      expect(await outgoing.post(url, REQUEST)).toEqual(BLOCKED);
    }

    outgoing.close();
    expect(asked).toBe(10);
    expect(canary.connections).toBe(0);
  });

  it('asks the resolver once per connection and connects to the address in that answer', async () => {
    const answers = ['127.0.0.1', '203.0.113.9'];
    const asked: string[] = [];
    const resolve: Resolve = async (host) => {
      asked.push(host);
      return [{ address: answers[Math.min(asked.length, 2) - 1] ?? '', family: 4 }];
    };
    const open = await startReceiver();
    const outgoing = new OutgoingHttp({ ...OPTIONS, allowedHosts: ['inside.example'] }, resolve);

    const outcome = await outgoing.post(`http://inside.example:${open.port}/`, REQUEST);

    expect(outcome).toEqual(ANSWERED);
    expect(asked).toEqual(['inside.example']);
    outgoing.close();
    await open.close();
  });

  it.each([
    ['the host by name', 'inside.example'],
    ['another case', 'Inside.Example'],
  ])('reaches a private host whose exemption names %s', async (_name, entry) => {
    const open = await startReceiver();
    const outgoing = new OutgoingHttp({ ...OPTIONS, allowedHosts: [entry] }, async () => [
      { address: '127.0.0.1', family: 4 },
    ]);
    const url = `http://inside.example:${open.port}/`;

    await expect(outgoing.check(url)).resolves.toBeUndefined();
    expect(await outgoing.post(url, REQUEST)).toEqual(ANSWERED);
    expect(await outgoing.post(`http://127.0.0.2:${open.port}/`, REQUEST)).toEqual(BLOCKED);
    outgoing.close();
    await open.close();
  });

  it('does not take a name for exempt because its address is', async () => {
    const outgoing = new OutgoingHttp({ ...OPTIONS, allowedHosts: ['127.0.0.1'] });

    expect(await outgoing.post(`http://localhost:${canary.port}/`, REQUEST)).toEqual(BLOCKED);

    outgoing.close();
    expect(canary.connections).toBe(0);
  });

  it('reaches everything when the protection is off', async () => {
    const open = await startReceiver();
    const outgoing = new OutgoingHttp({ ...OPTIONS, ssrfProtect: false });

    await expect(outgoing.check(open.url)).resolves.toBeUndefined();
    expect(await outgoing.post(open.url, REQUEST)).toEqual(ANSWERED);
    outgoing.close();
    await open.close();
  });
});

describe('names that do not resolve', () => {
  it('says so with the code of the resolver', async () => {
    const unknown: Resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    const outgoing = new OutgoingHttp(OPTIONS, unknown);

    await expect(outgoing.check('https://nobody.example/')).rejects.toMatchObject({
      code: 'URL_NOT_ALLOWED',
      message: 'url is not allowed: the host "nobody.example" could not be resolved (ENOTFOUND)',
    });
    expect(await outgoing.post('https://nobody.example/', REQUEST)).toEqual({
      kind: 'failed',
      failure: 'dns',
      error: 'The host name is not known.',
    });
  });

  it('gives up on a name server that does not answer, and asks it only once at a time', async () => {
    let asked = 0;
    const silent: Resolve = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const outgoing = new OutgoingHttp({ ...OPTIONS, dnsTimeoutMs: 30 }, silent);

    const outcomes = await Promise.all([1, 2, 3].map(() => outgoing.post('http://slow.example/', REQUEST)));

    expect(outcomes).toEqual(
      Array(3).fill({ kind: 'failed', failure: 'dns', error: 'The host name could not be resolved in time.' }),
    );
    await expect(outgoing.check('http://slow.example/')).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
    expect(asked).toBe(1);
    outgoing.close();
  });
});

it.each(['ftp://8.8.8.8/', 'file:///etc/passwd', 'gopher://8.8.8.8/', 'javascript:alert(1)', 'data:,x', 'hook', ''])(
  'takes http and https only, not %j',
  async (url) => {
    const outgoing = new OutgoingHttp({ ...OPTIONS, ssrfProtect: false });

    await expect(outgoing.check(url)).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
    expect((await outgoing.post(url, REQUEST)).kind).toBe('failed');
  },
);
