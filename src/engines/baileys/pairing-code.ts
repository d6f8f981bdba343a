import type { BinaryNode } from '@whiskeysockets/baileys';
import { EngineFailedError } from '../../domain/errors.js';
import type { Socket } from './library.js';

const ANSWER_WITHIN_MS = 20_000;

/**
 * Asks for a code of eight characters. The library hands one out without waiting for the server's answer, so that a
 * refused request looks like a code (Baileys #2737). Here the answer counts.
 * @param phone digits, country code first
 * @throws EngineFailedError if WhatsApp refused, or did not answer
 */
export async function requestPairingCode(socket: Socket, phone: string): Promise<string> {
  const answer = nextAnswer(socket);
  try {
    const [code, node] = await Promise.all([socket.requestPairingCode(phone), answer.received]);
    if (node.attrs.type === 'error') {
      throw new EngineFailedError(`WhatsApp refused the request for a pairing code${detailsOf(node)}`);
    }
    return code;
  } finally {
    answer.forget();
  }
}

/** The library numbers its requests; the next one is the one that is about to be made. */
function nextAnswer({ ws, generateMessageTag }: Socket): { received: Promise<BinaryNode>; forget(): void } {
  const [, prefix = '', count = ''] = /^(.*-)(\d+)$/.exec(generateMessageTag()) ?? [];
  const event = `TAG:${prefix}${Number(count) + 1}`;
  let forget = (): void => {};
  const received = new Promise<BinaryNode>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new EngineFailedError('WhatsApp did not answer the request for a pairing code')),
      ANSWER_WITHIN_MS,
    );
    ws.once(event, resolve);
    forget = () => {
      clearTimeout(timer);
      ws.off(event, resolve);
    };
  });
  received.catch(() => undefined);
  return { received, forget };
}

function detailsOf({ content }: BinaryNode): string {
  const error = Array.isArray(content) ? content.find(({ tag }) => tag === 'error') : undefined;
  const told = [error?.attrs.code, error?.attrs.text].filter((part) => part !== undefined);
  return told.length === 0 ? '' : ` (${told.join(': ')})`;
}
