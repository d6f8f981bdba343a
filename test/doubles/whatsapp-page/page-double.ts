import { randomUUID } from 'node:crypto';
import { Account } from './network/account.js';
import { type Channel } from './network/channel.js';
import { Directory, type PersonFacts } from './network/directory.js';
import { webId } from './network/ids.js';
import { MediaStore } from './network/media-store.js';
import { type Page } from './network/page.js';
import { DEFAULT_OPTIONS, type PageDoubleOptions, parseOptions } from './options.js';

export interface PageError {
  during: string;
  error: string;
}

/** Everything behind the page: WhatsApp's servers as far as they show, and the phones. */
export class PageDouble {
  readonly options: PageDoubleOptions;
  readonly directory: Directory;
  readonly media = new MediaStore();
  readonly accounts = new Map<string, Account>();
  readonly channels = new Map<string, Channel>();
  readonly pages = new Set<Page>();
  /** Modules and members the library asked for that the page does not have. */
  readonly missing = new Set<string>();
  readonly pageErrors: PageError[] = [];
  private readonly owners = new Map<string, Account>();

  constructor(options: Partial<PageDoubleOptions> = {}) {
    this.options = { ...DEFAULT_OPTIONS, ...options };
    this.directory = new Directory(this.options);
  }

  /** @throws Error naming the option that does not fit */
  setOptions(changes: Record<string, unknown>): PageDoubleOptions {
    return Object.assign(this.options, parseOptions(changes));
  }

  /** The account with this number, made if there is none. */
  account(phone: string, facts: PersonFacts = {}): Account {
    const person = this.directory.person(phone, facts);
    const account = this.accounts.get(person.pn) ?? new Account(person, this.directory);
    this.accounts.set(person.pn, account);
    account.pushname = facts.pushname ?? account.pushname;
    return account;
  }

  /** @throws Error when nobody made or paired it */
  needAccount(phone: string): Account {
    const account = this.accounts.get(webId(phone));
    if (!account) throw new Error(`there is no account ${phone}`);
    return account;
  }

  /** The account behind a number or LID, if it is one of this double. */
  accountOf(anyId: string): Account | undefined {
    const person = this.directory.lookup(anyId);
    return person && this.accounts.get(person.pn);
  }

  /** @throws Error when the code was rotated or its page is gone */
  pageWithQr(qr: string): Page {
    const ref = qr.split(',')[0];
    const page = [...this.pages].find((candidate) => candidate.ref !== undefined && candidate.ref === ref);
    if (!page) throw new Error('no page shows this QR code: it was rotated, or its page is gone');
    return page;
  }

  /** @throws Error when no page shows it */
  pageWithCode(code: string, phone: string): Page {
    const shown = [...this.pages].find(
      ({ pairing }) => pairing?.code === code.replace('-', '') && webId(pairing.phone) === webId(phone),
    );
    if (!shown) throw new Error('no page shows this pairing code for this number');
    return shown;
  }

  /** The phone accepts the page as a linked device. */
  link(page: Page, account: Account): void {
    const deviceId = randomUUID();
    this.owners.set(deviceId, account);
    account.devices.add(deviceId);
    page.speakFor(account, deviceId);
    page.push({ t: 'pair', device: { id: deviceId }, account: account.snapshot(this.channels.values()) });
  }

  /** The account a device is linked to, until the phone or the page ends it. */
  ownerOf(deviceId: string | undefined): Account | undefined {
    const owner = deviceId === undefined ? undefined : this.owners.get(deviceId);
    return deviceId !== undefined && owner?.devices.has(deviceId) ? owner : undefined;
  }

  forgetDevice(deviceId: string): void {
    this.owners.get(deviceId)?.devices.delete(deviceId);
    this.owners.delete(deviceId);
  }

  closed(page: Page): void {
    this.pages.delete(page);
    page.leave();
  }
}
