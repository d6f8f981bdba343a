import { type PageState } from '../control-api.js';
import { type PageDouble } from '../page-double.js';
import { type Verbs } from '../../process/verb-server.js';

export const stateVerbs = (double: PageDouble): Verbs => ({
  state: (): PageState => ({
    pages: [...double.pages].map(({ id, ref, pairing, account }) => ({
      id,
      qr: ref,
      code: pairing?.code,
      account: account?.id,
    })),
    accounts: [...double.accounts.values()].map((account) => ({
      id: account.id,
      lid: account.person.lid,
      devices: account.devices.size,
      pages: account.pages.size,
      sent: account.sent.total,
    })),
    missing: [...double.missing],
    pageErrors: double.pageErrors,
  }),
  options: (changes: Record<string, unknown>) => double.setOptions(changes),
});
