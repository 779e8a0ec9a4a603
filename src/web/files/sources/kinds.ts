import type { AnswerTo, Given } from '../../api.ts'
import { t, tc } from '../../languages/messages.ts'

export type Source = AnswerTo<'fileSources.list'>['items'][number]
export type SourceKind = Source['kind']
export type SourceBody = NonNullable<Given<'fileSources.change'>['body']>

export const KINDS: { value: SourceKind; label: string; hint: string }[] = [
  {
    value: 'folder',
    label: t`Folder`,
    hint: t`A folder of the machine Homing runs on, below one the operator names in FILE_FOLDERS.`,
  },
  {
    value: 'sftp',
    label: 'SFTP',
    hint: t`A folder of an SFTP server. Its key is remembered when it is first seen.`,
  },
  {
    value: 'https',
    label: t`Address`,
    hint: t`One file at a public https address; it is taken again whenever it changed.`,
  },
]

/** What the form holds: every field of every kind, as text. */
export interface SourceWords {
  kind: SourceKind
  path: string
  host: string
  port: number
  user: string
  signIn: 'password' | 'key'
  password: string
  privateKey: string
  passphrase: string
  hostKey: string
  url: string
  pattern: string
  everyMinutes: number
  moveTo: string
}

export const NEW_SOURCE: SourceWords = {
  ...{ kind: 'folder', path: '', host: '', port: 22, user: '', signIn: 'password' },
  ...{ password: '', privateKey: '', passphrase: '', hostKey: '', url: '' },
  ...{ pattern: '*.csv', everyMinutes: 60, moveTo: '' },
}

export function wordsOf(source: Source): SourceWords {
  const { kind, path, host, port, user, hostKey, pattern, everyMinutes, moveTo } = source
  const signIn = source.hasPrivateKey ? 'key' : 'password'
  const kept = { kind, path, host, user, hostKey, pattern, everyMinutes, moveTo }
  return { ...NEW_SOURCE, ...kept, port: port ?? NEW_SOURCE.port, signIn }
}

/**
 * What is sent: the fields of the kind; a secret only where one was typed, a server's key only
 * where somebody changed it.
 */
export function bodyOf(words: SourceWords, kept?: Source): SourceBody {
  const { kind, pattern, everyMinutes, moveTo } = words
  const common = { pattern, everyMinutes }
  if (kind === 'folder') return { ...common, moveTo, path: words.path }
  const password = words.password === '' ? {} : { password: words.password }
  if (kind === 'https') {
    const url = words.url.trim() === '' ? {} : { url: words.url.trim() }
    return { everyMinutes, ...url, user: words.user, ...password }
  }
  const { host, port, user, path, hostKey, privateKey, passphrase } = words
  const key = privateKey === '' ? {} : { privateKey, passphrase, password: '' }
  const typed = words.password === '' ? {} : { ...password, privateKey: '' }
  const secret = words.signIn === 'key' ? key : typed
  const shown = hostKey === kept?.hostKey ? {} : { hostKey }
  return { ...common, moveTo, host, port, user, path, ...shown, ...secret }
}

/** How often, in words. */
export const EVERY = [
  { value: '5', label: t`every 5 minutes` },
  { value: '15', label: t`every 15 minutes` },
  { value: '60', label: tc('rhythm')`every hour` },
  { value: '360', label: t`every 6 hours` },
  { value: '1440', label: tc('rhythm')`every day` },
  { value: '10080', label: t`every week` },
]
