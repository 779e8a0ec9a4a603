import { BadJson, type HttpAnswer, parseJson } from '../../platform/http/index.ts'
import { Failure } from './failure.ts'
import type { VendorAnswer } from './vendor-http.ts'

export function vendorAnswer(vendor: string, answer: HttpAnswer): VendorAnswer {
  return { ...answer, json: () => readJson(vendor, answer.body) }
}

/** Parses an answer's or a stored page's bytes; Failure('unreadable') where they are no JSON. */
export function readJson(vendor: string, body: Uint8Array): unknown {
  try {
    return parseJson(body)
  } catch (error) {
    if (!(error instanceof BadJson)) throw error
    throw unreadable(vendor, error.message, error)
  }
}

/** sentence: what is wrong, about "it", the answer. */
export function unreadable(vendor: string, sentence: string, cause?: unknown): Failure {
  return new Failure('unreadable', `What ${vendor} answered cannot be read. ${sentence}`, {
    whoMustAct: 'vendor',
    remedy: 'Homing asks again at the next run; if it stays, check the base address.',
    cause,
  })
}
