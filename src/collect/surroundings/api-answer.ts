/** An answer of AWS as a live collection keeps it: with what was asked, in which account and region. */
import type { Arn } from '../../model/arn.js';
import type { LiveSourceName } from '../../model/collected.js';
import type { Problem } from '../../model/problem.js';
import type { KeyUse } from '../../model/snapshot.js';
import type { PermissionSet, Surroundings } from '../../model/surroundings.js';
import type { Instant } from '../../model/time.js';
import { type Members, member, membersOf, textMember } from '../members.js';

export type ApiAnswer = {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** `service:Operation`, by the SDK's names. */
  readonly operation: string;
  readonly request: Members;
  readonly answer: Members;
};

/** @returns `undefined` for what does not say where it is from */
export function parseApiAnswer(value: unknown): ApiAnswer | undefined {
  const members = membersOf(value) ?? {};
  const account = textMember(members, 'account');
  const region = textMember(members, 'region');
  const operation = textMember(members, 'operation');
  const answer = membersOf(member(members, 'answer'));
  if (account === undefined || !/^\d{12}$/.test(account) || answer === undefined) return undefined;
  if (region === undefined || !/^[a-z0-9-]{1,40}$/.test(region)) return undefined;
  if (operation === undefined || !/^[a-z0-9-]+:\w+$/.test(operation)) return undefined;
  const request = membersOf(member(members, 'request')) ?? {};
  const partition = textMember(members, 'partition') ?? 'aws';
  return { partition, account, region, operation, request, answer };
}

/** What one answer tells. */
export type Learned = {
  readonly surroundings?: Surroundings;
  readonly permissionSet?: PermissionSetPart;
  readonly user?: {
    readonly userId: string;
    readonly boundary?: Arn;
    readonly passwordLastUsed?: Instant;
  };
  readonly keyUse?: KeyUse;
  readonly problems?: readonly Problem[];
};

/** Permission sets are told in several answers, put together by ARN. */
export type PermissionSetPart = Partial<PermissionSet> & Pick<PermissionSet, 'arn' | 'instanceArn'>;

/** @returns `undefined` for an answer that lacks what it is read for */
export type AnswerReader = (answer: ApiAnswer, source: LiveSourceName) => Learned | undefined;

/** Objects of a list member; `undefined` when one of them is none, or it is no list. */
export function objectsOf(from: Members, name: string): readonly Members[] | undefined {
  const value = member(from, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const objects = value.map(membersOf);
  return objects.every((one) => one !== undefined) ? objects : undefined;
}

export function textsOf(from: Members, name: string): readonly string[] {
  const value = member(from, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
