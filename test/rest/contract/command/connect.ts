import { isNativeError } from 'node:util/types';
import { patiently, request, type Answer, type OnLimit, type Target } from '../caller.js';
import { CannotRunError } from '../cannot-run.js';
import { METRICS, type Route } from '../operations.js';
import type { Provisions } from '../provisions.js';
import { shownDocument } from '../shown-document.js';
import type { Options } from './options.js';
import { textOf } from './report.js';

export interface Connected {
  readonly target: Target;
  /** What the gateway was found to have, and what the options bring. */
  readonly provisions: Partial<Provisions>;
}

interface Session {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly phone: string | null;
}

/** Looks whether everything is there that the options name. @throws CannotRunError */
export async function connect(options: Options, onLimit: OnLimit): Promise<Connected> {
  const ask = async <T>(route: Route, parameters: Record<string, string> = {}): Promise<Answer<T>> =>
    (await patiently(() => request(options.target, route, parameters), onLimit)) as Answer<T>;
  await checkGateway(options.target);
  const target = checkKey(options.target, await ask('POST /api/auth/validate'));
  const linked = options.session === undefined ? undefined : await linkedSession(options.session, ask);
  const recipient =
    linked === undefined || options.sendTo === undefined ? undefined : await whom(linked, options.sendTo, ask);
  const document = await shownDocument(target.url);
  const hasMetrics = options.metricsToken !== undefined || (await ask(METRICS)).status !== 404;
  return {
    target,
    provisions: {
      ...(linked && { linked }),
      ...(recipient && { recipient }),
      ...(document && { document }),
      ...(options.webhookUrl !== undefined && { receiver: { url: options.webhookUrl } }),
      ...(options.metricsToken !== undefined && { metrics: { token: options.metricsToken } }),
      ...(!hasMetrics && { withoutMetrics: target }),
    },
  };
}

type Ask = <T>(route: Route, parameters?: Record<string, string>) => Promise<Answer<T>>;

async function checkGateway(target: Target): Promise<void> {
  const { url } = target;
  const answer = await request(target, 'GET /api/health', {}, { key: null }).catch((error: unknown) => {
    // fetch gives a cause; whoever answered something else than JSON is there
    if (!isNativeError(error) || error.cause === undefined) return undefined;
    throw new CannotRunError(
      `${url} cannot be reached (${textOf(error)}). Does the gateway run, and is this its address?`,
    );
  });
  if (answer?.status !== 200 || (answer.body as { status?: unknown } | undefined)?.status !== 'ok') {
    throw new CannotRunError(
      `${url} answers, but not as a gateway does (GET /api/health: ${answer?.status ?? 'no JSON'}). Is this its address?`,
    );
  }
}

/** @returns the target, with what the answer shows of its rate limit */
function checkKey(target: Target, { status, headers, body }: Answer<{ role?: unknown; message?: unknown }>): Target {
  if (status !== 200) {
    throw new CannotRunError(`the key is refused (${status}, ${String(body.message)}). Is it one of ${target.url}?`);
  }
  if (body.role !== 'admin') {
    throw new CannotRunError(`the key is ${String(body.role)}'s: keys are made for the test, which takes an admin key`);
  }
  return { ...target, isLimited: headers.has('x-ratelimit-limit') };
}

async function linkedSession(id: string, ask: Ask): Promise<Provisions['linked']> {
  const { status, body } = await ask<Session>('GET /api/sessions/{id}', { id });
  if (status !== 200) {
    const { body: all } = await ask<readonly Session[]>('GET /api/sessions', { query: '?limit=20' });
    const known = all.map((session) => `${session.id} (${session.name})`).join(', ');
    throw new CannotRunError(`there is no session ${id}; there ${known === '' ? 'is none' : `are ${known}`}`);
  }
  if (body.status !== 'ready' || body.phone === null) {
    throw new CannotRunError(`session ${id} is ${body.status}, and has to be ready: link it, or start it, first`);
  }
  return { sessionId: id, phone: body.phone };
}

async function whom(linked: Provisions['linked'], number: string, ask: Ask): Promise<Provisions['recipient']> {
  const { status, body } = await ask<{ exists?: boolean; whatsappId?: string | null }>(
    'GET /api/sessions/{sessionId}/contacts/check/{number}',
    { sessionId: linked.sessionId, number },
  );
  if (status !== 200 || typeof body.whatsappId !== 'string') {
    throw new CannotRunError(`${number} is not on WhatsApp (${status}): nobody can be written to there`);
  }
  return { sessionId: linked.sessionId, chatId: body.whatsappId, number };
}
