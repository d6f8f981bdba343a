import { type Verbs } from '../../process/verb-server.js';
import { type Page } from '../network/page.js';
import { type PageDouble } from '../page-double.js';

interface Phone {
  phone: string;
  name?: string;
}

/** What somebody does on the phone's page of linked devices. */
export const pairingVerbs = (double: PageDouble): Verbs => ({
  scan: ({ qr, ...phone }: Phone & { qr: string }) => link(double, double.pageWithQr(qr), phone),
  'enter-code': ({ code, ...phone }: Phone & { code: string }) =>
    link(double, double.pageWithCode(code, phone.phone), phone),
  'rotate-qr': ({ qr }: { qr: string }) => {
    double.pageWithQr(qr).showNewQr();
    return {};
  },
  'idle-qr': ({ qr }: { qr: string }) => {
    double.pageWithQr(qr).push({ t: 'state', state: 'UNPAIRED_IDLE' });
    return {};
  },
  unlink: ({ phone }: Phone) => {
    const account = double.needAccount(phone);
    for (const device of account.devices) double.forgetDevice(device);
    const pages = account.push({ t: 'logout' });
    for (const page of double.pages) if (page.account === account) page.leave();
    return { pages };
  },
});

function link(double: PageDouble, page: Page, { phone, name }: Phone): { id: string; lid: string } {
  const account = double.account(phone, name === undefined ? {} : { pushname: name });
  double.link(page, account);
  return { id: account.id, lid: account.person.lid };
}
