import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, RefusedError } from '../network/account.js';
import { type Page } from '../network/page.js';
import { type PageDouble } from '../page-double.js';
import { channelAnswers } from './channels.js';
import { chatAnswers } from './chats.js';
import { contactAnswers } from './contacts.js';
import { groupAnswers } from './groups.js';
import { loginAnswers, logoutAnswers } from './login.js';
import { messageAnswers } from './messages.js';
import { type Answers } from './request.js';

const ANSWERS: Answers = {
  ...logoutAnswers,
  ...messageAnswers,
  ...contactAnswers,
  ...chatAnswers,
  ...groupAnswers,
  ...channelAnswers,
};

/**
 * What the page asks of WhatsApp. Everything asked on behalf of an account is recorded, refused requests included.
 * @throws RefusedError for what WhatsApp would refuse, Error for what the page must not ask
 */
export async function answer(
  double: PageDouble,
  page: Page,
  op: string,
  args: Record<string, unknown>,
): Promise<unknown> {
  if (Object.hasOwn(loginAnswers, op)) return loginAnswers[op]?.(double, page, args as never);
  const { account } = page;
  if (!account) throw new Error(`not logged in, yet it asks for ${op}`);
  account.requests.add({ op, ...args, at: Date.now() });
  await sleep(account.delaysMs.get(op) ?? 0);
  refuseIfTold(account, op);
  if (!Object.hasOwn(ANSWERS, op)) throw new Error(`the double has no answer to ${op}`);
  return ANSWERS[op]?.({ double, page, account }, args as never);
}

function refuseIfTold(account: Account, op: string): void {
  const left = account.refusals.get(op) ?? 0;
  if (left === 0) return;
  account.refusals.set(op, left - 1);
  throw new RefusedError(500, `the double was told to refuse ${op}`);
}
