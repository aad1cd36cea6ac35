import { describe, expect, test } from 'vitest';
import { explain, renderExplanation, renderWhoCan, whoCan } from '../../src/index.js';
import { collectMeadow } from '../meadow.js';

const { evidence, catalog } = await collectMeadow();

const GOLDEN = '../../fixtures/explain';

describe('explain and who-can on the example account', () => {
  test.each([
    { name: 'ci-deployer', question: { identity: 'meadow-ci-deployer' } },
    {
      name: 'image-resizer-get-object',
      question: { identity: 'meadow-image-resizer', action: 's3:GetObject' },
    },
    {
      name: 'sandbox-redshift',
      question: { identity: 'meadow-sandbox', action: 'redshift:CreateCluster' },
    },
    { name: 'sam-start-stop', question: { identity: 'sam.rivers', action: 'ec2:*Instances' } },
  ])('explain $name', async ({ name, question }) => {
    const text = renderExplanation(explain(evidence, catalog, question));
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/${name}.txt`);
    expect(widest(text)).toBeLessThanOrEqual(100);
  });

  test('who can pass roles', async () => {
    const text = renderWhoCan(whoCan(evidence, catalog, { action: 'iam:PassRole' }));
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/who-can-pass-role.txt`);
    expect(widest(text)).toBeLessThanOrEqual(100);
  });

  test.each([
    { identity: 'meadow-order-intake', action: 's3:GetObject', why: 'an object key holds HTML' },
    { identity: 'meadow-sandbox', action: 'iam:ListUsers', why: 'session names are hostile' },
    { identity: 'olivia.hart', why: 'a tag holds terminal escapes' },
    { identity: 'meadow-price-sync', why: 'a tag holds HTML' },
  ])('$identity is shown as plain text: $why', ({ why: _why, ...question }) => {
    const text = renderExplanation(explain(evidence, catalog, question));
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(text).not.toMatch(/(?!\n)\p{C}/u);
  });
});

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}
