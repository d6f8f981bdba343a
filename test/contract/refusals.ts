import type { Capability } from '../../src/engine/capability.js';
import type { Stage } from './stage.js';

/** A question that needs the capability, with input that would do. */
interface Question {
  readonly document: string;
  readonly variables?: (stage: Stage) => Promise<Record<string, unknown>>;
}

const PHONE = '628770009999';
const PERSON = `${PHONE}@c.us`;

const chatQuestion = (field: string, selection: string): Question => ({
  document: `mutation ($input: ChatInput!) { ${field}(input: $input) ${selection} }`,
  variables: async (stage) => {
    const rina = await stage.contact('Rina');
    await stage.world.write({ text: 'Hello?' }, { from: rina });
    await stage.event('MESSAGE_RECEIVED');
    return { input: { chatId: rina.id } };
  },
});
const personQuery = (field: string): Question => ({
  document: `query ($sessionId: ID!, $contactId: Jid!) { ${field}(sessionId: $sessionId, contactId: $contactId) }`,
  variables: async () => ({ contactId: PERSON }),
});

/** How each capability is asked for where an engine does not have it. */
export const QUESTIONS: Partial<Record<Capability, Question>> = {
  MARK_READ: chatQuestion('markChatRead', '{ chatId }'),
  MARK_UNREAD: chatQuestion('markChatUnread', '{ chatId }'),
  DELETE_CHAT: chatQuestion('deleteChat', ''),
  PROFILE_PICTURE: personQuery('profilePicture'),
  RESOLVE_LID: {
    ...personQuery('contactPhone'),
    variables: async () => ({ contactId: '199900011122233@lid' }),
  },
  BLOCK: {
    document: 'mutation ($input: ContactInput!) { blockContact(input: $input) { contactId } }',
    variables: async () => ({ input: { contactId: PERSON } }),
  },
};

/** @returns the code of the answer */
export async function ask(stage: Stage, { document, variables }: Question): Promise<string | undefined> {
  return stage.refusal(document, await variables?.(stage));
}
