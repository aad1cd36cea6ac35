/**
 * What IAM Access Analyzer calls unused: a second opinion, where an analyzer for it is there.
 *
 * Source: IAM Access Analyzer API Reference, "ListAnalyzers", "ListFindingsV2", "GetFindingV2": only
 * version 2 shows unused access, and only one finding at a time has its actions.
 */
import { textOf } from './answers.js';
import { forEachThing, listAll, picking } from './gather.js';
import { BY_SMALL_NEXT_TOKEN } from './pages.js';
import type { Answer, AwsSource, SourceContext } from './source.js';

export const unusedAccessFindings: AwsSource = {
  scope: 'region',
  part: 'access-analyzer',
  operations: [
    'accessanalyzer:ListAnalyzers',
    'accessanalyzer:ListFindingsV2',
    'accessanalyzer:GetFindingV2',
  ],
  collect: async (context) => {
    const analyzers = await listAll(context, {
      operation: 'accessanalyzer:ListAnalyzers',
      paging: BY_SMALL_NEXT_TOKEN,
      list: 'analyzers',
      pick: picking('arn', 'type'),
    });
    let count = 0;
    for (const analyzer of analyzers.filter(({ type }) =>
      String(type).endsWith('_UNUSED_ACCESS'),
    )) {
      count += await readFindings(context, textOf(analyzer, 'arn') ?? '');
    }
    return count;
  },
};

async function readFindings(context: SourceContext, analyzerArn: string): Promise<number> {
  const findings = await listAll(context, {
    operation: 'accessanalyzer:ListFindingsV2',
    input: { analyzerArn, filter: { status: { eq: ['ACTIVE'] } } },
    paging: BY_SMALL_NEXT_TOKEN,
    list: 'findings',
    pick: picking('id'),
  });
  const idOf = (finding: Answer) => textOf(finding, 'id') ?? '';
  return forEachThing(context, findings, idOf, async (finding) => {
    await listAll(context, {
      operation: 'accessanalyzer:GetFindingV2',
      input: { analyzerArn, id: idOf(finding) },
      paging: BY_SMALL_NEXT_TOKEN,
      list: 'findingDetails',
      file: 'findings.json.gz',
    });
  });
}
