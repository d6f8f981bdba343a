import { Agent, request } from 'node:http';

/** The wire under a double's typed control client. */
export interface VerbClient {
  /** @throws Error with the double's own words */
  readonly call: <T>(verb: string, body?: object) => Promise<T>;
  /** The same, for a verb whose answer says nothing. */
  readonly silent: (verb: string, body?: object) => Promise<void>;
  /** Closes idle sockets; the client may be used again. */
  readonly close: () => void;
}

export function verbClient(url: string): VerbClient {
  const agent = new Agent({ keepAlive: true });
  const call = <T>(verb: string, body: object = {}): Promise<T> => post<T>(agent, url, verb, body);
  return {
    call,
    silent: async (verb, body) => {
      await call(verb, body);
    },
    close: () => agent.destroy(),
  };
}

/** node:http rather than fetch: no time limit of its own, which a long verb would run into. */
function post<T>(agent: Agent, base: string, verb: string, body: object): Promise<T> {
  const data = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(data) };
  return new Promise((resolve, reject) => {
    const sent = request(`${base}/${verb}`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as T & { error?: string };
          if (response.statusCode === 200) resolve(answer);
          else reject(new Error(`${verb}: ${answer.error}`));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    sent.on('error', reject);
    sent.end(data);
  });
}
