/**
 * Logged changes of trails: what a trail records changes with them, and what it recorded before is
 * known only from what was logged before.
 *
 * Source: CloudTrail API Reference, "Actions"; records as CloudTrail writes them of itself, whose
 * response repeats the settings.
 */

import {
  DEFAULT_SELECTORS,
  type TrailFact,
  type TrailStatement,
  trailArnParts,
} from '../../model/trail.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { parseSelectors } from './event-selectors.js';
import { fields, text } from './fields.js';
import { settingsOf } from './trail-facts.js';

/** Empty for any other event; ask only about calls that were allowed. */
export function trailChangesOf(event: TrailEvent, account: string): readonly TrailFact[] {
  if (event.eventSource !== 'cloudtrail.amazonaws.com') return [];
  const says = statementsOf(event);
  if (says.length === 0) return [];
  const trail = trailOf(event, account);
  return trail === undefined
    ? []
    : says.map((one) => ({ trail, source: 'event', at: event.eventTime, says: one }));
}

function statementsOf(event: TrailEvent): readonly TrailStatement[] {
  const request = event.requestParameters ?? {};
  switch (event.eventName) {
    case 'CreateTrail':
      return [
        { kind: 'created' },
        settled(event),
        { kind: 'selectors', selectors: DEFAULT_SELECTORS },
        { kind: 'logging', logging: false },
      ];
    case 'UpdateTrail':
      return [settled(event)];
    case 'PutEventSelectors':
      return [{ kind: 'selectors', selectors: parseSelectors(request) }];
    case 'StartLogging':
      return [{ kind: 'logging', logging: true }];
    case 'StopLogging':
      return [{ kind: 'logging', logging: false }];
    case 'DeleteTrail':
      return [{ kind: 'deleted' }];
    default:
      return [];
  }
}

/** The response gives all settings, the request those that were asked for. */
function settled({ awsRegion, responseElements, requestParameters }: TrailEvent): TrailStatement {
  const settings = settingsOf(responseElements ?? requestParameters ?? {});
  return { kind: 'settings', settings: { homeRegion: awsRegion, ...settings } };
}

/** By ARN, or by name in the trail's own region: CloudTrail takes changes nowhere else. */
function trailOf(event: TrailEvent, account: string): string | undefined {
  const { requestParameters: request, responseElements: response, awsRegion } = event;
  const named = [
    text(response, 'trailARN'),
    text(request, 'trailName'),
    text(request, 'name'),
    text(fields(response), 'name'),
  ].filter((name) => name !== undefined);
  const arn = named.find((name) => trailArnParts(name) !== undefined);
  if (arn !== undefined) return arn;
  const [name] = named;
  const made = `arn:${partitionOf(awsRegion)}:cloudtrail:${awsRegion}:${account}:trail/${name ?? ''}`;
  return trailArnParts(made) === undefined ? undefined : made;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
