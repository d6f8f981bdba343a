import { GatewayError, NotFoundError, SessionNotFoundError, ValidationError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import { renderTemplate, type TemplateValue, type TemplateValues } from '../domain/template.js';
import { newId } from '../runtime/ids.js';
import { WriteRefusedError } from '../store/commit-queue.js';
import type { Message, Store, Template } from '../store/store.js';
import type { TemplatePatch, WriteOp } from '../store/write-op.js';
import type { SendService } from './send-service.js';
import type { Submission } from './submission.js';

/** The most characters a text message may have. */
const MAX_TEXT = 65_536;

export interface TemplateServiceDeps {
  readonly store: Pick<Store, 'commits' | 'sessions' | 'templates'>;
  readonly sends: Pick<SendService, 'sendText' | 'under'>;
}

export interface NewTemplate {
  readonly name: string;
  readonly body: string;
  /** Null or empty: none. */
  readonly header?: string | null;
  readonly footer?: string | null;
}

/** What is left out stays as it is; an empty or null header or footer goes. */
export type TemplateChanges = { readonly [K in keyof NewTemplate]?: NewTemplate[K] | null };

/** A template with what goes into its gaps. */
export interface FilledTemplate {
  /** Which template; the id wins over the name. */
  readonly templateId?: string | null;
  readonly templateName?: string | null;
  readonly vars?: Readonly<Record<string, unknown>> | null;
}
export interface SendTemplate extends FilledTemplate {
  readonly sessionId: string;
  readonly chatId: Jid;
}

/** Texts with gaps, kept per session under names of their own. */
export class TemplateService {
  constructor(private readonly deps: TemplateServiceDeps) {}

  /** The same, for what is sent at a request. */
  under(submission: Submission): TemplateService {
    return new TemplateService({ ...this.deps, sends: this.deps.sends.under(submission) });
  }

  /** A session's templates, newest first. @throws SessionNotFoundError */
  async list(sessionId: string): Promise<Template[]> {
    await this.requireSession(sessionId);
    return this.deps.store.templates.ofSession(sessionId);
  }

  /** @throws NotFoundError for an id of another session too; SessionNotFoundError */
  async get(sessionId: string, id: string): Promise<Template> {
    const template = await this.deps.store.templates.byId(id);
    if (template?.sessionId === sessionId) return template;
    await this.requireSession(sessionId);
    throw new NotFoundError('Template', id);
  }

  /** @throws SessionNotFoundError, GatewayError CONFLICT if the session has a template of that name */
  async create(sessionId: string, { name, body, header, footer }: NewTemplate): Promise<Template> {
    await this.requireSession(sessionId);
    const id = newId();
    const row = { id, sessionId, name, body, header: header || null, footer: footer || null, createdAt: Date.now() };
    await this.write(sessionId, name, { op: 'template.insert', row });
    return this.get(sessionId, id);
  }

  /** @throws NotFoundError, SessionNotFoundError, GatewayError CONFLICT if the session has another of that name */
  async update(sessionId: string, id: string, changes: TemplateChanges): Promise<Template> {
    const { name } = await this.get(sessionId, id);
    const patch: TemplatePatch = {
      name: changes.name ?? undefined,
      body: changes.body ?? undefined,
      header: changes.header === '' ? null : changes.header,
      footer: changes.footer === '' ? null : changes.footer,
    };
    await this.write(sessionId, patch.name === name ? undefined : patch.name, {
      op: 'template.patch',
      templateId: id,
      patch,
      at: Date.now(),
    });
    return this.get(sessionId, id);
  }

  /** @throws NotFoundError, SessionNotFoundError */
  async delete(sessionId: string, id: string): Promise<void> {
    await this.get(sessionId, id);
    await this.deps.store.commits.write([{ op: 'template.delete', templateId: id }]);
  }

  /** Fills a template in and sends it as a text. @throws what `fill` and `SendService.sendText` throw */
  async send({ sessionId, chatId, ...template }: SendTemplate): Promise<Message> {
    return this.deps.sends.sendText({ sessionId, chatId, text: await this.fill(sessionId, template) });
  }

  /**
   * @returns the text that comes of a template
   * @throws ValidationError for a value that cannot stand in a text, or a text that cannot be sent; NotFoundError if
   * there is no such template; SessionNotFoundError
   */
  async fill(sessionId: string, { templateId, templateName, vars }: FilledTemplate): Promise<string> {
    const template = await this.find(sessionId, templateId, templateName);
    const text = renderTemplate(template, valuesOf(vars ?? {}));
    if (text === '') throw refusal('text', 'should not be empty');
    if (text.length > MAX_TEXT) throw refusal('text', `must be shorter than or equal to ${MAX_TEXT} characters`);
    return text;
  }

  private async find(
    sessionId: string,
    id: string | null | undefined,
    name: string | null | undefined,
  ): Promise<Template> {
    if (id) return this.get(sessionId, id);
    if (!name) throw refusal('templateId', 'or templateName should not be empty');
    const template = await this.deps.store.templates.byName(sessionId, name);
    if (template !== undefined) return template;
    await this.requireSession(sessionId);
    throw new NotFoundError('Template', name);
  }

  /** @param name the name that must be free; undefined: it stays */
  private async write(sessionId: string, name: string | undefined, op: WriteOp): Promise<void> {
    const { commits, templates } = this.deps.store;
    if (name === undefined) return commits.write([op]);
    if ((await templates.byName(sessionId, name)) !== undefined) throw takenError(name);
    try {
      await commits.write([op]);
    } catch (error) {
      // The name is all that can be there already.
      if (error instanceof WriteRefusedError && error.conflict) throw takenError(name, error);
      throw error;
    }
  }

  private async requireSession(sessionId: string): Promise<void> {
    if ((await this.deps.store.sessions.byIds([sessionId])).length === 0) throw new SessionNotFoundError(sessionId);
  }
}

const takenError = (name: string, cause?: Error): GatewayError =>
  new GatewayError('CONFLICT', `Template with name "${name}" already exists`, { cause });

const refusal = (field: string, message: string): ValidationError =>
  new ValidationError([{ field, message: `${field} ${message}` }]);

const isValue = (value: unknown): value is TemplateValue => ['string', 'number', 'boolean'].includes(typeof value);

function valuesOf(vars: Readonly<Record<string, unknown>>): TemplateValues {
  const issues = Object.entries(vars)
    .filter(([, value]) => !isValue(value))
    .map(([name]) => ({
      field: `vars.${name}`,
      message: `vars.${name} must be a string, a number or a boolean value`,
    }));
  if (issues.length > 0) throw new ValidationError(issues);
  return vars as TemplateValues;
}
