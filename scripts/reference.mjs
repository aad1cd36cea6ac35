/**
 * The reference in `docs/reference`: commands from the program itself, settings and results from the
 * published schemas. A test holds commands and settings against this; `UPDATE_DOCS=1` with it writes
 * them anew. The page of results goes with its schema.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const NOTE =
  '<!-- Made from the code: npm run generate:schemas, UPDATE_DOCS=1 npx vitest run test/reference.test.ts -->';

/** @returns the text of each page by its path */
export function referencePages(program, variables) {
  return new Map([
    ['docs/reference/commands.md', commandsPage(program)],
    ['docs/reference/config.md', configPage(variables)],
  ]);
}

function page(title, lines) {
  return `# ${title}\n\n${NOTE}\n\n${lines.join('\n')}\n`.replace(/\n{3,}/g, '\n\n');
}

function cell(text) {
  return String(text ?? '')
    .replace(/\s+/g, ' ')
    .replace(/[<>]/g, (char) => (char === '<' ? '&lt;' : '&gt;'))
    .replaceAll('|', '\\|')
    .trim();
}

/** In back-ticks nothing but the bar of a table needs care. */
function code(text) {
  return `\`${String(text).replaceAll('|', '\\|')}\``;
}

function table(head, rows) {
  if (rows.length === 0) return [];
  return [
    '',
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ];
}

function commandsPage(program) {
  return page('Commands', [
    'Options of the program may stand before or behind any command:',
    ...options(program),
    ...program.commands
      .filter((one) => one.name() !== 'help')
      .flatMap((one) => command(one, ['leastwise'])),
  ]);
}

function command(one, path) {
  const words = [...path, one.name()];
  const below = one.commands.filter((each) => each.name() !== 'help');
  const own = [
    '',
    `## ${words.join(' ')}`,
    '',
    sentence(one.description()),
    '',
    '```',
    `${words.join(' ')} ${one.usage()}`,
    '```',
    ...table(
      ['argument', 'what it is'],
      one.registeredArguments.map((argument) => [
        code(
          `${argument.required ? '<' : '['}${argument.name()}${argument.variadic ? '...' : ''}${argument.required ? '>' : ']'}`,
        ),
        cell([argument.description, choices(argument)].filter(Boolean).join('; ')),
      ]),
    ),
    ...options(one),
  ];
  return below.length > 0 ? below.flatMap((each) => command(each, words)) : own;
}

function options(one) {
  return table(
    ['option', 'meaning', 'default'],
    one.options
      .filter(({ hidden }) => !hidden)
      .map((option) => [
        code(option.flags),
        cell(
          [option.description.replace(/ \(default: [^)]*\)$/, ''), choices(option)]
            .filter(Boolean)
            .join('; '),
        ),
        cell(defaultOf(option)),
      ]),
  );
}

function choices({ argChoices }) {
  return argChoices === undefined ? '' : `one of ${argChoices.join(', ')}`;
}

function defaultOf({ defaultValue, description, negate }) {
  const said = / \(default: ([^)]*)\)$/.exec(description)?.[1];
  if (said !== undefined) return said;
  return defaultValue === undefined || negate ? '' : String(defaultValue);
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${cell(text.slice(1))}.`;
}

function schemaOf(name) {
  return JSON.parse(readFileSync(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8'));
}

function configPage(variables) {
  const schema = schemaOf('config');
  const entries = Object.entries(schema.properties).filter(([name]) => name !== '$schema');
  return page('leastwise.yaml', [
    'Flags win over variables, variables over the file, the file over what is built in. `leastwise config show` says what holds and where it comes from; `leastwise schema config` prints the JSON Schema.',
    ...table(
      ['key', 'type', 'meaning', 'variable'],
      entries.map(([name, member]) => [
        code(name),
        cell(typeOf(member)),
        cell(member.description),
        variables.has(name) ? code(variables.get(name)) : '',
      ]),
    ),
    ...definitions(schema),
  ]);
}

/** `npm run generate:schemas` writes it with the schema that it is made from. */
export function resultPage(schema) {
  return page('result.json', [
    `${cell(schema.description)} \`leastwise schema result\` prints the JSON Schema. Members may be added; they are not renamed.`,
    ...members(schema),
    ...definitions(schema),
  ]);
}

function definitions({ definitions: all = {} }) {
  return Object.entries(all).flatMap(([name, one]) => [
    '',
    `## ${name}`,
    '',
    cell(one.description),
    '',
    ...shape(one),
  ]);
}

function shape(one) {
  if (one.properties !== undefined) return members(one);
  const variants = one.anyOf ?? [];
  if (variants.some(({ properties }) => properties !== undefined)) {
    return variants.flatMap((variant, at) => [
      '',
      ...(variant.properties === undefined
        ? [cell(typeOf(variant))]
        : [`Variant ${at + 1}${kindOf(variant)}`, cell(variant.description), ...members(variant)]),
    ]);
  }
  return [cell(typeOf(one))];
}

function kindOf({ properties }) {
  const kind = properties.kind?.const;
  return kind === undefined ? ':' : `, ${code(kind)}:`;
}

function members({ properties = {}, required = [] }) {
  return table(
    ['member', 'type', 'meaning'],
    Object.entries(properties).map(([name, member]) => [
      `${code(name)}${required.includes(name) ? '' : ' (optional)'}`,
      cell(typeOf(member)),
      cell(member.description),
    ]),
  );
}

function typeOf(schema) {
  if (schema.$ref !== undefined) return decodeURIComponent(schema.$ref.split('/').at(-1));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' or ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') {
    if (Array.isArray(schema.items)) return `list of ${schema.items.length}`;
    return `list of ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`;
  }
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return `table of ${typeOf(schema.additionalProperties)}`;
  }
  return Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything');
}
