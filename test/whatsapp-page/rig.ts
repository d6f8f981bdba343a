import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ClientOptions, LocalAuth } from 'whatsapp-web.js';
import { type PageControl } from '../doubles/whatsapp-page/control-client.js';
import { launchPageDouble, type LaunchedPageDouble } from '../doubles/whatsapp-page/launch.js';
import { type PageDoubleOptions } from '../doubles/whatsapp-page/options.js';
import { testBrowser } from '../support/browser.js';
import { waitFor } from '../support/wait.js';

export const PHONE = '5511900000001';
export const ME = `${PHONE}@c.us`;
export const ANA = '5511988887777';
export const ANA_ID = `${ANA}@c.us`;
export const BOB = '5511977776666';
export const BOB_ID = `${BOB}@c.us`;
/** A number nobody has. */
export const NOBODY_ID = '9995511000000@c.us';

/** One pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

interface Emitted {
  event: string;
  args: unknown[];
}

/** The unmodified library, with every event it emits kept for asking. */
export class ObservedClient {
  readonly emitted: Emitted[] = [];
  readonly client: Client;

  constructor(options: ClientOptions) {
    this.client = new Client(options);
    const emit = this.client.emit.bind(this.client);
    this.client.emit = (event: string, ...args: unknown[]) => {
      this.emitted.push({ event, args });
      return emit(event, ...args);
    };
  }

  /** The first event of that name whose arguments fit, now or later. */
  async event<Args extends unknown[]>(name: string, fits: (...args: Args) => boolean = () => true): Promise<Args> {
    const find = () => this.emitted.find(({ event, args }) => event === name && fits(...(args as Args)));
    return (await waitFor(`the event ${name}`, find)).args as Args;
  }

  names(): string[] {
    return this.emitted.map(({ event }) => event);
  }
}

/** A page double, and clients of it that come and go. */
export class PageRig {
  private readonly clients: ObservedClient[] = [];
  /** Where the library keeps its logins. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'whatsapp-page-'));

  private constructor(private readonly double: LaunchedPageDouble) {}

  static async start(options: Partial<PageDoubleOptions> = {}): Promise<PageRig> {
    return new PageRig(await launchPageDouble(options));
  }

  get control(): PageControl {
    return this.double.client;
  }

  /** A client that was not started; the same `clientId` is the same login. */
  async client(clientId: string, options: ClientOptions = {}): Promise<ObservedClient> {
    const browser = await testBrowser();
    const observed = new ObservedClient({
      authStrategy: new LocalAuth({ clientId, dataPath: this.folder }),
      webVersionCache: { type: 'none' },
      ...options,
      puppeteer: { ...browser, args: [...browser.args, ...this.double.chromiumArgs] },
    });
    this.clients.push(observed);
    return observed;
  }

  /** A client that shows a QR code. */
  async showingQr(clientId: string): Promise<{ observed: ObservedClient; qr: string }> {
    const observed = await this.client(clientId);
    await observed.client.initialize();
    const [qr] = await observed.event<[string]>('qr');
    return { observed, qr };
  }

  /** A client that is linked and ready. */
  async linked(clientId = 'one', phone = PHONE): Promise<ObservedClient> {
    const { observed, qr } = await this.showingQr(clientId);
    await this.control.scan({ qr, phone, name: 'Gateway' });
    await observed.event('ready');
    return observed;
  }

  /** What the page lacks or failed at; nothing, after a good run. */
  async complaints(): Promise<unknown[]> {
    const { missing, pageErrors } = await this.control.state();
    return [...missing, ...pageErrors];
  }

  async stop(): Promise<void> {
    await Promise.all(this.clients.map(({ client }) => endBrowser(client)));
    await this.double.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** The library may be closing it by itself just now; its profile can be deleted when the process is gone. */
async function endBrowser(client: Client): Promise<void> {
  const browser = client.pupBrowser?.process();
  await client.destroy();
  await waitFor('the end of the browser', () => !browser || browser.exitCode !== null || browser.signalCode !== null);
}
