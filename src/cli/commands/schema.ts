/** `leastwise schema NAME`: the JSON Schemas of what leastwise reads and writes. */
import { Argument, type Command } from 'commander';
import { SCHEMA_NAMES, type SchemaName } from '../../model/formats.js';

export function schemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of what leastwise reads or writes')
    .addArgument(new Argument('<name>', 'which one').choices(SCHEMA_NAMES))
    .action(async (name: SchemaName) => {
      const { schemaText } = await import('../../store/schemas.js');
      process.stdout.write(schemaText(name));
    });
}
