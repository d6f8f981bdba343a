import type { ProxyType } from '../../../src/domain/session.js';
import { toBrowserProxy } from '../../../src/engines/wwebjs/proxy.js';

test.each<[string, ProxyType, object]>([
  ['http://proxy:3128', 'http', { argument: '--proxy-server=http://proxy:3128' }],
  ['proxy:3128', 'http', { argument: '--proxy-server=http://proxy:3128' }],
  ['socks5://10.0.0.1:1080', 'socks5', { argument: '--proxy-server=socks5://10.0.0.1:1080' }],
  [
    'http://depot:p%40ss@proxy:3128',
    'http',
    { argument: '--proxy-server=http://proxy:3128', authentication: { username: 'depot', password: 'p@ss' } },
  ],
])('%s', (url, type, expected) => {
  expect(toBrowserProxy({ url, type })).toEqual(expected);
});

test.each<[string, ProxyType, RegExp]>([
  ['socks5://depot:secret@proxy:1080', 'socks5', /^Chromium cannot log in to a socks5 proxy/],
  ['http://', 'http', /no usable URL/],
])('%s cannot be used, and its password is not told', (url, type, message) => {
  const use = () => toBrowserProxy({ url, type });
  expect(use).toThrow(message);
  expect(use).not.toThrow(/secret/);
});
