import { basename } from 'node:path';
import type { Config } from '../../config/config.js';
import type { ClientOptions } from './library.js';
import type { BrowserProxy } from './proxy.js';

/** Longer than any deadline of ours, which are the ones that count. */
const PROTOCOL_TIMEOUT_MS = 180_000;
/** Where released versions of WhatsApp Web are archived. */
const ARCHIVE = 'https://raw.githubusercontent.com/wppconnect-team/wa-version/main/html/{version}.html';

export interface Launch {
  readonly config: Config['wwebjs'];
  readonly executablePath: string;
  readonly proxy: BrowserProxy | undefined;
}

/** Made afresh for each client: the library writes into what it gets. */
export function clientOptions({ config, executablePath, proxy }: Launch): ClientOptions {
  const { args, authTimeoutMs, webVersion, webVersionRemotePath } = config;
  return {
    authTimeoutMs,
    userAgent: false,
    ...(proxy?.authentication === undefined ? {} : { proxyAuthentication: { ...proxy.authentication } }),
    ...(webVersion === undefined
      ? { webVersionCache: { type: 'none' } }
      : { webVersion, webVersionCache: { type: 'remote', remotePath: webVersionRemotePath ?? ARCHIVE, strict: true } }),
    puppeteer: {
      executablePath,
      headless: headlessOf(config.headless, executablePath),
      args: [...args, ...(proxy === undefined ? [] : [proxy.argument])],
      defaultViewport: null,
      // a browser on a pipe ends with this process, however that ends
      pipe: true,
      protocolTimeout: PROTOCOL_TIMEOUT_MS,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    },
  };
}

/** Chromium without a window comes as a program of its own, too, which is told in another way. */
function headlessOf(headless: boolean, executablePath: string): boolean | 'shell' {
  if (!headless) return false;
  return /headless[-_]shell/.test(basename(executablePath)) ? 'shell' : true;
}
