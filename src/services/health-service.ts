import type { Store } from '../store/store.js';

interface Probe {
  readonly status: 'up' | 'down' | 'draining';
}
export interface Readiness {
  readonly status: 'ok' | 'error';
  readonly details: Readonly<Record<string, Probe>>;
}

export interface HealthServiceDeps {
  readonly store: Pick<Store, 'check'>;
  readonly version: string;
}

export class HealthService {
  private draining = false;

  constructor(private readonly deps: HealthServiceDeps) {}

  health(): { status: 'ok'; timestamp: Date; version: string } {
    return { status: 'ok', timestamp: new Date(), version: this.deps.version };
  }

  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Asks both databases, or says that the gateway takes no new work. */
  async ready(): Promise<Readiness> {
    if (this.draining) return { status: 'error', details: { shutdown: { status: 'draining' } } };
    const { main, data } = await this.deps.store.check();
    return {
      status: main && data ? 'ok' : 'error',
      details: { mainDatabase: probe(main), dataDatabase: probe(data) },
    };
  }

  /** From now on the gateway is not ready; for good. */
  drain(): void {
    this.draining = true;
  }
}

const probe = (up: boolean): Probe => ({ status: up ? 'up' : 'down' });
