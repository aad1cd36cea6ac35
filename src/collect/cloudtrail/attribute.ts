/**
 * Who made a call: the identity whose policies allowed it, or the bucket for everybody else.
 *
 * A session belongs to its issuer. What a service does with the session of an identity belongs to
 * that identity, which still needs the permission. A claim that lacks its unique id is settled by
 * `settleClaim` when all identities are known.
 *
 * Source: CloudTrail User Guide, "CloudTrail userIdentity element"; IAM User Guide, "IAM
 * identifiers" (unique ids: `AIDA` user, `AROA` role).
 */
import { arnParts } from '../../model/arn.js';
import type { Identity } from '../../model/identity.js';
import type { Instant } from '../../model/time.js';
import type { TrailEvent, TrailUserIdentity } from '../../model/trail-event.js';
import type { Caller, CallerBucket } from '../../model/usage.js';

/** What one event says of its caller. */
export type CallerClaim = {
  /** `AIDA…` or `AROA…`; empty when the event has none. */
  readonly id: string;
  /** Empty when the event has none. */
  readonly arn: string;
  /** `path-lost`: put together from a name, so that the path is missing. */
  readonly arnKind: 'exact' | 'path-lost';
  readonly account: string;
  /** Where the call is booked when no identity is found; `undefined`: id and ARN name an identity. */
  readonly otherwise: CallerBucket | undefined;
};

const UNIQUE_ID = /^A(?:IDA|ROA)[A-Za-z0-9]+$/;
const ACCOUNT = /^\d{12}$/;

/** @param homeAccount the account whose log the event is in; empty when nothing tells */
export function attributeEvent(
  { userIdentity }: Pick<TrailEvent, 'userIdentity'>,
  homeAccount: string,
): CallerClaim {
  switch (userIdentity.type) {
    case 'AssumedRole':
    case 'Role':
      return issuedSession(userIdentity, homeAccount);
    case 'FederatedUser':
      return userIdentity.sessionIssuer?.type === 'Root'
        ? inBucket('root', userIdentity, homeAccount)
        : issuedSession(userIdentity, homeAccount);
    case 'IAMUser':
      return user(userIdentity, homeAccount);
    case 'Root':
      return inBucket('root', userIdentity, homeAccount);
    case 'AWSService':
      return { ...inBucket('aws-service', userIdentity, homeAccount), account: homeAccount };
    case 'AWSAccount':
      return otherAccount(userIdentity, homeAccount);
    case 'SAMLUser':
    case 'WebIdentityUser':
      return inBucket('federated', userIdentity, homeAccount);
    case 'IdentityCenterUser':
      return inBucket('identity-center', userIdentity, homeAccount);
    default:
      return untyped(userIdentity, homeAccount);
  }
}

/** Types that AWS adds later: a session that names its issuer still belongs to it. */
function untyped(caller: TrailUserIdentity, homeAccount: string): CallerClaim {
  if (caller.sessionIssuer?.arn !== undefined) return issuedSession(caller, homeAccount);
  if (caller.type === undefined && caller.invokedBy !== undefined) {
    return { ...inBucket('aws-service', caller, homeAccount), account: homeAccount };
  }
  return inBucket('unknown-shape', caller, homeAccount);
}

function user(caller: TrailUserIdentity, homeAccount: string): CallerClaim {
  const account = accountOf(caller.arn, caller.accountId, homeAccount);
  const name = hidden(caller.userName) ? undefined : caller.userName;
  if (caller.arn !== undefined)
    return named(idOf(caller.principalId), caller.arn, 'exact', account);
  const arn = name === undefined ? '' : `arn:aws:iam::${account}:user/${name}`;
  return named(idOf(caller.principalId), arn, 'path-lost', account);
}

function issuedSession(caller: TrailUserIdentity, homeAccount: string): CallerClaim {
  const issuer = caller.sessionIssuer;
  // The session's own principal id is the issuer's, followed by the session's name.
  const id = idOf(issuer?.principalId) || idOf(caller.principalId);
  const account = accountOf(issuer?.arn ?? caller.arn, issuer?.accountId, homeAccount);
  if (issuer?.arn !== undefined) return named(id, issuer.arn, 'exact', account);
  return named(id, roleArnOfSession(caller.arn) ?? '', 'path-lost', account);
}

