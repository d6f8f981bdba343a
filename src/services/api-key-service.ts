import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.js';
import { GatewayError, NotFoundError, UnauthenticatedError } from '../domain/errors.js';
import { inIpv4Ranges } from '../domain/ip-range.js';
import type { Caller, Role } from '../domain/role.js';
import { Prisma } from '../generated/prisma/client.js';
import { newId } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import type { ApiKey, Store } from '../store/store.js';
import { BadTries } from './bad-tries.js';
import { writeKeyFile } from './key-file.js';
import { UsageCounter } from './usage-counter.js';

/** Keys whose rows are kept in memory; only keys that exist get there. */
const MAX_CACHED = 10_000;
const FIRST_KEY_NAME = 'Default Admin Key';

export interface ApiKeyServiceDeps {
  readonly store: Pick<Store, 'main'>;
  readonly config: Config['auth'];
  readonly logger: Logger;
}

export interface NewApiKey {
  readonly name: string;
  /** `operator` unless told. */
  readonly role?: Role | null;
  /** Null or empty: any. */
  readonly allowedIps?: readonly string[] | null;
  /** Null or empty: all. */
  readonly allowedSessions?: readonly string[] | null;
  /** Null: never. */
  readonly expiresAt?: Date | null;
}

/** What is left out stays as it is. */
export type ApiKeyChanges = Partial<{ [K in keyof NewApiKey]: NewApiKey[K] | null }>;

/** What the operator is told at start. */
export interface FirstKey {
  /** The key in full, only on the start that made it. */
  readonly key: string | null;
  /** The first characters of the oldest admin key. */
  readonly prefix: string;
}

/** A key as requests need it: its row and the caller it stands for. `row` is null once it was deleted. */
interface Known {
  readonly hash: string;
  readonly row: ApiKey | null;
  readonly caller: Caller;
}

