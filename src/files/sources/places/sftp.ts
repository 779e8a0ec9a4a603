import { posix } from 'node:path'
import type { Dial } from '../../../platform/http/index.ts'
import { openSftp, SftpFault, type SftpFaultKind } from '../../../platform/sftp/index.ts'
import { SourceFault } from '../fault.ts'
import { fits } from '../pattern.ts'
import type { Source, SourceSecrets } from '../source.ts'
import { ENTRIES_MAX, type Place } from './place.ts'

const REMEDIES: Record<SftpFaultKind, string> = {
  unreachable: 'Check host and port; a private one must be allowed by the operator.',
  other_key:
    'Ask whoever runs the server whether its key was changed. If it was, enter the new one as the '
    + 'source’s server key; if not, somebody else answers in its place.',
  not_let_in: 'Check user, password and key, and whether the server takes them.',
  not_there: 'Check the folder; the next look tries again.',
  denied: 'Ask whoever runs the server for the right to it; the next look tries again.',
  cut: 'The next look tries again.',
  refused: 'Ask whoever runs the server; the next look tries again.',
}

/** Those that say nothing of the server as a whole. */
const OF_A_FILE: readonly SftpFaultKind[] = ['not_there', 'denied', 'refused']

interface Ask {
  source: Source
  secrets: SourceSecrets
  onHostKey: (fingerprint: string) => void
  signal: AbortSignal
}

/** A folder of an SFTP server. */
export async function openSftpPlace(dial: Dial, ask: Ask): Promise<Place> {
  const { place, hostKey, pattern } = ask.source
  const { path } = place
  const signIn = {
    ...{ host: place.host!, port: place.port!, user: place.user!, hostKey },
    ...ask.secrets,
    ...{ onHostKey: ask.onHostKey, signal: ask.signal },
  }
  const session = await orFault(openSftp(dial, signIn), false)
  const at = (name: string) => posix.join(path!, name)
  return {
    list: () =>
      orFault(
        session.list(path!, (name) => fits(pattern, name), ENTRIES_MAX),
        false,
      ),
    stat: (name) => orFault(session.stat(at(name)), true),
    async *read(name) {
      try {
        yield* session.read(at(name))
      } catch (error) {
        throw asFault(error, true)
      }
    },
    move: (from, to) => orFault(session.move(at(from), at(to)), true),
    close: () => session.close(),
  }
}

function orFault<T>(work: Promise<T>, isOfFile: boolean): Promise<T> {
  return work.catch((error: unknown) => {
    throw asFault(error, isOfFile)
  })
}

function asFault(error: unknown, isOfFile: boolean): unknown {
  if (!(error instanceof SftpFault)) return error
  const { kind, message } = error
  const more = { isOfFile: isOfFile && OF_A_FILE.includes(kind), cause: error }
  return new SourceFault(message, REMEDIES[kind], more)
}
