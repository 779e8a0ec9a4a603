/** One line of the doctor's report. */
export interface Finding {
  name: string
  ok: boolean
  /** What was found, as a sentence. */
  sentence: string
  /** What to do, where it is not ok. */
  remedy?: string
}

export function good(name: string, sentence: string): Finding {
  return { name, ok: true, sentence }
}

export function bad(name: string, sentence: string, remedy: string): Finding {
  return { name, ok: false, sentence, remedy }
}
