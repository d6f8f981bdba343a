/**
 * The code with which WhatsApp refused a question. The library throws it as an error whose own code is always 500; the
 * server's is in its `data`, as a number or as the node that held it.
 */
export function refusalOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined;
  const { data } = error;
  if (typeof data === 'number') return data;
  const { attrs } = (typeof data === 'object' && data !== null ? data : {}) as { attrs?: { code?: unknown } };
  const code = Number(attrs?.code);
  return Number.isInteger(code) ? code : undefined;
}
