/** Names, ids and ARNs, alone and inside sentences, replaced by pseudonyms: the same by the same. */
import { OWN_WORDS, RESOURCE_KINDS } from './members.js';

/** Where the words come from that stand for others; it must not be possible to go back. */
export type Pseudonyms = {
  /** Twelve digits. */
  readonly account: (id: string) => string;
  /** A word of letters, digits and hyphens that no AWS name is likely to be. */
  readonly name: (text: string) => string;
};

export type Names = {
  /** A text that is one name, or a pattern of names. */
  readonly name: (text: string) => string;
  readonly principal: (text: string) => string;
  readonly resource: (text: string) => string;
  readonly action: (text: string) => string;
  readonly conditionKey: (text: string) => string;
  readonly conditionValue: (text: string) => string;
  readonly tagKey: (text: string) => string;
  /** @param quotes `input`: what stands between back-ticks is a name unless it is known to be none */
  readonly sentence: (text: string, quotes?: 'input' | 'ours') => string;
};

type Known = {
  /** Names of policies that AWS owns. */
  readonly publicNames: ReadonlySet<string>;
  /** IAM prefixes. */
  readonly services: ReadonlySet<string>;
};

const ACCOUNT = /^\d{12}$/;
const ARN = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):([\s\S]*)$/;
const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d$/;
const HOST = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;
const UNIQUE_ID = /^(A[A-Z]{2}A)[A-Z0-9]{12,}$/;
/** Wildcards and variables of policies: they stay, what is between them does not. */
const PATTERN_PARTS = /(\$\{[^}]*\}|[*?]+)/;
const TAG_KEY =
  /^((?:aws|[a-z0-9-]+):(?:RequestTag|ResourceTag|PrincipalTag|ExistingObjectTag|RequestObjectTag)\/)([\s\S]+)$/i;
