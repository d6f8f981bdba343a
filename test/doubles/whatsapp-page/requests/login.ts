import { randomHex } from '../network/ids.js';
import { type Page } from '../network/page.js';
import { type PageDouble, type PageError } from '../page-double.js';
import { type Answers } from './request.js';

/** What a page asks before it speaks for an account. */
export type LoginAnswer = (double: PageDouble, page: Page, args: never) => unknown;

const PAIRING_CODE_BYTES = 4;

export const loginAnswers: Record<string, LoginAnswer> = {
  hello: (double, page, { device }: { device?: { id: string } }) => {
    const owner = double.ownerOf(device?.id);
    if (owner && device) {
      page.speakFor(owner, device.id);
      return { account: owner.snapshot(double.channels.values()) };
    }
    rotateEvery(double, page);
    return { ref: page.newRef() };
  },
  refreshQr: (_double, page) => page.showNewQr(),
  pairingCode: (_double, page, { phone }: { phone: string }) => {
    const code = randomHex(PAIRING_CODE_BYTES);
    page.pairing = { code, phone };
    return code;
  },
  missing: (double, _page, { what }: { what: string }) => {
    double.missing.add(what);
  },
  pageError: (double, _page, error: PageError) => {
    double.pageErrors.push(error);
  },
};

export const logoutAnswers: Answers = {
  logout: ({ double, page }) => {
    if (page.deviceId) double.forgetDevice(page.deviceId);
    page.leave();
  },
};

function rotateEvery(double: PageDouble, page: Page): void {
  const { qrTtlMs } = double.options;
  if (qrTtlMs === 0) return;
  const timer = setInterval(() => {
    if (!double.pages.has(page) || page.ref === undefined) clearInterval(timer);
    else page.showNewQr();
  }, qrTtlMs);
  timer.unref();
}
