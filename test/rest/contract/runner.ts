import { randomBytes } from 'node:crypto';
import {
  createCaller,
  patiently,
  request,
  type Answer,
  type CallOptions,
  type OnLimit,
  type Parameters,
  type Target,
} from './caller.js';
import type { Case } from './case.js';
import { cellsOf, keyOf, type Coverage } from './coverage.js';
import type { Route } from './operations.js';
import type { Need, Provisions } from './provisions.js';
import type { Stage } from './stage.js';

interface RunnerOptions {
  readonly target: Target;
  readonly provisions: Partial<Provisions>;
  readonly coverage: Coverage;
  /** An address that the target lets a webhook have; nothing is sent there. */
  readonly webhookUrl: string;
  /** The target's rate limit is waited out, and told here. */
  readonly onLimit?: OnLimit;
}

interface Removal {
  readonly route: Route;
  readonly parameters: Parameters;
}

/** Runs cases, one at a time, and keeps what was seen. What the run itself makes goes with `close`. */
export class Runner {
  private readonly tag = randomBytes(3).toString('hex');
  private readonly keys = new Map<string, Promise<string>>();
  private readonly removals: Removal[] = [];
  /** What could not be removed, and why. */
  private readonly leftBehind: string[] = [];
  private count = 0;

  constructor(private readonly options: RunnerOptions) {}

  /**
   * @returns what the case needs and this run does not have; empty: it ran and passed
   * @throws Error where it failed
   */
  async run(one: Case): Promise<readonly Need[]> {
    const { provisions, coverage } = this.options;
    const missing = one.needs.filter((need) => provisions[need] === undefined);
    if (missing.length > 0) {
      coverage.leftOut(one, missing);
      return missing;
    }
    try {
      await this.play(one);
    } catch (error) {
      coverage.failed(one);
      throw error;
    }
    return [];
  }

  /** Removes what the run made for all cases. @throws Error with everything that any case left behind */
  async close(): Promise<void> {
    await this.removeAll(this.removals);
    await this.removeAll(await this.strays());
    if (this.leftBehind.length > 0) throw new Error(`could not be removed: ${this.leftBehind.join('; ')}`);
  }

  private async play(one: Case): Promise<void> {
    const seen = new Set<string>();
    const removals: Removal[] = [];
    try {
      // what it lacks, the case does not need
      await one.run({ ...(this.options.provisions as Provisions), ...this.stage(seen, removals) });
    } finally {
      await this.removeAll(removals);
    }
    const unseen = cellsOf(one).filter((cell) => !seen.has(cell));
    if (unseen.length > 0) throw new Error(`not answered: ${unseen.join(', ')}`);
  }

  private stage(seen: Set<string>, removals: Removal[]): Stage {
    const { target, coverage, webhookUrl, onLimit } = this.options;
    const record = (route: string, status: number): void => {
      seen.add(keyOf(route, status));
      coverage.record(route, status);
    };
    const call = createCaller({ ...target, record, ...(onLimit && { onLimit }) });
    const label = `contract-${this.tag}-${(this.count += 1)}`;
    return {
      target,
      call,
      ask: (route, parameters, options) => this.ask(route, parameters, options),
      at: (other) => createCaller({ ...other, record }),
      webhookUrl,
      label,
      later: (route, parameters) => removals.push({ route, parameters }),
      session: async () => {
        const { body } = await call<{ id: string }>('POST /api/sessions', {}, { body: { name: label } });
        removals.push({ route: 'DELETE /api/sessions/{id}', parameters: { id: body.id } });
        return body.id;
      },
      keyOf: (role) => {
        const key = this.keys.get(role) ?? this.makeKey(role);
        this.keys.set(role, key);
        return key;
      },
    };
  }

  private async makeKey(role: string): Promise<string> {
    const body = { name: `contract-${this.tag}-${role}`, role };
    const answer = await this.ask('POST /api/auth/api-keys', {}, { body });
    const made = answer.body as { id: string; apiKey: string };
    this.removals.push({ route: 'DELETE /api/auth/api-keys/{id}', parameters: { id: made.id } });
    return made.apiKey;
  }

  private ask(route: Route, parameters?: Parameters, options?: CallOptions): Promise<Answer<unknown>> {
    const { target, onLimit } = this.options;
    return patiently(() => request(target, route, parameters, options), onLimit);
  }

  /** What has this run's name and no case knows of: the answer that told of it was not as documented, and was refused. */
  private async strays(): Promise<Removal[]> {
    const named = async (list: Route, remove: Route): Promise<Removal[]> => {
      const { body } = await this.ask(list, { query: '?limit=100' }).catch(() => ({ body: [] }));
      return (Array.isArray(body) ? (body as readonly { id: string; name: string }[]) : [])
        .filter(({ name }) => name.startsWith(`contract-${this.tag}-`))
        .map(({ id }) => ({ route: remove, parameters: { id } }));
    };
    return [
      ...(await named('GET /api/sessions', 'DELETE /api/sessions/{id}')),
      ...(await named('GET /api/auth/api-keys', 'DELETE /api/auth/api-keys/{id}')),
    ];
  }

  /** Tries all of it, whatever fails. */
  private async removeAll(removals: Removal[]): Promise<void> {
    for (const { route, parameters } of removals.splice(0).reverse()) {
      const fault = await this.ask(route, parameters).then(
        ({ status }) => (status < 300 || status === 404 ? undefined : String(status)),
        (error: unknown) => String(error),
      );
      if (fault !== undefined) this.leftBehind.push(`${route} ${JSON.stringify(parameters)}: ${fault}`);
    }
  }
}
