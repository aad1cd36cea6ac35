/** Flags win over variables, variables over `leastwise.yaml`, that over what is built in. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Config } from '../../model/config.js';
import { UserError } from '../../model/user-error.js';
import { readYaml, type YamlFile } from '../../store/yaml-file.js';
import { optionOf, type Setting, settingsOf, variableOf } from './settings.js';
import { CONFIG_FILE } from './with-config.js';

export type Origin = {
  readonly kind: 'default' | 'environment' | 'file' | 'flag';
  /** The flag, the variable, or the place in the file. */
  readonly name: string;
};

export type Resolved = {
  readonly setting: Setting;
  readonly value: unknown;
  readonly origin: Origin;
};

/**
 * Puts what variables and the file say where the flags are silent.
 *
 * @returns each setting of the command with its value and where that came from
 */
export function resolveSettings(command: Command, environment: Environment): readonly Resolved[] {
  const settings = settingsOf(pathOf(command));
  if (settings.length === 0) return [];
  const file = configOf(command, environment);
  return settings.map((setting) => {
    const resolved = resolve(setting, command, environment, file);
    if (resolved.origin.kind === 'environment' || resolved.origin.kind === 'file') {
      command.setOptionValueWithSource(optionOf(setting), resolved.value, 'config');
    }
    return resolved;
  });
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `config show`: the words that call it, without the program's. */
function pathOf(command: Command): string {
  const { parent } = command;
  const isTop = parent === null || parent.parent === null;
  return isTop ? command.name() : `${parent.name()} ${command.name()}`;
}

function resolve(
  setting: Setting,
  command: Command,
  environment: Environment,
  file: YamlFile<Config> | undefined,
): Resolved {
  const option = optionOf(setting);
  if (command.getOptionValueSource(option) === 'cli') {
    const origin: Origin = { kind: 'flag', name: `--${setting.name}` };
    return { setting, value: command.getOptionValue(option), origin };
  }
  const variable = variableOf(setting);
  const text = environment[variable];
  if (text !== undefined && text !== '') {
    const origin: Origin = { kind: 'environment', name: variable };
    return { setting, value: ofVariable(setting, text), origin };
  }
  const said = file?.value[setting.name as keyof Config];
  if (file !== undefined && said !== undefined) {
    const origin: Origin = { kind: 'file', name: file.placeOf(setting.name) };
    return { setting, value: ofFile(setting, said), origin };
  }
  return { setting, value: undefined, origin: { kind: 'default', name: setting.fallback } };
}

function ofVariable(setting: Setting, text: string): unknown {
  switch (setting.kind) {
    case 'list':
      return text.split(',').map((part) => part.trim());
    case 'switch':
      return switchOf(setting, text);
    case 'text':
    case 'data':
      return text;
  }
}

function switchOf(setting: Setting, text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new UserError(
    `${variableOf(setting)} takes true or false, not \`${text}\``,
    `unset it to leave \`${setting.name}\` as it is`,
  );
}

/** The words that a flag would have given; the schema has been checked. */
function ofFile({ kind }: Setting, value: unknown): unknown {
  if (kind === 'data' || kind === 'switch') return value;
  const words = [value].flat().map(String);
  return kind === 'list' ? words : words[0];
}

function configOf(command: Command, environment: Environment): YamlFile<Config> | undefined {
  const { config } = command.opts<{ readonly config?: string | boolean }>();
  if (config === false) return undefined;
  const named = typeof config === 'string' ? config : environment.LEASTWISE_CONFIG;
  const path = named ?? CONFIG_FILE;
  if (named === undefined && !existsSync(path)) return undefined;
  return readYaml<Config>(path, 'config');
}
