import { OPERATIONS, type Route } from './operations.js';

/** A documented answer that cannot be provoked here, and why. It is shown as declared, never as passed. */
export interface Declared {
  readonly route: Route;
  readonly status: number;
  readonly why: string;
}

const declare = (why: string, status: number, ...routes: readonly Route[]): readonly Declared[] =>
  routes.map((route) => ({ route, status, why }));

/** Statuses that a route which is not built answers nevertheless. */
const ANSWERED_ANYWAY = [401, 403, 429, 501];

const ofNotBuilt = OPERATIONS.flatMap(({ route, required, notBuilt }) =>
  notBuilt === undefined
    ? []
    : required
        .filter((status) => !ANSWERED_ANYWAY.includes(status))
        .map((status) => ({ route, status, why: notBuilt })),
);

export const DECLARED: readonly Declared[] = [
  ...ofNotBuilt,
  ...declare(
    'Since 0.7.17, for an account without WhatsApp Business; the accounts here have it, and labels.test.ts shows the others',
    422,
    'POST /api/sessions/{sessionId}/labels/chat/{chatId}',
    'DELETE /api/sessions/{sessionId}/labels/chat/{chatId}/{labelId}',
  ),
  ...declare('The search is built in; there is no provider that could be missing', 501, 'GET /api/search'),
];
