import type { Context } from 'hono'
import type { Change, Choice } from '../../preferences/index.ts'
import { Refused } from '../../platform/refused.ts'
import { readBody } from '../hooks/read-delivery.ts'
import { isLanguage, say, type Language } from './catalogue.ts'
import { REASONS, WORDS_MAX } from './pages.ts'

const FORM_LIMITS = { bytesMax: 16 * 1024, msMax: 10_000 }
/** Fields of one name looked at: more topics than a page shows are nobody's choice. */
const FIELDS_MAX = 400

/**
 * Reads a form, as a browser or a mail provider sends it (RFC 8058: either of the two types).
 * Throws Refused for what is too large or too slow; what is empty or cannot be taken apart says
 * nothing.
 */
export async function readForm(c: Context): Promise<FormData> {
  const given = c.req.header('content-type') ?? ''
  const type = /^multipart\/form-data/i.test(given) ? given : 'application/x-www-form-urlencoded'
  try {
    const body = Buffer.from(await readBody(c, FORM_LIMITS, () => undefined))
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch (error) {
    if (error instanceof Refused && error.status !== 400) throw error
    return new FormData()
  }
}

/** Whether it says what a mail provider posts to leave with one click, and nothing else does. */
export function isOneClick(form: FormData): boolean {
  return [...form].some(
    ([name, value]) =>
      name.toLowerCase() === 'list-unsubscribe'
      && String(value).trim().toLowerCase() === 'one-click',
  )
}

/** What the form of a page asks for; null where no button of ours sent it. */
export function choiceIn(form: FormData, campaignTopicId: number | null): Choice | null {
  switch (form.get('act')) {
    case 'leave_everything':
      return { act: 'leave_everything' }
    case 'leave_topic':
      return campaignTopicId === null
        ? { act: 'leave_everything' }
        : { act: 'leave_topic', topicId: campaignTopicId }
    case 'return':
      return { act: 'return' }
    case 'save':
      return {
        act: 'save',
        wanted: ids(form.getAll('topic').map(String)),
        shown: ids(textOf(form, 'shown').split(',')),
      }
    case 'undo':
      return { act: 'undo', changes: changesIn(textOf(form, 'undo')) }
    default:
      return null
  }
}

function ids(texts: readonly string[]): number[] {
  return texts
    .slice(0, FIELDS_MAX)
    .filter((text) => /^[1-9]\d{0,8}$/.test(text))
    .map(Number)
}

/** "everything:in,7:out" */
function changesIn(text: string): Change[] {
  return text
    .split(',')
    .slice(0, FIELDS_MAX)
    .flatMap((one): Change[] => {
      const match = /^(?:(everything)|([1-9]\d{0,8})):(in|out)$/.exec(one)
      if (match === null) return []
      return [{ matter: match[1] ? 'everything' : Number(match[2]), optedIn: match[3] === 'in' }]
    })
}

/** The reason as it was given: the words that were ticked, and the person's own. */
export function reasonIn(form: FormData, language: Language): string {
  const ticked = REASONS.find((reason) => reason === form.get('reason'))
  const own = textOf(form, 'words').replace(/\s+/g, ' ').trim().slice(0, WORDS_MAX)
  return [ticked === undefined ? '' : say(language, ticked), own].filter(Boolean).join(': ')
}

/** The language a form was shown in. */
export function languageIn(form: FormData): Language | undefined {
  const given = textOf(form, 'lang')
  return isLanguage(given) ? given : undefined
}

/** Milliseconds a form was on the screen, as it says itself; null where it does not. */
export function filledInMs(form: FormData, now: number): number | null {
  const at = textOf(form, 'at')
  return /^[0-9a-z]{1,10}$/.test(at) ? now - Number.parseInt(at, 36) : null
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