/** The keys to the gateway: made, changed, checked. Every change holds from the next request and the next event on. */
export class ApiKeyService {
  private readonly byHash = new Map<string, Known>();
  private readonly byId = new Map<string, Known>();
  private readonly badTries = new BadTries();
  private readonly usage: UsageCounter;
  private readonly listeners: (() => void)[] = [];
  private changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: ApiKeyServiceDeps) {
    this.usage = new UsageCounter(deps.store.main, deps.logger);
  }

  private get keys() {
    return this.deps.store.main.apiKey;
  }

  /** Newest first. */
  list(): Promise<ApiKey[]> {
    return this.keys.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<ApiKey> {
    const row = await this.keys.findUnique({ where: { id } });
    if (row === null) throw new NotFoundError('API key', id);
    return row;
  }

  /** @returns the key in full, which nothing can show again */
  create(input: NewApiKey): Promise<{ apiKey: string; key: ApiKey }> {
    return this.store(`owa_k1_${randomBytes(32).toString('hex')}`, input);
  }

  /** @throws NotFoundError, GatewayError CONFLICT if no usable admin key would be left */
  update(id: string, changes: ApiKeyChanges): Promise<ApiKey> {
    const { name, role, allowedIps, allowedSessions, expiresAt } = changes;
    return this.change(id, {
      ...(name ? { name } : {}),
      ...(role ? { role } : {}),
      ...(allowedIps === undefined ? {} : { allowedIps: listOf(allowedIps) }),
      ...(allowedSessions === undefined ? {} : { allowedSessions: listOf(allowedSessions) }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
  }

  /** @throws NotFoundError, GatewayError CONFLICT if no usable admin key would be left */
  revoke(id: string): Promise<ApiKey> {
    return this.change(id, { isActive: false });
  }

  /** @throws NotFoundError, GatewayError CONFLICT if no usable admin key would be left */
  delete(id: string): Promise<void> {
    return this.exclusively(async () => {
      const row = await this.get(id);
      if (isUsableAdmin(row)) await this.requireAnotherAdmin(id);
      await this.keys.deleteMany({ where: { id } });
      this.changed({ hash: row.keyHash, row: null, caller: callerOf(row) });
    });
  }

  /**
   * Checks a key in the documented order, with the documented texts. Scope and role are checked where they are needed.
   * @param ip address of the client; empty if it is not known
   * @throws UnauthenticatedError; RateLimitedError after 20 unknown keys from one address within a minute
   */
  async authenticate(key: string | undefined, ip: string): Promise<Caller> {
    if (key === undefined || key === '') throw new UnauthenticatedError('API key is required');
    const { row, caller } = await this.find(key, ip);
    if (row === null) throw new UnauthenticatedError('Invalid API key');
    requireUsable(row);
    requireAddress(row.allowedIps as string[] | null, ip);
    this.usage.count(row.id);
    return caller;
  }

  /**
   * What a caller may do by now: for work that lasts longer than a request.
   * @throws UnauthenticatedError if its key was revoked, has expired or is gone
   */
  current(caller: Caller): Caller {
    const known = this.byId.get(caller.keyId);
    if (known === undefined) return caller;
    if (known.row === null) throw new UnauthenticatedError('Invalid API key');
    requireUsable(known.row);
    return known.caller;
  }

  /** Told at once when a key was changed, revoked or deleted, before the caller is answered. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Makes the first key if there is none: `API_MASTER_KEY`, else a random one, kept in the key file. */
  async bootstrap(): Promise<FirstKey> {
    const { config, logger } = this.deps;
    if (config.devKeyAsked) {
      logger.warn(
        'ALLOW_DEV_API_KEY is not honoured: there is no built-in key. Set API_MASTER_KEY to choose the first key.',
      );
    }
    const oldest = await this.keys.findFirst({ where: { role: 'admin' }, orderBy: { createdAt: 'asc' } });
    if (oldest !== null || (await this.keys.count()) > 0) return { key: null, prefix: oldest?.keyPrefix ?? '' };
    const key = config.masterKey ?? `owa_k1_${randomBytes(32).toString('hex')}`;
    // The file first: were the row there and the file not, nobody would know the key.
    await writeKeyFile(config.keyFile, key);
    const { key: row } = await this.store(key, { name: FIRST_KEY_NAME, role: 'admin' });
    return { key, prefix: row.keyPrefix };
  }

  /** Writes what was counted. */
  close(): Promise<void> {
    return this.usage.close();
  }

  private hashOf(key: string): string {
    const { pepper } = this.deps.config;
    const hash = pepper === undefined ? createHash('sha256') : createHmac('sha256', pepper);
    return hash.update(key).digest('hex');
  }

  private async find(key: string, ip: string): Promise<Known> {
    const hash = this.hashOf(key);
    const cached = this.byHash.get(hash);
    if (cached !== undefined) return cached;
    this.badTries.require(ip);
    const row = await this.keys.findUnique({ where: { keyHash: hash } });
    if (row !== null && timingSafeEqual(Buffer.from(row.keyHash), Buffer.from(hash))) {
      // A change that came meanwhile has already put a newer row there.
      return this.byHash.get(hash) ?? this.remember({ hash, row, caller: callerOf(row) });
    }
    this.badTries.count(ip);
    throw new UnauthenticatedError('Invalid API key');
  }

  private async store(apiKey: string, input: NewApiKey): Promise<{ apiKey: string; key: ApiKey }> {
    const key = await this.keys.create({
      data: {
        id: newId(),
        name: input.name,
        keyHash: this.hashOf(apiKey),
        keyPrefix: apiKey.slice(0, Math.min(12, Math.floor(apiKey.length / 2))),
        role: input.role ?? 'operator',
        allowedIps: listOf(input.allowedIps),
        allowedSessions: listOf(input.allowedSessions),
        expiresAt: input.expiresAt ?? null,
        createdAt: new Date(),
      },
    });
    return { apiKey, key };
  }

  private change(id: string, data: Prisma.ApiKeyUpdateInput): Promise<ApiKey> {
    return this.exclusively(async () => {
      const before = await this.get(id);
      if (isUsableAdmin(before) && !isUsableAdmin({ ...before, ...(data as Partial<ApiKey>) })) {
        await this.requireAnotherAdmin(id);
      }
      const row = await this.keys.update({ where: { id }, data });
      this.changed({ hash: row.keyHash, row, caller: callerOf(row) });
      return row;
    });
  }

  private async requireAnotherAdmin(id: string): Promise<void> {
    const others = await this.keys.findMany({ where: { role: 'admin', isActive: true, id: { not: id } } });
    if (others.some(isUsableAdmin)) return;
    throw new GatewayError('CONFLICT', 'This is the last active admin key; create another one first');
  }

  /** Changes run one after the other, so that two of them cannot each rely on the admin key the other removes. */
  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.changing.then(work);
    this.changing = result.catch(() => undefined);
    return result;
  }

  private changed(known: Known): void {
    this.remember(known);
    for (const listener of this.listeners) listener();
  }

  private remember(known: Known): Known {
    if (this.byHash.size >= MAX_CACHED) {
      for (const [hash, { caller }] of this.byHash) {
        this.byHash.delete(hash);
        this.byId.delete(caller.keyId);
        break;
      }
    }
    this.byHash.set(known.hash, known);
    this.byId.set(known.caller.keyId, known);
    return known;
  }
}

const listOf = (values: readonly string[] | null | undefined) =>
  values && values.length > 0 ? [...values] : Prisma.DbNull;

const callerOf = (row: ApiKey): Caller => ({
  keyId: row.id,
  keyName: row.name,
  role: row.role as Role,
  allowedSessions: row.allowedSessions as string[] | null,
});

const isExpired = ({ expiresAt }: ApiKey): boolean => expiresAt !== null && expiresAt.getTime() <= Date.now();
const isUsableAdmin = (row: ApiKey): boolean => row.role === 'admin' && row.isActive && !isExpired(row);

function requireUsable(row: ApiKey): void {
  if (!row.isActive) throw new UnauthenticatedError('API key is revoked');
  if (isExpired(row)) throw new UnauthenticatedError('API key has expired');
}

function requireAddress(allowedIps: readonly string[] | null, ip: string): void {
  if (allowedIps === null) return;
  if (ip === '') throw new UnauthenticatedError('Client IP could not be determined');
  if (!inIpv4Ranges(ip, allowedIps)) throw new UnauthenticatedError('IP address not allowed');
}
