import { type Command, Option } from 'commander';
import { ROLES, type Role } from '../platform/actor.ts';
import { cliActor, printResult, table, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  const person = program.command('person').description('named people and their roles / 人员与角色');

  withJson(person.command('add'))
    .description('add a person / 新增人员')
    .argument('<login>', 'small letters, digits, dot, underscore, hyphen')
    .requiredOption('--name <name>', 'name as letters and screens show it')
    .addOption(new Option('--role <role...>', 'what the person may do').choices(ROLES).makeOptionMandatory())
    .action(async (login: string, options: { name: string; role: Role[]; json?: true }) => {
      const { addPerson } = await import('../identity/add-person.ts');
      const added = await withDatabase(({ db }) =>
        db.transaction(tx =>
          addPerson(tx, cliActor(), { login, displayName: options.name, roles: options.role }, new Date()),
        ),
      );
      printResult(
        options.json,
        added,
        () =>
          `Added ${added.login} (${added.displayName}): ${added.roles.join(', ')}. Next: token issue ${added.login}`,
      );
    });

  withJson(person.command('list'))
    .description('list people / 列出人员')
    .action(async (options: { json?: true }) => {
      const { listPersons } = await import('../identity/store.ts');
      const persons = await withDatabase(({ db }) => listPersons(db.sql));
      printResult(options.json, { persons }, () =>
        table(
          ['LOGIN', 'NAME', 'ROLES', 'STATE'],
          persons.map(({ login, displayName, roles, deactivatedAt }) => [
            login,
            displayName,
            roles.join(', '),
            deactivatedAt === null ? 'active' : `deactivated ${deactivatedAt}`,
          ]),
        ),
      );
    });

  withJson(person.command('deactivate'))
    .description('end all sign-ins of a person / 停用人员')
    .argument('<login>')
    .action(async (login: string, options: { json?: true }) => {
      const { deactivatePerson } = await import('../identity/deactivate-person.ts');
      const left = await withDatabase(({ db }) =>
        db.transaction(tx => deactivatePerson(tx, cliActor(), login, new Date())),
      );
      printResult(
        options.json,
        left,
        () => `Deactivated ${login}: no token of theirs signs in after 5 seconds.`,
      );
    });
}