const PLAIN_VALUE = /^(true|false|[*?]*|-?\d{1,11}(\.\d+)?|\d{4}-\d\d-\d\d(T[\d:.]+Z?)?)$/i;
/** What a token of a sentence can be; any other name is looked for letter by letter. */
const WORD = /^[A-Za-z0-9_](?:[\w+=,.@/:-]*[A-Za-z0-9_])?$/;
/** In a sentence: an ARN, or a run of what names are made of. */
const TOKENS =
  /arn:[\w*-]*:[\w*-]*:[\w*-]*:[^\s:"'`]*:[^\s"'`,;)\]}]+|[A-Za-z0-9_][\w+=,.@/:*?-]*/g;
const QUOTED = /(`[^`]*`)/;
/** A service, and the name of an event of it. */
const QUOTED_EVENT = /^`[a-z0-9.-]+\.amazonaws\.com( [A-Za-z0-9]+)?`$/;
/** Shorter ones would be found everywhere. */
const LEAST_ODD = 3;
/** Words and what is between them. */
const LONGEST_RUN = 31;

/** What is learnt by the structured texts is looked for in the sentences: walk twice. */
export function namesOf(
  { account, name: pseudonym }: Pseudonyms,
  { publicNames, services }: Known,
): Names {
  const known = new Set<string>();
  const odd = oddNames();

  const replaced = (text: string): string => {
    if (ACCOUNT.test(text)) return account(text);
    const [, prefix] = UNIQUE_ID.exec(text) ?? [];
    return prefix === undefined ? pseudonym(text) : `${prefix}${idOf(pseudonym(text))}`;
  };

  const learn = (text: string): void => {
    if (OWN_WORDS.has(text) || services.has(text) || /^\d{1,5}$/.test(text) || text.length < 2)
      return;
    if (WORD.test(text)) known.add(text);
    else if (text.length >= LEAST_ODD) odd.add(text);
  };

  const literal = (text: string): string => {
    if (text === '' || publicNames.has(text) || REGION.test(text) || !/[\p{L}\p{N}]/u.test(text)) {
      return text;
    }
    learn(text);
    return replaced(text);
  };

  const variable = (text: string): string => {
    const [, head, tag] = TAG_KEY.exec(text.slice(2, -1)) ?? [];
    if (head !== undefined && tag !== undefined) return `\${${head}${tagKey(tag)}}`;
    return /^\$\{(aws|[a-z0-9-]+):[A-Za-z-]+\}$|^\$\{[*?$]\}$/.test(text) ? text : literal(text);
  };

  const pattern = (text: string): string =>
    text
      .split(PATTERN_PARTS)
      .map((part, index) => {
        if (index % 2 === 0) return literal(part);
        return part.startsWith('$') ? variable(part) : part;
      })
      .join('');

  const segments = (text: string): string =>
    text
      .split(/([/:])/)
      .map((part, index) => (index % 2 === 1 ? part : pattern(part)))
      .join('');

  const arn = (text: string): string => {
    const [, partition, service, region, owner, rest] = ARN.exec(text) ?? [];
    if (partition === undefined || rest === undefined) return segments(text);
    if (owner === 'aws') return text;
    return [
      'arn',
      /^(aws[a-z-]*|\*?)$/.test(partition) ? partition : pattern(partition),
      /^[a-z0-9*-]*$/.test(service ?? '') ? service : pattern(service ?? ''),
      region === '' ? '' : pattern(region ?? ''),
      pattern(owner ?? ''),
      placeOf(service ?? '', rest),
    ].join(':');
  };

  const placeOf = (service: string, rest: string): string => {
    const [, kind, behind] = /^([A-Za-z-]+)([/:][\s\S]*)$/.exec(rest) ?? [];
    if (
      kind === undefined ||
      behind === undefined ||
      service === 's3' ||
      !RESOURCE_KINDS.has(kind)
    ) {
      return rest === 'root' ? rest : segments(rest);
    }
    return `${kind}${segments(behind)}`;
  };

  const name = (text: string): string => {
    if (text.startsWith('arn:')) return arn(text);
    return text.includes('/') ? wholeAndParts(text) : pattern(text);
  };

  /** A path, such as `/ci/` or that of a file. */
  const wholeAndParts = (text: string): string => {
    learn(text);
    return segments(text);
  };

  const tagKey = (text: string): string => (/^(aws|leastwise):/.test(text) ? text : pattern(text));

  const principal = (text: string): string => (text === '*' || HOST.test(text) ? text : name(text));

  const isService = (prefix: string): boolean =>
    services.has(prefix.toLowerCase()) || prefix.toLowerCase() === 'aws';

  const action = (text: string): string => {
    const [, prefix, rest] = /^([^:]*):([A-Za-z0-9*?]*)$/.exec(text) ?? [];
    if (text === '*' || (prefix !== undefined && rest !== undefined && isService(prefix)))
      return text;
    return /^[a-z0-9*?-]+:[A-Za-z0-9*?]*$/i.test(text) ? text : sentence(text);
  };

  const conditionKey = (text: string): string => {
    const [, head, tag] = TAG_KEY.exec(text) ?? [];
    if (head !== undefined && tag !== undefined) return `${head}${tagKey(tag)}`;
    const [, prefix = '', rest = ''] = /^(.*):([A-Za-z0-9-]+)$/s.exec(text) ?? [];
    const isPublic =
      isService(prefix) || /^(saml|token\.actions\.githubusercontent\.com)$/i.test(prefix);
    return isPublic || text === ''
      ? text
      : prefix === ''
        ? pattern(text)
        : `${segments(prefix)}:${rest}`;
  };

  const conditionValue = (text: string): string =>
    PLAIN_VALUE.test(text) || HOST.test(text) ? text : name(text);

  const word = (token: string, unknown: (part: string) => string): string => {
    const [, body = token, tail = ''] = /^([\s\S]*?)([.,:?]*)$/.exec(token) ?? [];
    return `${body.startsWith('arn:') ? arn(body) : wordOf(body, unknown)}${tail}`;
  };

  const wordOf = (body: string, unknown: (part: string) => string): string => {
    const [, head, inner] = /^(.+?[=,])(arn:.*)$/.exec(body) ?? [];
    if (head !== undefined && inner !== undefined) return `${head}${arn(inner)}`;
    if (known.has(body) || ACCOUNT.test(body) || UNIQUE_ID.test(body)) return replaced(body);
    if (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(body) || /^\d{1,3}(\.\d{1,3}){3}$/.test(body)) {
      return literal(body);
    }
    const [, prefix] = /^([A-Za-z0-9-]+):[A-Z*][A-Za-z0-9*?]*$/.exec(body) ?? [];
    if (
      (prefix !== undefined && isService(prefix)) ||
      HOST.test(body) ||
      body.startsWith('AWS::')
    ) {
      return body;
    }
    if (TAG_KEY.test(body)) return conditionKey(body);
    return runOf(body.split(/([-+=,.@/:*?]+)/), unknown);
  };

  /**
   * Names are put together, by people and by us: the longest run of parts that is known.
   *
   * @param parts words at even places, what is between them at odd ones
   */
  const runOf = (parts: readonly string[], unknown: (part: string) => string): string => {
    const longest = Math.min(parts.length, LONGEST_RUN);
    for (let length = longest % 2 === 1 ? longest : longest - 1; length > 0; length -= 2) {
      for (let from = 0; from + length <= parts.length; from += 2) {
        const run = parts.slice(from, from + length).join('');
        if (!known.has(run) && !ACCOUNT.test(run)) continue;
        const end = from + length;
        const before = runOf(parts.slice(0, from), unknown);
        return `${before}${replaced(run)}${parts[end] ?? ''}${runOf(parts.slice(end + 1), unknown)}`;
      }
    }
    return parts.map((part, at) => (at % 2 === 1 ? part : unknown(part))).join('');
  };

  const same = (part: string): string => part;
  /** Between back-ticks: what somebody chose, unless it is known to be something else. */
  const quoted = (part: string): string =>
    /^\d{1,11}$/.test(part) || services.has(part) || OWN_WORDS.has(part) ? part : literal(part);

  const sentence = (text: string, quotes: 'input' | 'ours' = 'ours'): string => {
    const clean = odd.replace(text, replaced);
    if (text.startsWith('arn:') && WORD.test(text)) return arn(text);
    return clean
      .split(QUOTED)
      .map((part, index) => {
        if (QUOTED_EVENT.test(part)) return part;
        const unknown = quotes === 'input' && index % 2 === 1 ? quoted : same;
        return part.replace(TOKENS, (token) => word(token, unknown));
      })
      .join('');
  };

  return {
    name,
    principal,
    resource: (text) => (text === '*' ? text : name(text)),
    action,
    conditionKey,
    conditionValue,
    tagKey,
    sentence,
  };
}

/** As many capitals and digits as AWS puts behind the prefix. */
function idOf(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(17, 'X')
    .slice(-17);
}

/**
 * Names that no token can be: with blanks, of another script, ending in a dot. Thousands of them
 * (people's names in tags) are looked up by their first word.
 */
function oddNames() {
  const byWord = new Map<string, string[]>();
  return {
    add: (name: string): void => {
      const [first = ''] = /^\w+/.exec(name) ?? [];
      const names = byWord.get(first) ?? [];
      if (names.includes(name)) return;
      byWord.set(
        first,
        [...names, name].sort((a, b) => b.length - a.length),
      );
    },
    replace: (text: string, by: (name: string) => string): string => {
      let clean = text;
      for (const name of byWord.get('') ?? []) {
        if (clean.includes(name)) clean = clean.replaceAll(name, by(name));
      }
      if (byWord.size === 0) return clean;
      let [done, from] = ['', 0];
      for (const { 0: word, index } of clean.matchAll(/\w+/g)) {
        if (index < from) continue;
        const name = byWord.get(word)?.find((one) => clean.startsWith(one, index));
        if (name === undefined) continue;
        done += clean.slice(from, index) + by(name);
        from = index + name.length;
      }
      return done + clean.slice(from);
    },
  };
}
