/** Completion scripts, made from the program itself. */
import type { Command } from 'commander';

export type Shell = 'bash' | 'fish' | 'zsh';

type Entry = {
  /** `config show`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly string[];
  readonly description: string;
};

export function completionScript(program: Command, shell: Shell): string {
  return SCRIPTS[shell](entriesOf(program, []));
}

function entriesOf(
  command: Command,
  path: readonly string[],
  inherited: readonly string[] = [],
): readonly Entry[] {
  const own = command.commands.filter((one) => one.name() !== 'help');
  const flags = command.options
    .filter(({ hidden }) => !hidden)
    .flatMap(({ long, short }) => [long, short])
    .filter((flag) => flag !== null && flag !== undefined);
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const all = [...flags, ...inherited];
  /** Flags of the program are known behind every command; its version is not. */
  const global =
    path.length === 0 ? flags.filter((flag) => !/^(-V|--version)$/.test(flag)) : inherited;
  return [
    {
      path: path.join(' '),
      words: [...own.map((one) => one.name()), ...choices, ...all, '--help'],
      description: command.description(),
    },
    ...own.flatMap((one) => entriesOf(one, [...path, one.name()], global)),
  ];
}

const SCRIPTS: Readonly<Record<Shell, (entries: readonly Entry[]) => string>> = { bash, fish, zsh };

/** Names of commands and flags are ours: letters, digits and hyphens. */
function bash(entries: readonly Entry[]): string {
  return [
    '# bash completion of leastwise: source <(leastwise completion bash)',
    '_leastwise() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} path="" word words',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "${path:+$path }$word" in',
    ...entries
      .filter(({ path }) => path !== '')
      .map(({ path }) => `      '${path}') path='${path}' ;;`),
    '    esac',
    '  done',
    '  case "$path" in',
    ...entries.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`),
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  case "$current" in -*) ;; *) COMPREPLY+=($(compgen -f -- "$current")) ;; esac',
    '}',
    'complete -o filenames -F _leastwise leastwise',
    '',
  ].join('\n');
}

function zsh(entries: readonly Entry[]): string {
  return [
    '#compdef leastwise',
    '# zsh completion of leastwise: source <(leastwise completion zsh)',
    'autoload -U +X bashcompinit && bashcompinit',
    bash(entries),
  ].join('\n');
}

function fish(entries: readonly Entry[]): string {
  return [
    '# fish completion of leastwise: leastwise completion fish | source',
    ...entries.flatMap(({ path, words }) => {
      const parts = path.split(' ').filter((part) => part !== '');
      const when =
        parts.length === 0
          ? '__fish_use_subcommand'
          : parts.map((part) => `__fish_seen_subcommand_from ${part}`).join('; and ');
      return words.map((word) => fishLine(word, when));
    }),
    '',
  ].join('\n');
}

function fishLine(word: string, when: string): string {
  const what = word.startsWith('--')
    ? `-l ${word.slice(2)}`
    : word.startsWith('-')
      ? `-s ${word.slice(1)}`
      : `-a ${word}`;
  return `complete -c leastwise -n '${when}' ${what}`;
}
