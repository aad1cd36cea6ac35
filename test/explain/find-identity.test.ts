import { describe, expect, test } from 'vitest';
import { findIdentity } from '../../src/explain/find-identity.js';
import type { Arn } from '../../src/model/arn.js';
import type { Role } from '../../src/model/identity.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import { UserError } from '../../src/model/user-error.js';

const role = (account: string, path: string, name: string): Role => ({
  kind: 'role',
  arn: `arn:aws:iam::${account}:role${path}${name}` as Arn,
  id: `AROA${account}`,
  name,
  path,
  account,
  createdAt: undefined,
  inlinePolicies: [],
  attachedPolicies: [],
  tags: [],
  trustPolicy: undefined,
  instanceProfiles: [],
});

const snapshot = (account: string, roles: readonly Role[]): Snapshot => ({
  account,
  users: [],
  groups: [],
  roles,
  managedPolicies: [],
  isManagementAccount: false,
});

const evidence = {
  snapshots: [
    snapshot('111122223333', [role('111122223333', '/ci/', 'deployer')]),
    snapshot('444455556666', [
      role('444455556666', '/', 'Deployer'),
      { ...role('444455556666', '/', 'auditor'), id: 'AROAAUDITOREXAMPLE123' },
    ]),
  ],
};

describe('the identity that is meant', () => {
  test.each([
    { text: 'auditor', why: 'by name' },
    { text: 'AUDITOR', why: 'IAM ignores case in names' },
    { text: 'AROAAUDITOREXAMPLE123', why: 'by unique id' },
    { text: 'arn:aws:iam::444455556666:role/auditor', why: 'by ARN' },
  ])('$text: $why', ({ text }) => {
    expect(findIdentity(evidence, text).identity.name).toBe('auditor');
  });

  test('a name of two identities lists their ARNs', () => {
    const error = thrownBy(() => findIdentity(evidence, 'deployer'));
    expect(error.message).toBe('`deployer` names 2 identities');
    expect(error.hint).toContain(
      'arn:aws:iam::111122223333:role/ci/deployer, arn:aws:iam::444455556666:role/Deployer',
    );
  });

  test.each([
    { text: 'auditr', hint: 'did you mean `auditor`' },
    { text: 'arn:aws:iam::444455556666:role/auditer', hint: 'did you mean `auditor`' },
    { text: 'nobody-like-this', hint: 'the evidence holds 3 identities: report.md lists them' },
  ])('$text: nobody; $hint', ({ text, hint }) => {
    expect(thrownBy(() => findIdentity(evidence, text)).hint).toBe(hint);
  });
});

function thrownBy(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
