import type { Command } from 'commander'
import { Complaint } from '../complaint.ts'
import { newSecret, secretFromStdin } from '../secret.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

/** homing users list | password */
export function userCommands(root: Command, cli: Cli): void {
  const users = root.command('users').description('who may sign in, and a forgotten password')
  users
    .command('list')
    .description('users of the workspace, by name')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('users.list', {})
      work.print(answer, () => userTable(answer.items, work.terminal.width))
    })
  users
    .command('password <email>')
    .description('give a user who forgot theirs a new password; all their sessions end')
    .addHelpText(
      'after',
      '\nThe password is asked for twice, or read from standard input where that is no terminal;'
        + '\nnever from the command line. They change it in Settings, Your account.',
    )
    .action(async (email: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const user = await pickUser(work, email)
      const password = await givenPassword(work, user)
      await work.call('users.setPassword', { params: { userId: user.id }, body: { password } })
      work.print(null, () => `${user.name} has a new password, and is signed out everywhere.\n`)
    })
}

async function pickUser({ call }: Work, typed: string): Promise<User> {
  const wanted = typed.trim().toLowerCase()
  const { items } = await call('users.list', {})
  const user = items.find(({ email }) => email.toLowerCase() === wanted)
  if (user !== undefined) return user
  throw new Complaint(1, `There is no user "${typed}".`, {
    field: 'email',
    remedy: 'homing users list says who there is.',
  })
}

async function givenPassword(work: Work, { name }: User): Promise<string> {
  if (work.terminal.canAsk) return newSecret(`New password of ${name}, 12 characters or more`)
  const isSeen = 'isTTY' in work.stdin && work.stdin.isTTY === true
  const password = isSeen ? '' : await secretFromStdin(work, 'password')
  if (password !== '') return password
  throw new Complaint(2, 'The new password is needed.', {
    field: 'password',
    remedy: 'Give it on standard input, or use a terminal, where it is asked for unseen.',
  })
}

interface User {
  id: string
  name: string
  email: string
  role: string
  lastSeenAt: string | null
}

function userTable(users: readonly User[], width: number | null): string {
  if (users.length === 0) return 'Nobody may sign in.\n'
  return table<User>(
    [
      { title: 'E-MAIL', value: (user) => user.email },
      { title: 'NAME', value: (user) => user.name },
      { title: 'ROLE', value: (user) => user.role },
      { title: 'LAST SEEN', value: (user) => moment(user.lastSeenAt) },
    ],
    users,
    width,
  )
}
