import { Complaint } from '../complaint.ts'
import { newSecret, secretFromStdin } from '../secret.ts'
import type { Cli } from '../work.ts'

const LENGTH_MIN = 12

export interface PassphraseOptions {
  passphraseStdin?: boolean
}

/**
 * A passphrase from standard input, HOMING_BACKUP_PASSPHRASE or a prompt; never from the command
 * line, which everybody on the machine can read. Throws a Complaint where there is none.
 */
export async function passphrase(
  options: PassphraseOptions,
  cli: Cli,
  isNew: boolean,
): Promise<string> {
  const given = options.passphraseStdin
    ? await secretFromStdin(cli, 'passphrase')
    : cli.env['HOMING_BACKUP_PASSPHRASE'] || (await asked(cli, isNew))
  if (isNew && given.length < LENGTH_MIN) {
    throw new Complaint(2, `A passphrase has ${LENGTH_MIN} characters or more.`)
  }
  return given
}

async function asked(cli: Cli, isNew: boolean): Promise<string> {
  if (!cli.terminal.canAsk) {
    throw new Complaint(2, 'The backup needs its passphrase.', {
      remedy: 'Give it with --passphrase-stdin, or as HOMING_BACKUP_PASSPHRASE.',
    })
  }
  const message = 'Passphrase of the backup'
  if (isNew) return newSecret(message)
  const { askSecret } = await import('../ask.ts')
  return askSecret(message)
}
