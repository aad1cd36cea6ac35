import { describe, expect, test } from 'vitest';
import { parseCredentialReport } from '../../../src/collect/identities/credential-report.js';
import { ACCOUNT } from '../trail-records.js';

const HEADER =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service';
const row = (...cells: string[]): string => cells.join(',');
const alice = row(
  'alice',
  `arn:aws:iam::${ACCOUNT}:user/alice`,
  '2025-01-01T00:00:00+00:00',
  'true',
  '2026-02-01T08:00:00+00:00',
  '2025-06-01T00:00:00+00:00',
  'N/A',
  'true',
  'true',
  '2025-06-01T00:00:00+00:00',
  '2026-02-02T09:00:00+00:00',
  'eu-west-1',
  's3',
  'false',
  'N/A',
  'N/A',
  'N/A',
  'N/A',
);
const usersOf = (csv: string) => parseCredentialReport(csv)?.byAccount.get(ACCOUNT);

describe('the credential report', () => {
  test('gives passwords and keys', () => {
    expect(usersOf(`${HEADER}\n${alice}\n`)).toEqual([
      {
        userArn: `arn:aws:iam::${ACCOUNT}:user/alice`,
        passwordEnabled: true,
        passwordLastUsed: '2026-02-01T08:00:00Z',
        passwordLastChanged: '2025-06-01T00:00:00Z',
        mfaActive: true,
        accessKeys: [
          {
            slot: 1,
            active: true,
            lastRotated: '2025-06-01T00:00:00Z',
            lastUsed: { at: '2026-02-02T09:00:00Z', region: 'eu-west-1', service: 's3' },
          },
        ],
      },
    ]);
  });

  test.each([
    { csv: `${HEADER}\r\n${alice}\r\n`, why: 'with line ends of Windows' },
    { csv: `\uFEFF${HEADER}\n${alice}`, why: 'with a byte order mark and no last line end' },
    {
      csv: `${HEADER}\n${alice
        .split(',')
        .map((cell) => `"${cell}"`)
        .join(',')}\n`,
      why: 'quoted',
    },
    {
      csv: `additional_credentials_info,${HEADER}\n"one, ""two""\nthree",${alice}\n`,
      why: 'with a new column in front, which holds a comma, quotes and a line end',
    },
  ])('reads the same $why', ({ csv }) => {
    expect(usersOf(csv)).toEqual(usersOf(`${HEADER}\n${alice}\n`));
  });

  test.each([
    { cell: 'no_information', why: 'never used, or before tracking' },
    { cell: 'N/A', why: 'no password' },
    { cell: 'not_supported', why: 'the root user' },
  ])('`$cell` is no date: $why', ({ cell }) => {
    const cells = alice.split(',');
    cells[4] = cell;
    expect(usersOf(`${HEADER}\n${cells.join(',')}\n`)?.[0]).not.toHaveProperty('passwordLastUsed');
  });

  test('an inactive key is still a key', () => {
    const cells = alice.split(',');
    cells[8] = 'false';
    expect(usersOf(`${HEADER}\n${cells.join(',')}\n`)?.[0]?.accessKeys).toMatchObject([
      { slot: 1, active: false },
    ]);
  });

  test('a report without a column that is needed is refused', () => {
    expect(parseCredentialReport('user,arn\nalice,x\n')).toBeUndefined();
    expect(parseCredentialReport('')).toBeUndefined();
  });

  test('a row that names no user is a problem, the others count', () => {
    const report = parseCredentialReport(`${HEADER}\nbob,nowhere\n${alice}\n"unclosed`);
    expect(report?.byAccount.get(ACCOUNT)).toHaveLength(1);
    expect(report?.problems).toHaveLength(2);
  });
});
