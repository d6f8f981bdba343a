import type { FileRoute } from '../../rest/handler.js';
import { type HandedOut, handOut } from './hand-out.js';

const PATH = /^\/api\/sessions\/([^/]+)\/status\/([^/]+)\/media\/?$/;

type FileOf = (sessionId: string, statusId: string) => Promise<HandedOut & { remove(): Promise<void> }>;

/**
 * `GET /api/sessions/{sessionId}/status/{statusId}/media`, to a key that may read the session: fetched from WhatsApp,
 * handed out, and not kept.
 */
export const statusMediaRoute = (fileOf: FileOf): FileRoute => ({
  rule: { role: 'viewer', session: 'sessionId' },
  match(method, url) {
    const [, sessionId, statusId] = PATH.exec(url.split('?', 1)[0] ?? '') ?? [];
    if ((method !== 'GET' && method !== 'HEAD') || sessionId === undefined || statusId === undefined) return undefined;
    try {
      return { sessionId: decodeURIComponent(sessionId), statusId: decodeURIComponent(statusId) };
    } catch {
      return undefined;
    }
  },
  async answer({ sessionId = '', statusId = '' }, response, headOnly) {
    const file = await fileOf(sessionId, statusId);
    try {
      await handOut(file, headOnly, response);
    } finally {
      await file.remove();
    }
  },
});
