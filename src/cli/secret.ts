import { Complaint } from './complaint.ts'
import type { Cli } from './work.ts'

const BYTES_MAX = 4_096

/**
 * A secret ("password", "passphrase") from standard input, without the end of its line. Throws a
 * Complaint where it is too long to be one.
 */
export async function secretFromStdin(cli: Cli, what: string): Promise<string> {
  let text = ''
  for await (const chunk of cli.stdin) {
    text += String(chunk)
    if (text.length > BYTES_MAX) throw new Complaint(2, `That is too long a ${what}.`)
  }
  return text.replace(/\r?\n$/, '')
}

/** Asks at the terminal for a new secret, unseen and twice. A Complaint where the two differ. */
export async function newSecret(message: string): Promise<string> {
  // Loaded here only: most commands ask nobody anything.
  const { askSecret } = await import('./ask.ts')
  const first = await askSecret(message)
  if (first === (await askSecret('The same again'))) return first
  throw new Complaint(2, 'The two are not the same.')
}
