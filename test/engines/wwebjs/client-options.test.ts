import { loadConfig } from '../../../src/config/config.js';
import { clientOptions } from '../../../src/engines/wwebjs/client-options.js';

const optionsFor = (
  env: Record<string, string>,
  executablePath = '/usr/bin/chromium',
  proxy?: Parameters<typeof clientOptions>[0]['proxy'],
) => clientOptions({ config: loadConfig(env).wwebjs, executablePath, proxy });

test('by default WhatsApp serves its page, and nothing is stored of it', () => {
  expect(optionsFor({})).toMatchObject({
    webVersionCache: { type: 'none' },
    userAgent: false,
    authTimeoutMs: 30_000,
    puppeteer: { headless: true, args: ['--no-sandbox', '--disable-setuid-sandbox'] },
  });
});

test.each(['auto', 'latest', 'off', 'OFF'])('WWEBJS_WEB_VERSION=%s pins nothing', (version) => {
  expect(optionsFor({ WWEBJS_WEB_VERSION: version })).toMatchObject({ webVersionCache: { type: 'none' } });
});

test('a pinned version comes from where the operator says', () => {
  const remotePath = 'https://mirror.example.com/{version}.html';
  expect(optionsFor({ WWEBJS_WEB_VERSION: '2.3000.1', WWEBJS_WEB_VERSION_REMOTE_PATH: remotePath })).toMatchObject({
    webVersion: '2.3000.1',
    webVersionCache: { type: 'remote', remotePath, strict: true },
  });
});

test.each([
  ['--a,--b', ['--a', '--b']],
  ['--a --b', ['--a', '--b']],
  ['["--rules=MAP x, MAP y","--b"]', ['--rules=MAP x, MAP y', '--b']],
])('PUPPETEER_ARGS=%s', (value, args) => {
  expect(optionsFor({ PUPPETEER_ARGS: value })).toMatchObject({ puppeteer: { args } });
});

test('PUPPETEER_ARGS that is no list stops the start with one sentence', () => {
  expect(() => loadConfig({ PUPPETEER_ARGS: '[1' })).toThrow(/^PUPPETEER_ARGS must be a list such as/);
});

test('a browser without a window of its own is told so in its own way', () => {
  expect(optionsFor({}, '/opt/chromium-headless-shell')).toMatchObject({ puppeteer: { headless: 'shell' } });
  expect(optionsFor({ PUPPETEER_HEADLESS: 'false' })).toMatchObject({ puppeteer: { headless: false } });
});

test('the proxy of a session is an argument, its password is not', () => {
  const authentication = { username: 'depot', password: 'secret' };
  const options = optionsFor({}, undefined, { argument: '--proxy-server=http://proxy:3128', authentication });
  expect(options.proxyAuthentication).toEqual(authentication);
  expect(options.puppeteer?.args).toContain('--proxy-server=http://proxy:3128');
  expect(JSON.stringify(options.puppeteer)).not.toContain('secret');
});
