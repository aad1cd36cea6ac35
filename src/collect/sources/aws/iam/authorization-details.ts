/**
 * All users, groups, roles and policies: `GetAccountAuthorizationDetails`, every page.
 *
 * Source: IAM API Reference, "GetAccountAuthorizationDetails": a page holds a mix of all four lists,
 * may be shorter than asked for, and is the last one only when `IsTruncated` is false.
 */
import { listOf } from '../answers.js';
import { BY_MARKER, stepsOf } from '../pages.js';
import type { AwsSource } from '../source.js';

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;
export const DETAILS_FILE = 'authorization-details.json.gz';

export const authorizationDetails: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['iam:GetAccountAuthorizationDetails'],
  collect: async (context) => {
    const input = {
      // Each by name: the service's own choice is all, and ours must not change with it.
      Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'],
      MaxItems: 1000,
    };
    let items = 0;
    const pages = stepsOf(context, {
      operation: 'iam:GetAccountAuthorizationDetails',
      input,
      paging: BY_MARKER,
      take: (answer, append) => {
        append(DETAILS_FILE, answer);
        return LISTS.reduce((sum, list) => sum + listOf(answer, list).length, 0);
      },
    });
    for await (const found of pages) {
      items += found;
      context.progress(items);
    }
    return items;
  },
};
