import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/model/policy.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { policySize, printPolicy, toJson } from '../../src/policy/print-policy.js';

const WRITTEN = {
  Version: '2012-10-17',
  Id: 'orders',
  Statement: [
    {
      Sid: 'WriteOrders',
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com', AWS: ['111122223333'] },
      Action: ['dynamodb:PutItem', 'dynamodb:GetItem'],
      Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders',
      Condition: { Bool: { 'aws:SecureTransport': true } },
    },
    { Effect: 'Deny', NotPrincipal: '*', NotAction: 'iam:*', NotResource: ['*'] },
  ],
};
const { document } = parsePolicy(WRITTEN);

/** The first statement after a trim, as a recommendation would build it. */
function trimmed(change: Partial<PolicyDocument['statements'][number]>): unknown {
  const [first, ...rest] = document.statements;
  if (first === undefined) throw new Error('the sample has statements');
  const json = toJson({ ...document, statements: [{ ...first, ...change }, ...rest] });
  return (json as typeof WRITTEN).Statement[0];
}

describe('printPolicy', () => {
  test('what was read comes back as it was written, in the order of the guide', () => {
    const reversed = {
      Statement: WRITTEN.Statement.map((s) => Object.fromEntries(Object.entries(s).reverse())),
      Id: 'orders',
      Version: '2012-10-17',
    };
    const text = JSON.stringify(WRITTEN, undefined, 2);
    expect(printPolicy(document)).toBe(text);
    expect(printPolicy(parsePolicy(reversed).document)).toBe(text);
  });

  test('a changed element is written anew, its neighbours stay', () => {
    const actions = { negated: false, patterns: ['dynamodb:GetItem'] };
    expect(trimmed({ actions })).toEqual({ ...WRITTEN.Statement[0], Action: 'dynamodb:GetItem' });
    const negated = { negated: true, patterns: ['dynamodb:GetItem', 'dynamodb:Query'] };
    expect(trimmed({ actions: negated })).not.toHaveProperty('Action');
    expect(trimmed({ actions: negated })).toHaveProperty('NotAction', negated.patterns);
  });

  test('conditions can be removed and added', () => {
    expect(trimmed({ conditions: [] })).not.toHaveProperty('Condition');
    const values = ['orders', 'billing'];
    const condition = { operator: 'StringLike', ifExists: true, key: 'aws:TagKeys', values };
    expect(trimmed({ conditions: [{ ...condition, qualifier: 'ForAnyValue' }] })).toHaveProperty(
      'Condition',
      { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': values } },
    );
  });

  test('a statement that never was text is written from its parts', () => {
    const statement = document.statements[0];
    if (statement === undefined) throw new Error('the sample has statements');
    const fresh = { ...document, statements: [{ ...statement, raw: {} }] };
    expect(toJson(fresh)).toEqual({
      Version: '2012-10-17',
      Id: 'orders',
      Statement: [
        {
          ...WRITTEN.Statement[0],
          Principal: { AWS: '111122223333', Service: 'lambda.amazonaws.com' },
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        },
      ],
    });
  });

  test('what was not understood stays in the text', () => {
    const odd = { Statement: [{ Effect: 'maybe', Action: 's3:*', Resource: '*', Extra: [1] }] };
    expect(toJson(parsePolicy(odd).document)).toEqual(odd);
  });
});

test('policySize counts no white space between tokens', () => {
  const statement = { Effect: 'Allow', Action: 's3:Get*', Resource: '*' };
  const { document } = parsePolicy(JSON.stringify({ Statement: [statement] }, undefined, 8));
  expect(policySize(document)).toBe(
    '{"Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'.length,
  );
});
