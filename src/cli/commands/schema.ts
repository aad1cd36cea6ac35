/** `leastwise schema NAME`: the JSON Schemas of what leastwise reads and writes. */
import { Argument, type Command } from 'commander';
import { SCHEMA_NAMES, type SchemaName, schemaText } from '../../store/index.js';

export function schemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of what leastwise reads or writes')
    .addArgument(new Argument('<name>', 'which one').choices(SCHEMA_NAMES))
    .action((name: SchemaName) => {
      process.stdout.write(schemaText(name));
    });
}
