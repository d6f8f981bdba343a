import type { Stage } from './stage.js';

interface SendAnswer {
  readonly send: { readonly message: { readonly waMessageId: string; readonly ack: string } };
}

/**
 * Sends through the field of that name.
 * @param input without the session
 * @returns the stanza id of the message
 */
export async function send(stage: Stage, field: string, input: Record<string, unknown>): Promise<string> {
  const name = `${field[0]?.toUpperCase() ?? ''}${field.slice(1)}`;
  const { send: answer } = await stage.ask<SendAnswer>(
    `mutation ($input: ${name}Input!) { send: ${field}(input: $input) { message { waMessageId ack } } }`,
    { input },
  );
  return stanzaIdOf(answer.message.waMessageId);
}

export const stanzaIdOf = (waMessageId: string): string => waMessageId.split('_')[2] ?? '';
