import { FolderFault, type WatchedFolders } from '../../platform/watched-folder.ts'
import { describeUrl, HttpFault, type Http } from '../../platform/http/index.ts'
import { Refused } from '../../platform/refused.ts'
import { keyProblem } from '../../platform/sftp/index.ts'
import type { Source, SourceKind, SourcePlace, SourceSecrets } from './source.ts'

/** What somebody wants of a source; what is absent stays as it is. */
export interface Wanted {
  path?: string | undefined
  host?: string | undefined
  port?: number | undefined
  user?: string | undefined
  password?: string | undefined
  privateKey?: string | undefined
  passphrase?: string | undefined
  url?: string | undefined
  pattern?: string | undefined
  everyMinutes?: number | undefined
  moveTo?: string | undefined
  /** SFTP: the fingerprint the server must show; empty: that of the next look is believed. */
  hostKey?: string | undefined
  isOn?: boolean | undefined
}

export interface Settled {
  place: SourcePlace
  secrets: SourceSecrets
  pattern: string
  everyMinutes: number
  moveTo: string
  hostKey: string
  isOn: boolean
}

/** What judges places before anything is asked of them. */
export interface Guards {
  folders: WatchedFolders
  http: Pick<Http, 'check'>
}

const EVERY_MINUTES = 60
const SFTP_PORT = 22
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/

/** A source as it is to be, of what it was and what is wanted. Throws Refused with the field. */
export function settle(
  kind: SourceKind,
  wanted: Wanted,
  before: { source: Source; secrets: SourceSecrets } | null,
  guards: Guards,
): Settled {
  const was = before?.source
  const pattern = wanted.pattern ?? was?.pattern ?? '*'
  const moveTo = (wanted.moveTo ?? was?.moveTo ?? '').trim()
  refuseSubfolder(kind, moveTo)
  const { place, secrets } = PLACES[kind](wanted, before, guards)
  const isElsewhere = was !== undefined && addressOf(was.place) !== addressOf(place)
  return {
    place,
    secrets,
    pattern,
    everyMinutes: wanted.everyMinutes ?? was?.everyMinutes ?? EVERY_MINUTES,
    moveTo,
    hostKey: hostKeyOf(kind, wanted.hostKey ?? (isElsewhere ? '' : (was?.hostKey ?? ''))),
    isOn: wanted.isOn ?? was?.isOn ?? true,
  }
}

type Before = { source: Source; secrets: SourceSecrets } | null
type Settler = (
  wanted: Wanted,
  before: Before,
  guards: Guards,
) => Pick<Settled, 'place' | 'secrets'>

const PLACES: Record<SourceKind, Settler> = {
  folder(wanted, before, { folders }) {
    const path = given('path', wanted.path ?? before?.source.place.path)
    try {
      folders.check(path)
    } catch (error) {
      if (!(error instanceof FolderFault)) throw error
      throw new Refused(422, error.message, {
        field: 'path',
        remedy: 'Ask the operator to name it, or a folder above it, in FILE_FOLDERS.',
        cause: error,
      })
    }
    return { place: { path }, secrets: {} }
  },

  sftp(wanted, before) {
    const was = before?.source.place
    const host = given('host', wanted.host ?? was?.host).toLowerCase()
    const port = wanted.port ?? was?.port ?? SFTP_PORT
    const user = given('user', wanted.user ?? was?.user)
    const path = (wanted.path ?? was?.path ?? '').trim() || '.'
    if (!/^[a-z0-9.:_-]+$/.test(host)) throw wrong('host', 'This is no name of a server.')
    if (path.split('/').includes('..')) throw wrong('path', 'A path may not climb by “..”.')
    const place = { host, port, user, path }
    const isSame = was !== undefined && addressOf(was) === addressOf(place)
    const secrets = secretsOf(wanted, isSame ? before!.secrets : {})
    if (secrets.password === undefined && secrets.privateKey === undefined) {
      throw wrong(
        'password',
        was === undefined || isSame
          ? 'A password or a private key is needed.'
          : 'Enter the password or the key again: it is for another server or user.',
      )
    }
    if (secrets.privateKey !== undefined) {
      const problem = keyProblem(secrets.privateKey, secrets.passphrase ?? '')
      if (problem !== null) throw wrong('privateKey', problem)
    }
    return { place, secrets }
  },

  https(wanted, before, { http }) {
    const { url: formerUrl, password: former } = before?.secrets ?? {}
    const url = given('url', wanted.url ?? formerUrl)
    try {
      http.check(url)
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error
      throw wrong('url', error.message)
    }
    const at = new URL(url)
    const isSame = formerUrl !== undefined && new URL(formerUrl).origin === at.origin
    const user = wanted.user ?? before?.source.place.user ?? ''
    const password = wanted.password ?? (isSame ? former : undefined)
    if (user !== '' && !password) throw wrong('password', 'The password of that user is needed.')
    const secrets = { url, ...(password ? { password } : {}) }
    const name = decodeName(at.pathname.split('/').at(-1) ?? '') || at.hostname
    return { place: { address: describeUrl(at), name, user }, secrets }
  },
}

/** Where secrets would go: at another place they are not sent unasked. */
function addressOf({ host, port, user }: SourcePlace): string {
  return JSON.stringify([host, port, user])
}

function secretsOf(wanted: Wanted, before: SourceSecrets): SourceSecrets {
  const password = wanted.password ?? before.password
  const privateKey = wanted.privateKey ?? before.privateKey
  const passphrase = wanted.passphrase ?? before.passphrase
  return {
    ...(password ? { password } : {}),
    ...(privateKey ? { privateKey } : {}),
    ...(privateKey && passphrase ? { passphrase } : {}),
  }
}

function refuseSubfolder(kind: SourceKind, moveTo: string): void {
  if (moveTo === '') return
  if (kind === 'https') throw wrong('moveTo', 'At an address nothing can be moved.')
  if (/[/\\\0]/.test(moveTo) || moveTo.startsWith('.')) {
    throw wrong('moveTo', 'One name of a subfolder, such as processed.')
  }
}

function hostKeyOf(kind: SourceKind, text: string): string {
  const hostKey = text.trim()
  if (kind !== 'sftp' || hostKey === '') return ''
  if (FINGERPRINT.test(hostKey)) return hostKey
  throw wrong('hostKey', 'A fingerprint as ssh-keygen -l shows it: SHA256 and 43 letters.')
}

function given(field: string, text: string | undefined): string {
  const value = text?.trim() ?? ''
  if (value === '') throw wrong(field, 'This is needed.')
  return value
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
      .replaceAll(/[/\\\0]/g, '_')
      .slice(0, 200)
  } catch {
    return name.slice(0, 200)
  }
}

function wrong(field: string, sentence: string): Refused {
  return new Refused(422, sentence, { field })
}
