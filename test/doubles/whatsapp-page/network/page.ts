import { randomBytes, randomUUID } from 'node:crypto';
import { type ServerResponse } from 'node:http';
import { type Account, type PageEvent } from './account.js';

/** One open page: its event stream, and whom it speaks for. */
export class Page {
  readonly id = randomUUID();
  /** What its QR code begins with, while it shows one. */
  ref: string | undefined;
  /** The eight characters it shows, and the number they were asked for. */
  pairing: { code: string; phone: string } | undefined;
  account: Account | undefined;
  deviceId: string | undefined;

  constructor(private readonly stream: ServerResponse) {}

  push(event: PageEvent): void {
    this.stream.write(`data: ${JSON.stringify(event)}\n\n`);
  }

  newRef(): string {
    this.ref = `2@${randomBytes(48).toString('base64')}`;
    return this.ref;
  }

  showNewQr(): void {
    this.push({ t: 'ref', ref: this.newRef() });
  }

  /** From now on it speaks for this account. */
  speakFor(account: Account, deviceId: string): void {
    this.account = account;
    this.deviceId = deviceId;
    this.ref = undefined;
    this.pairing = undefined;
    account.pages.add(this);
  }

  leave(): void {
    this.account?.pages.delete(this);
    this.account = undefined;
  }

  end(): void {
    this.stream.end();
  }
}
