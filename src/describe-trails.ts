/** Facts about trails, in words: one line each, for the result. */
import { assertNever } from './model/brand.js';
import type {
  EventSelector,
  FieldSelector,
  TrailFact,
  TrailSettings,
  TrailStatement,
} from './model/trail.js';

export function describeTrails(
  facts: readonly TrailFact[],
): readonly { readonly arn: string; readonly known: readonly string[] }[] {
  const arns = [...new Set(facts.map(({ trail }) => trail))].sort();
  return arns.map((arn) => ({
    arn,
    known: facts
      .filter(({ trail }) => trail === arn)
      .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
      .map(describeFact),
  }));
}

/** What holds at the end of the logs comes last. */
function sortKey({ at, source, says }: TrailFact): string {
  return `${at ?? '~'} ${source} ${says.kind} ${JSON.stringify(says)}`;
}

function describeFact({ source, at, says }: TrailFact): string {
  const what = describeStatement(says);
  switch (source) {
    case 'event':
      return `from ${at ?? 'an unknown time'} on: ${what}, as logged`;
    case 'declared':
      return `${at === undefined ? '' : `since ${at}: `}${what}, as declared`;
    default:
      return `${at === undefined ? 'when the logs end' : `on ${at}`}: ${what}, as CloudTrail answered`;
  }
}

/** One fact, without where it is from. */
export function describeStatement(says: TrailStatement): string {
  switch (says.kind) {
    case 'settings':
      return describeSettings(says.settings);
    case 'selectors':
      return describeSelectors(says.selectors);
    case 'logging':
      return says.logging ? 'logging' : 'stopped';
    case 'created':
      return 'created';
    case 'deleted':
      return 'deleted';
    default:
      return assertNever(says);
  }
}

function describeSettings({
  multiRegion,
  organization,
  homeRegion,
  globalServiceEvents,
}: TrailSettings): string {
  return [
    multiRegion === true
      ? 'every region'
      : multiRegion === false
        ? 'one region'
        : 'regions not told',
    ...(homeRegion === undefined ? [] : [`home region ${homeRegion}`]),
    ...(organization === true ? ['all accounts of the organization'] : []),
    ...(globalServiceEvents === false ? ['no global service events'] : []),
  ].join(', ');
}

function describeSelectors(selectors: readonly EventSelector[] | undefined): string {
  if (selectors === undefined) return 'event selectors that are not understood';
  if (selectors.length === 0) return 'records nothing';
  return `records ${selectors.map(({ fields }) => fields.map(describeField).join(' and ')).join('; ')}`;
}

function describeField({ field, operators }: FieldSelector): string {
  return Object.entries(operators)
    .map(([operator, values]) => `${field} ${operator} ${values.join(' or ')}`)
    .join(' and ');
}
