/** `explain` and `who-can` for people: plain text within 100 columns. */
import { assertNever } from '../model/brand.js';
import type {
  Access,
  AccessAnswer,
  ActionExplanation,
  ActionsExplanation,
  DeadPart,
  Explanation,
  IdentityExplanation,
  IdentityRef,
  LayerAnswer,
  ResourceSide,
  StatementAnswer,
  UseSummary,
  WhoCan,
  WhoCanRow,
} from '../model/explanation.js';
import type { TrustedPrincipal } from '../model/identity.js';
import type { Condition } from '../model/policy.js';
import type { ActionList } from '../model/result.js';
import type { DeniedCall, Verdict } from '../model/verdict.js';
import { plain } from './escape.js';
import { becauseOf, day, number, plural, remedyOf, WHAT_VERDICT_MEANS, who } from './phrases.js';
import { wordsAround } from './surroundings-words.js';
import { WIDTH, wrap } from './wrap.js';

const NAMES = 12;
const ROWS = 200;

type Lines = readonly string[];

export function renderExplanation(explanation: Explanation): string {
  switch (explanation.kind) {
    case 'identity':
      return text(identityLines(explanation));
    case 'action':
      return text(actionLines(explanation));
    case 'actions':
      return text(actionsLines(explanation));
    default:
      return assertNever(explanation);
  }
}

