/**
 * `GetServiceLastAccessedDetails` and `GetAccessKeyLastUsed`.
 *
 * Neither answer names whom it is about. A saved answer needs one more member: `Arn`, the ARN that
 * the job was generated for; for a key `UserArn` (or, where there is one account only, nothing, since
 * the answer has the user's name).
 *
 * Sources: IAM API Reference, "GetServiceLastAccessedDetails", "ServiceLastAccessed",
 * "TrackedActionLastAccessed" ("tracked actions are actions that report activity to IAM": the row
 * itself says that the action is tracked) and "GetAccessKeyLastUsed".
 */
import { arnParts } from '../../model/arn.js';
import type { KeyUse, LastAccessedReport, LastAccessedService } from '../../model/snapshot.js';
import { type Instant, parseInstant } from '../../model/time.js';
import { type Members, member, membersOf, textMember } from '../members.js';

export type LastUseReading =
  | { readonly kind: 'report'; readonly account: string; readonly report: LastAccessedReport }
  | { readonly kind: 'key'; readonly account: string | undefined; readonly use: KeyUse }
  /** Nothing to learn: a key that was never used. */
  | { readonly kind: 'nothing' }
  /** A report that says nothing, and why. */
  | { readonly kind: 'unusable'; readonly why: string };

const SERVICE = /^[a-z0-9-]{1,64}$/;
const ACTION = /^[A-Za-z0-9]{1,128}$/;

export function parseLastUse(value: unknown): LastUseReading {
  const members = membersOf(value);
  if (members === undefined) return unusable('it is no object');
  const key = membersOf(member(members, 'AccessKeyLastUsed'));
  return key === undefined ? readReport(members) : readKey(members, key);
}

const unusable = (why: string): LastUseReading => ({ kind: 'unusable', why });

function readReport(members: Members): LastUseReading {
  const status = textMember(members, 'JobStatus') ?? 'COMPLETED';
  if (status !== 'COMPLETED') return unusable(`its job is \`${status}\``);
  const arn = textMember(members, 'Arn');
  const account = arn === undefined ? undefined : arnParts(arn)?.account;
  if (arn === undefined || account === undefined || !/^\d{12}$/.test(account)) {
    return unusable('it does not say whom it is about: add a member `Arn`');
  }
  const generatedAt = parseInstant(member(members, 'JobCompletionDate'));
  if (generatedAt === undefined) return unusable('its `JobCompletionDate` is missing or no time');
  const list = member(members, 'ServicesLastAccessed');
  const services = (Array.isArray(list) ? list : []).map(readService);
  if (services.some((row) => row === undefined)) {
    return unusable('a row of it has no `ServiceNamespace`, or a time that is none');
  }
  const report = { arn, generatedAt, services: services.filter((row) => row !== undefined) };
  return { kind: 'report', account, report };
}

function readService(value: unknown): LastAccessedService | undefined {
  const members = membersOf(value);
  const service = members === undefined ? undefined : textMember(members, 'ServiceNamespace');
  const at = members === undefined ? 'bad' : timeOf(members, 'LastAuthenticated');
  if (members === undefined || service === undefined || !SERVICE.test(service) || at === 'bad') {
    return undefined;
  }
  const list = member(members, 'TrackedActionsLastAccessed');
  const actions = (Array.isArray(list) ? list : []).map((row) => readAction(service, row));
  return actions.every((row) => row !== undefined) ? { service, at, actions } : undefined;
}

function readAction(
  service: string,
  value: unknown,
): LastAccessedService['actions'][number] | undefined {
  const members = membersOf(value);
  const name = members === undefined ? undefined : textMember(members, 'ActionName');
  const at = members === undefined ? 'bad' : timeOf(members, 'LastAccessedTime');
  if (name === undefined || !ACTION.test(name) || at === 'bad') return undefined;
  return { action: `${service}:${name}`, at };
}

function readKey(members: Members, key: Members): LastUseReading {
  const userArn = textMember(members, 'UserArn');
  const userName = textMember(members, 'UserName') ?? userArn?.slice(userArn.lastIndexOf('/') + 1);
  const at = timeOf(key, 'LastUsedDate');
  if (userName === undefined || at === 'bad') return unusable('it names no user, or no time');
  if (at === undefined) return { kind: 'nothing' };
  const account = userArn === undefined ? undefined : arnParts(userArn)?.account;
  const use = { userName, at, region: known(key, 'Region'), service: known(key, 'ServiceName') };
  return { kind: 'key', account, use };
}

function known(key: Members, name: string): string | undefined {
  const text = textMember(key, name);
  return text === 'N/A' ? undefined : text;
}

/** A time that cannot be read is not the same as none. */
function timeOf(members: Members, name: string): Instant | undefined | 'bad' {
  const value = member(members, name);
  return value === undefined ? undefined : (parseInstant(value) ?? 'bad');
}
