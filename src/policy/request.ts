/** One request, as plain data: who asks for which action on which resource, in which context. */
import type { Principal } from './principals.js';

/** Values by lower-cased key. An empty list is a key that the request carries without a value. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export type Request = {
  readonly action: string;
  /** ARN, or `*` for an action that knows no resources. */
  readonly resource: string;
  readonly principal: Principal;
  /** Owner of the resource; without it, the account in the ARN, or else the principal's own. */
  readonly resourceAccount?: string;
  readonly context: RequestContext;
  /** What it means that `context` lacks a key: not in the request (the default), or not known. */
  readonly unknownKeys?: 'absent' | 'unknown';
};