/** Escaped before it is wrapped: what is not printable grows. */
function text(lines: Lines): string {
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function block(title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function row(words: string, indent = '  '): Lines {
  return wrap(plain(words), indent, '    ');
}

function heading({ kind, name, arn, id, account }: IdentityRef): Lines {
  return [...row(`${who({ kind, name })} of account ${account}`, ''), ...row(`${arn} (${id})`)];
}

// --- an identity ------------------------------------------------------------------------------

function first<Item>(items: readonly Item[], lines: (item: Item) => Lines): Lines {
  const more = items.length - NAMES;
  return [...items.slice(0, NAMES).flatMap(lines), ...(more > 0 ? row(`and ${more} more`) : [])];
}

function identityLines(one: IdentityExplanation): Lines {
  return [
    ...heading(one.identity),
    ...row(
      `exists since ${one.createdAt === undefined ? 'no known date' : day(one.createdAt)}, last used ${day(one.lastUsedAt)}; window ${day(one.window.from)} to ${day(one.window.to)}`,
    ),
    ...(one.manageability === 'editable'
      ? []
      : row(`${one.manageability}: its policies are not the account's to change`)),
    ...(one.members.length === 0 ? [] : row(`members: ${some(one.members)}`)),
    ...block(
      `Policies held: ${plural(one.granted, 'action')} granted`,
      one.policies.flatMap(heldLine),
    ),
    ...(one.boundary === undefined ? [] : row(`permissions boundary: ${one.boundary}`)),
    ...block(
      'Verdicts',
      one.verdicts.flatMap((line) => [
        ...row(
          `${line.verdict.padEnd(12)} ${number(line.count).padStart(6)}  ${becauseOf(line.reason)}`,
        ),
        ...row(namesOf(line), '      '),
      ]),
    ),
    ...block(
      'Dead grants: granted, and blocked everywhere',
      one.dead.flatMap((part) =>
        row(`${number(part.count)} by ${DEAD_WORDS[part.because]}: ${namesOf(part)}`),
      ),
    ),
    ...block('Denied calls: asked for, never a use', one.denied.flatMap(deniedLine)),
    ...block('Who may take the role', one.trusts.flatMap(trustLine)),
    ...wordsAround(one.surroundings).flatMap(({ title, lines }) =>
      block(
        title,
        first(lines, (line) => row(line)),
      ),
    ),
  ];
}

const DEAD_WORDS: Readonly<Record<DeadPart['because'], string>> = {
  boundary: 'the permissions boundary',
  deny: 'an explicit Deny',
  identity: 'its own policies',
  resource: 'the resources of the granting statements, which no such action takes',
  scp: 'service control policies',
};

function heldLine({ policy, through, granted, missing }: IdentityExplanation['policies'][number]) {
  const by = through === undefined ? '' : `, through group ${through}`;
  return row(`${policy}${by}: ${missing ? 'not read' : plural(granted, 'action')}`);
}

function namesOf({ count, actions, compact }: ActionList): string {
  const names = actions ?? compact ?? [];
  if (names.length <= NAMES) return names.join(', ');
  const unit = actions === undefined ? `, ${plural(count, 'action')} in all` : '';
  return `${names.slice(0, NAMES).join(', ')} and ${names.length - NAMES} more${unit}`;
}

function some(names: readonly string[], most = NAMES): string {
  const more = names.length > most ? ` and ${number(names.length - most)} more` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}

function deniedLine({ action, count, lastSeen, errorCode, denial }: DeniedCall): Lines {
  return row(`${action} ${number(count)}×, last ${day(lastSeen)} (${denial ?? errorCode})`);
}

function trustLine({ principal, conditionKeys, negated }: TrustedPrincipal): Lines {
  const when = conditionKeys.length === 0 ? '' : `, when ${conditionKeys.join(', ')}`;
  return row(`${negated ? 'everybody but ' : ''}${principal}${when}`);
}

// --- one action -------------------------------------------------------------------------------

function actionLines(one: ActionExplanation): Lines {
  const { answer, verdict } = one;
  return [
    ...heading(one.identity),
    '',
    ...row(`${askedWords(one)}: ${accessWords(one)}`, ''),
    ...(verdict === undefined
      ? []
      : row(
          `${verdict.verdict}: ${becauseOf(verdict.reason)} (${WHAT_VERDICT_MEANS[verdict.verdict]})`,
        )),
    ...unknownAction(one),
    ...block('Granted by', answer.grants.flatMap(statementLines)),
    ...block('Denied by', answer.denies.flatMap(statementLines)),
    ...block(
      'Within',
      answer.layers.flatMap((layer) => layerLines(layer, answer)),
    ),
    ...block('Logged uses', useLines(one)),
    ...block('Denied calls: asked for, never a use', one.denied.flatMap(deniedLine)),
    ...block(
      'Who else holds what grants it',
      one.otherHolders.flatMap(({ policy, holders }) =>
        row(`${policy}: ${holders.length === 0 ? 'nobody else' : some(holders)}`),
      ),
    ),
    ...block('What would show more', remedyLines(one)),
    ...block('Not looked at', [
      ...answer.caveats.flatMap((caveat) => row(caveat)),
      ...row('policies of resources and of sessions are not in the evidence'),
    ]),
  ];
}

function askedWords({
  action,
  resource,
  context,
}: Pick<WhoCan, 'action' | 'context' | 'resource'>): string {
  const given = context.map(({ key, values }) => `${key} = ${values.join(', ')}`);
  const on = resource === undefined ? '' : ` on ${resource}`;
  return `${action}${on}${given.length === 0 ? '' : ` with ${given.join('; ')}`}`;
}

function unknownAction({
  known,
  similar,
}: {
  readonly known: boolean;
  readonly similar: readonly string[];
}): Lines {
  if (known) return [];
  const hint = similar.length === 0 ? '' : `; did you mean ${similar.join(', ')}`;
  return row(`the action catalogue does not have it: no verdict${hint}`);
}

const ACCESS_WORDS: Readonly<Record<Access, string>> = {
  allowed: 'allowed',
  blocked: 'granted, and blocked always',
  'cannot-tell': 'cannot tell: not granted by what was read, and not all was read',
  conditional: 'allowed in some cases only',
  'not-granted': 'not granted',
};

function accessWords({ answer }: ActionExplanation): string {
  const { access, allowedOn } = answer;
  const scope = allowedOn.length > 0 && !allowedOn.includes('*') ? ` on ${some(allowedOn, 6)}` : '';
  if (access === 'allowed') return `allowed${scope}, in every context`;
  if (access === 'conditional') return `allowed or not, depending on ${dependsOn(answer)}`;
  if (access === 'blocked' && answer.grants.length === 0) {
    return 'granted only together with resources that it does not take';
  }
  if (access === 'blocked') return `${ACCESS_WORDS.blocked} by ${blockers(answer.layers)}`;
  return ACCESS_WORDS[access];
}

function dependsOn({
  dependsOnResource,
  conditionKeys,
}: Pick<AccessAnswer, 'conditionKeys' | 'dependsOnResource'>): string {
  const words = [...(dependsOnResource ? ['the resource'] : []), ...conditionKeys];
  return words.join(', ') || 'what was not understood or not read';
}

function blockers(layers: readonly LayerAnswer[]): string {
  const names = layers.filter(({ answer }) => answer === 'blocks').map(layerName);
  return names.length === 0 ? 'the layers together' : names.join(', ');
}

function layerName({ layer, name }: Pick<LayerAnswer, 'layer' | 'name'>): string {
  switch (layer) {
    case 'identity':
      return 'its own policies';
    case 'boundary':
      return 'the permissions boundary';
    case 'scp':
      return `service control policies at ${name ?? 'the organization'}`;
    case 'rcp':
      return `resource control policies at ${name ?? 'the organization'}`;
    default:
      return assertNever(layer);
  }
}

const CONTROL_POLICY = { scp: 'service control policy', rcp: 'resource control policy' } as const;

function statementLines(one: StatementAnswer): Lines {
  const { layer, policy, through, path, sid, applies, opaque } = one;
  const where =
    layer === 'scp' || layer === 'rcp'
      ? `${CONTROL_POLICY[layer]} ${policy} at ${through}`
      : layer === 'boundary'
        ? `the boundary ${policy}`
        : `${policy}${through === undefined ? '' : `, through group ${through}`}`;
  const name = sid === undefined || sid === '' ? '' : ` "${sid}"`;
  const when = opaque ? ', not understood in full' : applies === 'always' ? ', always' : '';
  return [
    ...row(`${path}${name} of ${where}${when}`),
    ...row(patternWords('action', one.actions), '      '),
    ...(one.resources === undefined ? [] : row(patternWords('on', one.resources), '      ')),
    ...one.conditions.flatMap((condition) => row(`when ${conditionWords(condition)}`, '      ')),
  ];
}

function patternWords(
  word: string,
  { negated, patterns }: { readonly negated: boolean; readonly patterns: readonly string[] },
): string {
  return `${word} ${negated ? 'anything but ' : ''}${some(patterns, 6)}`;
}

function conditionWords({ qualifier, operator, ifExists, key, values }: Condition): string {
  const name = `${qualifier === undefined ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
  return `${key} ${name} ${some(values, 6)}`;
}

const ANSWER_WORDS: Readonly<Record<LayerAnswer['answer'], string>> = {
  allows: 'allow it',
  blocks: 'block it always',
  limits: 'decide by resource or context',
  missing: 'not read: may block it',
};

function layerLines(layer: LayerAnswer, { bounds, denies }: AccessAnswer): Lines {
  const isHere = (one: StatementAnswer) =>
    one.layer === layer.layer && (layer.name === undefined || one.through === layer.name);
  const against = denies.filter(isHere);
  const own = against.length > 0 ? against : bounds.filter(isHere);
  const names = [...new Set(own.map(({ policy, path }) => `${path} of ${policy}`))];
  const by = names.length === 0 || layer.layer === 'identity' ? '' : ` (${some(names, 4)})`;
  return row(`${layerName(layer)}: ${ANSWER_WORDS[layer.answer]}${by}`);
}

function useLines({ uses, window }: ActionExplanation): Lines {
  return uses === undefined ? row('none') : useSummaryLines(uses, window.from);
}

function useSummaryLines(uses: UseSummary, from: string): Lines {
  const { count, inWindow, firstSeen, lastSeen, resources, regions, via } = uses;
  return [
    ...row(
      `${plural(count, 'call')}, ${inWindow === count ? 'all' : number(inWindow)} of them since ${day(from)}; first ${firstSeen}, last ${lastSeen}; in ${regions.join(', ')}`,
    ),
    ...row(resources === 'any' ? 'not every call logged its resource' : `on ${some(resources, 6)}`),
    ...(via.length === 0 ? [] : row(`through ${some(via)}`)),
  ];
}

function remedyLines({ verdict }: ActionExplanation): Lines {
  const remedy = verdict === undefined ? undefined : remedyOf(verdict.reason);
  return remedy === undefined ? [] : row(remedy);
}

// --- a pattern of actions ---------------------------------------------------------------------

function actionsLines(one: ActionsExplanation): Lines {
  const shown = one.lines.slice(0, ROWS);
  const widest = Math.min(44, Math.max(0, ...shown.map(({ action }) => action.length)));
  return [
    ...heading(one.identity),
    '',
    ...row(`${one.pattern}: ${plural(one.lines.length, 'granted action')} matched`, ''),
    ...shown.flatMap(({ action, verdict, reason, dead, lastSeen }) => {
      const why = lastSeen === undefined ? becauseOf(reason) : `last ${day(lastSeen)}`;
      const end = dead ? 'dead: blocked everywhere; ' : '';
      const line = `${action.padEnd(widest)}  ${verdict.padEnd(12)}  ${end}${why}`;
      return [`  ${cut(plain(line), WIDTH - 2)}`];
    }),
    ...(one.lines.length > shown.length
      ? row(`and ${number(one.lines.length - shown.length)} more: --format json has them all`)
      : []),
  ];
}

function cut(line: string, most: number): string {
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

// --- who can ----------------------------------------------------------------------------------

const GROUPS: readonly { readonly access: WhoCanRow['access']; readonly title: string }[] = [
  { access: 'allowed', title: 'In every context' },
  { access: 'conditional', title: 'In some cases only' },
  { access: 'cannot-tell', title: 'Cannot tell: not everything of them was read' },
  { access: 'blocked', title: 'Granted, and blocked always' },
];

export function renderWhoCan(answer: WhoCan): string {
  const { rows, asked } = answer;
  const may = rows.filter(({ access }) => access === 'allowed' || access === 'conditional');
  const caveats = [...new Set(rows.flatMap((one) => one.caveats))].sort();
  return text([
    ...row(
      `${askedWords(answer)}: ${number(may.length)} of ${plural(asked, 'user and role', 'users and roles')} may`,
      '',
    ),
    ...unknownAction(answer),
    ...GROUPS.flatMap(({ access, title }) => {
      const own = rows.filter((one) => one.access === access);
      return block(
        `${title} (${number(own.length)})`,
        own.length === 0
          ? []
          : [
              ...own.slice(0, ROWS).flatMap(whoCanLines),
              ...(own.length > ROWS
                ? row(`and ${number(own.length - ROWS)} more: --format json has them all`)
                : []),
            ],
      );
    }),
    ...block('What the resource says itself', first(answer.resourceSide, sideLines)),
    ...block('Not looked at', [
      ...caveats.slice(0, NAMES).flatMap((caveat) => row(caveat)),
      ...row(
        answer.resourceSide.length === 0
          ? 'policies of resources and of sessions are not in the evidence'
          : 'policies of sessions are not in the evidence',
      ),
    ]),
  ]);
}

function sideLines({ by, effect, sid, principals, conditionKeys, resource }: ResourceSide): Lines {
  const named = sid === undefined ? '' : ` (${sid})`;
  const where = by === 'grant' ? 'a grant' : `its policy${named}`;
  const when = conditionKeys.length === 0 ? '' : `, depending on ${conditionKeys.join(', ')}`;
  return row(`${effect} to ${some(principals, 4)} by ${where} of ${resource}${when}`);
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  unknown: 'use unknown',
  unobservable: 'use unobservable',
  unused: 'unused',
  used: 'used',
};

function whoCanLines(one: WhoCanRow): Lines {
  const { identity, access, verdict, lastSeen, allowedOn, blockedBy, denies, grants, trusts } = one;
  const use = verdict === undefined ? '' : `, ${VERDICT_WORDS[verdict]}`;
  const seen = lastSeen === undefined ? '' : `, last ${day(lastSeen)}`;
  return [
    ...row(`${identity.arn}${use}${seen}`),
    ...(allowedOn.length === 0 || allowedOn.includes('*')
      ? []
      : row(`on ${some(allowedOn, 4)}`, '      ')),
    ...(access === 'conditional' ? row(`depends on ${dependsOn(one)}`, '      ') : []),
    ...(blockedBy.length === 0 ? [] : row(`blocked by ${blockers(blockedBy)}`, '      ')),
    ...(denies.length === 0 ? [] : row(`denied by ${some(denies.map(denyName), 3)}`, '      ')),
    ...(grants.length === 0 ? [] : row(`granted by ${some(grants.map(grantName), 3)}`, '      ')),
    ...(trusts.length === 0
      ? []
      : row(
          `may be taken by ${some([...new Set(trusts.map(({ principal }) => principal))], 4)}`,
          '      ',
        )),
  ];
}

function denyName({ layer, policy, path, sid, through }: StatementAnswer): string {
  const name = sid === undefined || sid === '' ? '' : ` "${sid}"`;
  const where =
    through === undefined ? '' : layer === 'identity' ? ` (group ${through})` : ` at ${through}`;
  return `${path}${name} of ${policy}${where}`;
}

function grantName({ policy, path, through }: StatementAnswer): string {
  return `${path} of ${policy}${through === undefined ? '' : ` (group ${through})`}`;
}
