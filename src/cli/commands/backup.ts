import { resolve } from 'node:path'
import type { Command } from 'commander'
import { readConfig } from '../../config.ts'
import { BadBackup, WrongPassphrase, type Manifest } from '../../platform/backup/index.ts'
import { FolderInUse } from '../../platform/database/index.ts'
import { archiveOf } from '../backup/archive.ts'
import { checkBackup } from '../backup/check.ts'
import { isFileSealed, writeBackup } from '../backup/file.ts'
import { keyHere } from '../backup/key.ts'
import { passphrase, type PassphraseOptions } from '../backup/passphrase.ts'
import { restore, type Restored } from '../backup/restore.ts'
import { Complaint } from '../complaint.ts'
import { counted, moment, number } from '../words.ts'
import { printing, type Cli } from '../work.ts'

interface BackupOptions extends PassphraseOptions {
  encrypt?: boolean
  withKey?: boolean
}

interface RestoreOptions extends PassphraseOptions {
  replace?: boolean
  keyFile?: string
  withoutKey?: boolean
}

/** homing backup | restore: they work on DATA_DIR or DATABASE_URL, on this machine. */
export function backupCommands(root: Command, cli: Cli): void {
  root
    .command('backup <file>')
    .description('back everything up, while Homing runs; read back and proved at once')
    .option('--encrypt', 'under a passphrase')
    .option('--with-key', 'with the secret key that opens the tokens in it; needs --encrypt')
    .option('--passphrase-stdin', 'read the passphrase from standard input')
    .addHelpText(
      'after',
      '\nThe passphrase comes from a prompt, from standard input, or from HOMING_BACKUP_PASSPHRASE.'
        + '\nWithout --with-key, keep the secret key elsewhere: the tokens are no use without it.',
    )
    .action(async (file: string, options: BackupOptions, command: Command) => {
      const made = await inWords(() => backUp(cli, file, options))
      printing(cli, command).print(made, () => backupWords(made))
    })
  root
    .command('restore <file>')
    .description('restore a backup into an empty place; proved before anything is replaced')
    .option('--replace', 'move what is there aside')
    .option('--key-file <file>', 'the secret key that was kept elsewhere')
    .option('--without-key', 'the key is lost: connections will have to be authorised again')
    .option('--passphrase-stdin', 'read the passphrase from standard input')
    .action(async (file: string, given: RestoreOptions, command: Command) => {
      const isSealed = await isFileSealed(file)
      const done = await inWords(async () =>
        restore({
          config: readConfig(cli.env),
          file,
          passphrase: isSealed ? await passphrase(given, cli, false) : null,
          isReplacing: given.replace === true,
          keyFile: given.keyFile,
          isWithoutKey: given.withoutKey === true,
        }),
      )
      printing(cli, command).print(done, () => restoreWords(done))
    })
}

interface Made {
  file: string
  bytes: number
  isEncrypted: boolean
  key: 'included' | 'not included' | 'none'
  keyFrom: string | null
  manifest: Omit<Manifest, 'files'>
}

async function backUp(cli: Cli, file: string, options: BackupOptions): Promise<Made> {
  const config = readConfig(cli.env)
  const isKeyIncluded = options.withKey === true
  if (isKeyIncluded && options.encrypt !== true) {
    throw new Complaint(2, 'A backup with its key opens every token in it to whoever has it.', {
      field: 'with-key',
      remedy: 'Add --encrypt.',
    })
  }
  const words = options.encrypt === true ? await passphrase(options, cli, true) : null
  const key = keyHere(config)
  const archive = archiveOf({ config, env: cli.env, file, key, isKeyIncluded })
  const bytes = await writeBackup(archive, file, words)
  const { files: _, ...manifest } = await checkBackup(file, words)
  return {
    file: resolve(file),
    bytes,
    isEncrypted: words !== null,
    key: key === null ? 'none' : isKeyIncluded ? 'included' : 'not included',
    keyFrom: key?.from ?? null,
    manifest,
  }
}

/** What the operator can mend is told as a sentence with its remedy. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof BadBackup) {
      throw new Complaint(1, cause.message, { remedy: cause.remedy, cause })
    }
    if (cause instanceof WrongPassphrase) throw new Complaint(1, cause.message, { cause })
    if (!(cause instanceof FolderInUse)) throw cause
    throw new Complaint(1, 'Homing is running on this data folder.', {
      remedy: 'Stop it first.',
      cause,
    })
  }
}

function backupWords({ file, bytes, key, keyFrom, manifest, isEncrypted }: Made): string {
  const kept = {
    included: 'The secret key is in it: the passphrase alone protects it.',
    'not included':
      `The secret key is NOT in it, and without it the tokens are of no use: keep ${keyFrom} `
      + `elsewhere (it is ${manifest.keyFingerprint}).`,
    none: 'There is no secret key on this machine; it is where HOMING_SECRET is set.',
  }[key]
  return (
    `${file}: ${number(bytes)} bytes${isEncrypted ? ', encrypted' : ''}, `
    + `${rowsOf(manifest)}, as of ${moment(manifest.takenAt)}. `
    + `Read back and found whole.\n${kept}\n`
  )
}

function restoreWords({ manifest, aside, key }: Restored): string {
  const keyWords = {
    'as it was': 'The secret key on this machine is the right one.',
    restored: 'The secret key was restored with it.',
    missing: 'Without the secret key, every connection has to be authorised again.',
  }[key]
  const moved = aside.map((name) => `What was there is at ${name} now; delete it when you like.\n`)
  return (
    `Restored ${rowsOf(manifest)} as of ${moment(manifest.takenAt)}; every table has as many rows `
    + `as it had, and the fence between workspaces stands. ${keyWords}\n${moved.join('')}`
    + 'Start Homing: the next sync brings home what happened since. An ESP that has changed our '
    + 'tokens since then asks for a new authorisation; nothing is lost by it.\n'
  )
}

function rowsOf(manifest: Pick<Manifest, 'rows'>): string {
  const rows = Object.values(manifest.rows)
  const all = rows.reduce((sum, one) => sum + one, 0)
  return `${counted(all, 'row')} in ${counted(rows.length, 'table')}`
}
