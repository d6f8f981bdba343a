import type { BesideAnswer } from '../schema/metadata.js';

/** The shape of the generated route table: what the generator writes and the runtime compiles at start. */

/** Whole numbers a lenient query parameter is moved into. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** One value of a request and the variable it becomes. */
export interface RouteInput {
  /** A variable (`id`, `input`) or a field of an input object (`input.sessionId`). */
  readonly to: string;
  readonly from: 'path' | 'query' | 'body' | 'header';
  /** Name of the path or query parameter, of the header or of the body's property. Absent: the whole body is the input object. */
  readonly name?: string;
  /** A text that is not a whole number counts as not given; a number out of range is moved into it. */
  readonly lenient?: Range;
  /** One text with commas between the values; no more than so many of them count. */
  readonly commas?: number;
  /** Any other text is refused before anything looks it up. */
  readonly uuid?: true;
}

/**
 * What becomes of a value of the GraphQL answer on its way into the body; lists are looked through. Renames are not
 * here: they are aliases in the operation.
 */
export interface FieldPlan {
  /** Name of the enum whose documented (internal) values are shown. */
  readonly enum?: string;
  readonly form?: 'epochSeconds';
  readonly omitNull?: true;
  readonly ifNull?: string | number;
  readonly flatten?: true;
  /** Only the fields that need something done, by their documented name. */
  readonly fields?: Readonly<Record<string, FieldPlan>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/api/sessions/{id}/start` */
  readonly path: string;
  /** Status of success. */
  readonly status: number;
  /** The field behind the route: `Mutation.startSession`. */
  readonly field: string;
  /** The GraphQL operation; its only root field is aliased `answer`. */
  readonly operation: string;
  readonly inputs: readonly RouteInput[];
  /** Properties of the body that no input takes are left alone; they are refused unless told. */
  readonly otherProperties?: 'ignored';
  /** `empty`: it is not shown. */
  readonly answer: 'empty' | FieldPlan;
  /** The key that it stands under. */
  readonly under?: string;
  /** Keys beside its own. An argument is named as in `inputs`. */
  readonly beside?: Readonly<Record<string, BesideAnswer>>;
  /** A field of the body whose value decides the status. */
  readonly statusFrom?: { readonly field: string; readonly values: Readonly<Record<string, number>> };
}
