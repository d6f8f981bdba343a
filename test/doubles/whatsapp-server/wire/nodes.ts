import { type BinaryNode } from '@whiskeysockets/baileys';

export type { BinaryNode };

/** How the server names itself: **with** the `@`, which the client's handlers compare literally. */
export const SERVER = '@s.whatsapp.net';

type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Builds a node. Attributes become strings (the encoder drops anything else); empty ones are left out. */
export function el(tag: string, attributes: Attributes = {}, content?: BinaryNode['content']): BinaryNode {
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) attrs[name] = String(value);
  }
  return content === undefined ? { tag, attrs } : { tag, attrs, content };
}

/** The child nodes, all of them or those with a tag. No node, or one with bytes inside, has none. */
export function kids(node: BinaryNode | undefined, tag?: string): BinaryNode[] {
  if (!Array.isArray(node?.content)) return [];
  return tag ? node.content.filter((child) => child.tag === tag) : node.content;
}

export const kid = (node: BinaryNode | undefined, tag: string): BinaryNode | undefined => kids(node, tag)[0];

/** The content as bytes; undefined when there is no node or it holds child nodes. */
export function bytes(node: BinaryNode | undefined): Buffer | undefined {
  const content = node?.content;
  if (content === undefined || Array.isArray(content)) return undefined;
  return Buffer.from(content as string);
}

/** @throws Error when the node has no bytes: the client broke the protocol */
export function needBytes(node: BinaryNode | undefined, what: string): Buffer {
  const content = bytes(node);
  if (!content) throw new Error(`the client sent no ${what}`);
  return content;
}

export const text = (node: BinaryNode | undefined): string | undefined => bytes(node)?.toString('utf8');

/** @throws Error when the attribute is missing: the client broke the protocol */
export function attr(node: BinaryNode, name: string): string {
  const value = node.attrs[name];
  if (value === undefined) throw new Error(`<${node.tag}> from the client has no ${name}`);
  return value;
}

/** The answer to an IQ. Matched by id alone; without one the client waits for its query timeout. */
export const result = (request: BinaryNode, content?: BinaryNode[], attributes: Attributes = {}): BinaryNode =>
  el('iq', { id: request.attrs.id, type: 'result', from: request.attrs.to || SERVER, ...attributes }, content);

export const failure = (request: BinaryNode, code: number | string, reason: string): BinaryNode =>
  el('iq', { id: request.attrs.id, type: 'error', from: request.attrs.to || SERVER }, [
    el('error', { code, text: reason }),
  ]);
