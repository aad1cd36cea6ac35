/**
 * Functions: the role that each runs with, and its policy. Environment variables hold secrets more
 * often than not, and are never written.
 *
 * Source: Lambda API Reference, "ListFunctions", "GetPolicy".
 */
import { textOf } from '../answers.js';
import { forEachThing, listAll, picking } from '../gather.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource } from '../source.js';

export const lambdaFunctions: AwsSource = {
  scope: 'region',
  part: 'resource-policies',
  operations: ['lambda:ListFunctions', 'lambda:GetPolicy'],
  collect: async (context) => {
    const functions = await listAll(context, {
      operation: 'lambda:ListFunctions',
      paging: { token: 'Marker', next: 'NextMarker' },
      list: 'Functions',
      file: 'functions.json.gz',
      pick: picking('FunctionName', 'FunctionArn', 'Role', 'Runtime', 'LastModified'),
    });
    const arnOf = (one: Answer) => textOf(one, 'FunctionArn') ?? '';
    return forEachThing(context, functions, arnOf, async (one) => {
      const request = { FunctionName: arnOf(one) };
      await ask(context, 'lambda:GetPolicy', request, {
        absent: ['ResourceNotFoundException'],
        file: 'policies.json.gz',
      });
    });
  },
};
