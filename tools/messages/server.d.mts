import type { Found } from './found.mjs'
import type { Parsed } from './sources.mjs'

export function sentencesIn(sources: Parsed[]): Found[]
