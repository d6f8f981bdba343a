import type { GraphQLEnumValue, GraphQLField, GraphQLInputField } from 'graphql';
import type { Role } from '../src/domain/role.js';

/** Who may use a field: anybody, or a key of at least this role. */
export type AccessRole = 'public' | Role;

/**
 * The rule of a field. `session` names the argument that holds the session id (`id`, `input.sessionId`, or a list such
 * as `sessionIds`), so that a key limited to some sessions is refused in one place. Only root fields need it: whatever
 * hangs below a session belongs to that session.
 */
export type Access = AccessRole | { readonly role: AccessRole; readonly session: string };

/** The rule as it stands in `field.extensions.access`. */
export interface FieldAccess {
  readonly role: AccessRole;
  readonly session?: string;
}

export type ArgumentPlace = 'path' | 'query' | 'body';

/**
 * Where REST finds an argument. `lenient`: a text that is not a whole number counts as not given and one out of range
 * is moved into it, as documented for `limit` and `offset`. `uuid`: REST refuses any other text with 400, as documented
 * for the `{id}` of a session; GraphQL answers that there is no such thing. `commas`: one text, commas between the values, of which no
 * more than so many count. `nowhere`: an argument that may be left out
 * is left out, because the documented route does not have it.
 */
export type ArgumentSource =
  | ArgumentPlace
  | 'nowhere'
  | {
      readonly from: ArgumentPlace;
      readonly name?: string;
      readonly lenient?: boolean;
      readonly uuid?: boolean;
      readonly commas?: number;
    };

/** A key of a body that the answer does not tell: the same text or truth every time, or what the caller gave. */
export type BesideAnswer = string | boolean | { readonly argument: string };

/** How REST shows a root field. Everything else (types, rules, descriptions) it reads from the field itself. */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/api/sessions/{id}/start` */
  readonly path: string;
  /** Status of success. */
  readonly status: number;
  readonly tag: string;
  /** What the OpenAPI document calls it; the field's name unless told. A field with several routes has to tell. */
  readonly name?: string;
  /**
   * Only where the rule does not hold: an argument named like a path parameter comes from the path; one whose type is
   * an input object is the whole body, its fields named like a path parameter come from the path and are unknown in
   * the body; any other argument comes from the query (GET, DELETE) or is a field of the body (POST, PUT). A key may
   * be a path into the input: `{ 'input.sessionId': { from: 'path', name: 'id' } }`.
   */
  readonly args?: Readonly<Record<string, ArgumentSource>>;
  /** `ignored`: properties of the body that no argument takes are no mistake, as documented for some admin routes. */
  readonly otherProperties?: 'ignored';
  /** `empty`: nothing is shown of what the field answers. No body then, unless `beside` has something. */
  readonly result?: 'empty';
  /** The key that the answer stands under, where the documented body is an object and the field's answer is a value. */
  readonly under?: string;
  /** Keys of the body beside those of the answer: `{ success: true, contactId: { argument: 'contactId' } }`. */
  readonly beside?: Readonly<Record<string, BesideAnswer>>;
  /**
   * The selection, braces included, where the default is not the documented body. Default: every scalar and enum field
   * and every object field, down to depth 3, without omitted ones, each under its documented name.
   */
  readonly selection?: string;
  /** A field of the answer whose value (as REST shows it) decides the status: `{ field: 'status', values: { error: 503 } }`. */
  readonly statusFrom?: { readonly field: string; readonly values: Readonly<Record<string, number>> };
  /** Statuses of failure that this route documents beyond those every keyed route has (400, 401, 403, 429). */
  readonly errors?: readonly number[];
}

/** How REST shows a field of a type. */
export interface RestField {
  /** The documented name, where it differs. */
  readonly name?: string;
  /** Not part of the documented object. */
  readonly omit?: boolean;
  /** `epochSeconds`: a DateTime as a whole number of seconds. */
  readonly form?: 'epochSeconds';
  /** The key is left out where the value is null. */
  readonly omitNull?: boolean;
  /** Shown in place of null. */
  readonly ifNull?: string | number;
  /** The object's keys stand beside this field's siblings; its own name is not shown. */
  readonly flatten?: boolean;
}

/** How REST takes a field of an input object. */
export interface RestInput {
  /** The documented name, where it differs. */
  readonly name?: string;
  /** Not part of the documented body: an unknown property there. */
  readonly omit?: boolean;
  /** The header that REST takes it from, on every route. */
  readonly header?: string;
  /** The documented body must have it, where GraphQL does without. */
  readonly required?: boolean;
}

type AnyField = Pick<GraphQLField<unknown, unknown>, 'extensions'>;

/** The routes of a root field; none where REST does not show it. */
export const restRoutesOf = (field: AnyField): readonly RestRoute[] =>
  [(field.extensions.rest ?? []) as RestRoute | readonly RestRoute[]].flat();
/** How REST shows a field of an object type; empty where nothing is special. */
export const restFieldOf = (field: AnyField): RestField => (field.extensions.rest as RestField | undefined) ?? {};
/** How REST takes a field of an input object; empty where nothing is special. */
export const restInputOf = (field: Pick<GraphQLInputField, 'extensions'>): RestInput =>
  (field.extensions.rest as RestInput | undefined) ?? {};
/** How REST shows a value of an enum: as it is, or as the documented one that its `rest` names. */
export const documentedValueOf = ({ value, extensions }: Pick<GraphQLEnumValue, 'value' | 'extensions'>): unknown =>
  extensions.rest ?? value;
/** Every field of a built schema has a rule: the build sees to that. */
export const accessOf = (field: AnyField): FieldAccess => field.extensions.access as FieldAccess;