/** `arn:aws:sts::…:assumed-role/Name/Session` has the role's name and not its path. */
function roleArnOfSession(arn: string | undefined): string | undefined {
  const parts = arn === undefined ? undefined : arnParts(arn);
  const [type, name] = parts?.resource.split('/') ?? [];
  if (parts === undefined || type !== 'assumed-role' || !name) return undefined;
  return `arn:${parts.partition}:iam::${parts.account}:role/${name}`;
}

/** An anonymous caller of S3 appears as an account of that name. */
function otherAccount(caller: TrailUserIdentity, homeAccount: string): CallerClaim {
  if (caller.accountId === 'ANONYMOUS_PRINCIPAL') {
    return { ...inBucket('anonymous', caller, homeAccount), account: homeAccount };
  }
  // With a unique id it may be an identity whose own account is audited, too.
  return { ...inBucket('other-account', caller, homeAccount), id: idOf(caller.principalId) };
}

function named(
  id: string,
  arn: string,
  arnKind: CallerClaim['arnKind'],
  account: string,
): CallerClaim {
  const otherwise = id === '' ? 'unknown-shape' : undefined;
  return { id, arn, arnKind, account, otherwise };
}

function inBucket(
  otherwise: CallerBucket,
  caller: TrailUserIdentity,
  homeAccount: string,
): CallerClaim {
  const account = accountOf(caller.arn, caller.accountId, homeAccount);
  return { id: '', arn: '', arnKind: 'path-lost', account, otherwise };
}

/** `AROA…:session` → `AROA…`; empty for anything that is no unique id. */
function idOf(principalId: string | undefined): string {
  const id = principalId?.split(':', 1)[0] ?? '';
  return UNIQUE_ID.test(id) ? id : '';
}

function accountOf(
  arn: string | undefined,
  stated: string | undefined,
  homeAccount: string,
): string {
  if (stated !== undefined && ACCOUNT.test(stated)) return stated;
  const inArn = arn === undefined ? '' : (arnParts(arn)?.account ?? '');
  return ACCOUNT.test(inArn) ? inArn : homeAccount;
}

/** Source: CloudTrail User Guide, "CloudTrail userIdentity element": userName. */
function hidden(userName: string | undefined): boolean {
  return userName === 'HIDDEN_DUE_TO_SECURITY_REASONS';
}

/** Identities of all snapshots, for settling claims. */
export type KnownIdentities = {
  readonly byId: ReadonlyMap<string, Identity>;
  /** By `nameKey`: names are unique within an account and a kind. */
  readonly byName: ReadonlyMap<string, Identity>;
};

export function indexIdentities(identities: Iterable<Identity>): KnownIdentities {
  const byId = new Map<string, Identity>();
  const byName = new Map<string, Identity>();
  for (const identity of identities) {
    byId.set(identity.id, identity);
    byName.set(nameKey(identity.account, identity.kind, identity.name), identity);
  }
  return { byId, byName };
}

function nameKey(account: string, kind: string, name: string): string {
  return `${account} ${kind} ${name.toLowerCase()}`;
}

/**
 * The caller that a claim stands for, now that the identities are known.
 *
 * @param lastSeen newest event of the claim: an identity created later cannot have made it
 */
export function settleClaim(claim: CallerClaim, lastSeen: Instant, known: KnownIdentities): Caller {
  const { id, arn, account, otherwise } = claim;
  if (otherwise === undefined) {
    const found = claim.arnKind === 'exact' ? undefined : known.byId.get(id);
    return { kind: 'identity', id, arn: found?.arn ?? arn, account };
  }
  const found = id === '' ? identityOfArn(claim, lastSeen, known) : known.byId.get(id);
  if (found === undefined) return { kind: 'bucket', bucket: otherwise, account };
  return { kind: 'identity', id: found.id, arn: found.arn, account: found.account };
}

function identityOfArn(
  { arn, arnKind }: CallerClaim,
  lastSeen: Instant,
  known: KnownIdentities,
): Identity | undefined {
  const parts = arnParts(arn);
  if (parts === undefined) return undefined;
  const { account, resource } = parts;
  const kind = resource.slice(0, resource.indexOf('/'));
  const found = known.byName.get(
    nameKey(account, kind, resource.slice(resource.lastIndexOf('/') + 1)),
  );
  if (found === undefined || (arnKind === 'exact' && found.arn !== arn)) return undefined;
  return found.createdAt !== undefined && found.createdAt <= lastSeen ? found : undefined;
}
