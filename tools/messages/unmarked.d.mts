import type { Parsed } from './sources.mjs'

export function unmarkedIn(sources: Parsed[]): string[]
