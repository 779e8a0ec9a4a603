import { notifications } from '@mantine/notifications'
import { Refusal } from '../api/contract/client.ts'
import { fieldWords } from './languages/field-words.ts'
import { t } from './languages/messages.ts'
import { said } from './languages/said.ts'

/** What is to be told about any error: a sentence, and the next step where one is known. */
export interface Told {
  title: string
  sentence: string
  remedy: string
  /** Fields in the reader's words; what the sentence tells already is left out. */
  errors: { field: string; reason: string }[]
  canRetry: boolean
}

/**
 * Puts any error into words: refusals in the server's own, translated; a lost connection as such.
 */
export function tellOf(error: unknown): Told {
  if (error instanceof Refusal) {
    return {
      title: said(error.title),
      sentence: said(error.message),
      remedy: said(error.remedy),
      errors: error.errors
        .filter(({ reason }) => reason !== error.message)
        .map(({ field, reason }) => ({ field: fieldWords(field), reason: said(reason) })),
      canRetry: error.status >= 500 || error.status === 408 || error.status === 429,
    }
  }
  if (isCodeMissing(error) || isUnanswered(error)) {
    return {
      title: t`No answer from Homing`,
      sentence: t`The server could not be reached.`,
      remedy: t`Check the network, or whether Homing is running, and try again.`,
      errors: [],
      canRetry: true,
    }
  }
  return {
    title: t`This page has a fault`,
    sentence: error instanceof Error ? error.message : String(error),
    remedy: t`Load the page again. If it stays, tell whoever runs Homing what you did.`,
    errors: [],
    canRetry: true,
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message)
}

/** A part of the program that was not loaded before did not come, in each browser's words. */
export function isCodeMissing(error: unknown): boolean {
  return (
    error instanceof Error
    && /preload CSS|dynamically imported module|importing a module/i.test(error.message)
  )
}

/** What is not there, or not for this workspace; it will not come by being asked for again. */
export function isNotThere(error: unknown): boolean {
  return error instanceof Refusal && error.status === 404
}

/** Reasons by field, for a form's setErrors; empty where the refusal names no field. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof Refusal)) return {}
  return Object.fromEntries(error.errors.map(({ field, reason }) => [field, said(reason)]))
}

/** Shows a refusal as a notification: for actions that have no form to stand beside. */
export function notifyRefusal(error: unknown): void {
  const { title, sentence, remedy } = tellOf(error)
  notifications.show({
    color: 'red',
    title,
    message: [sentence, remedy].filter(Boolean).join(' '),
    autoClose: 12_000,
  })
}

/** Says in one sentence what was done. */
export function notifyDone(sentence: string): void {
  notifications.show({ color: 'green', message: sentence })
}
