import type { Found } from './found.mjs'
import type { Parsed } from './sources.mjs'

export function allMessages(root: string): { found: Found[]; faults: string[] }
export function webSources(root: string): Parsed[]
