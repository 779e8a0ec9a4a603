import { type Http, type HttpAnswer, HttpFault } from '../../../platform/http/index.ts'
import { SourceFault } from '../fault.ts'
import type { Source, SourceSecrets } from '../source.ts'
import type { Place, ShownFile } from './place.ts'

/** An answer is held in memory; what is larger goes by another way. */
const BODY_BYTES_MAX = 64 * 1024 * 1024
const WHOLE_MS = 10 * 60_000

const REMEDIES: Partial<Record<HttpFault['kind'], string>> = {
  address_forbidden: 'A public https address is needed, or the operator’s leave for this one.',
  too_large: `${BODY_BYTES_MAX / 1024 / 1024} MB at most; larger files go by SFTP or a folder.`,
}

/** The file at an https address: there is one, and it is had whole or not at all. */
export async function openAddress(
  http: Http,
  ask: { source: Source; secrets: SourceSecrets; signal: AbortSignal },
): Promise<Place> {
  const { source, secrets } = ask
  const answer = await get(http, ask)
  const shown = answer.status === 304 ? [] : [fileOf(source, answer)]
  const isHeld = (name: string) => shown.find((file) => file.name === name) ?? null
  return {
    list: () => Promise.resolve(shown),
    stat: (name) => Promise.resolve(isHeld(name)),
    async *read() {
      yield answer.body
    },
    move: () => Promise.reject(new SourceFault(`Nothing can be moved at ${secrets.url}.`, '')),
    validators: () => (answer.status === 304 ? source.validators : validatorsOf(answer.headers)),
    close: () => {},
  }
}

async function get(
  http: Http,
  { source, secrets, signal }: { source: Source; secrets: SourceSecrets; signal: AbortSignal },
): Promise<HttpAnswer> {
  const { etag, modified } = source.validators
  const user = source.place.user ?? ''
  const credentials = Buffer.from(`${user}:${secrets.password ?? ''}`).toString('base64')
  try {
    const answer = await http.send({
      method: 'GET',
      url: secrets.url!,
      headers: {
        accept: '*/*',
        ...(user !== '' && { authorization: `Basic ${credentials}` }),
        ...(etag !== undefined && { 'if-none-match': etag }),
        ...(modified !== undefined && { 'if-modified-since': modified }),
      },
      limits: { bodyBytesMax: BODY_BYTES_MAX, wholeMs: WHOLE_MS },
      signal,
    })
    if (answer.status === 200 || answer.status === 304) return answer
    throw statusFault(source, answer.status)
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error
    const remedy = REMEDIES[error.kind] ?? 'The next look tries again.'
    throw new SourceFault(error.message, remedy, { cause: error })
  }
}

function statusFault({ place }: Source, status: number): SourceFault {
  const sentence = `${place.address} answered ${status}.`
  if (status >= 300 && status < 400) {
    return new SourceFault(sentence, 'It leads elsewhere: enter the address it leads to.')
  }
  if (status === 401 || status === 403) {
    return new SourceFault(sentence, 'Check user and password, and whether the address is right.')
  }
  if (status === 404 || status === 410) {
    return new SourceFault(sentence, 'Nothing lies there: check the address.')
  }
  return new SourceFault(sentence, 'The next look tries again.')
}

function fileOf({ place }: Source, { body, headers }: HttpAnswer): ShownFile {
  const told = Date.parse(headers.get('last-modified') ?? '')
  // Without a time of its own nothing but the bytes tells one answer from another.
  const modifiedAt = Number.isNaN(told) ? null : told
  return { name: place.name!, bytes: body.byteLength, modifiedAt, isWhole: true }
}

function validatorsOf(headers: Headers): Record<string, string> {
  const etag = headers.get('etag')
  const modified = headers.get('last-modified')
  return { ...(etag && { etag }), ...(modified && { modified }) }
}
