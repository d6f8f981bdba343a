import { type Account } from '../network/account.js';
import { type Page } from '../network/page.js';
import { type PageDouble } from '../page-double.js';

/** Who asks. */
export interface Asker {
  double: PageDouble;
  page: Page;
  account: Account;
}

/**
 * Answers one kind of request of the page. Each names the arguments it takes (`never` lets every such function into one
 * table); what comes in was sent by the page script of this folder.
 */
export type Answer = (asker: Asker, args: never) => unknown;
export type Answers = Record<string, Answer>;

/** Recorded, and answered with yes. */
export const accepted: Answer = () => ({ ok: true });
