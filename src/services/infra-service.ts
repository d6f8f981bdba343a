import type { Config } from '../config/config.js';
import type { EngineKind } from '../domain/session.js';
import type { HealthService, Readiness } from './health-service.js';

export interface InfraServiceDeps {
  readonly health: HealthService;
  readonly config: Pick<Config, 'engine' | 'media' | 'settings'>;
  readonly version: string;
}

export interface InfraStatus extends Readiness {
  readonly version: string;
  readonly uptimeS: number;
  readonly engine: EngineKind;
  readonly databaseType: 'sqlite';
  readonly storageType: 'local';
  readonly storagePath: string;
}

/** What the gateway is made of, and how it was set up. */
export class InfraService {
  constructor(private readonly deps: InfraServiceDeps) {}

  async status(): Promise<InfraStatus> {
    const { health, config, version } = this.deps;
    return {
      ...(await health.ready()),
      version,
      uptimeS: Math.round(process.uptime()),
      engine: config.engine,
      databaseType: 'sqlite',
      storageType: 'local',
      storagePath: config.media.folder,
    };
  }

  /** Every variable as it was read; secrets are hidden. */
  settings(): Config['settings'] {
    return this.deps.config.settings;
  }
}
